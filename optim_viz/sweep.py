"""What comes of every combination of some settings.

A sweep is cut into chunks of bounded size.  Each chunk is one batch of runs, of which only the outcomes are
kept: 25 bytes a run, so that a million runs need 25 MB.
Chunks are independent: any ``concurrent.futures`` executor may take them, also one on other machines.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.batch import Outcomes, outcomes_of, reshaped
from optim_viz.executing import CallError, results
from optim_viz.experiment import Experiment

Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1; may raise to stop the sweep."""

CHUNK = 4096
"""Runs a chunk: their arrays stay in a core's cache."""


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
    """A part of a sweep failed for good; the message names it, the cause is attached."""


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
        When an executor fails with the same chunk three times, or once where another attempt would only
        repeat it.

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
            named = _named(chunks[error.number], error, len(chunks))
            raise ChunkError(named) from error.__cause__
    return Sweep(experiment, slot, values, reshaped(outcomes, shape))


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


def _named(chunk: Chunk, error: CallError, count: int) -> str:
    ranges = ", ".join(f"{path} {each.min():.4g} to {each.max():.4g}" for path, each in chunk.values.items())
    of = f"Chunk {error.number + 1} of {count} of the sweep of `{chunk.slot}`"
    return f"{of} failed {error.how_often} ({ranges})."
