"""Adam: an averaged gradient, and a learning rate for every parameter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from optim_viz.arrays import Array, Scalar, per_run
from optim_viz.objectives import Objective
from optim_viz.optimizers.fields import decay, epsilon, learning_rate
from optim_viz.optimizers.moments import sum_of_weights
from optim_viz.optimizers.protocol import Line, Rule
from optim_viz.parameters import check_parameters, parameter


class Moments(NamedTuple):
    """Steps taken, and the moving averages m of the gradient and v of its square, shape ``(..., n)``."""

    t: Array
    m: Array
    v: Array


def adam(
    x: Array,
    g: Array,
    m: Array,
    v: Array,
    weight1: Scalar,
    weight2: Scalar,
    alpha: Scalar,
    beta1: Scalar,
    beta2: Scalar,
    epsilon: Scalar,
) -> tuple[Array, Array, Array]:
    """The update rule, parameter by parameter: the new x, m and v; weight1 is 1 - beta1^t."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    m_hat = m / weight1
    v_hat = v / weight2
    return x - alpha * m_hat / (np.sqrt(v_hat) + epsilon), m, v


@dataclass(frozen=True, eq=False)
class Adam:
    """Step along the averaged gradient, divided by the root of its averaged square.

    ::

        g = gradient of J at w
        m = beta1 m + (1 - beta1) g
        v = beta2 v + (1 - beta2) g²
        m_hat = m / (1 - beta1^t)
        v_hat = v / (1 - beta2^t)
        w = w - alpha m_hat / (sqrt(v_hat) + epsilon)

    Parameters
    ----------
    alpha
        Learning rate, a positive number (a length: the first step in every coordinate), or an array
        ``(*runs,)``.
    beta1, beta2
        How much of the averages m and v stays from step to step, in [0, 1), or arrays ``(*runs,)``.
    epsilon
        Added to the root, at least 0, or an array ``(*runs,)``.
    bias_correction
        Whether m and v are divided by 1 - beta^t; without it, m_hat = m and v_hat = v.
    epsilon_hat
        Whether epsilon stands where Keras has it, added to sqrt(v) before the correction: the denominator is
        (sqrt(v) + epsilon) / sqrt(1 - beta2^t), so at first epsilon counts for more.

    Raises
    ------
    ParameterError
        When a number is out of its range.

    Examples
    --------
    >>> from optim_viz import Quadratic, run
    >>> run(Quadratic(kappa=20), Adam(alpha=0.5), start=(-4, 3), steps=1).x[-1]
    array([-3.5,  2.5])

    References
    ----------
    Kingma and Ba 2015, Adam: A Method for Stochastic Optimization, Algorithm 1, and the end of section 2 for
    epsilon_hat.  torch.optim.Adam and optax.adam do the first, keras.optimizers.Adam the second, with 1e-7.
    """

    name: ClassVar[str] = "Adam"
    reference: ClassVar[str] = "Kingma & Ba 2015, Algorithm 1"
    convention: ClassVar[str] = "Kingma & Ba; torch.optim.Adam, optax.adam"
    update: ClassVar[str] = "−αⱼ·m̂"
    adaptive: ClassVar[bool] = True
    rule: ClassVar[Rule] = staticmethod(adam)

    alpha: Scalar = learning_rate(0.001)
    beta1: Scalar = decay(0.9, "β₁", "decay of m", "How much of the averaged gradient stays from step to step.")
    beta2: Scalar = decay(0.999, "β₂", "decay of v", "How much of the averaged square stays from step to step.")
    epsilon: Scalar = epsilon(1e-8)
    bias_correction: bool = parameter(
        True,
        symbol="m̂, v̂",
        label="bias correction",
        help="Divides m and v by 1 − βᵗ, which frees them of their beginning at zero.",
    )
    epsilon_hat: bool = parameter(
        False,
        symbol="ε̂",
        label="Keras's epsilon",
        help="Adds ε to √v before the correction of v, as Keras does; its own ε is 1e-7.",
    )

    def __post_init__(self) -> None:
        check_parameters(self)

    def init(self, x: Array) -> Moments:
        """The state before the first step: averages of nothing."""
        return Moments(np.array(0), np.zeros_like(x), np.zeros_like(x))

    def step(self, objective: Objective, x: Array, state: Moments) -> tuple[Array, Moments]:
        """One step: ``(..., n) -> (..., n)``."""
        t = state.t + 1
        x, m, v = adam(x, objective.gradient(x), state.m, state.v, *self.numbers(t))
        return x, Moments(t, m, v)

    def numbers(self, t: Array) -> tuple[Scalar, ...]:
        """What the rule takes last, each one number or ``(*runs, 1)``; ``t`` counts from 1."""
        weight1, weight2 = self.weights(t)
        beta1, beta2 = per_run(self.beta1), per_run(self.beta2)
        return weight1, weight2, per_run(self.alpha), beta1, beta2, self.added(weight2)

    def weights(self, t: Array) -> tuple[Scalar, Scalar]:
        """What m and v are divided by: 1 - beta1^t and 1 - beta2^t, or 1 without bias correction."""
        if not self.bias_correction:
            return 1.0, 1.0
        return sum_of_weights(self.beta1, t), sum_of_weights(self.beta2, t)

    def added(self, weight2: Scalar) -> Scalar:
        """What is added to sqrt(v_hat): epsilon, or with ``epsilon_hat`` epsilon / sqrt(1 - beta2^t)."""
        epsilon = per_run(self.epsilon)
        if not self.epsilon_hat:
            return epsilon
        with np.errstate(all="ignore"):  # of an epsilon near the end of the range
            added: Array = epsilon / np.sqrt(weight2)
        # One number is Python's own, which leaves float32 what it is.
        return added if added.ndim else float(added)

    def learning_rates(self, state: Moments) -> Array:
        """alpha / (sqrt(v_hat) + epsilon), ``(..., n)``; it multiplies m_hat."""
        weight2 = self.weights(state.t)[1]
        v_hat: Array = state.v / weight2
        return per_run(self.alpha) / (np.sqrt(v_hat) + self.added(weight2))

    def arithmetic(self, state: Moments) -> tuple[Line, ...]:
        """The averages, raw and corrected."""
        weight1, weight2 = self.weights(state.t)
        by = ("m / (1 − β₁ᵗ)", "v / (1 − β₂ᵗ)") if self.bias_correction else ("m", "v")
        return (
            Line("m", "β₁·m + (1 − β₁)·g", state.m),
            Line("v", "β₂·v + (1 − β₂)·g²", state.v),
            Line("m̂", by[0], state.m / weight1),
            Line("v̂", by[1], state.v / weight2),
        )
