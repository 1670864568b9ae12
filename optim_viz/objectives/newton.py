"""Newton's method for logistic regression: its minimum, or that there is none."""

from __future__ import annotations

import numpy as np

from optim_viz.arrays import Array

SETTLED = 1e-8  # a step that changes no logit by more leaves an error of about its square
ROUNDING = 1e-10  # a row that a large step makes worse by less than this counts as one on the hyperplane
LIMIT = 200


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(-z)), without overflow, to all digits on both sides.

    >>> sigmoid(np.array([-800.0, 0.0, 800.0]))
    array([0. , 0.5, 1. ])
    """
    e = np.exp(-np.abs(z))
    p: Array = np.where(z >= 0, 1.0, e) / (1 + e)
    return p


def slope_of_sigmoid(z: Array) -> Array:
    """p (1 - p) for p = sigmoid(z).

    >>> slope_of_sigmoid(np.array([-800.0, 0.0, 800.0]))
    array([0.  , 0.25, 0.  ])
    """
    e = np.exp(-np.abs(z))
    slope: Array = e / (1 + e) ** 2
    return slope


def least(A: Array, R: Array) -> Array | None:
    """Where mean(log(1 + exp(A w))) is least, ``(n,)``; None when it is nowhere.

    ``A`` is the design matrix ``(m, n)`` with the rows of label 1 turned round, ``R`` its triangular factor.
    Of many minima, which dependent columns make, it is the shortest.

    Without a minimum there is a direction in which no row gets worse and some get better for ever (Albert
    and Anderson 1984).  Newton's steps turn into that direction and improve those rows by about 1 each;
    towards a minimum they shrink with their square.  So one of the two shows.
    """
    _, singular, axes = np.linalg.svd(R)
    rank = int(np.sum(singular > singular[0] * np.finfo(float).eps * max(A.shape)))
    # Newton's method does not care for the scale of features; in orthonormal columns its rounding does not.
    basis = axes[:rank].T / singular[:rank] * np.sqrt(len(A))
    Q = A @ basis
    u, z = np.zeros(rank), np.zeros(len(A))
    for _ in range(LIMIT):
        if (z < 0).all():
            return None
        gradient = Q.T @ sigmoid(z)
        root = np.sqrt(slope_of_sigmoid(z))[:, np.newaxis] * Q
        try:
            step = -np.linalg.solve(root.T @ root, gradient)
        except np.linalg.LinAlgError:
            return None
        change = Q @ step
        if np.abs(change).max() <= SETTLED:
            w: Array = basis @ (u + step)
            return w
        if change.max() <= ROUNDING and change.min() < -0.5:
            return None
        length = _length(z, change, float(gradient @ step))
        u, z = u + length * step, z + length * change
    return None


def _length(z: Array, change: Array, slope: float) -> float:
    """How much of a step to take: all, or a half as often as J falls by less than a quarter of its slope.

    While no logit changes by more than 1, all of it: there J falls by at least 0.28 of its slope, since its
    third derivative is at most its second (Bach 2010), and rounding would blur a measurement.
    """
    length = 1.0
    if np.abs(change).max() > 1:
        before = np.sum(np.logaddexp(0, z))
        while np.sum(np.logaddexp(0, z + length * change)) > before + 0.25 * length * slope:
            length /= 2
    return length
