"""A trajectory as named columns of numbers, for every format that is made of numbers."""

from __future__ import annotations

import numpy as np

from optim_viz.arrays import Array
from optim_viz.trajectory import Trajectory

Column = list[float | None]

ELSEWHERE = ("t", "g")
"""What an optimizer remembers that other columns say: the step, and the gradient."""


def columns(trajectory: Trajectory) -> dict[str, list[int] | Column]:
    """Every number of one run, by name; row k is what is known after k steps.

    ============  ==========================================================
    step          0 at the start; the last row is the last finite step
    w1, w2        the parameters
    J             the cost there
    g1, g2        its gradient there
    u1, m1, ...   what the optimizer remembers, after this step
    alpha1, ...   the learning rates of the step that led here; row 0: None
    ============  ==========================================================

    A learning rate that is not finite (division by zero) is None.

    >>> from optim_viz import Experiment, perform
    >>> table = columns(perform(Experiment(steps=2)).b)
    >>> list(table)
    ['step', 'w1', 'w2', 'J', 'g1', 'g2', 'm1', 'm2', 'v1', 'v2', 'alpha1', 'alpha2']
    >>> table["w2"][:2], table["alpha2"]
    ([3.0, 2.9010000000165], [None, 0.0016499999997250001, 0.001677459771251836])
    """
    rows = int(trajectory.last) + 1
    remembered = {name: array for name, array in trajectory.state.items() if name not in ELSEWHERE}
    table: dict[str, list[int] | Column] = {"step": list(range(rows))}
    table |= _coordinates("w", trajectory.x[:rows])
    table["J"] = _numbers(trajectory.value[:rows])
    table |= _coordinates("g", trajectory.gradient[:rows])
    for name, array in remembered.items():
        table |= _coordinates(name, array[:rows])
    led = _coordinates("alpha", trajectory.learning_rates[: rows - 1])
    return table | {name: [None, *column] for name, column in led.items()}


def _coordinates(name: str, array: Array) -> dict[str, Column]:
    """One column for each parameter: ``(rows, n)``."""
    return {f"{name}{j}": _numbers(column) for j, column in enumerate(array.T, 1)}


def _numbers(column: Array) -> Column:
    finite = np.isfinite(column)
    if finite.all():
        return list(column.tolist())
    return [x if known else None for x, known in zip(column.tolist(), finite.tolist(), strict=True)]
