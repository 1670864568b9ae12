"""Rank correlation: whether two rows of numbers rise together, whatever their sizes."""

from __future__ import annotations

import numpy as np

from optim_viz.arrays import Array, PointLike


def ranks(x: PointLike) -> Array:
    """The places of numbers in their order from 1, ``(n,)``; equal numbers share the mean of their places.

    >>> ranks([0.3, 7.0, 0.3, -1.0])
    array([2.5, 4. , 2.5, 1. ])
    """
    _, group, sizes = np.unique(np.asarray(x, dtype=float), return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    places: Array = (last - (sizes - 1) / 2)[group]
    return places


def rank_correlation(x: PointLike, y: PointLike) -> float | None:
    """Spearman's rank correlation of ``(n,)`` numbers with others, in [-1, 1].

    1 where both rise in the same order, -1 where one rises as the other falls.  None where it is undefined:
    all numbers of a row are equal.

    >>> rank_correlation([1, 2, 3, 4], [1, 10, 100, 50]), rank_correlation([1, 2, 3], [5, 5, 5])
    (0.8, None)

    References
    ----------
    Spearman 1904, The Proof and Measurement of Association between Two Things.
    """
    # Twice the place less its mean is a whole number: exact, also where 1 and -1 are to come out.
    a, b = (2 * each - (len(each) + 1) for each in (ranks(x), ranks(y)))
    spread = float(a @ a), float(b @ b)
    return float(a @ b) / np.sqrt(spread[0] * spread[1]).item() if min(spread) else None
