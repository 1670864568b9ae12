"""One run of two parameters in Python's own numbers: the same bits as NumPy's in a fifth of the time.

NumPy takes half a microsecond for an operation, whether on two numbers or on two hundred; a page that shows
one run waits for little else.  The rule and the cost are the same functions as everywhere.
"""

from __future__ import annotations

import math
from types import FunctionType
from typing import Any

import numpy as np

from optim_viz.arrays import Array
from optim_viz.objectives import Quadratic
from optim_viz.objectives.quadratic import slope
from optim_viz.optimizers.protocol import Rule, held
from optim_viz.parameters import runs

KNOWN = {"np", "sqrt"}
"""What a rule may ask for beside its arguments; both square roots are correctly rounded (IEEE 754)."""


def record(objective: Any, optimizer: Any, start: Array, steps: int) -> list[Array] | None:
    """The points and what the optimizer remembers, each ``(steps + 1, 2)``, row 0 before the first step.

    None where this is NumPy's to do: another cost, a batch, float32, an optimizer without a rule, and a
    division by zero, which Python refuses and NumPy calls inf or NaN.

    >>> from optim_viz import GradientDescent
    >>> record(Quadratic(), GradientDescent(alpha=0.05), np.array([-4.0, 3.0]), steps=2)[0].tolist()
    [[-4.0, 3.0], [-3.8, 0.0], [-3.61, 0.0]]
    """
    rule: Rule | None = getattr(type(optimizer), "rule", None)
    if type(objective) is not Quadratic or start.ndim > 1 or start.dtype != np.float64 or rule is None:
        return None
    if runs(objective) or runs(optimizer) or not KNOWN.issuperset(rule.__code__.co_names):
        return None
    remembered = optimizer.init(start)[1:]
    try:
        columns = _walk(rule, objective, optimizer, start, [array.tolist() for array in remembered], steps)
    except ZeroDivisionError:
        return None
    return [np.array(column) for column in columns]


def _walk(
    rule: Rule, objective: Quadratic, optimizer: Any, start: Array, remembered: list[list[float]], steps: int
) -> list[list[tuple[float, float]]]:
    """The columns of the record: points, and what is remembered."""
    update = FunctionType(rule.__code__, {"np": math})
    numbers = optimizer.numbers(np.arange(1, steps + 1).reshape(-1, 1))
    each_step = [np.broadcast_to(number, (steps, 1))[:, 0].tolist() for number in numbers]
    memory = held(optimizer)
    (c1, c2), (x1, x2) = objective.minimum.tolist(), start.tolist()
    diagonal1, diagonal2, coupling = (float(number) for number in objective.numbers[4:])
    kept1, kept2 = [first for first, _ in remembered], [second for _, second in remembered]
    columns = [[(x1, x2)], *([pair] for pair in zip(kept1, kept2, strict=True))]
    for now in zip(*each_step, strict=True):
        d1, d2 = x1 - c1, x2 - c2
        g1: Any = slope(d1, d2, diagonal1, coupling)
        g2: Any = slope(d2, d1, diagonal2, coupling)
        new1 = update(x1, g1, *kept1[:memory], *now)
        new2 = update(x2, g2, *kept2[:memory], *now)
        for column, first, second in zip(columns, new1, new2, strict=True):
            column.append((first, second))
        x1, *kept1 = new1
        x2, *kept2 = new2
    return columns
