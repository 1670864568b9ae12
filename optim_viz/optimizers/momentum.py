"""Momentum: gradients add up to a velocity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from optim_viz.arrays import Array, Scalar, per_run
from optim_viz.objectives import Objective
from optim_viz.optimizers.fields import decay, learning_rate
from optim_viz.optimizers.protocol import Line, Rule
from optim_viz.parameters import check_parameters


class Velocity(NamedTuple):
    """Steps taken, and the velocity u, shape ``(..., n)``."""

    t: Array
    u: Array


def momentum(x: Array, g: Array, u: Array, alpha: Scalar, beta: Scalar) -> tuple[Array, Array]:
    """The update rule, parameter by parameter: the new x and u."""
    u = beta * u + g
    return x - alpha * u, u


@dataclass(frozen=True, eq=False)
class Momentum:
    """Step along a velocity to which every gradient adds (the heavy ball).

    ::

        g = gradient of J at w
        u = beta u + g
        w = w - alpha u

    The form in which the velocity is an average, u = beta u + (1 - beta) g, is the same with
    alpha / (1 - beta) in place of alpha.

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
    >>> run(Quadratic(kappa=20), Momentum(alpha=0.05, beta=0.5), start=(-4, 3), steps=2).x[-1]
    array([-3.51, -1.5 ])

    References
    ----------
    Polyak 1964, Some methods of speeding up the convergence of iteration methods, equation (9); Sutskever
    et al. 2013, equations (1) and (2).  The convention is that of torch.optim.SGD(momentum=beta).
    """

    name: ClassVar[str] = "Momentum"
    reference: ClassVar[str] = "Polyak 1964; Sutskever et al. 2013, equations (1)-(2)"
    convention: ClassVar[str] = "torch.optim.SGD(momentum=beta), optax.sgd, keras.optimizers.SGD"
    update: ClassVar[str] = "−α·u"
    adaptive: ClassVar[bool] = False
    rule: ClassVar[Rule] = staticmethod(momentum)

    alpha: Scalar = learning_rate(0.01)
    beta: Scalar = decay(0.9, "β", "momentum", "How much of the velocity stays from step to step.")

    def __post_init__(self) -> None:
        check_parameters(self)

    def init(self, x: Array) -> Velocity:
        """The state before the first step: no velocity."""
        return Velocity(np.array(0), np.zeros_like(x))

    def step(self, objective: Objective, x: Array, state: Velocity) -> tuple[Array, Velocity]:
        """One step: ``(..., n) -> (..., n)``."""
        t = state.t + 1
        x, u = momentum(x, objective.gradient(x), state.u, *self.numbers(t))
        return x, Velocity(t, u)

    def numbers(self, t: Array) -> tuple[Scalar, Scalar]:
        """What the rule takes last, each one number or ``(*runs, 1)``."""
        return per_run(self.alpha), per_run(self.beta)

    def learning_rates(self, state: Velocity) -> Array:
        """Alpha for every parameter, ``(..., n)``; it multiplies the velocity."""
        return per_run(self.alpha) * np.ones_like(state.u)

    def arithmetic(self, state: Velocity) -> tuple[Line, ...]:
        """The velocity."""
        return (Line("u", "β·u + g", state.u),)
