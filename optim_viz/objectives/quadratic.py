"""The quadratic cost: one valley, whose narrowness is its condition number."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import numpy as np

from optim_viz.arrays import Array, PointLike, Scalar, points
from optim_viz.parameters import check_parameters, parameter, runs


def cost(d1: Array, d2: Array, cosine: Scalar, sine: Scalar, flat: Scalar, steep: Scalar) -> Array:
    """J, run by run, at the place (d1, d2) beside the minimum."""
    along = cosine * d1 + sine * d2
    across = cosine * d2 - sine * d1
    return 0.5 * (flat * along * along + steep * across * across)


def slope(d: Array, other: Array, diagonal: Scalar, coupling: Scalar) -> Array:
    """A row of A (w - c), parameter by parameter, from this coordinate of w - c and the other one."""
    return diagonal * d + coupling * other


@dataclass(frozen=True, eq=False)
class Quadratic:
    """A valley in two parameters: J(w) = 1/2 (w - c)' A (w - c).

    A has the eigenvalues lambda_1 = ``scale`` (along the valley) and lambda_2 = ``scale * kappa`` (across
    it); the valley's axis is turned by ``angle`` degrees from the axis of w1.

    Parameters
    ----------
    kappa
        Condition number lambda_2 / lambda_1, in [1, 1000].
    angle
        Rotation of the axes in degrees, in [0, 180].
    scale
        lambda_1, the curvature along the valley, in [1e-4, 1e2].
    center
        The minimum c, shape ``(2,)``.

    ``kappa``, ``angle`` and ``scale`` may be arrays ``(*runs,)``: one cost per run.

    Raises
    ------
    ParameterError
        When a number is out of its range.

    Examples
    --------
    >>> J = Quadratic(kappa=20)
    >>> float(J.value((-4, 3))), J.gradient((-4, 3))
    (98.0, array([-4., 60.]))

    References
    ----------
    Boyd and Vandenberghe, Convex Optimization (2004), section 9.3, example (9.20).
    """

    name: ClassVar[str] = "Quadratic"
    formula: ClassVar[str] = "J(w) = ½ (w − c)ᵀ A (w − c)"
    reference: ClassVar[str] = "Boyd & Vandenberghe 2004, Convex Optimization, section 9.3"
    domain: ClassVar[tuple[tuple[float, float], ...]] = ((-5.0, 5.0), (-5.0, 5.0))
    start: ClassVar[tuple[float, ...]] = (-4.0, 3.0)
    infimum: ClassVar[float] = 0.0

    kappa: Scalar = parameter(
        20.0,
        symbol="κ",
        label="condition number",
        low=1,
        high=1000,
        spacing="log",
        live=True,
        help="How much more steeply the cost curves across the valley than along it: λ₂ / λ₁.",
    )
    angle: Scalar = parameter(
        0.0,
        symbol="θ",
        label="rotation",
        low=0,
        high=180,
        positions_per_unit=0.5,
        live=True,
        help="How far the valley is turned from the axis of w₁, in degrees.",
    )
    scale: Scalar = parameter(
        1.0,
        symbol="λ₁",
        label="scale of J",
        low=1e-4,
        high=1e2,
        spacing="log",
        positions_per_unit=10,
        live=True,
        help="The curvature along the valley; it multiplies the whole cost.",
    )
    center: PointLike = field(default=(0.0, 0.0))

    def __post_init__(self) -> None:
        check_parameters(self)
        center = points(self.center, "center")
        if center.shape != (2,):
            raise ValueError(f"`center` of `Quadratic` must be 2 coordinates; got {self.center!r}.")
        object.__setattr__(self, "center", center)

    @property
    def minimum(self) -> Array:
        """The minimum c, shape ``(2,)``; the cost there is 0."""
        return np.asarray(self.center)

    @cached_property
    def eigenvalues(self) -> Array:
        """(lambda_1, lambda_2), shape ``(*runs, 2)``."""
        shape = runs(self)
        steep = np.multiply(self.scale, self.kappa)
        return np.stack([np.broadcast_to(self.scale, shape), np.broadcast_to(steep, shape)], axis=-1)

    @cached_property
    def eigenvectors(self) -> Array:
        """The axes of the valley as columns, shape ``(*runs, 2, 2)``."""
        cosine, sine = np.broadcast_arrays(*self._turn, np.empty(runs(self)))[:2]
        return np.stack([np.stack([cosine, -sine], axis=-1), np.stack([sine, cosine], axis=-1)], axis=-2)

    def value(self, w: PointLike) -> Array:
        """J(w): ``(..., 2) -> (...)``."""
        d = np.asarray(w) - self.center
        return cost(d[..., 0], d[..., 1], *self._turn, self.scale, np.multiply(self.scale, self.kappa))

    def gradient(self, w: PointLike) -> Array:
        """A (w - c): ``(..., 2) -> (..., 2)``."""
        d = np.asarray(w) - self.center
        return slope(d, d[..., ::-1], *self._matrix)

    @property
    def numbers(self) -> tuple[Scalar, ...]:
        """What :func:`cost` takes last, then the diagonal of A and the element off it; each ``(*runs,)``."""
        diagonal, coupling = self._matrix
        turn, steep = self._turn, np.multiply(self.scale, self.kappa)
        return *turn, self.scale, steep, diagonal[..., 0], diagonal[..., 1], coupling[..., 0]

    def hessian(self, w: PointLike) -> Array:
        """A: ``(..., 2) -> (..., 2, 2)``, the same everywhere."""
        shape = np.broadcast_shapes(np.shape(w)[:-1], runs(self))
        diagonal, coupling = self._matrix
        unit = np.eye(2)
        matrix = diagonal[..., np.newaxis] * unit + coupling[..., np.newaxis] * unit[::-1]
        return np.broadcast_to(matrix, (*shape, 2, 2)).copy()

    @cached_property
    def _turn(self) -> tuple[Scalar, Scalar]:
        """Cosine and sine of the angle, exact at the quarter turns, where the floating-point pi is not."""
        radians = np.deg2rad(self.angle)
        cosine = np.where(np.equal(self.angle, 90), 0.0, np.cos(radians))
        sine = np.where(np.equal(self.angle, 180), 0.0, np.sin(radians))
        return cosine, sine

    @cached_property
    def _matrix(self) -> tuple[Array, Array]:
        """A: its diagonal, ``(*runs, 2)``, and the element off it, ``(*runs, 1)``."""
        cosine, sine = self._turn
        flat, steep = self.eigenvalues[..., 0], self.eigenvalues[..., 1]
        first = flat * cosine * cosine + steep * sine * sine
        second = flat * sine * sine + steep * cosine * cosine
        coupling = (flat - steep) * cosine * sine
        return np.stack([first, second], axis=-1), coupling[..., np.newaxis]
