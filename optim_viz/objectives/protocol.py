"""What an optimizer and a drawing may ask of a cost."""

from __future__ import annotations

from typing import Protocol

from optim_viz.arrays import Array


class Objective(Protocol):
    """A cost J of n parameters; leading axes of ``w`` are runs, the last one is parameters."""

    def value(self, w: Array) -> Array:
        """J(w): ``(..., n) -> (...)``."""

    def gradient(self, w: Array) -> Array:
        """The gradient of J at w: ``(..., n) -> (..., n)``."""


class Smooth(Objective, Protocol):
    """A cost that knows its curvature and its minimum as well."""

    def hessian(self, w: Array) -> Array:
        """The second derivatives of J at w: ``(..., n) -> (..., n, n)``."""

    @property
    def minimum(self) -> Array:
        """Where J is least: ``(n,)`` or ``(*runs, n)``."""
