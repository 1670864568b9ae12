"""A plane in the space of weights: a point, two directions, and what of other points lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import LARGEST, Array, read_only
from optim_viz.network import Perceptron


class Projection(NamedTuple):
    """Where points fall on a plane, ``(..., 2)``, and how far from it they are, ``(...)``."""

    coordinates: Array
    distance: Array


@dataclass(frozen=True, eq=False)
class Plane:
    """All weights origin + x d1 + y d2; its arrays are float64 and cannot be written to.

    Parameters
    ----------
    network
        Whose weights they are, n of them.
    origin
        Where x and y are 0, ``(n,)``.
    directions
        d1 and d2, ``(2, n)``; x and y count in their lengths.
    name
        What kind of plane it is: ``principal`` or ``random`` are those of this package.

    Raises
    ------
    ValueError
        When a shape does not fit, a number is not finite or above 1e150 in size, or the directions are
        parallel.

    Examples
    --------
    >>> network = Perceptron((1, 1), ("linear",))
    >>> plane = Plane(network, origin=[1, 0], directions=[[1, 0], [1, 2]], name="skew")
    >>> plane.points([2, 3])
    array([6., 6.])
    >>> plane.project([6, 6]).coordinates.round(12)
    array([2., 3.])
    """

    network: Perceptron
    origin: Array
    directions: Array
    name: str

    def __post_init__(self) -> None:
        n = self.network.n
        for name, shape in (("origin", (n,)), ("directions", (2, n))):
            array = np.asarray(getattr(self, name), np.float64)
            if array.shape != shape:
                raise ValueError(f"`{name}` must be {shape}, as `{self.network!r}`; got {array.shape}.")
            if not (np.abs(array) <= LARGEST).all():
                raise ValueError(f"`{name}` must be finite, and at most {LARGEST:g} in size.")
            object.__setattr__(self, name, read_only(array))
        lengths = np.linalg.norm(self.directions, axis=1)
        if not lengths.all() or np.linalg.matrix_rank(self.directions / lengths[:, np.newaxis]) < 2:
            raise ValueError("`directions` must be two that are neither 0 nor parallel.")

    def __repr__(self) -> str:
        return f"Plane({self.name}, {self.network!r})"

    def points(self, coordinates: npt.ArrayLike) -> Array:
        """The weights at some coordinates: ``(..., 2) -> (..., n)``, float64."""
        return np.asarray(self.origin + np.asarray(coordinates, np.float64) @ self.directions)

    def project(self, points: npt.ArrayLike) -> Projection:
        """The nearest points of the plane to some weights, ``(..., n)``: least squares.

        NaN where weights are not finite or above 1e150 in size.
        """
        points = np.asarray(points, np.float64)
        kept = (np.abs(points) <= LARGEST).all(axis=-1, keepdims=True)
        beyond = np.where(kept, points, np.nan) - self.origin
        lengths = np.linalg.norm(self.directions, axis=1)
        duals = np.ascontiguousarray(np.linalg.pinv(self.directions / lengths[:, np.newaxis]).T)
        # Not a product of matrices, in which the last bits of a point depend on how many others there are.
        coordinates = np.stack([np.sum(beyond * dual, axis=-1) for dual in duals], axis=-1) / lengths
        x, y = coordinates[..., :1], coordinates[..., 1:]
        rest = beyond - x * self.directions[0] - y * self.directions[1]
        return Projection(coordinates, np.linalg.norm(rest, axis=-1))
