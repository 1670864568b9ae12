"""Fewer points for the same line: what no screen can show need not be sent to one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array

Indices = npt.NDArray[np.intp]


def thin_path(x: Array, cell: float) -> Indices:
    """The rows of a path, shape ``(points, 2)``, that enter a new cell of a grid of width ``cell``.

    The first and the last row are always among them.

    >>> thin_path(np.array([[0, 0], [0.01, 0], [1, 0], [1.01, 0]]), 0.1)
    array([0, 2, 3])
    """
    with np.errstate(invalid="ignore", over="ignore"):
        moved = (np.diff(np.round(x / cell), axis=0) != 0).any(axis=1)
    keep = np.concatenate([[True], moved])
    keep[-1] = True
    return np.flatnonzero(keep)


def thin_curve(y: Array, buckets: int) -> Indices:
    """The rows of a curve, shape ``(points,)``, that are first, lowest or highest of their bucket.

    What swings between two rows keeps its whole width.

    >>> len(thin_curve(np.sin(np.arange(10_000)), 100)) <= 300
    True
    """
    count = len(y)
    if count <= 3 * buckets:
        return np.arange(count)
    edges = np.linspace(0, count, buckets + 1).astype(int)
    width = int(np.diff(edges).max())
    rows = np.minimum(edges[:-1, np.newaxis] + np.arange(width), edges[1:, np.newaxis] - 1)
    values = np.where(np.isfinite(y), y, 0)[rows]
    pick = np.arange(buckets)
    picked = [rows[:, 0], rows[pick, values.argmin(axis=1)], rows[pick, values.argmax(axis=1)], [count - 1]]
    return np.unique(np.concatenate(picked))


def pairs(steps: int, most: int) -> Indices:
    """At most about ``most`` of the points 0 ... steps, in neighbouring pairs, so that a zig-zag stays one.

    >>> pairs(10, 100).tolist(), pairs(12, 6).tolist()
    ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0, 1, 4, 5, 8, 9, 12])
    """
    if steps < most:
        return np.arange(steps + 1)
    stride = 2 * -(-steps // most)
    first = np.arange(0, steps, stride)
    return np.unique(np.concatenate([first, first + 1, [steps]]))
