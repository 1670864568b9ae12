"""How trainings move away from where they begin, and how much of that a plane shows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import LARGEST, Array
from optim_viz.landscape.plane import Plane


class Share(NamedTuple):
    """How much of the squared movement a plane shows, 0 to 1; NaN for a training that has not moved.

    The movement of a training is what its snapshots differ from the first of them; its square is summed over
    all weights and snapshots.
    """

    a: float
    b: float
    both: float
    """The mean of the two, so that each counts the same, however far it goes; of one, where only one moved."""
    directions: tuple[float, float]
    """What each direction shows by itself, in that mean; of directions at right angles they add up to it."""


class Movement(NamedTuple):
    """The movement of one training."""

    steps: Array
    """What snapshots differ from the first, ``(k, n)``, over one number, so that their squares add up to 1."""
    rounding: float
    """The size that rounding errors of the weights may have beside that."""


def share(plane: Plane, a: npt.ArrayLike, b: npt.ArrayLike) -> Share:
    """What a plane shows of two trainings, from their snapshots ``(k, n)``, which begin at the same weights.

    Raises ``ValueError`` when they do not, or when neither has moved.

    >>> from optim_viz.network import Perceptron
    >>> plane = Plane(Perceptron((2, 1), ("linear",)), [0, 0, 0], [[1, 0, 0], [0, 1, 0]], "example")
    >>> found = share(plane, a=[[0, 0, 0], [2, 0, 0]], b=[[0, 0, 0], [3, 0, 4]])
    >>> round(found.a, 6), round(found.b, 6), round(found.both, 6)
    (1.0, 0.36, 0.68)
    """
    found = movements(a, b)
    within, _ = np.linalg.qr(plane.directions.T)
    alone = plane.directions.T / np.linalg.norm(plane.directions, axis=1)
    shares = [float(np.sum((each.steps @ within) ** 2)) if each else np.nan for each in found]
    first, second = np.mean([np.sum((each.steps @ alone) ** 2, axis=0) for each in found if each], axis=0)
    return Share(shares[0], shares[1], float(np.nanmean(shares)), (float(first), float(second)))


def movements(a: npt.ArrayLike, b: npt.ArrayLike) -> tuple[Movement | None, Movement | None]:
    """The movements of two trainings, as :func:`share` is told of them.

    Snapshots that are out of range are left out.  None has not moved: it has changed no more than rounding
    may change its weights.
    """
    first, second = (np.asarray(path) for path in (a, b))
    if first.ndim != 2 or second.ndim != 2 or first.shape[1] != second.shape[1] or not len(first):
        raise ValueError(f"Snapshots must be two arrays (k, n); got {first.shape} and {second.shape}.")
    if not np.array_equal(first[:1], second[:1]):
        raise ValueError("Both trainings must begin at the same, finite weights.")
    found = _movement(first), _movement(second)
    if not any(found):
        if all(len(path) > 1 and not _in_range(path[1:]).any() for path in (first, second)):
            raise ValueError("Both trainings ran out of range at once. Take smaller learning rates.")
        raise ValueError("No weights have moved. Train for longer, or with a larger learning rate.")
    return found


def _movement(path: npt.NDArray[np.floating]) -> Movement | None:
    weights = path.astype(np.float64)
    kept = weights[_in_range(path)]
    steps = kept - weights[0]
    size = float(np.linalg.norm(steps))
    precision = np.finfo(path.dtype if path.dtype.kind == "f" else np.float64).eps
    rounding = float(precision * np.linalg.norm(kept))
    return Movement(steps / size, rounding / size) if size > rounding else None


def _in_range(weights: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    """Which of some snapshots are, ``(k, n) -> (k,)``."""
    # In float64, since float32 has no number as large as the limit.
    return np.asarray((np.abs(weights.astype(np.float64)) <= LARGEST).all(axis=1))
