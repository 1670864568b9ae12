"""Lines over one axis: both contenders, with what does not arrive marked above them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.arrays import Array
from optim_viz.export.drawing import DPI, PIXEL
from optim_viz.export.pen import Pen
from optim_viz.figures.theme import THEMES
from optim_viz.sweep import Sweep
from optim_viz.sweep_files import labels
from optim_viz.sweep_files.protocol import contender

WIDTH, HEIGHT = 1200, 560
"""In pixels of a screen."""

MOST_POINTS = 60
"""A line through more is drawn without them."""

ROW = 0.035
"""Between the two rows of marks, as a part of the panel's height."""


def figure(sweeps: Sequence[Sweep], outcome: str) -> Figure:
    """One line a contender.

    >>> from optim_viz import Experiment
    >>> from optim_viz.sweep import sweep
    >>> swept = sweep(Experiment(), "a", {"a.alpha": np.geomspace(1e-3, 1, 31)})
    >>> figure([swept], "steps").axes[0].get_ylabel()
    'steps to J ≤ 0.001 J₀'
    """
    pen = Pen(THEMES["light"], PIXEL)
    drawn = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=pen.theme.panel)
    axes = drawn.add_axes((0.075, 0.13, 0.9, 0.77), facecolor=pen.theme.panel)
    (path, *_) = sweeps[0].axes
    if labels.spaced_log(sweeps[0], path):
        axes.set_xscale("log")
    lines = {sweep.slot: _line(sweep, outcome) for sweep in sweeps}
    # A run that needs no step at all has a place only where all are so.
    log = outcome != "diverged" and any((y > 0).any() for y in lines.values())
    if log:
        axes.set_yscale("log", nonpositive="mask")
    for sweep in sweeps:
        (x,) = sweep.axes.values()
        y = lines[sweep.slot]
        points = pen.points(sweep.slot, 5) if len(x) <= MOST_POINTS else {}
        axes.plot(x, y, **pen.contender(sweep.slot, 2), **points)
    for row, sweep in enumerate(sweeps):
        _marks(axes, sweep, outcome, 1 - (row + 1) * ROW, pen)
    if outcome == "diverged":
        axes.set_ylim(-0.1, 1.35)
        axes.set_yticks([0, 1], ["no", "yes"])
    else:
        axes.margins(y=0.2)
        labels.ticks(axes.yaxis, log, pen)
    labels.axis(axes.xaxis, sweeps[0], path, pen)
    axes.set_ylabel(labels.outcome(sweeps[0].experiment, outcome), **pen.letters(14, pen.theme.muted))
    axes.grid(color=pen.theme.line, linewidth=PIXEL)
    axes.spines[:].set_visible(False)
    _legend(axes, sweeps, outcome, pen)
    return drawn


def _line(sweep: Sweep, outcome: str) -> Array:
    """What is drawn, ``(count,)``: the cost of a run that diverged says only when it was stopped."""
    values = np.asarray(getattr(sweep.outcomes, outcome), dtype=float)
    return np.where(sweep.outcomes.diverged & (outcome == "cost"), np.nan, values)


def _marks(axes: Axes, sweep: Sweep, outcome: str, height: float, pen: Pen) -> None:
    """A row of marks at the top: | where a run does not arrive, × where it diverges."""
    (x,) = sweep.axes.values()
    gone = sweep.outcomes.diverged
    absent = np.isnan(getattr(sweep.outcomes, outcome)) & ~gone
    for which, mark in ((absent, "|"), (gone & (outcome != "diverged"), "x")):
        axes.plot(
            x[which],
            np.full(int(which.sum()), height),
            mark,
            transform=axes.get_xaxis_transform(),
            color=pen.colour(sweep.slot),
            markersize=5 * pen.pixel,
            zorder=4,
        )


def _legend(axes: Axes, sweeps: Sequence[Sweep], outcome: str, pen: Pen) -> None:
    """Names over the panel, and what the marks mean."""
    for place, sweep in enumerate(sweeps):
        (line,) = (line for line in axes.lines if line.get_label() == f"_child{place}")
        line.set_label(contender(sweep, sweeps))
    names = [line for line in axes.lines if not str(line.get_label()).startswith("_")]
    axes.legend(
        handles=names,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=2,
        frameon=False,
        fontsize=15 * pen.pixel,
        labelcolor="linecolor",
        borderaxespad=0.2,
    )
    if outcome != "diverged":
        meaning = (
            "×  diverges" if outcome == "cost" else f"|  {labels.missing(sweeps[0].experiment)}     ×  diverges"
        )
        axes.set_title(meaning, loc="right", pad=8 * pen.pixel, **pen.letters(13, pen.theme.muted))
