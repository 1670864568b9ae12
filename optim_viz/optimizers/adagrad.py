"""AdaGrad: a learning rate for every parameter, which only ever falls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from optim_viz.arrays import Array, Scalar, per_run
from optim_viz.objectives import Objective
from optim_viz.optimizers.fields import epsilon, learning_rate
from optim_viz.optimizers.protocol import Line, Rule
from optim_viz.parameters import check_parameters


class SumOfSquares(NamedTuple):
    """Steps taken, and the sum of squared gradients v, shape ``(..., n)``."""

    t: Array
    v: Array


def adagrad(x: Array, g: Array, v: Array, alpha: Scalar, epsilon: Scalar) -> tuple[Array, Array]:
    """The update rule, parameter by parameter: the new x and v."""
    v = v + g * g
    return x - alpha * g / (np.sqrt(v) + epsilon), v


@dataclass(frozen=True, eq=False)
class AdaGrad:
    """Divide each parameter's step by the root of all its squared gradients so far.

    ::

        g = gradient of J at w
        v = v + g²
        w = w - alpha g / (sqrt(v) + epsilon)

    Parameters
    ----------
    alpha
        Learning rate, a positive number (a length: the first step in every coordinate), or an array
        ``(*runs,)``.
    epsilon
        Added to the root, at least 0, or an array ``(*runs,)``.

    Raises
    ------
    ParameterError
        When a number is out of its range.

    Examples
    --------
    >>> from optim_viz import Quadratic, run
    >>> run(Quadratic(kappa=20), AdaGrad(alpha=0.5), start=(-4, 3), steps=1).x[-1]
    array([-3.5,  2.5])

    References
    ----------
    Duchi, Hazan and Singer 2011, Adaptive Subgradient Methods, Figure 1 (diagonal matrices).  The
    convention is that of torch.optim.Adagrad: the sum begins at 0, epsilon stands outside the root.
    """

    name: ClassVar[str] = "AdaGrad"
    reference: ClassVar[str] = "Duchi, Hazan & Singer 2011, Figure 1"
    convention: ClassVar[str] = "torch.optim.Adagrad"
    update: ClassVar[str] = "−αⱼ·g"
    adaptive: ClassVar[bool] = True
    rule: ClassVar[Rule] = staticmethod(adagrad)

    alpha: Scalar = learning_rate(0.01)
    epsilon: Scalar = epsilon(1e-10)

    def __post_init__(self) -> None:
        check_parameters(self)

    def init(self, x: Array) -> SumOfSquares:
        """The state before the first step: nothing summed."""
        return SumOfSquares(np.array(0), np.zeros_like(x))

    def step(self, objective: Objective, x: Array, state: SumOfSquares) -> tuple[Array, SumOfSquares]:
        """One step: ``(..., n) -> (..., n)``."""
        t = state.t + 1
        x, v = adagrad(x, objective.gradient(x), state.v, *self.numbers(t))
        return x, SumOfSquares(t, v)

    def numbers(self, t: Array) -> tuple[Scalar, Scalar]:
        """What the rule takes last, each one number or ``(*runs, 1)``."""
        return per_run(self.alpha), per_run(self.epsilon)

    def learning_rates(self, state: SumOfSquares) -> Array:
        """alpha / (sqrt(v) + epsilon), ``(..., n)``; it multiplies the gradient."""
        return per_run(self.alpha) / (np.sqrt(state.v) + per_run(self.epsilon))

    def arithmetic(self, state: SumOfSquares) -> tuple[Line, ...]:
        """The sum of squares."""
        return (Line("v", "v + g²", state.v),)
