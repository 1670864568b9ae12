"""Many runs as one: what comes of each run of a batch, without its path.

A batch goes through the loop that everything else goes through; several steps are looked at together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.experiment import Experiment
from optim_viz.fast import seen
from optim_viz.race import recipes
from optim_viz.trajectory import raw_iterates

BLOCK = 1 << 17
"""Numbers that are looked at together: points of several steps."""


class Outcomes(NamedTuple):
    """What came of each run; arrays of one shape."""

    steps: Array
    """The first step with J at most ``tolerance`` J_0; NaN where there is none among the steps taken.

    J is counted from what it comes down to, which is 0 on a quadratic cost.
    """
    stays: Array
    """The step from which on it is so to the end; NaN where it is not so at the end."""
    cost: Array
    """J / J_0 at the last step; NaN where the numbers ran out of range before, and where J_0 is 0."""
    diverged: npt.NDArray[np.bool_]
    """Whether they did, or J is higher at the last step than at any step of the first half, the start included.

    So a run that bursts out and comes back, as Adam does, has not diverged, and none that stays has.
    """


def outcomes_of(experiment: Experiment, slot: str, vary: Mapping[str, npt.ArrayLike]) -> Outcomes:
    """The outcomes of a batch: each value in ``vary`` is ``(runs,)``, each outcome too.

    >>> outcomes_of(Experiment(), "b", {"b.alpha": [0.01, 0.1]}).steps.tolist()
    [nan, 67.0]
    """
    objective, optimizer = recipes(experiment, slot, vary)
    runs = np.broadcast_shapes((1,), *(np.shape(values) for values in vary.values()))
    start = np.broadcast_to(np.asarray(experiment.start, dtype=float), (*runs, len(experiment.start)))
    if (found := seen(objective, optimizer, start, experiment.steps, experiment.tolerance)) is not None:
        return _what_came(*found, experiment.steps)
    return _fold(objective, raw_iterates(objective, optimizer, start), experiment.steps, experiment.tolerance)


@np.errstate(all="ignore")
def _fold(objective: Any, points: Iterator[tuple[Array, Any]], steps: int, tolerance: float) -> Outcomes:
    """Look at the points of all steps, several steps at a time, and keep what came of them."""
    first, state = next(points)
    low = objective.infimum
    start_value = np.asarray(objective.value(first)) - low
    bar = tolerance * start_value
    arrived = np.where(start_value <= bar, 0.0, np.nan)
    stays = np.where(start_value <= bar, 0.0, 1.0)  # one more than the last step at which it was not there
    peaks = [start_value, np.full(start_value.shape, -np.inf)]
    value = start_value
    taken = 0
    rows = max(1, BLOCK // first.size)
    while taken < steps:
        # A block ends where the first half of the run does.
        end = steps // 2 if taken < steps // 2 else steps
        # The runs next to each other in memory, as the loop has them.
        block = np.empty((min(rows, end - taken), *first.T.shape)).swapaxes(1, -1)
        for row in block:
            row[...], state = next(points)
        values = objective.value(block) - low
        there = values <= bar
        outside = np.where(there[::-1].all(axis=0), 0, len(there) - (~there[::-1]).argmax(axis=0))
        stays = np.where(outside > 0, taken + outside + 1.0, stays)
        if np.isnan(arrived).any():
            earliest = np.where(there.any(axis=0), taken + 1 + there.argmax(axis=0), np.nan)
            arrived = np.where(np.isnan(arrived), earliest, arrived)
        half = 0 if taken < steps // 2 else 1
        peaks[half] = np.maximum(peaks[half], values.max(axis=0))
        value = values[-1]
        taken += len(block)
    # What an optimizer remembers may run out of range alone; once it has, it stays so.
    finite: npt.NDArray[np.bool_] = np.all(
        [np.isfinite(array).all(axis=-1) for array in state if np.ndim(array)], axis=0
    )
    return _what_came(start_value, value, arrived, stays, peaks, finite, steps)


@np.errstate(all="ignore")
def _what_came(
    start_value: Array,
    value: Array,
    arrived: Array,
    stays: Array,
    peaks: Sequence[Array] | Array,
    remembers: npt.NDArray[np.bool_],
    steps: int,
) -> Outcomes:
    """The outcomes, from what was seen on the way.

    ``stays`` is one more than the last step that was not there, ``peaks`` the highest values of the two halves,
    and ``remembers`` whether all that the optimizer remembers at the end is finite.
    """
    finite = remembers & np.isfinite(value) & np.isfinite(peaks[0]) & np.isfinite(peaks[1])
    cost = np.where(finite, value / start_value, np.nan)
    return Outcomes(arrived, np.where(stays <= steps, stays, np.nan), cost, ~finite | (value > peaks[0]))


def reshaped(outcomes: Outcomes, shape: tuple[int, ...]) -> Outcomes:
    """The same outcomes in arrays of another shape."""
    steps, stays, cost, diverged = outcomes
    return Outcomes(steps.reshape(shape), stays.reshape(shape), cost.reshape(shape), diverged.reshape(shape))
