"""What a network costs: the cross-entropy of its answers, over all examples or a batch of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.network.perceptron import Perceptron
from optim_viz.network.workspace import Workspace

QUIET = np.errstate(over="ignore")  # of the exponential in a sigmoid, which is 0 there

CHUNK = 1000
"""Examples that are worked on together: of 784 numbers in float32, 3 MB."""


@dataclass(frozen=True, eq=False)
class CrossEntropy:
    """Mean cross-entropy of a network's answers, J(w) = -1/m sum log p of the right class.

    It is computed from the logits, so it neither overflows nor loses digits where p is close to 0 or 1.  p is
    their softmax.  Where weights are so large that logits are no finite numbers, J is infinite or NaN.

    Parameters
    ----------
    network
        From pictures to logits.
    X
        Examples, ``(m, inputs)``; bytes are pixels, of which each batch is divided by 255 when it is used.
    y
        The right class of each, whole numbers from 0, ``(m,)``.

    Raises
    ------
    ValueError
        When shapes do not fit, or a class is none of the network's.

    Examples
    --------
    >>> network = Perceptron((2, 3), ("linear",))
    >>> J = CrossEntropy(network, X=[[0, 1], [1, 0]], y=[0, 2])
    >>> w = np.zeros(network.n)
    >>> J.value(w).round(6), J.gradient(w)[-3:].round(6)
    (np.float64(1.098612), array([-0.166667,  0.333333, -0.166667]))

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning (2016), sections 6.2.2.3 and 6.5.  It is Keras's
    SparseCategoricalCrossentropy(from_logits=True) and torch's cross_entropy.
    """

    name: ClassVar[str] = "Cross-entropy of a network"
    formula: ClassVar[str] = "J(w) = −1/m Σ log p(yᵢ)"
    reference: ClassVar[str] = "Goodfellow, Bengio & Courville 2016, section 6.2.2.3"

    network: Perceptron
    X: npt.NDArray[Any]
    y: npt.NDArray[np.integer[Any]]

    def __post_init__(self) -> None:
        X, y = np.asarray(self.X), np.asarray(self.y)
        sizes = self.network.sizes
        if X.ndim != 2 or X.shape[1] != sizes[0] or y.shape != X.shape[:1] or not len(y):
            raise ValueError(f"`X` and `y` must be (m, {sizes[0]}) and (m,); got {X.shape} and {y.shape}.")
        if y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= sizes[-1]:
            raise ValueError(f"`y` must be whole numbers from 0 to {sizes[-1] - 1}.")
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "y", y.astype(np.intp))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.y):,} examples, {self.network!r})"

    def value(self, w: npt.ArrayLike) -> Array:
        """J(w), summed in float64: ``(..., n) -> (...)``."""
        return self.measure(w)[0]

    def accuracy(self, w: npt.ArrayLike) -> Array:
        """The share of examples whose largest logit is the right one's: ``(..., n) -> (...)``.

        NaN where J is.
        """
        return self.measure(w)[1]

    @QUIET
    def measure(self, w: npt.ArrayLike) -> tuple[Array, Array]:
        """J and the accuracy, in one go: ``(..., n) -> (...)`` each."""
        w = self.network.checked(w)
        points = w.reshape(-1, w.shape[-1])
        sums = np.zeros((2, len(points)))
        for X, y, workspace in self._chunks(w.dtype):
            workspace.load(X)
            for i, point in enumerate(points):
                loss, right = judge(workspace.logits(workspace.matrices(point)), y)
                sums[:, i] += loss.sum(dtype=np.float64), right.sum()
        value, accuracy = (sums / len(self.y)).reshape(2, *w.shape[:-1])
        return value[()], np.where(np.isnan(value), np.nan, accuracy)[()]

    @QUIET
    def gradient(self, w: npt.ArrayLike) -> Array:
        """The gradient of J by back-propagation: ``(..., n) -> (..., n)``."""
        w = self.network.checked(w)
        points = w.reshape(-1, w.shape[-1])
        total, part = np.zeros_like(points), np.empty(points.shape[1:], w.dtype)
        for X, y, workspace in self._chunks(w.dtype):
            workspace.load(X)
            for i, point in enumerate(points):
                matrices = workspace.matrices(point)
                workspace.gradient(matrices, y, len(self.y), out=workspace.matrices(part))
                total[i] += part
        return total.reshape(w.shape)

    def _chunks(
        self, dtype: npt.DTypeLike
    ) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[np.integer[Any]], Workspace]]:
        """Some examples after the other, with room to work on them."""
        low = 0
        for X, workspace in _chunks(self.network, self.X, dtype):
            yield X, self.y[low : low + len(X)], workspace
            low += len(X)


@QUIET
def predict(network: Perceptron, w: npt.ArrayLike, X: npt.ArrayLike) -> Array:
    """The probability of each class, the softmax of the logits: ``(..., n) -> (..., m, classes)``.

    ``X``, ``(m, inputs)``, is as of :class:`CrossEntropy`.

    >>> network = Perceptron((2, 4), ("linear",))
    >>> predict(network, np.zeros(network.n), [[0, 1]])
    array([[0.25, 0.25, 0.25, 0.25]])
    """
    w, X = network.checked(w), np.asarray(X)
    points = w.reshape(-1, w.shape[-1])
    answers = np.empty((len(points), len(X), network.sizes[-1]), w.dtype)
    low = 0
    for some, workspace in _chunks(network, X, w.dtype):
        workspace.load(some)
        for i, point in enumerate(points):
            answers[i, low : low + len(some)] = workspace.softmax(workspace.logits(workspace.matrices(point)))
        low += len(some)
    return answers.reshape(*w.shape[:-1], *answers.shape[1:])


def _chunks(
    network: Perceptron, X: npt.NDArray[Any], dtype: npt.DTypeLike
) -> Iterator[tuple[npt.NDArray[Any], Workspace]]:
    """Some examples after the other, with room to work on them."""
    for low in range(0, len(X), CHUNK):
        some = X[low : low + CHUNK]
        if low == 0 or len(some) < CHUNK:
            workspace = Workspace(network, len(some), dtype)
        yield some, workspace


Measure = Callable[[Array], tuple[Array, Array]]
"""J and the accuracy at weights ``(n,)``, as :meth:`CrossEntropy.measure` gives them."""


def measure_again(cost: CrossEntropy, dtype: npt.DTypeLike) -> Measure:
    """What measures a cost many times, at weights of one type: a few examples stay loaded; for one thread."""
    if len(cost.y) > CHUNK:
        return cost.measure
    workspace = Workspace(cost.network, len(cost.y), dtype)
    workspace.load(cost.X)

    @QUIET
    def measure(w: Array) -> tuple[Array, Array]:
        return mean(*judge(workspace.logits(workspace.matrices(w)), cost.y))

    return measure


def mean(loss: Array, right: npt.NDArray[np.bool_]) -> tuple[Array, Array]:
    """J and the accuracy, from the loss of each example and whether it is right, ``(m,)``."""
    value = loss.sum(dtype=np.float64) / len(loss)
    return value, np.where(np.isnan(value), np.nan, right.sum() / len(right))[()]


def judge(z: Array, y: npt.NDArray[np.integer[Any]]) -> tuple[Array, npt.NDArray[np.bool_]]:
    """The loss of each example and whether it is right, ``(m,)``, from logits ``(m, classes)``."""
    # Class by class, since sums of many examples at once are quicker than many sums of ten numbers.
    by_class = np.ascontiguousarray(z.T)
    largest = by_class.max(axis=0)
    total = np.exp(by_class - largest).sum(axis=0)
    loss = np.log(total) + largest - z[np.arange(len(y)), y]
    return loss, z.argmax(axis=1) == y
