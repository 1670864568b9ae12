"""What mathematics predicts, before anything is run.

On a quadratic cost with eigenvalues lambda_i, gradient descent multiplies its error along eigenvector i by
1 - alpha lambda_i in every step; everything about it follows from these factors.  Adaptive methods have no
such wall; what they have is a longest step.

Sources: Boyd and Vandenberghe, Convex Optimization (2004), section 9.3; Goh, Why Momentum Really Works
(Distill 2017); Kingma and Ba 2015, section 2.1.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from optim_viz.arrays import Array, PointLike, Scalar, per_run
from optim_viz.objectives import LinearRegression, Quadratic
from optim_viz.optimizers import (
    AdaGrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)

CRAWLS_BELOW = 0.05
"""Below this alpha * lambda, an error takes more than 13 steps to halve."""

EXACT = 1e-9
"""So close to 1 or 2, alpha * lambda is 1 or 2 for any run of 10,000 steps that a picture can show."""


def limit(lambda_max: Scalar) -> Scalar:
    """The wall: gradient descent converges iff alpha is below 2 / lambda_max.

    >>> limit(20.0)
    0.1
    """
    return 2 / lambda_max


def momentum_limit(lambda_max: Scalar, beta: Scalar) -> Scalar:
    """The wall of momentum, (2 + 2 beta) / lambda_max (Goh 2017, "The dynamics of momentum").

    >>> momentum_limit(20.0, 0.5)
    0.15
    """
    return (2 + 2 * beta) / lambda_max


def nesterov_limit(lambda_max: Scalar, beta: Scalar) -> Scalar:
    """The wall of Nesterov's momentum, (2 + 2 beta) / (1 + 2 beta) / lambda_max.

    Along an eigenvector, velocity and error follow a 2x2 matrix of trace 1 + beta - (1 + beta) alpha lambda
    and determinant beta (1 - alpha lambda); both its eigenvalues are inside the unit circle as long as
    1 + trace + determinant is positive, which is this wall.

    >>> nesterov_limit(20.0, 0.5)
    0.075
    """
    return (2 + 2 * beta) / (1 + 2 * beta) / lambda_max


def wall(optimizer: Optimizer, lambda_max: Scalar) -> Scalar | None:
    """The alpha from which on ``optimizer`` diverges on a quadratic; None for methods without such a wall.

    >>> wall(Momentum(beta=0.5), 20.0), wall(Adam(), 20.0)
    (0.15, None)
    """
    if isinstance(optimizer, GradientDescent):
        return limit(lambda_max)
    if isinstance(optimizer, Momentum):
        return momentum_limit(lambda_max, optimizer.beta)
    if isinstance(optimizer, Nesterov):
        return nesterov_limit(lambda_max, optimizer.beta)
    return None


def best_alpha(lambda_min: Scalar, lambda_max: Scalar) -> Scalar:
    """The alpha at which gradient descent's slowest direction is fastest, 2 / (lambda_min + lambda_max).

    >>> round(best_alpha(1.0, 20.0), 4)
    0.0952
    """
    return 2 / (lambda_min + lambda_max)


def factor(alpha: Scalar, eigenvalue: Scalar) -> Scalar:
    """What gradient descent multiplies its error by in each step, 1 - alpha * eigenvalue, with its sign.

    >>> round(factor(0.099, 20.0), 3)
    -0.98
    """
    return 1 - alpha * eigenvalue


def contraction(alpha: Scalar, eigenvalues: PointLike) -> Array:
    """The largest size of a factor: ``(*runs,)`` alphas and ``(*runs, n)`` eigenvalues give ``(*runs,)``.

    >>> float(contraction(2 / 21, (1.0, 20.0))), 19 / 21  # (kappa - 1) / (kappa + 1) at the best alpha
    (0.9047619047619048, 0.9047619047619048)
    """
    return np.asarray(np.max(np.abs(1 - per_run(alpha) * np.asarray(eigenvalues)), axis=-1))


def regime(alpha_lambda: float) -> str:
    """What gradient descent does along an eigenvector, in a word.

    ==================  ==================
    alpha * lambda      word
    ==================  ==================
    from 0, below .05   "crawls"
    from .05, below 1   "smooth"
    1                   "one step"
    above 1, below 2    "zig-zag"
    2                   "bounces for ever"
    above 2             "diverges"
    ==================  ==================

    1 and 2 mean within a relative 1e-9, since products such as 0.1 * 30 / 3 are rounded.  Raises
    ``ValueError`` where ``alpha_lambda`` is negative.

    >>> regime(0.099), regime(1.98)
    ('smooth', 'zig-zag')
    """
    if not alpha_lambda >= 0:
        raise ValueError(f"`alpha_lambda` must be at least 0; got {alpha_lambda!r}.")
    if math.isclose(alpha_lambda, 1, rel_tol=EXACT):
        return "one step"
    if math.isclose(alpha_lambda, 2, rel_tol=EXACT):
        return "bounces for ever"
    if alpha_lambda < CRAWLS_BELOW:
        return "crawls"
    if alpha_lambda < 1:
        return "smooth"
    return "zig-zag" if alpha_lambda < 2 else "diverges"


@np.errstate(divide="ignore", over="ignore")
def predicted_steps(
    objective: Quadratic | LinearRegression, alpha: float, start: PointLike, tolerance: float
) -> int | None:
    """Gradient descent's first step with J at most ``tolerance`` times J at the start, both above the minimum.

    From the closed form J_k - J* = 1/2 sum_i lambda_i (1 - alpha lambda_i)^(2k) c_i^2, where c_i are the
    coordinates of the start, seen from the minimum, along the eigenvectors.  It holds in any number of
    parameters.  None if there is no such step, or none among the first 10^300.

    >>> predicted_steps(Quadratic(kappa=20), 0.099, (-4, 3), 1e-3)
    169
    >>> predicted_steps(LinearRegression(X=[[0], [1], [3]], y=[1, 3, 5]), 0.1, (0, 0), 1e-3)
    33
    """
    c = objective.eigenvectors.T @ (np.asarray(start, dtype=float) - objective.minimum)
    shares = 0.5 * objective.eigenvalues * c**2
    if not shares.any():
        return 0
    shares, product = shares[shares > 0] / shares.sum(), alpha * objective.eigenvalues[shares > 0]
    # log|1 - p|, without loss where p is so small that 1 - p is rounded to 1.
    rates = 2 * np.where(product < 0.5, np.log1p(-np.minimum(product, 0.5)), np.log(np.abs(1 - product)))
    live = rates > -np.inf

    def cost(k: int) -> float:
        return float(shares @ np.exp(rates * k))

    def falls(k: int) -> bool:
        return bool(shares[live] @ (rates[live] * np.exp(rates[live] * k)) < 0)

    # J_k is convex in k: it falls all the way, or to a lowest point behind which it grows.
    turn = 1
    while cost(turn) > tolerance and falls(turn) and turn < 10**300:
        turn *= 2
    if cost(turn) > tolerance and not falls(turn):
        turn = _first(lambda k: not falls(k), 0, turn)
        turn = min(max(turn - 1, 1), turn, key=cost)
    return _first(lambda k: cost(k) <= tolerance, 0, turn) if cost(turn) <= tolerance else None


def _first(holds: Callable[[int], bool], below: int, at: int) -> int:
    """The first whole number at which ``holds``, which is false at ``below`` and true from there to ``at``."""
    while at - below > 1:
        middle = (below + at) // 2
        below, at = (below, middle) if holds(middle) else (middle, at)
    return at


def least_steps(distance: Scalar, alpha: Scalar) -> Array:
    """How many steps of length ``alpha`` a distance needs at the least: distance / alpha, rounded up.

    A rest of a billionth of the distance is taken for rounding and needs no step of its own.

    >>> float(least_steps(4.0, 0.1)), float(least_steps(1.1, 0.1))  # 1.1 / 0.1 = 11.000000000000002
    (40.0, 11.0)
    """
    with np.errstate(over="ignore"):
        return np.asarray(np.ceil(np.divide(distance, alpha) * (1 - EXACT)))


def fewest_steps(optimizer: Optimizer, distance: float) -> float | None:
    """How many steps an adaptive method needs at the least to move one parameter by ``distance``.

    Holds while that parameter's gradient does not grow, as on the way into a valley along the axes.  Then
    step t is at most alpha long with Adam (for beta1 <= beta2, with bias correction), alpha / sqrt(t) with
    AdaGrad and alpha / sqrt(1 - rho^t) with RMSProp, since none of their averages of squares is below what
    the present gradient alone would make of it; the sums of the last two are bounded by integrals.  None
    for a method whose steps have no such bound.

    >>> fewest_steps(Adam(alpha=0.1), 4.0), fewest_steps(AdaGrad(alpha=0.1), 4.0)
    (40.0, 421.0)
    """
    if isinstance(optimizer, Adam):
        if not optimizer.bias_correction or np.any(np.greater(optimizer.beta1, optimizer.beta2)):
            return None
        return float(least_steps(distance, optimizer.alpha))
    if isinstance(optimizer, AdaGrad):
        # 1 + 1/sqrt(2) + ... + 1/sqrt(k) is at most 2 sqrt(k) - 1.
        lengths = distance / float(optimizer.alpha)
        return float(least_steps((lengths + 1) * (lengths + 1) / 4, 1.0)) if distance > 0 else 0.0
    if isinstance(optimizer, RMSProp):
        return float(least_steps(_rmsprop_steps(float(optimizer.rho), distance / float(optimizer.alpha)), 1.0))
    return None


def _rmsprop_steps(rho: float, lengths: float) -> float:
    """The k at which the integral of 1 / sqrt(1 - rho^t) from 0 to k is ``lengths``: 2/r ln cosh(r/2 lengths).

    r = -ln rho.
    """
    if rho == 0:
        return lengths
    rate = -math.log(rho)
    half = rate * lengths / 2
    log_cosh = math.log1p(2 * math.sinh(half / 2) ** 2) if half < 20 else half - math.log(2)
    return 2 / rate * log_cosh


def distance_to_go(objective: Quadratic, start: PointLike, tolerance: float) -> float:
    """How far one parameter has to move, at the least, until J is ``tolerance`` times J at the start.

    The level curve of that cost is an ellipse that reaches sqrt(2 J (A^-1)_jj) from the minimum in
    parameter j; the parameter that is furthest outside decides.

    >>> distance_to_go(Quadratic(kappa=1), (-4, 0), 0.25)
    2.0
    """
    away = np.abs(np.asarray(start, dtype=float) - objective.minimum)
    inverse = (objective.eigenvectors**2 / objective.eigenvalues).sum(axis=-1)
    level = tolerance * float(objective.value(np.asarray(start, dtype=float)))
    return float(np.max(np.maximum(away - np.sqrt(2 * level * inverse), 0.0)))
