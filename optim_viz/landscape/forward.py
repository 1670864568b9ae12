"""Forward through a network at many points of a plane, for the same examples.

Examples stand in columns, so that what is summed over a neuron or a class runs along memory.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.landscape.plane import Plane
from optim_viz.network import ACTIVATIONS, Layer, Perceptron


class FirstLayer:
    """What the first layer makes of ``m`` examples, wherever on a plane its weights are.

    X (W + x D1 + y D2) = X W + x X D1 + y X D2, so the three products are worked out once.  And a sigmoid of
    u + v is exp(v) / (exp(v) + exp(-u)), so exp(x X D1) is too, where it is in range.

    Parameters
    ----------
    layer
        The first one.
    plane
        Where the weights are.
    xs
        The x at which it will be asked, ``(points,)``.
    X
        Examples with a last column of ones, ``(m, inputs + 1)``, of the type that is worked in.
    """

    def __init__(self, layer: Layer, plane: Plane, xs: Array, X: Array) -> None:
        part, shape = layer.view
        self.xs = xs.astype(X.dtype)
        self.middle, self.across, self.up = (
            np.ascontiguousarray((X @ w[part].reshape(shape).astype(X.dtype)).T)
            for w in (plane.origin, *plane.directions)
        )
        self.sums: Array = np.empty_like(self.middle)
        self.activation = ACTIVATIONS[layer.activation]
        self.factors: Array | None = None
        # With such sums, neither an exponential nor its inverse leaves the range of numbers.
        self.largest = 0.9 * np.log(np.finfo(X.dtype).max)
        if layer.activation == "sigmoid" and np.abs(self.across).max() * np.abs(xs).max() <= self.largest:
            self.factors = np.exp(self.xs[:, np.newaxis, np.newaxis] * self.across)

    def begin(self, y: float) -> None:
        """From now on, weights are at this y."""
        np.multiply(self.up, self.up.dtype.type(y), out=self.sums)
        self.sums += self.middle
        self.split = self.factors is not None and bool(np.abs(self.sums).max() <= self.largest)
        if self.split:
            np.negative(self.sums, out=self.sums)
            np.exp(self.sums, out=self.sums)

    def at(self, i: int, out: Array) -> None:
        """What it makes of the examples at ``xs[i]``, put into ``out``, ``(outputs, m)``."""
        if self.split and self.factors is not None:
            np.add(self.factors[i], self.sums, out=out)
            np.divide(self.factors[i], out, out=out)
        else:
            np.multiply(self.across, self.xs[i], out=out)
            out += self.sums
            self.activation.apply(out)


class LaterLayers:
    """What the layers behind the first make of ``m`` examples, and their losses.

    Parameters
    ----------
    network
        All its layers.
    y
        The right class of each example, ``(m,)``.
    dtype
        Of all numbers.
    """

    def __init__(self, network: Perceptron, y: npt.NDArray[np.integer[Any]], dtype: npt.DTypeLike) -> None:
        m = len(y)
        self.first = network.layers[0].biases.stop  # of the numbers of a network, which is theirs
        self.views = [(layer.view, ACTIVATIONS[layer.activation]) for layer in network.layers[1:]]
        # What comes into each of them, (inputs + 1, m); its last row, 1, is what the biases multiply.
        self.inputs: list[Array] = [np.ones((size + 1, m), dtype) for size in network.sizes[1:-1]]
        self.logits: Array = np.empty((network.sizes[-1], m), dtype)
        self.outputs = [*(array[:-1] for array in self.inputs), self.logits]
        self.right = y * m + np.arange(m)
        self.of_right, self.loss = np.empty((2, m), dtype)
        self.beyond = np.empty_like(self.logits)

    def loss_at(self, w: Array) -> float:
        """The sum of all examples' cross-entropy, summed in float64.

        ``outputs[0]`` holds what the first layer has made of them; ``w`` are the weights from ``first`` on.
        """
        for k, ((part, shape), activation) in enumerate(self.views):
            matrix = w[part.start - self.first : part.stop - self.first].reshape(shape)
            np.matmul(matrix.T, self.inputs[k], out=self.outputs[k + 1])
            activation.apply(self.outputs[k + 1])
        z = self.logits
        z.reshape(-1).take(self.right, out=self.of_right, mode="clip")
        # log sum exp(z - z of the right class): one of the exponentials is 1, so a small loss keeps its digits.
        total = self._log_sum(self.of_right)
        if not np.isfinite(total):
            # An exponential has left the range of numbers; the loss has not.
            largest = z.max(axis=0)
            total = self._log_sum(largest) + float((largest - self.of_right).sum(dtype=np.float64))
        return total

    def _log_sum(self, offset: Array) -> float:
        """The sum over the examples of log sum exp(z - offset), the offsets ``(m,)``."""
        np.subtract(self.logits, offset, out=self.beyond)
        np.exp(self.beyond, out=self.beyond)
        np.add.reduce(self.beyond, axis=0, out=self.loss)
        return float(np.log(self.loss, out=self.loss).sum(dtype=np.float64))
