"""Many steps of a training at once: array by array, in memory that is used again, or compiled."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.network import compiled
from optim_viz.network.batches import Batches
from optim_viz.network.cost import CrossEntropy, Measure, measure_again
from optim_viz.network.in_place import InPlace
from optim_viz.network.workspace import Workspace
from optim_viz.optimizers import Optimizer
from optim_viz.optimizers.operations import operations_of
from optim_viz.trajectory import raw_iterates


class Walk(NamedTuple):
    """A way to take the steps of a training, for one thread at a time."""

    go: Callable[[int], tuple[Array, Any]]
    """Goes on to a step, which is later than the last one or 0, and gives the weights ``(n,)``, in memory of
    their own, and the optimizer's state, which stays what it is until the next call."""
    measure: Callable[[CrossEntropy], Measure]
    """What measures a cost of the same network on the way."""


def begin(batches: Batches, optimizer: Optimizer, w: Array, steps: int) -> Walk:
    """A walk of ``steps`` steps from the weights ``(n,)``, in the quickest way there is.

    The optimizer has single numbers as hyperparameters.  All ways see the same batches; those in NumPy give the
    same bits.  A caller sets how NumPy warns of numbers out of range.
    """
    operations = operations_of(optimizer)
    if batches.size is None or operations is None:
        return Walk(_one_by_one(batches, optimizer, w), lambda cost: measure_again(cost, w.dtype))
    walk = compiled.begin(batches, optimizer, operations, w, steps)
    if walk is not None:
        return Walk(walk.go, walk.measure)
    in_place = InPlace(operations, optimizer, w)
    return Walk(_in_place(batches, in_place), lambda cost: measure_again(cost, w.dtype))


def _one_by_one(batches: Batches, optimizer: Optimizer, w: Array) -> Callable[[int], tuple[Array, Any]]:
    """The loop of all runs."""
    walk, done = raw_iterates(batches, optimizer, w), -1

    def go(step: int) -> tuple[Array, Any]:
        nonlocal done
        ((x, state),) = deque(islice(walk, step - done), maxlen=1)
        done = step
        return x, state

    return go


def _in_place(batches: Batches, update: InPlace) -> Callable[[int], tuple[Array, Any]]:
    """The same numbers, without new arrays at each step."""
    cost, stream, done = batches.cost, _places(batches), 0
    rooms: dict[int, _Room] = {}

    def go(step: int) -> tuple[Array, Any]:
        nonlocal done
        for numbers, at in zip(update.numbers_of(done + 1, step), stream, strict=False):
            m = len(at)
            if m not in rooms:
                workspace = Workspace(cost.network, m, update.x.dtype)
                matrices = workspace.matrices(update.x), workspace.matrices(update.g)
                rooms[m] = _Room(workspace, *matrices, np.array(m, update.x.dtype), cost.X[:m].copy())
            room = rooms[m]
            # Told that no place is out of range, NumPy copies straight to where it is to go.
            cost.X.take(at, 0, room.X, "clip")
            room.workspace.load(room.X)
            room.workspace.gradient(room.w, cost.y.take(at), room.m, room.g)
            update.update(numbers)
        done = step
        return update.x.copy(), update.state(step)

    return go


class _Room(NamedTuple):
    """What a batch of ``m`` examples works in."""

    workspace: Workspace
    w: list[Array]
    g: list[Array]
    m: Array
    X: npt.NDArray[Any]


def _places(batches: Batches) -> Iterator[npt.NDArray[np.intp]]:
    """Where the examples of each batch stand, ``(size,)``, without end."""
    assert batches.size is not None
    for order in batches.orders():
        for low in range(0, len(order), batches.size):
            yield order[low : low + batches.size]
