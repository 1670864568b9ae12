"""RMSProp: a learning rate for every parameter, by the size of its recent gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from optim_viz.arrays import Array, Scalar, per_run
from optim_viz.objectives import Objective
from optim_viz.optimizers.fields import decay, epsilon, learning_rate
from optim_viz.optimizers.protocol import Line, Rule
from optim_viz.parameters import check_parameters


class MeanSquare(NamedTuple):
    """Steps taken, and the average of squared gradients v, shape ``(..., n)``."""

    t: Array
    v: Array


def rmsprop(x: Array, g: Array, v: Array, alpha: Scalar, rho: Scalar, epsilon: Scalar) -> tuple[Array, Array]:
    """The update rule, parameter by parameter: the new x and v."""
    v = rho * v + (1 - rho) * (g * g)
    return x - alpha * g / (np.sqrt(v) + epsilon), v


@dataclass(frozen=True, eq=False)
class RMSProp:
    """Divide each parameter's step by the root mean square of its recent gradients.

    ::

        g = gradient of J at w
        v = rho v + (1 - rho) g²
        w = w - alpha g / (sqrt(v) + epsilon)

    Parameters
    ----------
    alpha
        Learning rate, a positive number (a length), or an array ``(*runs,)``.
    rho
        How much of the average stays from step to step, in [0, 1), or an array ``(*runs,)``.
    epsilon
        Added to the root, at least 0, or an array ``(*runs,)``.

    Raises
    ------
    ParameterError
        When a number is out of its range.

    Examples
    --------
    >>> from optim_viz import Quadratic, run
    >>> run(Quadratic(kappa=20), RMSProp(alpha=0.1, rho=0.75), start=(-4, 3), steps=1).x[-1]
    array([-3.8,  2.8])

    References
    ----------
    Tieleman and Hinton 2012, Coursera lecture 6.5.  The convention is that of torch.optim.RMSprop: v
    begins at 0, epsilon stands outside the root.
    """

    name: ClassVar[str] = "RMSProp"
    reference: ClassVar[str] = "Tieleman & Hinton 2012, lecture 6.5"
    convention: ClassVar[str] = "torch.optim.RMSprop"
    update: ClassVar[str] = "−αⱼ·g"
    adaptive: ClassVar[bool] = True
    rule: ClassVar[Rule] = staticmethod(rmsprop)

    alpha: Scalar = learning_rate(0.01)
    rho: Scalar = decay(0.99, "ρ", "decay", "How much of the average of g² stays from step to step.")
    epsilon: Scalar = epsilon(1e-8)

    def __post_init__(self) -> None:
        check_parameters(self)

    def init(self, x: Array) -> MeanSquare:
        """The state before the first step: an average of nothing."""
        return MeanSquare(np.array(0), np.zeros_like(x))

    def step(self, objective: Objective, x: Array, state: MeanSquare) -> tuple[Array, MeanSquare]:
        """One step: ``(..., n) -> (..., n)``."""
        t = state.t + 1
        x, v = rmsprop(x, objective.gradient(x), state.v, *self.numbers(t))
        return x, MeanSquare(t, v)

    def numbers(self, t: Array) -> tuple[Scalar, Scalar, Scalar]:
        """What the rule takes last, each one number or ``(*runs, 1)``."""
        return per_run(self.alpha), per_run(self.rho), per_run(self.epsilon)

    def learning_rates(self, state: MeanSquare) -> Array:
        """alpha / (sqrt(v) + epsilon), ``(..., n)``; it multiplies the gradient."""
        return per_run(self.alpha) / (np.sqrt(state.v) + per_run(self.epsilon))

    def arithmetic(self, state: MeanSquare) -> tuple[Line, ...]:
        """The average of squares."""
        return (Line("v", "ρ·v + (1 − ρ)·g²", state.v),)
