"""One run of two parameters in Python's own numbers: the same bits as NumPy's in a fifth of the time.

NumPy takes half a microsecond for an operation, whether on two numbers or on two hundred; a page that shows
one run waits for little else.  The rule and the cost are the same functions as everywhere.
"""

from __future__ import annotations

import dis
import math
from functools import cache
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

    None where this is NumPy's to do: another cost, a batch, float32, an optimizer without a rule or with one
    that is more than arithmetic and square roots, and a division by zero or the root of a negative number,
    which Python refuses and NumPy calls inf or NaN.

    >>> from optim_viz import GradientDescent
    >>> record(Quadratic(), GradientDescent(alpha=0.05), np.array([-4.0, 3.0]), steps=2)[0].tolist()
    [[-4.0, 3.0], [-3.8, 0.0], [-3.61, 0.0]]
    """
    rule: Rule | None = getattr(type(optimizer), "rule", None)
    if type(objective) is not Quadratic or start.ndim > 1 or start.dtype != np.float64 or rule is None:
        return None
    if runs(objective) or runs(optimizer) or not _is_plain(rule):
        return None
    try:
        return _walk(rule, objective, optimizer, start, steps)
    except (ZeroDivisionError, ValueError):
        return None


@cache
def _is_plain(rule: Any) -> bool:
    """Whether a rule is nothing but plus, minus, times, divided by and square root of its arguments.

    Powers are rounded in another way by Python, which also refuses those that overflow.
    """
    powers = any(each.argrepr.startswith("**") for each in dis.get_instructions(rule))
    alone = not (rule.__closure__ or rule.__defaults__)
    return alone and not powers and KNOWN.issuperset(rule.__code__.co_names)


def _walk(rule: Rule, objective: Quadratic, optimizer: Any, start: Array, steps: int) -> list[Array]:
    update = FunctionType(rule.__code__, {"np": math})
    numbers = optimizer.numbers(np.arange(1, steps + 1).reshape(-1, 1))
    each_step = [np.broadcast_to(number, (steps, 1))[:, 0].tolist() for number in numbers]
    memory = slice(1, 1 + held(optimizer))
    (c1, c2), (diagonal1, diagonal2, coupling) = objective.minimum.tolist(), map(float, objective.numbers[4:])
    # x and what is remembered, of each parameter, as the rule gives them.
    first, second = zip(*(array.tolist() for array in (start, *optimizer.init(start)[1:])), strict=True)
    firsts, seconds = [first], [second]
    for now in zip(*each_step, strict=True):
        d1, d2 = first[0] - c1, second[0] - c2
        first = update(first[0], slope(d1, d2, diagonal1, coupling), *first[memory], *now)
        second = update(second[0], slope(d2, d1, diagonal2, coupling), *second[memory], *now)
        firsts.append(first)
        seconds.append(second)
    table = np.array([firsts, seconds])
    return [np.ascontiguousarray(column.T) for column in np.moveaxis(table, -1, 0)]
