"""The plane in which two trainings move most."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optim_viz.landscape.movement import movements
from optim_viz.landscape.plane import Plane
from optim_viz.network import Perceptron


def principal(network: Perceptron, a: npt.ArrayLike, b: npt.ArrayLike) -> Plane:
    """The plane that shows most of how two trainings move away from the weights at which both begin.

    Its directions are the principal ones of theta_i - theta_0, over all snapshots of both trainings.  Each
    training's are first divided by their size (:func:`share`), so that both count the same; else the plane
    would be that of the one which goes further.  Of all planes through the start, none has a larger mean of
    the two shares.

    Li et al. take theta_i - theta_n of one training, from which scikit-learn's PCA, which their code calls,
    takes the mean away.  Here the start stays 0, since the paths have it in common: both begin at one point
    of the picture, and the height there is the loss there.

    Parameters
    ----------
    network
        Whose weights they are, n of them.
    a, b
        Snapshots of the trainings, ``(k, n)`` each, k may differ; the first is the same in both.  Those that
        are out of range are left out.

    Returns
    -------
    Plane
        Its origin the start, its directions at right angles and 1 long, the one that shows more first, their
        signs such that the coordinates of all snapshots have a positive sum.

    Raises
    ------
    ValueError
        When the trainings begin at different weights, nothing moved, or all moved along one line.

    Examples
    --------
    >>> network = Perceptron((2, 1), ("linear",))
    >>> plane = principal(network, a=[[0, 0, 1], [2, 0, 1]], b=[[0, 0, 1], [1, 1, 1], [1, 9, 1]])
    >>> plane.origin
    array([0., 0., 1.])
    >>> plane.project([1, 9, 1]).distance.round(12)
    np.float64(0.0)

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein 2018, Visualizing the Loss Landscape of Neural Nets, section 7.
    """
    moved = [each for each in movements(a, b) if each]
    steps = np.concatenate([each.steps for each in moved])
    # Of k snapshots a matrix k x k; of their n weights it would be one n x n.
    squares, mixtures = np.linalg.eigh(steps @ steps.T)
    rounding = sum(each.rounding**2 for each in moved)
    if squares[-2] <= max(rounding, len(steps) * np.finfo(float).eps):
        raise ValueError(
            "All snapshots lie on one line, so they make no plane. Choose random directions, or train for more "
            "steps."
        )
    # At right angles once more: the products have lost digits of the lesser direction.
    directions = np.linalg.qr((mixtures[:, :-3:-1].T @ steps).T)[0].T
    sums = (steps @ directions.T).sum(axis=0)
    largest = directions[[0, 1], np.abs(directions).argmax(axis=1)]
    signs = np.sign(np.where(np.abs(sums) > 1e-9, sums, largest))
    return Plane(network, np.asarray(a)[0], directions * signs[:, np.newaxis], "principal")
