"""Many runs as one batched run: what comes of every combination of some settings.

A sweep is cut into chunks of bounded size.  Each chunk is one run of the loop that everything else goes
through, of which only the outcomes are kept: 25 bytes a run, so that a million runs need 25 MB.
Chunks are independent: any ``concurrent.futures`` executor may take them, also one on other machines.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.executing import TRIES, CallError, results
from optim_viz.experiment import Experiment
from optim_viz.fast import seen
from optim_viz.race import recipes
from optim_viz.trajectory import raw_iterates

Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1; may raise to stop the sweep."""

CHUNK = 4096
"""Runs a chunk: their arrays stay in a core's cache."""

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


@dataclass(frozen=True, eq=False)
class Sweep:
    """The outcomes of one contender for all combinations of its axes.

    Parameters
    ----------
    experiment
        What holds for all runs.
    slot
        ``a`` or ``b``.
    axes
        The values along each axis, by name, in the order of the axes of the outcomes.
    outcomes
        Arrays of the shape of the axes.
    """

    experiment: Experiment
    slot: str
    axes: dict[str, Array]
    outcomes: Outcomes

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(len(values) for values in self.axes.values())


class Chunk(NamedTuple):
    """Some neighbouring combinations of a sweep, as what has to be sent to whoever runs them."""

    experiment: Experiment
    slot: str
    axes: dict[str, Array]
    part: slice

    @property
    def values(self) -> dict[str, Array]:
        """The value of each axis in each of its runs, ``(runs,)``, made without those of all other chunks."""
        shape = tuple(len(values) for values in self.axes.values())
        places = np.unravel_index(np.arange(self.part.start, self.part.stop), shape)
        return {path: each[place] for (path, each), place in zip(self.axes.items(), places, strict=True)}

    def run(self, attempt: int = 1) -> Outcomes:
        """Its outcomes; ``attempt`` tells a second attempt from the first."""
        return outcomes_of(self.experiment, self.slot, self.values)


class ChunkError(RuntimeError):
    """A part of a sweep failed again and again; the message names it, the cause is attached."""


def outer(axes: Mapping[str, npt.ArrayLike]) -> dict[str, Array]:
    """Every combination of the axes' values: for each axis an array of the shape of all of them.

    >>> {name: grid.tolist() for name, grid in outer({"a.alpha": [0.1, 1], "f.kappa": [1, 2, 3]}).items()}
    {'a.alpha': [[0.1, 0.1, 0.1], [1.0, 1.0, 1.0]], 'f.kappa': [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]}
    """
    values = [np.asarray(each, dtype=float) for each in axes.values()]
    return dict(zip(axes, np.meshgrid(*values, indexing="ij"), strict=True))


def sweep(
    experiment: Experiment,
    slot: str,
    axes: Mapping[str, npt.ArrayLike],
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
) -> Sweep:
    """Run one contender for every combination of values.

    Parameters
    ----------
    experiment
        What holds for all runs: cost, optimizer, start, steps, tolerance.
    slot
        The contender, ``a`` or ``b``.
    axes
        Values ``(count,)`` for some of its numbers, by their names in a link: ``{"a.alpha": ...,
        "f.kappa": ...}``.  Any number of axes.
    executor
        Takes the chunks, e.g. ``ProcessPoolExecutor()`` or a Dask client's ``get_executor()``; without one,
        they are done here, one after the other.  The outcomes are the same bits.
    progress
        Told how much is done; what it raises ends the sweep.  Then chunks that have not begun are
        cancelled, and those that have are waited for.
    chunk
        Runs a chunk, whose points are held in memory; of all others only the outcomes are.

    Raises
    ------
    ValueError
        When an axis is empty, not one row of numbers, or names nothing that the contender has.
    ParameterError
        When a value is out of its range.
    ChunkError
        When an executor fails with the same chunk three times.

    Examples
    --------
    >>> swept = sweep(Experiment(steps=1000), "a", {"a.alpha": np.geomspace(1e-3, 1, 4)})
    >>> swept.outcomes.steps.tolist(), swept.outcomes.diverged.tolist()
    ([nan, 220.0, nan, nan], [False, False, False, True])
    """
    values = _checked(experiment, slot, axes)
    shape = tuple(len(each) for each in values.values())
    size = math.prod(shape)
    parts = _parts(size, chunk)
    chunks = [Chunk(experiment, slot, values, part) for part in parts]
    outcomes = Outcomes(np.empty(size), np.empty(size), np.empty(size), np.empty(size, bool))
    # Closed here, since an error that is kept would keep the chunks that are running as well.
    with closing(results([each.run for each in chunks], executor)) as done:
        try:
            for count, (number, result) in enumerate(done, 1):
                for whole, part in zip(outcomes, result, strict=True):
                    whole[parts[number]] = part
                if progress:
                    progress(count / len(chunks))
        except CallError as error:
            named = _named(chunks[error.number], error.number, len(chunks))
            raise ChunkError(named) from error.__cause__
    return Sweep(experiment, slot, values, reshaped(outcomes, shape))


def reshaped(outcomes: Outcomes, shape: tuple[int, ...]) -> Outcomes:
    """The same outcomes in arrays of another shape."""
    steps, stays, cost, diverged = outcomes
    return Outcomes(steps.reshape(shape), stays.reshape(shape), cost.reshape(shape), diverged.reshape(shape))


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


def axes_of(experiment: Experiment, slot: str) -> list[str]:
    """The numbers of a contender and of its cost that may be axes, by their names in a link.

    >>> axes_of(Experiment(), "a")
    ['f.kappa', 'f.angle', 'f.scale', 'a.alpha']
    """
    return [
        path
        for path in experiment.paths
        if path.partition(".")[0] in ("f", slot)
        and "." in path
        and not isinstance(experiment[path], bool | str)
    ]


def _checked(experiment: Experiment, slot: str, axes: Mapping[str, npt.ArrayLike]) -> dict[str, Array]:
    """The axes' values as arrays, each value checked before anything is run."""
    if slot not in ("a", "b"):
        raise ValueError(f"`slot` must be 'a' or 'b'; got {slot!r}.")
    can = axes_of(experiment, slot)
    values: dict[str, Array] = {}
    for path, given in axes.items():
        if path not in can:
            near = difflib.get_close_matches(path, can, 1)
            hint = f"; did you mean {near[0]}?" if near else "."
            raise ValueError(f"An axis must be one of {', '.join(can)}; got {path!r}{hint}")
        try:
            values[path] = np.asarray(given, dtype=float)
        except (TypeError, ValueError):
            values[path] = np.empty(0)
        if values[path].ndim != 1 or not values[path].size:
            raise ValueError(f"The values of `{path}` must be one row of numbers; got {given!r}.")
        experiment.parameter(path).check(values[path], getattr(experiment, path[0]).kind.__name__)
    if not values:
        raise ValueError("A sweep needs at least one axis.")
    return values


def _parts(size: int, chunk: int) -> list[slice]:
    if chunk < 1:
        raise ValueError(f"`chunk` must be at least 1; got {chunk!r}.")
    return [slice(low, min(size, low + chunk)) for low in range(0, size, chunk)]


def _named(chunk: Chunk, number: int, count: int) -> str:
    ranges = ", ".join(f"{path} {each.min():.4g} to {each.max():.4g}" for path, each in chunk.values.items())
    return f"Chunk {number + 1} of {count} of the sweep of `{chunk.slot}` failed {TRIES} times ({ranges})."
