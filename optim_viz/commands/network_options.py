"""Flags of the commands that train a network: which digits, in which parts, for how long."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from optim_viz.datasets import Digits, keras_file, load_digits, read_digits
from optim_viz.datasets.cells import shown
from optim_viz.network_experiment import MOST_EPOCHS, NetworkExperiment
from optim_viz.objectives.network import FULL, LARGEST, is_size

KERAS = "keras"
"""In place of a path: the file that Keras has put into the home folder."""

FIRST = NetworkExperiment()
"""What the page of the network begins with."""

KEYS = {"a": FIRST.a.key, "b": FIRST.b.key}

USUAL = {FIRST.a.key: FIRST.a}
"""As the libraries have it; on the contour, where steps are few, gradient descent begins with more."""

LONGEST = 200
"""Letters of a path that are shown."""


def training_flags() -> list[click.Parameter]:
    """``--epochs``, ``--batch`` and ``--mnist``: how long, in which parts, on what."""
    return [
        click.Option(
            ["--epochs"],
            type=click.IntRange(1, MOST_EPOCHS),
            default=FIRST.epochs,
            show_default=True,
            metavar="NUMBER",
            help=f"How often all digits are taken, 1 to {MOST_EPOCHS}.",
        ),
        click.Option(
            ["--batch"],
            default=FIRST.network.batch,
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


def read_batch(text: str) -> int | None:
    """Digits a step, None for all of them; raises ``ValueError`` with the way out.

    As on the page, there may be fewer digits: then each step sees all of them.

    >>> read_batch("32"), read_batch("full")
    (32, None)
    """
    if text != FULL and not is_size(text):
        raise ValueError(f"--batch must be {FULL} or a whole number in [1, {LARGEST}]; got {text!r}.")
    return None if text == FULL else int(text)


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
