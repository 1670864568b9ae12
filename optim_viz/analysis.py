"""What a run shows: functions of a Trajectory, and of a batch of runs alike.

Where a run has no such thing (it does not arrive, it does not leave), the answer is NaN.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array, PointLike
from optim_viz.trajectory import Trajectory

Box = tuple[tuple[float, float], ...]
"""One (low, high) a parameter."""


def steps_to(trajectory: Trajectory, tolerance: float, minimum_value: float = 0.0) -> Array:
    """The first step k with J_k - J* <= tolerance (J_0 - J*), ``(*runs)``; NaN if there is none.

    >>> from optim_viz import GradientDescent, Quadratic, run
    >>> float(steps_to(run(Quadratic(kappa=1), GradientDescent(alpha=0.5), (-4, 3)), 1e-3))
    5.0
    """
    return _first(_within(trajectory, tolerance, minimum_value))


def stays_from(trajectory: Trajectory, tolerance: float, minimum_value: float = 0.0) -> Array:
    """The step from which on J_k - J* <= tolerance (J_0 - J*) to the end of the run, ``(*runs)``, or NaN."""
    outside = ~_within(trajectory, tolerance, minimum_value)
    after = len(outside) - _first(outside[::-1])
    return np.where(np.isnan(after), 0.0, np.where(after < len(outside), after, np.nan))


def final_cost(trajectory: Trajectory) -> Array:
    """J at the last finite point, ``(*runs)``."""
    return _at(trajectory.value, trajectory.last)


def path_length(trajectory: Trajectory) -> Array:
    """The sum of the lengths of all finite steps, ``(*runs)``."""
    with np.errstate(over="ignore"):
        return np.asarray(np.nancumsum(_norm(np.diff(trajectory.x, axis=0)), axis=0)[-1])


def flips(trajectory: Trajectory, minimum: PointLike | float, smallest: float = 0.0) -> Array:
    """How often each parameter changes sides of the minimum, ``(*runs, n)``.

    A parameter that is within ``smallest`` of its minimum is on neither side: a run that passes through
    such a point has changed sides once if it comes out on the other side, and not if it stays.  So rounding
    noise at the minimum counts unless ``smallest`` says how much of it there is.

    >>> from optim_viz import GradientDescent, Quadratic, run
    >>> path = run(Quadratic(kappa=20), GradientDescent(alpha=0.099), start=(-4, 3), steps=10)
    >>> flips(path, (0, 0))
    array([ 0., 10.])
    """
    away = trajectory.x - np.asarray(minimum)
    side = np.where(np.abs(away) > smallest, np.sign(away), 0.0)
    side = _remembered(side)
    return np.asarray(np.sum(side[1:] * side[:-1] < 0, axis=0, dtype=float))


def steadiness(trajectory: Trajectory) -> Array:
    """How many steps each parameter takes in one direction before it first turns back, ``(*runs, n)``.

    A step of length 0 is no turning back.
    """
    moves = np.diff(trajectory.x, axis=0)
    first = _at(moves, _first(moves != 0))
    turned = _first(moves * np.sign(first) < 0)
    steps = np.sum(np.isfinite(moves), axis=0)
    return np.where(np.isnan(turned), steps, turned)


def straightness(trajectory: Trajectory) -> Array:
    """How much of each parameter's way, up to each step, was not taken back: ``(steps + 1, *runs, n)``.

    The distance from the start over the length of the way: 1 for a parameter that has always moved in one
    direction, near 0 for one that has swung about its place.  NaN where it has not moved.

    >>> from optim_viz import GradientDescent, Quadratic, run
    >>> path = run(Quadratic(kappa=20), GradientDescent(alpha=0.099), start=(-4, 3), steps=10)
    >>> straightness(path)[-1].round(2)
    array([1.  , 0.01])
    """
    way = np.zeros_like(trajectory.x)
    with np.errstate(all="ignore"):
        np.cumsum(np.abs(np.diff(trajectory.x, axis=0)), axis=0, out=way[1:])
        return np.asarray(np.abs(trajectory.x - trajectory.x[0]) / way)


def turns(trajectory: Trajectory) -> Array:
    """How often each parameter, up to each step, moved against its last move: ``(steps + 1, *runs, n)``.

    A step of length 0 is no turning back; after ``last`` nothing is added.

    >>> from optim_viz import GradientDescent, Quadratic, run
    >>> path = run(Quadratic(kappa=20), GradientDescent(alpha=0.099), start=(-4, 3), steps=10)
    >>> turns(path)[-1]
    array([0., 9.])
    """
    moves = np.nan_to_num(np.sign(np.diff(trajectory.x, axis=0)))
    turned = np.zeros(trajectory.x.shape)
    turned[2:] = _remembered(moves)[:-1] * moves[1:] < 0
    return np.asarray(np.cumsum(turned, axis=0))


def left_view(trajectory: Trajectory, box: Box) -> Array:
    """The first step at which the point is outside ``box``, ``(*runs)``; NaN if there is none.

    A point whose coordinates are no longer finite is outside.
    """
    low, high = np.asarray(box, dtype=float).T
    return _first(~np.all((trajectory.x >= low) & (trajectory.x <= high), axis=-1))


def growth(trajectory: Trajectory, minimum: PointLike, steps: int = 10) -> Array:
    """The factor by which the distance to ``minimum`` changes a step, ``(*runs)``.

    The geometric mean over the last ``steps`` finite steps (over all of them in a shorter run); NaN for a
    run that stands at the minimum or has no finite step.

    >>> from optim_viz import GradientDescent, Quadratic, run
    >>> path = run(Quadratic(kappa=20), GradientDescent(alpha=0.101), start=(-4, 3), steps=1000)
    >>> round(float(growth(path, (0, 0))), 4)  # |1 - 0.101 * 20|
    1.02
    """
    distance = _norm(trajectory.x - np.asarray(minimum))
    first = np.maximum(trajectory.last - steps, 0)
    taken = trajectory.last - first
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # The function and not the operator, which takes another one for a single number.
        mean = np.power(_at(distance, trajectory.last) / _at(distance, first), 1 / taken)
    return np.where(taken > 0, mean, np.nan)


def _remembered(side: Array) -> Array:
    """Signs ``(steps, ...)``; where one is 0, that of the last step before it that has one."""
    steps = np.arange(len(side)).reshape(-1, *[1] * (side.ndim - 1))
    latest = np.maximum.accumulate(np.where(side != 0, steps, 0), axis=0)
    return np.take_along_axis(side, latest, axis=0)


def _within(trajectory: Trajectory, tolerance: float, minimum_value: float) -> np.ndarray:
    above = trajectory.value - minimum_value
    return np.asarray(above <= tolerance * above[0])


def _first(true: np.ndarray) -> Array:
    """The first index along the first axis at which something is true, or NaN."""
    return np.where(true.any(axis=0), true.argmax(axis=0), np.nan)


def _at(array: Array, index: npt.ArrayLike) -> Array:
    """``array[index]`` along the first axis, one index for each of the other axes; NaN index, NaN result."""
    index = np.asarray(index)[np.newaxis]
    none = np.isnan(index)
    taken = np.take_along_axis(array, np.where(none, 0, index).astype(int), axis=0)
    return np.asarray(np.where(none, np.nan, taken)[0])


def _norm(vectors: Array) -> Array:
    """Euclidean length along the last axis, without squaring numbers that are too large for it."""
    with np.errstate(over="ignore"):
        return np.asarray(np.hypot.reduce(vectors, axis=-1))
