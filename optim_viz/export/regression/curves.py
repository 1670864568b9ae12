"""What is drawn against the step: learning rates, cost, and each weight's distance from the minimum."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from optim_viz.arrays import Array
from optim_viz.export.axes import against_steps
from optim_viz.export.labels import heading
from optim_viz.export.pen import Pen
from optim_viz.export.regression import names
from optim_viz.export.regression.scene import Scene
from optim_viz.export.scale import MOST_TICKS, Scale
from optim_viz.figures.thin import thin_curve
from optim_viz.wording import indexed, number

BUCKETS = 2000
"""All curves of a contender in a panel share so many, ..."""

FEWEST_BUCKETS = 100
"""... and each has so many at the least."""


def rates(axes: Axes, scene: Scene, pen: Pen) -> None:
    """The learning rates of every step."""
    _panel(axes, scene, scene.rates_scale, "learning rates αⱼ against step", pen)
    for slot, logs in scene.rates.items():
        _curves(axes, slot, logs, pen)
    _name(axes, scene.rates, "α", [indexed("α", j) for j in range(len(scene.names))], pen)


def cost(axes: Axes, scene: Scene, pen: Pen) -> None:
    """The cost, with its minimum and the level at which a run has arrived as lines."""
    least = "" if scene.separable else f"; minimum J* = {number(scene.study.lowest, 4)}"
    _panel(axes, scene, scene.cost_scale, f"cost J against step{least}", pen)
    levels = []
    for name, level, dash in (("J*", scene.lowest, "solid"), ("tol.", scene.tolerance, "2px,3px")):
        if scene.cost_scale.low <= level <= scene.cost_scale.high:
            axes.plot([0, scene.steps], [level] * 2, **pen.line(pen.theme.muted, 1, dash), zorder=2)
            levels.append((level, name, pen.theme.muted))
    names.beside(axes, levels, pen)
    for slot, logs in scene.cost.items():
        kept = thin_curve(logs, BUCKETS)
        axes.plot(kept, logs[kept], **pen.contender(slot, 2), zorder=3)


def away(axes: Axes, scene: Scene, pen: Pen) -> None:
    """Each weight's distance from the minimum; its size, where there is no minimum."""
    what = "size |wⱼ|" if scene.separable else "distance |wⱼ − wⱼ*|"
    _panel(axes, scene, scene.away_scale, f"{what} against step", pen)
    for slot, logs in scene.away.items():
        _curves(axes, slot, logs, pen)
    _name(axes, scene.away, "w", [*(indexed("w", j) for j in range(len(scene.names) - 1)), "b"], pen)


def _panel(axes: Axes, scene: Scene, scale: Scale, text: str, pen: Pen) -> None:
    against_steps(axes, scene.steps, pen)
    axes.set_ylim(scale.low, scale.high)
    scale.write(axes.yaxis, scale.ticks(MOST_TICKS))
    heading(axes, text, pen)


def _curves(axes: Axes, slot: str, logs: Array, pen: Pen) -> None:
    """One curve a parameter, ``(points, n)``; one for all where they are the same."""
    logs = logs[:, :1] if _one(logs) else logs
    count = logs.shape[1]
    width, strength = (2.0, 1.0) if count == 1 else (1.3, 0.85) if count <= 20 else (0.8, max(0.2, 20 / count))
    for curve in logs.T:
        kept = thin_curve(curve, max(FEWEST_BUCKETS, BUCKETS // count))
        point = pen.points(slot, 5) if len(kept) == 1 else {}
        axes.plot(kept, curve[kept], **pen.contender(slot, width), **point, alpha=strength, zorder=3)


def _name(axes: Axes, curves: dict[str, Array], together: str, each: list[str], pen: Pen) -> None:
    """Names of curves at their ends, outermost first, where there is room; none where numbers have ended.

    ``together`` is the name of curves that are one.
    """
    low, high = axes.get_ylim()
    wanted: list[tuple[float, str, str]] = []
    for slot, logs in curves.items():
        ends = logs[-1]
        order = [0] if _one(logs) else [int(ends.argmax()), int(ends.argmin()), *range(len(ends))]
        for j in order:
            if low <= ends[j] <= high:
                wanted.append((float(ends[j]), together if _one(logs) else each[j], pen.colour(slot)))
    apart = names.spaced([place for place, _, _ in wanted], names.GAP * names.unit(axes, pen))
    names.beside(axes, [wanted[k] for k in apart], pen)


def _one(logs: Array) -> bool:
    """Whether all curves are one."""
    return np.array_equal(logs, np.broadcast_to(logs[:, :1], logs.shape), equal_nan=True)
