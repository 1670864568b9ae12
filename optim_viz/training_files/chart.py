"""Two panels, as on the page: the loss that is followed, and the accuracy on the test digits, of both."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, MultipleLocator, NullLocator

from optim_viz.datasets.cells import shown
from optim_viz.export.drawing import DPI, PIXEL
from optim_viz.export.pen import Pen
from optim_viz.figures.theme import THEMES
from optim_viz.training_files.protocol import Pair
from optim_viz.wording import number

WIDTH, HEIGHT = 1200, 500
"""In pixels of a screen."""

SEPARATE = 30
"""Up to so many epochs, the accuracy after each has a point."""


def figure(pair: Pair) -> Figure:
    """One line a contender in each panel; where numbers have run out of range, it ends."""
    pen = Pen(THEMES["light"], PIXEL)
    drawn = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=pen.theme.panel)
    loss, accuracy = (
        drawn.add_axes((left, 0.17, 0.42, 0.72), facecolor=pen.theme.panel) for left in (0.06, 0.55)
    )
    for slot, each in pair.sides.items():
        training, line = each.training, pen.contender(slot, 2)
        loss.plot(training.epoch, training.loss, label=pair.labels[slot], **line)
        epochs = np.arange(len(training.test_accuracy))
        points = pen.points(slot, 5) if len(epochs) <= SEPARATE else {}
        accuracy.plot(epochs, 100 * training.test_accuracy, **line, **points)
    _panel(loss, f"loss, first {pair.followed:,} digits", pen)
    # By equal factors, so that late progress can be seen beside the first steps.
    loss.set_yscale("log", nonpositive="mask")
    loss.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    loss.yaxis.set_minor_locator(NullLocator())
    _panel(accuracy, f"accuracy, {len(pair.digits.y_test):,} test digits, in %", pen)
    accuracy.set_ylim(0, 100)
    accuracy.yaxis.set_major_locator(MultipleLocator(20))
    for axes in (loss, accuracy):
        _words(axes, pen)
    loss.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=2,
        columnspacing=1.2,
        frameon=False,
        fontsize=15 * pen.pixel,
        labelcolor="linecolor",
        borderaxespad=0.2,
    )
    # A file's name is no formula, whatever is in it.
    drawn.text(0.06, 0.03, settings(pair), parse_math=False, **pen.letters(14, pen.theme.muted))
    return drawn


def settings(pair: Pair) -> str:
    """What both have in common: ``batches of 32 · 10 epochs · seed 0``, and the digits."""
    training, digits = pair.a.training, pair.digits
    batches = "full batches" if training.batch is None else f"batches of {training.batch:,}"
    title = shown(digits.title)[1:-1]
    learned = f"{title}: {len(digits.y):,} digits to learn from, {len(digits.y_test):,} to test"
    return " · ".join((batches, pair.epochs, f"seed {training.seed}", learned))


def _panel(axes: Axes, label: str, pen: Pen) -> None:
    axes.set_xlim(left=0)
    axes.set_xlabel("epoch", **pen.letters(14, pen.theme.muted))
    axes.set_ylabel(label, **pen.letters(14, pen.theme.muted))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(color=pen.theme.line, linewidth=PIXEL)
    axes.spines[:].set_visible(False)


def _words(axes: Axes, pen: Pen) -> None:
    """Numbers as everywhere, after the scales are there, which set their own."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 6)))
        axis.set_tick_params(labelsize=12.5 * pen.pixel, labelcolor=pen.theme.muted, color=pen.theme.line)
