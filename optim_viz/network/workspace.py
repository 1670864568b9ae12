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
        self.deltas: list[Array] = [np.empty_like(array) for array in self.outputs]
        self.largest: Array = np.empty((m, 1), dtype)
        self.ones_hot: Array = np.eye(network.sizes[-1], dtype=dtype)
        self.n = network.n

    def load(self, X: npt.NDArray[Any]) -> None:
        """Take up examples ``(m, inputs)``; bytes are pixels and are divided by 255."""
        self.bodies[0][...] = X
        if X.dtype == np.uint8:
            # With the column of ones, since memory in one piece is twice as quick.
            self.inputs[0] /= 255
            self.inputs[0][:, -1] = 1

    def logits(self, w: Array) -> Array:
        """Of the examples, for weights ``(n,)``: ``(m, classes)``, there until the next call."""
        last = len(self.views) - 1
        for k, (part, shape) in enumerate(self.views):
            a = np.matmul(self.inputs[k], w[part].reshape(shape), out=self.outputs[k])
            a = self.activations[k].apply(a)
            if k < last:
                self.bodies[k + 1][...] = a
        return a

    def gradient(self, w: Array, y: npt.NDArray[np.integer[Any]], count: int) -> Array:
        """What the examples add to the gradient of a mean over ``count``: an array ``(n,)`` of its own."""
        delta = self.softmax(self.logits(w))
        delta -= self.ones_hot.take(y, axis=0)
        delta /= count
        gradient = np.empty(self.n, w.dtype)
        for k in reversed(range(len(self.views))):
            (part, shape), slope = self.views[k], self.activations[k].slope
            if slope is not None:
                delta *= slope(self.outputs[k])
            np.matmul(self.transposed[k], delta, out=gradient[part].reshape(shape))
            if k:
                delta = np.matmul(delta, w[part].reshape(shape)[:-1].T, out=self.deltas[k - 1])
        return gradient

    def softmax(self, z: Array) -> Array:
        """exp(z) over its sum for each example, ``(m, classes)``, without overflow."""
        p = self.deltas[-1]
        np.subtract(z, np.maximum.reduce(z, axis=1, keepdims=True, out=self.largest), out=p)
        np.exp(p, out=p)
        p /= np.add.reduce(p, axis=1, keepdims=True, out=self.largest)
        return p
