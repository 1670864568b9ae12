"""Nesterov's momentum: the gradient counts once more, ahead of the velocity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from optim_viz.arrays import Array, Scalar, per_run
from optim_viz.objectives import Objective
from optim_viz.optimizers.fields import decay, learning_rate
from optim_viz.optimizers.protocol import Line, Rule
from optim_viz.parameters import check_parameters


class LookAhead(NamedTuple):
    """Steps taken, the velocity u and the direction d of the last step, shape ``(..., n)``."""

    t: Array
    u: Array
    d: Array


def nesterov(x: Array, g: Array, u: Array, alpha: Scalar, beta: Scalar) -> tuple[Array, Array, Array]:
    """The update rule, parameter by parameter: the new x, u and d."""
    u = beta * u + g
    d = g + beta * u
    return x - alpha * d, u, d


@dataclass(frozen=True, eq=False)
class Nesterov:
    """Momentum that looks ahead along its velocity.

    ::

        g = gradient of J at w
        u = beta u + g
        d = g + beta u
        w = w - alpha d

    w is the point ahead at which Nesterov's method takes its gradient; in these coordinates it needs no
    second evaluation.

    Parameters
    ----------
    alpha
        Learning rate, a positive number, or an array ``(*runs,)``.
    beta
        How much of the velocity stays from step to step, in [0, 1), or an array ``(*runs,)``.

    Raises
    ------
    ParameterError
        When a number is out of its range.

    Examples
    --------
    >>> from optim_viz import Quadratic, run
    >>> run(Quadratic(kappa=20), Nesterov(alpha=0.02, beta=0.5), start=(-4, 3), steps=1).x[-1]
    array([-3.88,  1.2 ])

    References
    ----------
    Nesterov 1983; Sutskever et al. 2013, equations (3) and (4).  The convention is that of
    torch.optim.SGD(momentum=beta, nesterov=True).
    """

    name: ClassVar[str] = "Nesterov"
    reference: ClassVar[str] = "Nesterov 1983; Sutskever et al. 2013, equations (3)-(4)"
    convention: ClassVar[str] = "torch.optim.SGD(momentum=beta, nesterov=True), optax.sgd, keras.optimizers.SGD"
    update: ClassVar[str] = "−α·d"
    adaptive: ClassVar[bool] = False
    rule: ClassVar[Rule] = staticmethod(nesterov)

    alpha: Scalar = learning_rate(0.01)
    beta: Scalar = decay(0.9, "β", "momentum", "How much of the velocity stays from step to step.")

    def __post_init__(self) -> None:
        check_parameters(self)

    def init(self, x: Array) -> LookAhead:
        """The state before the first step: no velocity."""
        return LookAhead(np.array(0), np.zeros_like(x), np.zeros_like(x))

    def step(self, objective: Objective, x: Array, state: LookAhead) -> tuple[Array, LookAhead]:
        """One step: ``(..., n) -> (..., n)``."""
        t = state.t + 1
        x, u, d = nesterov(x, objective.gradient(x), state.u, *self.numbers(t))
        return x, LookAhead(t, u, d)

    def numbers(self, t: Array) -> tuple[Scalar, Scalar]:
        """What the rule takes last, each one number or ``(*runs, 1)``."""
        return per_run(self.alpha), per_run(self.beta)

    def learning_rates(self, state: LookAhead) -> Array:
        """Alpha for every parameter, ``(..., n)``; it multiplies the direction d."""
        return per_run(self.alpha) * np.ones_like(state.u)

    def arithmetic(self, state: LookAhead) -> tuple[Line, ...]:
        """The velocity and the direction."""
        return (Line("u", "β·u + g", state.u), Line("d", "g + β·u", state.d))
