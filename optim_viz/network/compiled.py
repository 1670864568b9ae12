"""Trainings in Numba, where the extra ``fast`` has installed it: the same batches, three times as fast.

Numbers are NumPy's to the last digits of float32, not to the bit, so which of both a training takes depends on
it alone: it is compiled when its steps are worth the seconds of that; see :mod:`optim_viz.compiling`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optim_viz.arrays import Array
from optim_viz.compiling import Kernels, available
from optim_viz.network.batches import Batches
from optim_viz.network.cost import CrossEntropy, Measure, judge, mean
from optim_viz.network.kernel import Kernel, compiled
from optim_viz.network.marks import Marks
from optim_viz.network.passes import CODES
from optim_viz.optimizers import Optimizer
from optim_viz.optimizers.operations import Operations

COMPILING = 1_000_000_000
"""Steps times weights at which a kernel has saved the five seconds that it takes to compile: 50,000 steps of
the lecture's network."""

WIDEST = 256
"""Units of a first layer whose rows are written out; beyond, NumPy's products are as quick."""

TOGETHER = 32
"""Examples that are measured together, where batches are smaller."""

_kernels: Kernels[Kernel] = Kernels(COMPILING)


def begin(
    batches: Batches, optimizer: Optimizer, operations: Operations, w: Array, steps: int
) -> Compiled | None:
    """A walk of ``steps`` steps from the weights ``(n,)``; None where this is NumPy's to do.

    Raises ``ValueError`` when ``OPTIM_VIZ_FAST`` is something else than on, off or nothing.
    """
    network, size = batches.cost.network, batches.size
    if size is None or w.dtype != np.float32 or batches.cost.X.dtype != np.uint8 or not available():
        return None
    width, layers = network.sizes[1], len(network.layers)
    if width > WIDEST:
        return None
    key = operations, width, layers
    kernel = _kernels.ahead(key, steps * network.n, lambda: compiled(*key))
    return None if kernel is None else Compiled(kernel, batches, optimizer, operations, w)


class Compiled:
    """A walk from the weights ``w``, ``(n,)``, with a kernel; for one thread at a time."""

    def __init__(
        self, kernel: Kernel, batches: Batches, optimizer: Any, operations: Operations, w: Array
    ) -> None:
        self.kernel, self.batches, self.optimizer, self.operations = kernel, batches, optimizer, operations
        cost, network = batches.cost, batches.cost.network
        self.size = min(batches.size or len(cost.y), len(cost.y))
        state = optimizer.init(w)
        self.state: Any = type(state)
        self.w, self.g, self.memory = w.copy(), np.zeros_like(w), np.array(state[1:], np.float32)
        self.marks, self.y = Marks.of(cost.X), cost.y.astype(np.int64)
        starts = np.array([*(layer.start for layer in network.layers), network.n])
        codes = np.array([CODES[layer.activation] for layer in network.layers])
        self.together = max(self.size, TOGETHER)
        outputs, self.deltas = (
            tuple(np.zeros((units, self.together), np.float32) for units in network.sizes[1:]) for _ in range(2)
        )
        self.shared = starts, codes, outputs, np.zeros(network.sizes[1], np.float32)
        self.room = np.zeros((2, self.together), np.float32)
        self.orders, self.order, self.done = batches.orders(), np.zeros(0, np.int64), 0

    def go(self, step: int) -> tuple[Array, Any]:
        """Go on to a step, an epoch's rest at a time."""
        size, per_epoch = self.size, self.batches.per_epoch
        while self.done < step:
            low = self.done % per_epoch
            if low == 0:
                self.order = next(self.orders).astype(np.int64)
            count = min(step - self.done, per_epoch - low)
            numbers = self.operations.table(self.optimizer, self.done + 1, self.done + count, np.float32)
            part = self.order[low * size : (low + count) * size]
            changed = self.w, self.memory, self.g, numbers
            self.kernel.train(*self.marks, self.y, part, size, *changed, *self.shared, self.deltas, self.room)
            self.done += count
        return self.w.copy(), self.state(np.array(step), *self.memory)

    def measure(self, cost: CrossEntropy) -> Measure:
        """What measures a cost of the same network."""
        marks, order = Marks.of(cost.X), np.arange(len(cost.y))
        answers = np.zeros((len(cost.y), cost.network.sizes[-1]), np.float32)
        point = np.zeros_like(self.w)

        def measure(w: Array) -> tuple[Array, Array]:
            if not np.isfinite(w).all():
                # A pixel without ink times infinity is no number, so here all pixels count.
                return cost.measure(w)
            point[:] = w
            self.kernel.answer(*marks, order, self.together, point, answers, *self.shared)
            return mean(*judge(answers, cost.y))

        return measure
