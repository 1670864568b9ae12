"""Forward and back through a network, for some examples, in memory that is used again and again.

A training takes thousands of small steps, and half of a step's time would go into new arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.network.activations import ACTIVATIONS
from optim_viz.network.perceptron import Perceptron


class Workspace:
    """Room for what ``m`` examples become in each layer of a network; for one thread at a time.

    Parameters
    ----------
    network
        The layers.
    m
        How many examples.
    dtype
        Of the weights, and so of all numbers.
    """

    def __init__(self, network: Perceptron, m: int, dtype: npt.DTypeLike) -> None:
        self.activations = [ACTIVATIONS[layer.activation] for layer in network.layers]
        self.views = [layer.view for layer in network.layers]
        # What comes into each layer, (m, inputs + 1); its last column, 1, is what the biases multiply.
        self.inputs: list[Array] = [np.ones((m, size + 1), dtype) for size in network.sizes[:-1]]
        self.transposed = [array.T for array in self.inputs]
        self.bodies = [array[:, :-1] for array in self.inputs]
        # What comes out, (m, outputs), first as sums, then in their place what the activation makes of them.
        self.outputs: list[Array] = [np.empty((m, size), dtype) for size in network.sizes[1:]]
        self.slopes: list[Array] = [np.empty_like(array) for array in self.outputs]
        self.deltas: list[Array] = [np.empty_like(array) for array in self.outputs]
        self.nexts: list[Array | None] = [*self.bodies[1:], None]
        self.largest: Array = np.empty((m, 1), dtype)
        self.ones: Array = np.ones((network.sizes[-1], 1), dtype)
        self.ones_hot: Array = np.eye(network.sizes[-1], dtype=dtype)
        # Arrays of no dimension: NumPy is quicker with them than with Python's numbers.
        self.one: Array = np.array(1, dtype)
        self.white: Array = np.array(255, dtype)
        self.pixels = False

    def load(self, X: npt.NDArray[Any]) -> None:
        """Take up examples ``(m, inputs)``; of bytes, which are pixels, the sums are divided by 255."""
        self.bodies[0][...] = X
        if self.pixels != (X.dtype == np.uint8):
            self.pixels = not self.pixels
            self.inputs[0][:, -1] = 255 if self.pixels else 1

    def matrices(self, w: Array) -> list[Array]:
        """Each layer's weights and, as the last row, its biases, in the memory of ``w``, ``(n,)``."""
        return [w[part].reshape(shape) for part, shape in self.views]

    def logits(self, matrices: list[Array]) -> Array:
        """Of the examples, for the weights in ``matrices``: ``(m, classes)``, there until the next call."""
        layers = zip(self.inputs, matrices, self.outputs, self.activations, self.nexts, strict=True)
        for inputs, matrix, outputs, activation, following in layers:
            inputs.dot(matrix, outputs)
            if self.pixels and inputs is self.inputs[0]:
                np.divide(outputs, self.white, outputs)
            activation.apply(outputs, self.one)
            if following is not None:
                following[...] = outputs
        return self.outputs[-1]

    def gradient(
        self, matrices: list[Array], y: npt.NDArray[np.integer[Any]], count: int | Array, out: list[Array]
    ) -> None:
        """What the examples add to the gradient of a mean over ``count``, into the matrices ``out``."""
        delta = self.softmax(self.logits(matrices))
        np.subtract(delta, self.ones_hot.take(y, axis=0), delta)
        np.divide(delta, count, delta)
        for k in reversed(range(len(matrices))):
            slope = self.activations[k].slope
            if slope is not None:
                np.multiply(delta, slope(self.outputs[k], self.slopes[k], self.one), delta)
            if self.pixels and not k:
                np.divide(delta, self.white, delta)
            self.transposed[k].dot(delta, out[k])
            if k:
                delta = delta.dot(matrices[k][:-1].T, self.deltas[k - 1])

    def softmax(self, z: Array) -> Array:
        """exp(z) over its sum for each example, ``(m, classes)``, without overflow."""
        p = self.deltas[-1]
        np.subtract(z, np.maximum.reduce(z, 1, None, self.largest, keepdims=True), p)
        np.exp(p, p)
        return np.divide(p, p.dot(self.ones, self.largest), p)
