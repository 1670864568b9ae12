"""A multilayer perceptron: layers of weights and biases, all of them in one flat vector."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.network.activations import ACTIVATIONS

Seed = int | np.random.SeedSequence


class Layer(NamedTuple):
    """Where the numbers of one layer stand in the flat vector, and what it makes of its sums."""

    inputs: int
    outputs: int
    start: int
    activation: str

    @property
    def weights(self) -> slice:
        """Where the weights stand: ``(inputs, outputs)``, row by row."""
        return slice(self.start, self.start + self.inputs * self.outputs)

    @property
    def biases(self) -> slice:
        """Where the biases stand: ``(outputs,)``, behind the weights."""
        return slice(self.weights.stop, self.weights.stop + self.outputs)

    @property
    def view(self) -> tuple[slice, tuple[int, int]]:
        """Where both stand, and the shape of the matrix that they are, the biases its last row."""
        shape = self.inputs + 1, self.outputs
        return slice(self.start, self.biases.stop), shape


@dataclass(frozen=True)
class Perceptron:
    """A network of dense layers; the usual one is that of the lecture, 784-25-15-10.

    Its weights are one vector of n numbers: for each layer the weights ``(inputs, outputs)``, row by row, then
    the biases.

    Parameters
    ----------
    sizes
        How many numbers come in, and how many each layer gives: at least two sizes, each at least 1.
    activations
        One a layer: ``sigmoid``, ``tanh``, ``relu`` or ``linear``.

    Raises
    ------
    ValueError
        When there are no layers, a size is no whole number of at least 1, or an activation is unknown.

    Examples
    --------
    >>> network = Perceptron()
    >>> network, network.n
    (Perceptron(784-25-15-10, sigmoid, sigmoid, linear), 20175)
    >>> network.initial(seed=0).shape
    (20175,)

    References
    ----------
    Rumelhart, Hinton and Williams 1986, Learning representations by back-propagating errors; Glorot and Bengio
    2010, Understanding the difficulty of training deep feedforward neural networks, equation (16).
    """

    name: ClassVar[str] = "Multilayer perceptron"
    reference: ClassVar[str] = "Rumelhart, Hinton & Williams 1986"

    sizes: tuple[int, ...] = (784, 25, 15, 10)
    activations: tuple[str, ...] = ("sigmoid", "sigmoid", "linear")

    def __post_init__(self) -> None:
        if len(self.sizes) < 2 or not all(isinstance(size, int) and size >= 1 for size in self.sizes):
            raise ValueError(f"`sizes` must be two or more whole numbers of at least 1; got {self.sizes!r}.")
        if len(self.activations) != len(self.sizes) - 1:
            raise ValueError(
                f"`activations` must be {len(self.sizes) - 1}, one a layer; got {len(self.activations)}."
            )
        if unknown := [each for each in self.activations if each not in ACTIVATIONS]:
            raise ValueError(f"`activations` must be of {', '.join(ACTIVATIONS)}; got {unknown[0]!r}.")

    def __repr__(self) -> str:
        return f"Perceptron({'-'.join(map(str, self.sizes))}, {', '.join(self.activations)})"

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Where each layer's numbers stand."""
        shapes = list(pairwise(self.sizes))
        starts = accumulate(((inputs + 1) * outputs for inputs, outputs in shapes), initial=0)
        return tuple(
            Layer(inputs, outputs, start, activation)
            for (inputs, outputs), start, activation in zip(shapes, starts, self.activations, strict=False)
        )

    @cached_property
    def n(self) -> int:
        """How many weights and biases there are."""
        return sum((inputs + 1) * outputs for inputs, outputs in pairwise(self.sizes))

    def initial(self, seed: Seed = 0, dtype: npt.DTypeLike = np.float32) -> Array:
        """Weights to begin with, ``(n,)``: Glorot's uniform, biases 0; float32 is float64, rounded."""
        rng = np.random.default_rng(seed)
        w = np.zeros(self.n)
        for layer in self.layers:
            limit = math.sqrt(6 / (layer.inputs + layer.outputs))
            w[layer.weights] = rng.uniform(-limit, limit, layer.inputs * layer.outputs)
        return w.astype(dtype)

    def checked(self, w: npt.ArrayLike) -> Array:
        """Weights as an array ``(..., n)``, rows in one piece; float32 stays, all else becomes float64.

        Raises ``ValueError`` when there are not n of them.
        """
        w = np.asarray(w)
        w = np.ascontiguousarray(w, w.dtype if w.dtype == np.float32 else np.float64)
        if w.shape[-1] != self.n:
            raise ValueError(f"`w` must have {self.n:,} numbers, as `{self!r}`; got {w.shape[-1]:,}.")
        return w
