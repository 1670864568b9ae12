"""What stands in the panels of a picture: level curves, paths, costs, learning rates."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from optim_viz.arrays import Array
from optim_viz.export.axes import against_steps, frame, power
from optim_viz.export.labels import heading
from optim_viz.export.pen import Pen, rgba
from optim_viz.figures.scene import FAR, TINTED, Scene, drawn_rows, log_cost_range, log_ratio
from optim_viz.figures.thin import Indices, thin_curve
from optim_viz.trajectory import Trajectory
from optim_viz.wording import number

MOST_POINTS = 400
"""A longer path is drawn without its single points."""

BUCKETS = 2000


def plane(axes: Axes, scene: Scene, pen: Pen) -> None:
    """A contour panel without its path: window, level curves, eigen axes, minimum."""
    frame(axes, pen)
    axes.set_xlim(scene.box[0])
    axes.set_ylim(scene.box[1])
    for axis, name in ((axes.xaxis, "w₁"), (axes.yaxis, "w₂")):
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 6)))
        axis.set_label_text(name, **pen.letters(14, pen.theme.muted))
        axis.labelpad = 2 * pen.pixel
    axes.yaxis.label.set(rotation=0, ha="right", va="center")
    tints = PolyCollection(
        scene.level_curves[::TINTED], facecolor=rgba(pen.theme.level_fill), linewidth=0, zorder=1
    )
    lines = LineCollection(
        scene.level_curves, colors=[rgba(pen.theme.level_line)], linewidth=pen.pixel, zorder=1.2
    )
    for collection in (tints, lines):
        axes.add_collection(collection, autolim=False)
    for line in scene.eigen_axes:
        axes.plot(*line.T, **pen.line(pen.theme.muted, 1, "1px,4px"), zorder=1.5)
    axes.plot(
        *scene.minimum,
        marker="+",
        markersize=13 * pen.pixel,
        markeredgewidth=2 * pen.pixel,
        markeredgecolor=pen.theme.minimum,
        zorder=3,
    )


def path(axes: Axes, scene: Scene, slot: str, trajectory: Trajectory, pen: Pen, faint: bool = False) -> None:
    """The whole path of a contender."""
    points = path_points(scene, trajectory, drawn_rows(scene, trajectory))
    markers = pen.points(slot, 3.6) if len(points) <= MOST_POINTS else {}
    axes.plot(*points.T, **pen.contender(slot, 1.3), **markers, alpha=0.3 if faint else 0.8, zorder=2)


def path_points(scene: Scene, trajectory: Trajectory, rows: Indices) -> Array:
    """The points at ``rows``, ``(rows, 2)``; a far one is fetched along its line to where no picture reaches.

    Its line shows as it is, and its numbers stay of a size that can be drawn.
    """
    points = trajectory.x[rows]
    before = trajectory.x[rows[np.maximum(np.arange(len(rows)) - 1, 0)]]
    away = np.abs(points - scene.minimum).max(axis=1, keepdims=True)
    far = FAR * scene.half
    return np.asarray(np.where(away > far, before + far / np.maximum(away, far) * (points - before), points))


def start(axes: Axes, scene: Scene, pen: Pen) -> None:
    """A ring where both begin."""
    axes.plot(
        *scene.race.experiment.start,
        marker="o",
        markersize=10 * pen.pixel,
        markerfacecolor="none",
        markeredgecolor=pen.theme.text,
        markeredgewidth=2 * pen.pixel,
        zorder=4,
    )


def costs(axes: Axes, scene: Scene, pen: Pen) -> None:
    """The panel of J / J_0, without its curves."""
    experiment = scene.race.experiment
    tolerance = np.log10(experiment.tolerance)
    _against_steps(axes, experiment.steps, log_cost_range(experiment.tolerance), pen)
    heading(axes, "cost J / J₀ against step", pen)
    axes.plot([0, experiment.steps], [tolerance] * 2, **pen.line(pen.theme.muted, 1, "2px,3px"), zorder=2)


def cost(axes: Axes, scene: Scene, slot: str, trajectory: Trajectory, pen: Pen) -> None:
    """The cost of a contender, log10 J / J_0 against step."""
    ratio = log_ratio(trajectory.value, scene.first_cost)
    rows = thin_curve(ratio, BUCKETS)
    axes.plot(rows, ratio[rows], **pen.contender(slot, 2), zorder=3)


def rates(axes: Axes, scene: Scene, pen: Pen) -> None:
    """The panel of the learning rates, without its curves."""
    _against_steps(axes, scene.race.experiment.steps, scene.log_rates, pen)
    heading(axes, "learning rates αⱼ against step", pen)


def rate(axes: Axes, slot: str, trajectory: Trajectory, pen: Pen) -> None:
    """The learning rates of a contender, log10 alpha_j against step."""
    logs = log_ratio(trajectory.learning_rates, 1.0)
    count = logs.shape[-1]
    for j in range(count):
        rows = thin_curve(logs[:, j], BUCKETS)
        width = 2.4 - 1.1 * j / max(1, count - 1)
        point = pen.points(slot, 5) if len(rows) == 1 else {}
        axes.plot(rows, logs[rows, j], **pen.contender(slot, width), **point, zorder=3)


def _against_steps(axes: Axes, steps: int, decades: tuple[float, float], pen: Pen) -> None:
    against_steps(axes, steps, pen)
    axes.set_ylim(decades)
    axes.yaxis.set_major_locator(FixedLocator(_ticks(*decades)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: power(round(value))))


def _ticks(low: float, high: float) -> list[float]:
    every = 2 * max(1, round((high - low) / 12))
    return [k for k in range(int(np.ceil(low)), int(np.floor(high)) + 1) if k % every == 0]
