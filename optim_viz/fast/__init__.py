"""Large sweeps, compiled: what comes of each run, the same bits as from NumPy, ten times as fast or more.

It needs Numba, which the extra ``fast`` installs; without it, and for costs and optimizers that have no
elementwise function, sweeps are NumPy's.  The kernel of an optimizer is compiled in each process when NumPy
has taken about as long for its sweeps as compiling takes, so that a few small ones never wait for it.

The environment variable ``OPTIM_VIZ_FAST`` says otherwise: ``on`` compiles at the first sweep, ``off`` never.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from multiprocessing import parent_process
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.compiling import Kernels, available
from optim_viz.fast.kernel import LANES, Kernel, compiled
from optim_viz.fast.rows import Layout, Row, table_at_start
from optim_viz.objectives import Objective, Quadratic
from optim_viz.optimizers import Optimizer
from optim_viz.optimizers.protocol import held
from optim_viz.parameters import parameters_of

COMPILING = 25_000_000
"""Steps of runs that NumPy takes in about the time in which a kernel is compiled: two seconds."""

BLOCK = 1 << 20
"""Numbers that are worked out together where they differ from step to step and from run to run."""

_kernels: Kernels[Kernel] = Kernels(COMPILING)


class Seen(NamedTuple):
    """What was seen of each run on its way; arrays ``(*runs,)``."""

    start_value: Array
    value: Array
    """At the last step."""
    arrived: Array
    """The first step at which the value was at most ``tolerance`` times the first; NaN for none."""
    stays: Array
    """One more than the last step at which it was above."""
    peaks: Array
    """The highest values of the first half of the run, with its start, and of the second: ``(2, ...)``."""
    remembers: npt.NDArray[np.bool_]
    """Whether all that the optimizer remembers at the end is finite."""


def seen(objective: Objective, optimizer: Optimizer, start: Array, steps: int, tolerance: float) -> Seen | None:
    """Walk all runs from ``start``, ``(*runs, n)``; None where this is NumPy's to do.

    Raises ``ValueError`` when ``OPTIM_VIZ_FAST`` is something else than on, off or nothing.
    """
    kind: Any = type(optimizer)
    if type(objective) is not Quadratic or not hasattr(kind, "rule") or not available():
        return None
    shape = start.shape[:-1]
    size = int(np.prod(shape))
    layout = _layout(optimizer)
    kernel = _kernels.after(kind.rule, size * steps, lambda: compiled(kind.rule, layout))
    if kernel is None:
        return None

    def part(at: Array) -> Seen:
        some = _some(objective, shape, at), _some(optimizer, shape, at)
        return _walk(kernel, layout, *some, start.reshape(-1, 2)[at], steps, tolerance)

    parts = _parts(size)
    if len(parts) == 1:
        results = [part(parts[0])]
    else:
        # Threads of this call alone: none outlives it, so that a process may be forked at any time.
        with ThreadPoolExecutor(len(parts)) as threads:
            results = list(threads.map(part, parts))

    def whole(arrays: tuple[Array, ...]) -> Array:
        joined = np.concatenate(arrays, axis=-1)[..., :size]
        return joined.reshape(*joined.shape[:-1], *shape)

    columns: list[Any] = [whole(arrays) for arrays in zip(*results, strict=True)]
    return Seen(*columns)


def _layout(optimizer: Any) -> Layout:
    return Layout(held(optimizer), len(optimizer.numbers(np.array(1))))


def _parts(size: int) -> list[Array]:
    """Where the runs of each thread stand; the last run fills the last thread's last lanes."""
    blocks = -(-size // LANES)
    # A worker process of a pool has its core, and the others have theirs.
    alone = parent_process() or os.environ.get("OMP_NUM_THREADS") == "1"
    threads = min(blocks, 1 if alone else os.cpu_count() or 1)
    ends = [LANES * (blocks * k // threads) for k in range(threads + 1)]
    return [np.minimum(np.arange(low, high), size - 1) for low, high in pairwise(ends)]


def _some(recipe: Any, shape: tuple[int, ...], at: Array) -> Any:
    """The objectives or optimizers of some runs."""
    values = {name: getattr(recipe, name) for name in parameters_of(type(recipe))}
    arrays = {name: value for name, value in values.items() if np.ndim(value)}
    return replace(recipe, **{name: np.broadcast_to(a, shape).reshape(-1)[at] for name, a in arrays.items()})


@np.errstate(all="ignore")
def _walk(
    kernel: Kernel,
    layout: Layout,
    objective: Quadratic,
    optimizer: Any,
    start: Array,
    steps: int,
    tolerance: float,
) -> Seen:
    table = table_at_start(layout, objective, optimizer, start, tolerance)
    start_value = table[Row.VALUE].copy()
    _advance(kernel, layout, optimizer, table, 1, steps // 2)
    early = table[Row.PEAK].copy()
    table[Row.PEAK] = -np.inf
    _advance(kernel, layout, optimizer, table, steps // 2 + 1, steps)
    value, arrived, outside, late = table[[Row.VALUE, Row.ARRIVED, Row.OUTSIDE, Row.PEAK]]
    remembers = np.asarray(np.isfinite(table[[*layout.memory1, *layout.memory2]]).all(axis=0))
    return Seen(start_value, value, arrived, outside + 1, np.stack([early, late]), remembers)


def _advance(kernel: Kernel, layout: Layout, optimizer: Any, table: Array, first: int, last: int) -> None:
    """Take the steps from ``first`` to ``last``."""
    at_once = optimizer.numbers(np.ones((1, 1, 1), int))
    rows = [row for row, number in zip(layout.number, at_once, strict=True) if np.ndim(number) == 3]
    for row, number in zip(layout.number, at_once, strict=True):
        if row not in rows:
            table[row] = np.ravel(number)
    changing = [row - layout.number.start for row in rows]
    width = max((np.size(at_once[j]) for j in changing), default=1)
    together = max(1, BLOCK // (width * max(1, len(rows))))
    for low in range(first, last + 1, together):
        t = np.arange(low, min(low + together, last + 1)).reshape(-1, 1, 1)
        numbers = optimizer.numbers(t)
        varying = np.empty((len(t), len(rows), width))
        for k, j in enumerate(changing):
            varying[:, k] = numbers[j][..., 0]
        kernel(table, varying, np.array(rows, int), low)
