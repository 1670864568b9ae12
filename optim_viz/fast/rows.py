"""A batch as one table of numbers: a row for each quantity, a column for each run."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from optim_viz.arrays import Array
from optim_viz.objectives import Quadratic


class Row(IntEnum):
    """What the first rows hold; those of the optimizer's memory and numbers follow."""

    X1 = 0
    X2 = 1
    CENTER1 = 2
    CENTER2 = 3
    COSINE = 4
    SINE = 5
    FLAT = 6
    STEEP = 7
    DIAGONAL1 = 8
    DIAGONAL2 = 9
    COUPLING = 10
    BAR = 11
    """The value at which a run has arrived."""
    VALUE = 12
    ARRIVED = 13
    """The first step there; NaN before."""
    OUTSIDE = 14
    """The last step that was not there; -1 for none."""
    PEAK = 15
    """The highest value in this half of the run."""


class Layout(NamedTuple):
    """Which rows an optimizer needs: those of its memory, for both parameters, and of its numbers."""

    held: int
    numbers: int

    @property
    def memory1(self) -> range:
        """The rows of what it remembers of w1."""
        return range(len(Row), len(Row) + self.held)

    @property
    def memory2(self) -> range:
        """The rows of what it remembers of w2."""
        return range(self.memory1.stop, self.memory1.stop + self.held)

    @property
    def number(self) -> range:
        """The rows of the numbers that its rule takes last."""
        return range(self.memory2.stop, self.memory2.stop + self.numbers)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.number.stop


def table_at_start(
    layout: Layout, objective: Quadratic, optimizer: Any, start: Array, tolerance: float
) -> Array:
    """The table before the first step, ``(rows, runs)``, from a start ``(runs, 2)``."""
    table = np.empty((layout.height, len(start)))
    value = np.asarray(objective.value(start))
    bar = tolerance * value
    there = value <= bar
    table[[Row.X1, Row.X2]] = start.T
    table[[Row.CENTER1, Row.CENTER2]] = objective.minimum[:, np.newaxis]
    for row, number in zip(range(Row.COSINE, Row.BAR), objective.numbers, strict=True):
        table[row] = number
    table[Row.BAR], table[Row.VALUE], table[Row.PEAK] = bar, value, value
    table[Row.ARRIVED] = np.where(there, 0.0, np.nan)
    table[Row.OUTSIDE] = np.where(there, -1.0, 0.0)
    remembered = optimizer.init(start)[1 : 1 + layout.held]
    for row1, row2, array in zip(layout.memory1, layout.memory2, remembered, strict=True):
        table[[row1, row2]] = array.T
    return table
