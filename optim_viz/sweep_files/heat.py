"""Maps over two axes: one a contender, in the same colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from optim_viz.arrays import Array
from optim_viz.export.drawing import DPI, PIXEL
from optim_viz.export.pen import Pen
from optim_viz.figures.theme import THEMES
from optim_viz.sweep import Sweep
from optim_viz.sweep_files import labels
from optim_viz.sweep_files.protocol import contender

WIDTH, HEIGHT = 1200, 560
"""In pixels of a screen."""

COLOURS = "viridis_r"
ABSENT, GONE, NOTHING = "#d5dae0", "#8b95a1", "#ffffff"
"""Does not arrive; diverges; is exactly 0, which has no place among factors."""


def figure(sweeps: Sequence[Sweep], outcome: str) -> Figure:
    """One map a contender: the first axis to the right, the second upwards.

    >>> from optim_viz import Experiment
    >>> from optim_viz.sweep import sweep
    >>> swept = sweep(Experiment(), "b", {"b.alpha": [0.01, 0.1, 1], "f.kappa": [1, 10]})
    >>> [axes.get_title(loc="left") for axes in figure([swept], "steps").axes]
    ['Adam', '']
    """
    pen = Pen(THEMES["light"], PIXEL)
    drawn = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=pen.theme.panel)
    values = {sweep.slot: _shown(sweep, outcome) for sweep in sweeps}
    norm = _norm(list(values.values()), outcome)
    places = {"left": 0.07, "right": 0.89, "bottom": 0.2, "top": 0.9, "wspace": 0.1}
    panels: list[Axes] = list(drawn.subplots(1, len(sweeps), sharey=True, squeeze=False, gridspec_kw=places)[0])
    for place, (axes, sweep) in enumerate(zip(panels, sweeps, strict=True)):
        _map(axes, sweep, values[sweep.slot], outcome, norm, pen)
        axes.set_title(
            contender(sweep, sweeps),
            loc="left",
            pad=8 * PIXEL,
            **pen.letters(15.5, pen.colour(sweep.slot), True),
        )
        if place:
            axes.set_ylabel("")
    _scale(drawn, panels, norm, pen)
    _legend(drawn, sweeps, outcome, pen)
    return drawn


def _shown(sweep: Sweep, outcome: str) -> Array:
    """What has a colour; NaN elsewhere, also where a run diverged, which has one of its own."""
    values = np.asarray(getattr(sweep.outcomes, outcome), dtype=float)
    if outcome == "diverged":
        return np.full(values.shape, np.nan)
    return np.where((values > 0) & (~sweep.outcomes.diverged | (outcome != "cost")), values, np.nan)


def _norm(values: list[Array], outcome: str) -> Normalize | None:
    """One scale for all maps; None where nothing has a colour."""
    known = np.concatenate([each[~np.isnan(each)] for each in values])
    if not known.size:
        return None
    low, high = float(known.min()), float(known.max())
    return LogNorm(low, high if high > low else 10 * low)


def _map(axes: Axes, sweep: Sweep, values: Array, outcome: str, norm: Normalize | None, pen: Pen) -> None:
    (x_path, x), (y_path, y) = sweep.axes.items()
    logs = labels.spaced_log(sweep, x_path), labels.spaced_log(sweep, y_path)
    edges = _edges(x, logs[0]), _edges(y, logs[1])
    # What has no number is laid below: arrived at once, not arrived, diverged.
    outcomes = getattr(sweep.outcomes, outcome)
    below = np.where(sweep.outcomes.diverged, 2, np.where(outcomes == 0, 1, 0))
    ground = ListedColormap([ABSENT, NOTHING, GONE])
    axes.pcolormesh(*edges, below.T, cmap=ground, vmin=-0.5, vmax=2.5, rasterized=True)
    if norm is not None:
        axes.pcolormesh(*edges, np.ma.masked_invalid(values.T), cmap=COLOURS, norm=norm, rasterized=True)
    axes.set_xscale("log" if logs[0] else "linear")
    axes.set_yscale("log" if logs[1] else "linear")
    labels.axis(axes.xaxis, sweep, x_path, pen)
    labels.axis(axes.yaxis, sweep, y_path, pen)
    axes.spines[:].set_visible(False)


def _edges(values: Array, log: bool) -> Array:
    """The edges of cells around ``(count,)`` rising values, ``(count + 1,)``: halfway, as the axis is spaced.

    >>> _edges(np.array([1.0, 2.0, 4.0]), log=False).tolist()
    [0.5, 1.5, 3.0, 5.0]
    """
    places = np.log(values) if log else values
    steps = np.diff(places) if len(places) > 1 else np.array([1.0])
    inner = places[:-1] + np.diff(places) / 2
    edges = np.concatenate([[places[0] - steps[0] / 2], inner, [places[-1] + steps[-1] / 2]])
    return np.asarray(np.exp(edges) if log else edges)


def _scale(drawn: Figure, panels: Sequence[Axes], norm: Normalize | None, pen: Pen) -> None:
    """What the colours mean."""
    if norm is None:
        return
    colours = panels[0].collections[-1]
    bar = drawn.colorbar(colours, cax=drawn.add_axes((0.905, 0.2, 0.015, 0.7)))
    bar.outline.set_visible(False)
    labels.ticks(bar.ax.yaxis, True, pen)


def _legend(drawn: Figure, sweeps: Sequence[Sweep], outcome: str, pen: Pen) -> None:
    """What is shown, and what the cells without a number are."""
    experiment = sweeps[0].experiment
    cells = [Patch(color=GONE, label="diverges")]
    if outcome == "diverged":
        cells.append(Patch(color=ABSENT, label="does not"))
    elif outcome != "cost":
        cells.append(Patch(color=ABSENT, label=labels.missing(experiment)))
    if any((getattr(each.outcomes, outcome) == 0).any() for each in sweeps) and outcome != "diverged":
        cells.append(Patch(facecolor=NOTHING, edgecolor=ABSENT, label="0"))
    drawn.legend(
        handles=cells,
        loc="lower right",
        bbox_to_anchor=(0.89, 0.0),
        ncols=3,
        frameon=False,
        fontsize=13 * pen.pixel,
        labelcolor=pen.theme.muted,
    )
    drawn.text(0.07, 0.035, labels.outcome(experiment, outcome), **pen.letters(14, pen.theme.text))
