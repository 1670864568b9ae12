"""What a drawing of a race needs beyond its trajectories: window, level curves, axis ranges.

Screen, exports and animations are drawn from the same scene, so that levels and ranges live in one place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.figures.thin import Indices, thin_path
from optim_viz.objectives import Quadratic
from optim_viz.race import Race
from optim_viz.trajectory import Trajectory
from optim_viz.view import half_height, levels, view
from optim_viz.wording import indexed

FAR = 1e3
"""A path is drawn up to its first point this many half-windows from the minimum."""

USUAL_RATES = (-5.0, 2.0)
WIDEST_RATES = (-9.0, 6.0)
CIRCLE = np.linspace(0, 2 * np.pi, 121)


@dataclass(frozen=True, eq=False)
class Scene:
    """A race with the frame it is drawn in.

    Parameters
    ----------
    race
        The experiment performed.
    box
        The window, ((left, right), (bottom, top)).
    half
        Half the window's height.
    radii
        sqrt(2 J) of each level curve: the unit circle times it, sent through :func:`shape`, is the curve.
    level_curves
        The curves themselves, each ``(121, 2)``, the innermost first; those that enclose the whole window are
        left out.
    eigen_axes
        Two lines ``(2, 2)`` through the minimum, along and across the valley.
    minimum
        ``(2,)``.
    first_cost
        J_0, what costs are divided by.
    log_rates
        The range of the learning-rate axis, in decades.
    """

    race: Race
    box: tuple[tuple[float, float], tuple[float, float]]
    half: float
    radii: Array
    level_curves: list[Array]
    eigen_axes: list[Array]
    minimum: Array
    first_cost: float
    log_rates: tuple[float, float]

    @classmethod
    def of(cls, race: Race) -> Scene:
        """The scene of a race between single runs on a cost of two parameters."""
        objective = race.objective
        box = view(race.experiment)
        radii = np.sqrt(2 * levels(race.experiment))
        corners = np.array(list(product(*box)))
        within = np.sqrt(2 * objective.value(corners).max())
        circle = np.stack([np.cos(CIRCLE), np.sin(CIRCLE)], axis=-1) @ shape(objective).T
        half = half_height(race.experiment)
        reach = 10 * half * objective.eigenvectors
        return cls(
            race=race,
            box=box,
            half=half,
            radii=radii,
            level_curves=[objective.minimum + radius * circle for radius in radii if radius <= within],
            eigen_axes=[objective.minimum + np.stack([-reach[:, i], reach[:, i]]) for i in range(2)],
            minimum=objective.minimum,
            first_cost=float(race.a.value[0]),
            log_rates=_log_rates(race),
        )


TINTED = 3
"""Every how many level curves the ground within grows a shade darker."""


def drawn_rows(scene: Scene, trajectory: Trajectory) -> Indices:
    """The points of a path that are drawn: up to the first far one, without those that no eye tells apart."""
    points = trajectory.x[: int(trajectory.last) + 1]
    near = np.abs(points - scene.minimum).max(axis=1) <= FAR * scene.half
    end = len(points) if near.all() else int(np.argmin(near)) + 1
    return thin_path(points[:end], scene.half / 1500)


def rate_names(trajectory: Trajectory) -> tuple[list[str], float, Array]:
    """Names of the learning rates, the step at which they stand, and the rates there, ``(names,)``.

    One name where all rates are one.
    """
    end = max(0, int(trajectory.last) - 1)
    rates = trajectory.learning_rates[end]
    if np.all(rates == rates[0]):
        return ["α"], float(end), rates[:1]
    return [indexed("α", j) for j in range(len(rates))], float(end), rates


def shape(objective: Quadratic) -> Array:
    """The matrix that sends the circle of radius sqrt(2 J) to the level curve of J, ``(*runs, 2, 2)``."""
    return np.asarray(objective.eigenvectors / np.sqrt(objective.eigenvalues)[..., np.newaxis, :])


def log_cost_range(tolerance: float) -> tuple[float, float]:
    """The range of the cost axis, in decades of J / J_0: three below the tolerance, one and a half above 1."""
    return math.floor(math.log10(tolerance)) - 3.0, 1.5


def log_ratio(values: npt.ArrayLike, unit: float) -> Array:
    """log10(values / unit); -inf where a value is 0, NaN where it is NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log10(np.asarray(values)) - (math.log10(unit) if unit > 0 else 0.0))


def _log_rates(race: Race) -> tuple[float, float]:
    """Seven decades that usually hold every learning rate, and more where they do not."""
    low, high = USUAL_RATES
    for trajectory in (race.a, race.b):
        decades = log_ratio(trajectory.learning_rates, 1.0)
        decades = decades[np.isfinite(decades)]
        if decades.size:
            low = max(WIDEST_RATES[0], min(low, math.floor(decades.min() - 0.2)))
            high = min(WIDEST_RATES[1], max(high, math.ceil(decades.max() + 0.2)))
    return low, high
