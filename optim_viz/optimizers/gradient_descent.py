"""Gradient descent: one learning rate for every parameter, always the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from optim_viz.arrays import Array, Scalar, per_run
from optim_viz.objectives import Objective
from optim_viz.optimizers.fields import learning_rate
from optim_viz.optimizers.protocol import Line, Rule
from optim_viz.parameters import check_parameters


class Gradient(NamedTuple):
    """Steps taken, and the gradient g of the last one, shape ``(..., n)``."""

    t: Array
    g: Array


def gradient_descent(x: Array, g: Array, alpha: Scalar) -> tuple[Array, Array]:
    """The update rule, parameter by parameter: the new x, and g for the record."""
    return x - alpha * g, g


@dataclass(frozen=True, eq=False)
class GradientDescent:
    """Step against the gradient, times one learning rate.

    ::

        g = gradient of J at w
        w = w - alpha g

    Parameters
    ----------
    alpha
        Learning rate, a positive number (in units of w² / J: one over a curvature), or an array
        ``(*runs,)``.

    Raises
    ------
    ParameterError
        When ``alpha`` is not positive and finite.

    Examples
    --------
    >>> from optim_viz import Quadratic, run
    >>> run(Quadratic(kappa=20), GradientDescent(alpha=0.05), start=(-4, 3), steps=1).x[-1]
    array([-3.8,  0. ])

    References
    ----------
    Cauchy 1847; Boyd and Vandenberghe, Convex Optimization (2004), section 9.3.
    """

    name: ClassVar[str] = "Gradient descent"
    reference: ClassVar[str] = "Cauchy 1847; Boyd & Vandenberghe 2004, section 9.3"
    convention: ClassVar[str] = "torch.optim.SGD, optax.sgd, keras.optimizers.SGD"
    update: ClassVar[str] = "−α·g"
    adaptive: ClassVar[bool] = False
    rule: ClassVar[Rule] = staticmethod(gradient_descent)

    alpha: Scalar = learning_rate(0.1)

    def __post_init__(self) -> None:
        check_parameters(self)

    def init(self, x: Array) -> Gradient:
        """The state before the first step."""
        return Gradient(np.array(0), np.zeros_like(x))

    def step(self, objective: Objective, x: Array, state: Gradient) -> tuple[Array, Gradient]:
        """One step: ``(..., n) -> (..., n)``."""
        t = state.t + 1
        x, g = gradient_descent(x, objective.gradient(x), *self.numbers(t))
        return x, Gradient(t, g)

    def numbers(self, t: Array) -> tuple[Scalar]:
        """What the rule takes last, each one number or ``(*runs, 1)``."""
        return (per_run(self.alpha),)

    def learning_rates(self, state: Gradient) -> Array:
        """Alpha for every parameter, ``(..., n)``."""
        return per_run(self.alpha) * np.ones_like(state.g)

    def arithmetic(self, state: Gradient) -> tuple[Line, ...]:
        """Nothing stands between the gradient and the step."""
        return ()
