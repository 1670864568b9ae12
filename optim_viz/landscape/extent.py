"""What part of a plane is looked at."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array

Extent = tuple[tuple[float, float], tuple[float, float]]
"""((left, right), (bottom, top)), in coordinates of a plane."""

AROUND: Extent = ((-1.0, 1.0), (-1.0, 1.0))
"""Around a point on a random plane, as in the pictures of Li et al.; 1 is the size of each filter itself."""

ROOM = 0.12
"""Beyond the paths, on either side, of the larger side of what they need."""


def extent(*paths: npt.ArrayLike, aspect: float = 1.0) -> Extent:
    """The smallest window that holds some paths, coordinates ``(k, 2)`` each, with some room around them.

    A length is the same along both axes, in a panel ``aspect`` times as wide as it is high: on a plane of
    directions at right angles and 1 long, what looks twice as far is twice as far.  The paths are in its
    middle.  One whose weights have run out of range (a coordinate is NaN) does not widen the window, unless
    all have.

    Raises
    ------
    ValueError
        When there is no path, no finite point but one, or ``aspect`` is not above 0.

    Examples
    --------
    >>> extent([[0, 0], [50, 0]], [[0, 0], [10, 10]], aspect=2)
    ((-6.0, 56.0), (-10.5, 20.5))
    """
    if not aspect > 0:
        raise ValueError(f"`aspect` must be above 0; got {aspect}.")
    arrays = [np.asarray(path, np.float64).reshape(-1, 2) for path in paths]
    stayed = [array for array in arrays if np.isfinite(array).all()] or arrays
    places: Array = np.concatenate([np.empty((0, 2)), *stayed])
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places) or not np.ptp(places, axis=0).any():
        raise ValueError("The paths do not move on this plane; choose another, or `AROUND` a point.")
    low, high = places.min(axis=0), places.max(axis=0)
    middle, needed = (low + high) / 2, high - low
    tall = float((1 + 2 * ROOM) * max(needed[0] / aspect, needed[1]))
    left, right = (float(middle[0] + side * tall * aspect / 2) for side in (-1, 1))
    bottom, top = (float(middle[1] + side * tall / 2) for side in (-1, 1))
    return (left, right), (bottom, top)
