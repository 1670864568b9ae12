"""``optim-viz train``: a neural network, trained by two optimizers on handwritten digits."""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from optim_viz.choice import Choice
from optim_viz.commands.places import by_ending, check_places, writing
from optim_viz.commands.printed import numbers, say, table
from optim_viz.commands.progress import progress_bar
from optim_viz.commands.settings import part_flags, read_contender
from optim_viz.commands.workers import train_both
from optim_viz.datasets import Digits, keras_file, load_digits, read_digits
from optim_viz.datasets.cells import shown
from optim_viz.export.files import write
from optim_viz.pool import WorkerError
from optim_viz.training_files import FORMATS, Pair
from optim_viz.wording import count, number

MOST_EPOCHS = 100

KERAS = "keras"
"""In place of a path: the file that Keras has put into the home folder."""

FULL = "full"

USUAL = {"gd": Choice.of("gd", alpha=0.01)}
"""As the libraries have it; on the contour, where steps are few, gradient descent begins with more."""

KEYS = {"a": "gd", "b": "adam"}

LONGEST = 200
"""Letters of a path that are shown."""


def train(
    mnist: tuple[str, ...],
    epochs: int,
    batch: str,
    seed: int,
    out: tuple[str, ...],
    force: bool,
    **given: Any,
) -> None:
    """Train a neural network (784-25-15-10, sigmoid) on handwritten digits by two optimizers at once.

    Both begin with the same weights and see the same batches, each in a process of its own. Printed are loss
    and test accuracy of each; files hold the whole course. Ctrl-C ends both.

    \b
    optim-viz train --a gd --a.alpha 0.01 --b adam --b.alpha 0.001 --epochs 10
    optim-viz train --a gd --a.alpha 0.3 --batch full --epochs 100 --out loss.svg --out run.csv
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    try:
        choices = {part: read_contender(part, given, USUAL, key) for part, key in KEYS.items()}
        formats = [by_ending(name, FORMATS) for name in out]
        check_places(out, force)
        digits = read(mnist)
        size = read_batch(batch, len(digits.y))
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    optimizers = {slot: choice.build() for slot, choice in choices.items()}
    try:
        with progress_bar("train") as progress:
            pair = train_both(digits, optimizers, epochs=epochs, batch=size, seed=seed, progress=progress)
    except WorkerError as error:
        raise click.ClickException(str(error)) from error
    say(report(pair))
    for name, known in zip(out, formats, strict=True):
        content = known.render(pair)
        with writing(name, known.title):
            write(Path(name), content)


def read(files: Sequence[str]) -> Digits:
    """The digits in files, or those that are shipped; raises ``ValueError`` with the way out."""
    if not files:
        return load_digits()
    paths = [_path(file) for file in files]
    try:
        return read_digits(*paths)
    except OSError as error:
        name = shown(str(error.filename or paths[0]), LONGEST)
        raise ValueError(f"{name} cannot be read: {error.strerror or error}.") from error


def read_batch(text: str, examples: int) -> int | None:
    """Digits a step, None for all of them; raises ``ValueError`` with the way out."""
    if text == FULL:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:10]) <= examples):
        raise ValueError(
            f"--batch must be {FULL} or a whole number in [1, {examples}], as many digits as are learned from; "
            f"got {text!r}."
        )
    return int(text)


def report(pair: Pair) -> str:
    """What was trained on what, and a table of what came of it."""
    training, digits = pair.a.training, pair.digits
    batches = "full batches" if training.batch is None else f"batches of {training.batch:,}"
    sides = pair.sides.values()
    rows = [("", *pair.names.values())]
    rows.append((f"loss, first {pair.followed:,} digits", *(_loss(each.training.loss[-1]) for each in sides)))
    for epoch in sorted({1, 10, training.epochs}):
        if epoch <= training.epochs:
            at = f"epoch {epoch}"
            rows.append((f"test loss, {at}", *(_loss(each.training.test_loss[epoch]) for each in sides)))
            rows.append(
                (f"test accuracy, {at}", *(_share(each.training.test_accuracy[epoch]) for each in sides))
            )
    rows.append(("seconds per epoch", *(number(sum(each.seconds) / len(each.seconds), 2) for each in sides)))
    lines = [f"{slot}  {choice.kind.name}: {numbers(choice)}" for slot, choice in pair.choices.items()]
    title = digits.title if digits is load_digits() else shown(digits.title)
    return "\n".join(
        [
            f"{title}: {len(digits.y):,} digits to learn from, {len(digits.y_test):,} to test",
            f"{training.network!r}, {count(training.network.n, 'parameter')}",
            f"{batches}, {count(training.epochs, 'epoch')}, seed {training.seed}",
            *lines,
            "",
            *table(rows),
        ]
    )


def training_flags() -> list[click.Parameter]:
    """``--epochs``, ``--batch`` and ``--mnist``: how long, in which parts, on what."""
    return [
        click.Option(
            ["--epochs"],
            type=click.IntRange(1, MOST_EPOCHS),
            default=10,
            show_default=True,
            metavar="NUMBER",
            help=f"How often all digits are taken, 1 to {MOST_EPOCHS}.",
        ),
        click.Option(
            ["--batch"],
            default="32",
            show_default=True,
            metavar="NUMBER",
            help=f"Digits a step; {FULL} takes all of them at each step.",
        ),
        click.Option(
            ["--mnist"],
            multiple=True,
            metavar="FILE",
            help="Keras's mnist.npz; or MNIST's four IDX files, gzipped or not, each with its own --mnist, or "
            f"one of them or their folder; {KERAS}: where Keras has put its own.  [default: the 10,000 and "
            "2,000 digits that are shipped]",
        ),
    ]


command = click.Command(
    "train",
    callback=train,
    help=inspect.getdoc(train),
    params=[
        click.Option(
            ["--seed"],
            type=click.IntRange(0, 2**32 - 1),
            default=0,
            show_default=True,
            metavar="NUMBER",
            help="Of the initial weights and of the order of the digits.",
        ),
        *training_flags(),
        click.Option(
            ["out", "--out", "-o"],
            multiple=True,
            metavar="FILE",
            help="Where to; its ending says the format: JSON (all that was kept), CSV (losses and accuracies), "
            "SVG (their curves). May be given again.",
        ),
        click.Option(["--force"], is_flag=True, help="Overwrite files that exist."),
        *(flag for part, key in KEYS.items() for flag in part_flags(part, key)),
    ],
)


def _path(file: str) -> str | Path:
    if file != KERAS:
        return file
    found = keras_file()
    if found is None:
        raise ValueError(
            "Keras has put no mnist.npz into its folder, ~/.keras/datasets; give the path of a file: --mnist "
            "mnist.npz."
        )
    return found


def _loss(value: float) -> str:
    return "no number" if math.isnan(value) else number(value)


def _share(value: float) -> str:
    return "no number" if math.isnan(value) else f"{number(100 * value)} %"
