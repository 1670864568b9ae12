"""Two panels: the loss that is followed, and the accuracy on the test digits, of both against the epoch."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from optim_viz.export.drawing import DPI, PIXEL
from optim_viz.export.pen import Pen
from optim_viz.figures.theme import THEMES
from optim_viz.training_files.protocol import Pair
from optim_viz.wording import number

WIDTH, HEIGHT = 1200, 480
"""In pixels of a screen."""


def figure(pair: Pair) -> Figure:
    """One line a contender in each panel; where numbers have run out of range, it ends."""
    pen = Pen(THEMES["light"], PIXEL)
    drawn = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=pen.theme.panel)
    loss, accuracy = (
        drawn.add_axes((left, 0.13, 0.42, 0.75), facecolor=pen.theme.panel) for left in (0.06, 0.55)
    )
    for slot, each in pair.sides.items():
        training, line = each.training, pen.contender(slot, 2)
        loss.plot(training.epoch, training.loss, label=pair.names[slot], **line)
        epochs = np.arange(len(training.test_accuracy))
        points = pen.points(slot, 5) if len(epochs) <= 30 else {}
        accuracy.plot(epochs, 100 * training.test_accuracy, **line, **points)
    _panel(loss, f"loss, first {pair.followed:,} digits", pen)
    _panel(accuracy, f"accuracy, {len(pair.digits.y_test):,} test digits, in %", pen)
    loss.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=2,
        frameon=False,
        fontsize=15 * pen.pixel,
        labelcolor="linecolor",
        borderaxespad=0.2,
    )
    return drawn


def _panel(axes: Axes, label: str, pen: Pen) -> None:
    axes.set_ylim(bottom=0)
    axes.set_xlim(left=0)
    axes.set_xlabel("epoch", **pen.letters(14, pen.theme.muted))
    axes.set_ylabel(label, **pen.letters(14, pen.theme.muted))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 6)))
        axis.set_tick_params(labelsize=12.5 * pen.pixel, labelcolor=pen.theme.muted, color=pen.theme.line)
    axes.grid(color=pen.theme.line, linewidth=PIXEL)
    axes.spines[:].set_visible(False)
