"""What a layer makes of its sums, and the slope of that, which needs the result alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from optim_viz.arrays import Array


class Activation(NamedTuple):
    """A function of each number, and its slope."""

    apply: Callable[..., Array]
    """z to a, in the memory of z; a second argument may be 1 in its type."""
    slope: Callable[[Array, Array, Array], Array] | None
    """a to da/dz, into the second array, with 1 in their type as the third; None where it is 1 everywhere."""


def sigmoid(z: Array, one: Array | float = 1.0) -> Array:
    """1 / (1 + exp(-z)) to all digits; where the exponential overflows, the result is 0, as it should be.

    >>> sigmoid(np.array([-30.0, 0.0, 30.0]))
    array([9.35762297e-14, 5.00000000e-01, 1.00000000e+00])
    """
    np.negative(z, z)
    np.exp(z, z)
    np.add(z, one, z)
    return np.divide(one, z, z)


def tanh(z: Array, one: Array | float = 1.0) -> Array:
    """The hyperbolic tangent."""
    return np.tanh(z, z)


def relu(z: Array, one: Array | float = 1.0) -> Array:
    """The number, or 0 in place of one below."""
    return np.maximum(z, 0, out=z)


def linear(z: Array, one: Array | float = 1.0) -> Array:
    """The number itself."""
    return z


def sigmoid_slope(a: Array, out: Array, one: Array) -> Array:
    """a (1 - a)."""
    np.subtract(one, a, out)
    return np.multiply(out, a, out)


def tanh_slope(a: Array, out: Array, one: Array) -> Array:
    """1 - a²."""
    np.multiply(a, a, out)
    return np.subtract(one, out, out)


def relu_slope(a: Array, out: Array, one: Array) -> Array:
    """1 above 0; at 0, it is taken to be 0."""
    return np.sign(a, out)


ACTIVATIONS = {
    "sigmoid": Activation(sigmoid, sigmoid_slope),
    "tanh": Activation(tanh, tanh_slope),
    "relu": Activation(relu, relu_slope),
    "linear": Activation(linear, None),
}
