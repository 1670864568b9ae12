"""Mini-batches: a stream of objectives without end, shuffled anew in each epoch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.network.cost import CrossEntropy
from optim_viz.network.perceptron import Perceptron, Seed
from optim_viz.network.workspace import Workspace


class Batch:
    """The cross-entropy of some examples, as :class:`CrossEntropy`; ``room`` is where batches of a stream work.

    How NumPy warns of numbers out of range is left to the loop, which says it once for many steps.

    Parameters
    ----------
    network, X, y
        As of :class:`CrossEntropy`, which has checked them.
    room
        A workspace for each number of examples and type of numbers; for one thread at a time.
    """

    __slots__ = ("X", "network", "room", "y")

    def __init__(
        self,
        network: Perceptron,
        X: npt.NDArray[Any],
        y: npt.NDArray[np.integer[Any]],
        room: dict[tuple[int, str], Workspace],
    ) -> None:
        self.network, self.X, self.y, self.room = network, X, y, room

    def value(self, w: npt.ArrayLike) -> Array:
        """J(w): ``(..., n) -> (...)``."""
        return CrossEntropy(self.network, self.X, self.y).value(w)

    def gradient(self, w: npt.ArrayLike) -> Array:
        """The gradient of J: ``(..., n) -> (..., n)``."""
        w = self.network.checked(w)
        size = len(self.y)
        key = size, w.dtype.char
        if key not in self.room:
            self.room[key] = Workspace(self.network, size, w.dtype)
        workspace = self.room[key]
        workspace.load(self.X)
        gradients = np.empty_like(w)
        for point, out in zip(
            w.reshape(-1, self.network.n), gradients.reshape(-1, self.network.n), strict=True
        ):
            workspace.gradient(workspace.matrices(point), self.y, size, out=workspace.matrices(out))
        return gradients


@dataclass(frozen=True, eq=False)
class Batches:
    """The examples of a cost, a batch after the other, one objective a step.

    An epoch takes every example once, in an order that the seed decides; its last batch is smaller where they
    do not come out even.  Each iteration begins anew with the same batches; those of one iteration share
    memory to work in, so only one thread may ask them at a time.

    Parameters
    ----------
    cost
        All examples.
    size
        How many in a batch, at least 1; None takes all of them at each step, in their own order.
    seed
        Of the order.

    Raises
    ------
    ValueError
        When ``size`` is no whole number of at least 1.

    Examples
    --------
    >>> from itertools import islice
    >>> from optim_viz.network import CrossEntropy, Perceptron
    >>> J = CrossEntropy(Perceptron((1, 2), ("linear",)), X=np.arange(5.0)[:, np.newaxis], y=[0, 1, 0, 1, 0])
    >>> batches = Batches(J, size=2)
    >>> batches.per_epoch, [len(batch.y) for batch in islice(batches, 4)]
    (3, [2, 2, 1, 2])
    """

    cost: CrossEntropy
    size: int | None = 32
    seed: Seed = 0

    def __post_init__(self) -> None:
        whole = isinstance(self.size, int | np.integer) and not isinstance(self.size, bool)
        if self.size is not None and not (whole and self.size >= 1):
            raise ValueError(f"`size` must be a whole number of at least 1, or None; got {self.size!r}.")

    @property
    def per_epoch(self) -> int:
        """How many batches, and so steps, an epoch has."""
        return 1 if self.size is None else -(-len(self.cost.y) // self.size)

    def __iter__(self) -> Iterator[CrossEntropy | Batch]:
        if self.size is None:
            while True:
                yield self.cost
        X, y, network = self.cost.X, self.cost.y, self.cost.network
        room: dict[tuple[int, str], Workspace] = {}
        for order in self.orders():
            for low in range(0, len(y), self.size):
                at = order[low : low + self.size]
                yield Batch(network, X.take(at, axis=0), y.take(at), room)

    def orders(self) -> Iterator[npt.NDArray[np.intp]]:
        """The order of the examples in each epoch, ``(m,)``, without end."""
        rng = np.random.default_rng(self.seed)
        while True:
            yield rng.permutation(len(self.cost.y))
