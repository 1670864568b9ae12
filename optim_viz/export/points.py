"""Points that move along curves, in all animations."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from optim_viz.arrays import Array
from optim_viz.export.pen import Pen


def dots(axes: Axes, pen: Pen, slot: str, size: float) -> Line2D:
    """A contender's points, ``size`` pixels across, at no place yet."""
    look = pen.points(slot, size, edge="#ffffff", edge_width=1.5)
    return axes.plot([], [], linestyle="none", **look, zorder=6, animated=True)[0]


def on_frame(axes: Axes, pen: Pen, slot: str, size: float) -> Line2D:
    """The same on curves against the step: at the first and the last they stand on the frame."""
    points = dots(axes, pen, slot, size)
    points.set_clip_on(False)
    return points


def put(points: Line2D, t: float, values: Array) -> None:
    """Move points to ``t``, those that are within the axis."""
    assert points.axes is not None
    low, high = points.axes.get_ylim()
    shown = values[(values >= low) & (values <= high)]
    points.set_data(np.full(len(shown), t), shown)


def between(values: Array, t: float) -> Array:
    """On the straight line between the steps before and after ``t``: ``(steps, ...) -> (...)``.

    >>> between(np.array([0.0, 4.0]), 0.25)
    array(1.)
    """
    k = math.floor(t)
    if k == t or k + 1 >= len(values):
        return np.asarray(values[k])
    with np.errstate(invalid="ignore"):  # the logarithm of a cost of 0 is -inf, and has no place
        return np.asarray(values[k] + (t - k) * (values[k + 1] - values[k]))
