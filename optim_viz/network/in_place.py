"""An update rule in memory that is used again: the operations of the rule, and so its bits, without new arrays.

New arrays for what lies between two operations, and for what comes out, take a third of an update's time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from optim_viz.arrays import Array
from optim_viz.optimizers import Optimizer
from optim_viz.optimizers.operations import Operations


class InPlace:
    """The update of a run's weights ``x``, ``(n,)``; for one thread at a time.

    Parameters
    ----------
    operations
        What the rule does.
    optimizer
        With single numbers as hyperparameters.
    x
        Where the run begins, ``(n,)``; it is copied.
    """

    def __init__(self, operations: Operations, optimizer: Optimizer, x: Array) -> None:
        self.operations, self.optimizer = operations, optimizer
        self.begun = optimizer.init(x)
        self.x: Array = x.copy()
        self.g: Array = np.zeros_like(x)
        held = operations.arrays - 2
        self.numbers = np.zeros(len(operations.numbers), x.dtype)
        # Arrays of no dimension: NumPy is quicker with them than with Python's numbers.
        numbers = [self.numbers[k : k + 1].reshape(()) for k in range(len(self.numbers))]
        memory = [array.copy() for array in self.begun[1 : 1 + held]]
        self.arrays = [self.x, self.g, *memory, *numbers]
        self.program = self._program()

    def numbers_of(self, first: int, last: int) -> Array:
        """What :meth:`update` takes at the steps from ``first`` to ``last``, ``(steps, numbers)``."""
        return self.operations.table(self.optimizer, first, last, self.x.dtype)

    def update(self, numbers: Array) -> None:
        """One step from x along the gradient that stands in ``g``, which may be used up."""
        self.numbers[:] = numbers
        for function, operands in self.program:
            function(*operands)

    def state(self, t: int) -> Any:
        """The optimizer's state after ``t`` steps, in arrays that the next step changes."""
        if not t:
            return self.begun
        return type(self.begun)(np.array(t), *(self.arrays[place] for place in self.operations.results[1:]))

    def _program(self) -> list[tuple[Callable[..., Array], tuple[Array, ...]]]:
        """Each operation with the arrays that it takes and the one into which its result goes."""
        steps, results = self.operations.steps, self.operations.results
        first = len(self.arrays)
        last = {place: k for k, step in enumerate(steps) for place in step.operands}
        last |= dict.fromkeys(results[1:], len(steps))
        homes = self._homes(last, first)
        program: list[tuple[Callable[..., Array], tuple[Array, ...]]] = []
        spare: list[Array] = []
        for k, step in enumerate(steps):
            place = first + k
            ending = [at for at in dict.fromkeys(step.operands) if last[at] == k and (at == 1 or at >= first)]
            free = [self.arrays[at] for at in ending if at not in homes]
            if place in homes:
                out = self.arrays[homes[place]]
            else:
                out = free.pop() if free else spare.pop() if spare else np.empty_like(self.x)
            spare += free
            self.arrays.append(out)
            program.append(_into(out, step.function, *(self.arrays[at] for at in step.operands)))
        for home, place in self._pairs():
            if self.arrays[place] is not self.arrays[home]:
                program.append(_into(self.arrays[home], np.positive, self.arrays[place]))
        return program

    def _pairs(self) -> list[tuple[int, int]]:
        """Where x and the memory stand, and where what takes their place is found."""
        results = self.operations.results
        return [(0, results[0]), *((2 + k, results[1 + k]) for k in range(self.operations.arrays - 2))]

    def _homes(self, last: dict[int, int], first: int) -> dict[int, int]:
        """Which results can go straight into the memory of x or of what is remembered, by their places.

        Those that take its place, and what they are made of, where nobody asks for the old values any more.
        """
        homes: dict[int, int] = {}
        for home, place in self._pairs():
            while place >= first and place not in homes and last.get(home, -1) <= place - first:
                homes[place] = home
                k = place - first
                operands = self.operations.steps[k].operands
                place = next((at for at in operands if at >= first and last[at] == k), -1)
        return homes


def _into(out: Array, function: np.ufunc, *operands: Array) -> tuple[Callable[..., Array], tuple[Array, ...]]:
    """What is called, with what; ``out`` without its name, which is quicker, but for two that demand it."""
    if function in (np.maximum, np.minimum):
        return partial(function, out=out), operands
    return function, (*operands, out)
