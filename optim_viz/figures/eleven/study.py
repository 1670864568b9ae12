"""What a drawing of a race on a regression needs beyond its trajectories: names, and ranges for all axes.

Screen and exports are drawn from the same study, so that names and ranges live in one place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optim_viz.arrays import Array
from optim_viz.figures.scene import log_ratio
from optim_viz.objectives import NoMinimumError
from optim_viz.race import Race
from optim_viz.trajectory import Trajectory
from optim_viz.wording import plain_name

Range = tuple[float, float]
"""The ends of an axis, in decades."""

ROOM = 0.12
"""Decades left free beyond what a range has to hold."""

LOST = 1.0
"""Decades of cost above the first that are shown of a run that goes away."""

DEEPEST = 9.0
"""Decades of distance that are shown at the most."""


@dataclass(frozen=True, eq=False)
class Study:
    """A race on a regression with the frame it is drawn in.

    Parameters
    ----------
    race
        The experiment performed.
    names
        Of the parameters, n of them, for people.
    minimum
        The least-squares (or maximum-likelihood) weights, ``(n,)``; None where there is no minimum.
    lowest
        J there; 0 where there is none.
    log_rates, log_costs, log_excess, log_distances
        The ranges of the axes of alpha_j, J, J above its minimum and |w_j - w*_j|, in decades.
    pair
        The two parameters that a window opens with: those whose features are most alike.
    """

    race: Race
    names: tuple[str, ...]
    minimum: Array | None
    lowest: float
    log_rates: Range
    log_costs: Range
    log_excess: Range
    log_distances: Range
    pair: tuple[int, int]

    @classmethod
    def of(cls, race: Race) -> Study:
        """The study of a race between single runs on a regression.

        >>> from optim_viz import Experiment, perform
        >>> study = Study.of(perform(Experiment.from_query("f=regression")[0]))
        >>> [study.names[j] for j in study.pair], study.log_rates
        (['s1', 's2'], (-2.0, 1.0))
        """
        objective, experiment = race.objective, race.experiment
        try:
            minimum = objective.minimum
        except NoMinimumError:
            minimum = None
        lowest = float(objective.infimum)
        excess = float(race.a.value[0]) - lowest
        distances = np.concatenate([_logs(distance(path, minimum)) for path in (race.a, race.b)])
        top = _log_distance_at_start(race.a, minimum, distances)
        return cls(
            race=race,
            names=tuple(plain_name(name) for name in experiment.f.recipe.parameters),
            minimum=minimum,
            lowest=lowest,
            log_rates=_whole(np.concatenate([_logs(path.learning_rates) for path in (race.a, race.b)])),
            log_costs=_costs(race, lowest),
            log_excess=(
                math.floor(math.log10(experiment.tolerance) + _log(excess)) - 3.0,
                _log(excess) + (LOST if _goes_away(race) else ROOM),
            ),
            log_distances=(max(math.floor(distances.min(initial=top)), top - DEEPEST), top + 1.0),
            pair=_entangled(objective.X),
        )


def distance(trajectory: Trajectory, minimum: Array | None) -> Array:
    """How far each parameter is from its minimum, ``(steps + 1, n)``; from 0, where there is none."""
    return np.asarray(np.abs(trajectory.x - (0.0 if minimum is None else minimum)))


def _logs(values: Array) -> Array:
    logs: Array = log_ratio(values, 1.0).ravel()
    return np.asarray(logs[np.isfinite(logs)])


def _log(value: float) -> float:
    return math.log10(value) if value > 0 else 0.0


def _whole(logs: Array) -> Range:
    """Whole decades around some logarithms, three of them at the least."""
    if not logs.size:
        return -3.0, 0.0
    low, high = math.floor(logs.min() - ROOM), math.ceil(logs.max() + ROOM)
    return float(low - max(0, 3 - (high - low))), float(high)


def _goes_away(race: Race) -> bool:
    """Whether a cost is ever higher than at the start."""
    return any(bool(np.nanmax(path.value) > path.value[0]) for path in (race.a, race.b))


def _costs(race: Race, lowest: float) -> Range:
    """From just below the minimum, or the lowest cost where there is none, to just above the first cost."""
    low = lowest or min(float(np.nanmin(path.value)) for path in (race.a, race.b))
    low, high = _log(low), _log(float(race.a.value[0]))
    room = 0.06 * max(high - low, 1.0)
    return low - room, high + (LOST if _goes_away(race) else room)


def _log_distance_at_start(trajectory: Trajectory, minimum: Array | None, all_logs: Array) -> float:
    logs = _logs(distance(trajectory, minimum)[0])
    return float(math.ceil(logs.max() if logs.size else all_logs.max(initial=0.0)))


def _entangled(X: Array) -> tuple[int, int]:
    """The two features with the largest correlation; where there is but one, it and the bias."""
    if X.shape[1] == 1:
        return 0, 1
    correlation = np.abs(np.corrcoef(X, rowvar=False))
    correlation = np.triu(np.nan_to_num(correlation), 1)
    i, j = np.unravel_index(int(np.argmax(correlation)), correlation.shape)
    return (int(i), int(j)) if i != j else (0, 1)
