"""The loss of a network over a plane."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.landscape.forward import FirstLayer, LaterLayers
from optim_viz.landscape.plane import Plane
from optim_viz.network import CrossEntropy

NUMBERS = 6_000_000
"""As many are kept of the first layer at once, for all x: 24 MB in float32."""

MOST = 5000
"""Examples that are worked on together, at the most."""


@np.errstate(all="ignore")
def surface(
    cost: CrossEntropy,
    plane: Plane,
    xs: npt.ArrayLike,
    ys: npt.ArrayLike,
    progress: Callable[[float], None] | None = None,
    dtype: npt.DTypeLike = np.float32,
) -> Array:
    """Mean cross-entropy at origin + x d1 + y d2 for each y and x: ``(len(ys), len(xs))``, float64.

    As ``cost.value`` at these weights, but for rounding, and many times as quick: the first layer's products
    are worked out once.  Where weights are so large that logits are no finite numbers, it is infinite or NaN.

    Parameters
    ----------
    cost
        The network with its examples; a part of them is quicker.
    plane
        In the space of its weights.
    xs, ys
        Coordinates of the grid.
    progress
        Told often how much is done, from 0 to 1; may raise to stop the work.
    dtype
        What is worked in, float32 or float64; sums over the examples are float64 always.

    Raises
    ------
    ValueError
        When the plane is another network's, or coordinates are no lists of finite numbers.

    Examples
    --------
    >>> from optim_viz.landscape import random
    >>> from optim_viz.network import Perceptron
    >>> network = Perceptron((2, 3), ("linear",))
    >>> J = CrossEntropy(network, X=[[0, 1], [1, 0]], y=[0, 2])
    >>> plane = random(network, around=network.initial(seed=0))
    >>> found = surface(J, plane, xs=[-1, 0, 1], ys=[0, 1])
    >>> found.shape, bool(abs(found[1, 2] - J.value(plane.points([1, 1]))) < 1e-6)
    ((2, 3), True)
    """
    network = cost.network
    if plane.network != network:
        raise ValueError(f"`plane` must be of `{network!r}`; it is of `{plane.network!r}`.")
    xs, ys = (_axis(values, name) for values, name in ((xs, "xs"), (ys, "ys")))
    if np.dtype(dtype) not in (np.float32, np.float64):
        raise ValueError(f"`dtype` must be float32 or float64; got {dtype!r}.")
    most = max(1, min(MOST, NUMBERS // (len(xs) * network.sizes[1])))
    chunks = np.array_split(np.arange(len(cost.y)), ceil(len(cost.y) / most))
    sums = np.zeros((len(ys), len(xs)))
    for done, rows in enumerate(chunks):
        X = _with_ones(cost.X[rows], dtype)
        first = FirstLayer(network.layers[0], plane, xs, X)
        later = LaterLayers(network, cost.y[rows], dtype)
        for j, y in enumerate(ys):
            first.begin(y)
            for i, w in enumerate(_row(plane, xs, y, later.first).astype(dtype)):
                first.at(i, later.outputs[0])
                sums[j, i] += later.loss_at(w)
            if progress:
                progress((done + (j + 1) / len(ys)) / len(chunks))
    return np.asarray(sums / len(cost.y))


def _axis(values: npt.ArrayLike, name: str) -> Array:
    axis = np.asarray(values, np.float64)
    if axis.ndim != 1 or not len(axis) or not np.isfinite(axis).all():
        raise ValueError(f"`{name}` must be one or more finite numbers.")
    return axis


def _with_ones(X: npt.NDArray[np.generic], dtype: npt.DTypeLike) -> Array:
    """Examples as numbers, bytes divided by 255, and a last column of ones, which the biases multiply."""
    array: Array = np.ones((len(X), X.shape[1] + 1), dtype)
    array[:, :-1] = X
    if X.dtype == np.uint8:
        array[:, :-1] /= 255
    return array


def _row(plane: Plane, xs: Array, y: float, first: int) -> Array:
    """The weights from ``first`` on, at all x of one y: ``(len(xs), n - first)``."""
    across, up = plane.directions[:, first:]
    return np.asarray(plane.origin[first:] + y * up + xs[:, np.newaxis] * across)
