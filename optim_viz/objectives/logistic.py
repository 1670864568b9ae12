"""Logistic regression: the cross-entropy of a probability that a linear function of the features gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array, PointLike, read_only
from optim_viz.objectives.design import examples, product, score, triangle, with_bias
from optim_viz.objectives.newton import least, sigmoid, slope_of_sigmoid

BLOCK = 2**17  # logits at a time: a megabyte, which stays in the cache


class NoMinimumError(ValueError):
    """The cost falls without end, so there is no minimum to ask for."""


@dataclass(frozen=True, eq=False)
class LogisticRegression:
    """Mean cross-entropy of the probability p = sigmoid(w_1 x_1 + ... + b) that the label is 1.

    J(w) = -1/m sum (y log p + (1 - y) log(1 - p)), computed from the logit w_1 x_1 + ... + b, so that it
    neither overflows nor loses digits where p is close to 0 or 1.  The bias b is the last parameter, so
    there are n = features + 1 of them.

    Where a hyperplane separates the labels, J falls without end as w grows and **has no minimum**:
    ``separable`` says so, and ``minimum`` and what is measured there raise.

    Parameters
    ----------
    X
        Features, shape ``(examples, features)``.
    y
        Labels 0 or 1, shape ``(examples,)``.

    Raises
    ------
    ValueError
        When a shape does not fit, a number is not finite or beyond 1e150, or a label is not 0 or 1.

    Examples
    --------
    >>> J = LogisticRegression(X=[[0], [1], [2], [3]], y=[0, 1, 0, 1])
    >>> J.value((0, 0)).round(6).item(), J.minimum.round(3), J.separable
    (0.693147, array([ 0.908, -1.362]), False)

    >>> LogisticRegression(X=[[0], [1]], y=[0, 1]).separable
    True

    >>> from optim_viz import Adam, datasets, run
    >>> data = datasets.load("breast_cancer").standardized()
    >>> J = LogisticRegression(data.X, data.y)
    >>> float(J.accuracy(run(J, Adam(alpha=0.1), J.start, steps=200).x[-1]).round(3))
    0.94

    References
    ----------
    Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), section 4.4.
    """

    name: ClassVar[str] = "Logistic regression"
    formula: ClassVar[str] = "J(w) = −1/m Σ (y log p + (1 − y) log(1 − p)), p = σ(w₁x₁ + … + b)"
    reference: ClassVar[str] = "Hastie, Tibshirani & Friedman 2009, section 4.4"

    X: Array
    y: Array

    def __post_init__(self) -> None:
        X, y = examples(self.X, self.y, "LogisticRegression")
        other = np.flatnonzero((y != 0) & (y != 1))
        if len(other):
            raise ValueError(
                f"`y` of `LogisticRegression` must be labels 0 or 1; `y[{other[0]}]` is {y[other[0]]}."
            )
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "y", y)

    def __repr__(self) -> str:
        return f"LogisticRegression({len(self.y)} examples, {self.X.shape[1]} features)"

    @property
    def start(self) -> Array:
        """Where a run begins, ``(n,)``: all weights and the bias are 0, so p = 1/2."""
        return np.zeros(self.X.shape[1] + 1)

    def value(self, w: PointLike) -> Array:
        """J(w): ``(..., n) -> (...)``."""
        return self._each(w, lambda z: np.mean(np.logaddexp(0, z), axis=-1))

    def gradient(self, w: PointLike) -> Array:
        """The design matrix, transposed, times p - y, over m: ``(..., n) -> (..., n)``."""
        return self._each(w, lambda z: product(self._signed.T, sigmoid(z))) / len(self._signed)

    def hessian(self, w: PointLike) -> Array:
        """The second derivatives, ``(..., n) -> (..., n, n)``: X' diag(p (1 - p)) X / m with the bias."""

        def weighted(z: Array) -> Array:
            roots = np.sqrt(slope_of_sigmoid(z))
            rows = (root[:, np.newaxis] * self._signed for root in roots)
            return np.array([part.T @ part for part in rows]).reshape(-1, n, n)

        n = self._signed.shape[1]
        return self._each(w, weighted) / len(self._signed)

    @property
    def separable(self) -> bool:
        """Whether a hyperplane separates the labels, some of them perhaps on it: then J has no minimum."""
        return self._least is None

    @property
    def minimum(self) -> Array:
        """Where J is least, ``(n,)``, by Newton's method to machine precision; of many, the shortest.

        Raises :class:`NoMinimumError` when the labels are ``separable``.
        """
        if self._least is None:
            raise NoMinimumError(
                "`LogisticRegression` has no minimum: a hyperplane separates the labels, so J falls without "
                "end as w grows. Take fewer features or more examples."
            )
        return self._least.copy()

    @cached_property
    def lowest(self) -> float:
        """J at the minimum; raises :class:`NoMinimumError` when there is none."""
        return float(self.value(self.minimum))

    @property
    def infimum(self) -> float:
        """What J comes down to: ``lowest``, or 0 where the labels are ``separable``."""
        return 0.0 if self.separable else self.lowest

    @cached_property
    def rank(self) -> int:
        """How many columns of the design matrix are independent; below n, many points cost the least."""
        singular = np.linalg.svd(self._triangle, compute_uv=False)
        return int(np.sum(singular > singular[0] * np.finfo(float).eps * max(self._signed.shape)))

    @cached_property
    def eigenvalues(self) -> Array:
        """The eigenvalues of the Hessian at the minimum, rising, ``(n,)``.

        Raises :class:`NoMinimumError` when there is none.
        """
        weights = np.sqrt(slope_of_sigmoid(product(self._signed, self.minimum)))
        R = triangle(weights[:, np.newaxis] * self._signed)
        singular = np.zeros(len(self.start))
        found = np.linalg.svd(R, compute_uv=False)
        singular[: len(found)] = found
        return singular[::-1] ** 2 / len(self._signed)

    @cached_property
    def lipschitz(self) -> float:
        """A bound: the gradient changes by no more than this per length.

        A quarter of the largest eigenvalue of X'X / m with the column of the bias, since p (1 - p) <= 1/4;
        reached where all p are 1/2, as at the start.
        """
        return float(np.linalg.norm(self._triangle, 2) ** 2 / len(self._signed) / 4)

    @property
    def condition_number(self) -> float:
        """The largest eigenvalue at the minimum over the smallest; infinite where the minimum is not unique.

        Raises :class:`NoMinimumError` when there is none.
        """
        eigenvalues = self.eigenvalues
        return float("inf") if self.rank < len(eigenvalues) else float(eigenvalues[-1] / eigenvalues[0])

    def accuracy(self, w: PointLike) -> Array:
        """The share of labels that are predicted, 1 being said where p > 1/2: ``(..., n) -> (...)``.

        NaN where w is.
        """
        ones = self.y == 1

        def right(z: Array) -> Array:
            share = np.mean(np.where(ones, z < 0, z <= 0), axis=-1)
            return np.where(np.isnan(z).any(axis=-1), np.nan, share)

        return self._each(w, right)

    def predict(self, w: PointLike, X: npt.ArrayLike) -> Array:
        """p of each row of ``X``, shape ``(rows, features)``: ``(..., n) -> (..., rows)``."""
        return sigmoid(score(w, X))

    @cached_property
    def _signed(self) -> Array:
        """The design matrix, rows of label 1 turned round: times w, it is how wrong the logits are.

        J, and with it all the rest, is a function of these products alone.
        """
        signs = 1 - 2 * self.y
        return read_only(signs[:, np.newaxis] * with_bias(self.X))

    @cached_property
    def _triangle(self) -> Array:
        return triangle(self._signed)

    @cached_property
    def _least(self) -> Array | None:
        return least(self._signed, self._triangle)

    def _each(self, w: PointLike, answer: Callable[[Array], Array]) -> Array:
        """``answer`` for the wrongness ``(points, m)`` of all points, a block of them at a time."""
        w = np.asarray(w, dtype=np.float64)
        points = w.reshape(-1, w.shape[-1])
        size = max(1, BLOCK // len(self._signed))
        parts = [
            answer(product(self._signed, points[i : i + size])) for i in range(0, max(len(points), 1), size)
        ]
        together = np.concatenate(parts)
        answers: Array = together.reshape(w.shape[:-1] + together.shape[1:])[()]
        return answers
