"""What the loop and the drawings may ask of an optimizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, Protocol

import numpy as np

from optim_viz.arrays import Array
from optim_viz.objectives import Objective


class Line(NamedTuple):
    """One line of an update rule with its live numbers."""

    symbol: str
    """What is computed: ``m̂``."""
    formula: str
    """How: ``m / (1 − β₁ᵗ)``."""
    values: Array
    """The result, shape ``(..., n)``."""


Rule = Callable[..., Any]
"""An update rule in plain arithmetic, parameter by parameter: ``rule(x, g, *memory, *numbers)``.

It gives the new x and the state's fields after ``t``, in their order, all of shape ``(..., n)``; the first of
these are the memory that it takes, the others are kept for the record.  The same function works on arrays, on
single numbers (:mod:`optim_viz.plain`) and, compiled, on many of them (:mod:`optim_viz.fast`).
"""


def held(optimizer: Any) -> int:
    """How many fields of its state the rule of an optimizer takes.

    >>> from optim_viz import Adam
    >>> held(Adam())
    2
    """
    return int(optimizer.rule.__code__.co_argcount) - 2 - len(optimizer.numbers(np.array(1)))


class Optimizer(Protocol):
    """A recipe: frozen, with its hyperparameters as fields; all that changes comes out of ``step``.

    The state is a NamedTuple that begins with ``t``, the number of steps taken, shape ``()``; its other
    fields are arrays ``(..., n)``.  ``learning_rates`` and ``arithmetic`` also take a state whose arrays
    have a leading axis of steps and whose ``t`` has the shape to meet them.

    An optimizer whose step is an elementwise function may name it as ``rule``, and give by ``numbers(t)``
    what the function takes last at step t; then single runs are quicker, and large sweeps can be compiled.
    """

    name: ClassVar[str]
    reference: ClassVar[str]
    convention: ClassVar[str]
    update: ClassVar[str]
    """The last line of the update rule, as text: what is added to w."""
    adaptive: ClassVar[bool]
    """Whether every parameter has a learning rate of its own."""

    def init(self, x: Array) -> Any:
        """The state before the first step from ``x``, shape ``(..., n)``."""

    def step(self, objective: Objective, x: Array, state: Any) -> tuple[Array, Any]:
        """One step: the new ``x``, shape ``(..., n)``, and the new state."""

    def learning_rates(self, state: Any) -> Array:
        """alpha_1 ... alpha_n, ``(..., n)``: what multiplies the (averaged) gradient of each parameter."""

    def arithmetic(self, state: Any) -> tuple[Line, ...]:
        """The lines of the update rule between the gradient and the step, in the paper's order."""
