"""``optim-viz train``: a neural network, trained by two optimizers on handwritten digits."""

from __future__ import annotations

import inspect
import math
from pathlib import Path
from typing import Any

import click

from optim_viz.commands.network_options import KEYS, USUAL, read, read_batch, training_flags
from optim_viz.commands.places import by_ending, check_places, writing
from optim_viz.commands.printed import numbers, say, table
from optim_viz.commands.progress import progress_bar
from optim_viz.commands.settings import part_flags, read_contender
from optim_viz.commands.workers import train_both
from optim_viz.datasets.cells import shown
from optim_viz.datasets.digits import SOURCE
from optim_viz.export.files import write
from optim_viz.pool import WorkerError
from optim_viz.training_files import FORMATS, Pair
from optim_viz.wording import count, number


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
        size = read_batch(batch)
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


def report(pair: Pair) -> str:
    """What was trained on what, and a table of what came of it."""
    training, digits = pair.a.training, pair.digits
    batches = "full batches" if training.batch is None else f"batches of {training.batch:,}"
    if (training.batch or 0) > len(digits.y):
        batches += ", which are all digits"
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
    title = digits.title if digits.source == SOURCE else shown(digits.title)
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


def _loss(value: float) -> str:
    return "no number" if math.isnan(value) else number(value)


def _share(value: float) -> str:
    return "no number" if math.isnan(value) else f"{number(100 * value)} %"
