"""What a layer makes of its sums, and the slope of that, which needs the result alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from optim_viz.arrays import Array


class Activation(NamedTuple):
    """A function of each number, and its slope."""

    apply: Callable[[Array], Array]
    """z to a, in the memory of z."""
    slope: Callable[[Array], Array] | None
    """a to da/dz; None where it is 1 everywhere."""


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(-z)) to all digits; where the exponential overflows, the result is 0, as it should be.

    >>> sigmoid(np.array([-30.0, 0.0, 30.0]))
    array([9.35762297e-14, 5.00000000e-01, 1.00000000e+00])
    """
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    return np.divide(1, z, out=z)


ACTIVATIONS = {
    "sigmoid": Activation(sigmoid, lambda a: a * (1 - a)),
    "tanh": Activation(lambda z: np.tanh(z, out=z), lambda a: 1 - a * a),
    "relu": Activation(lambda z: np.maximum(z, 0, out=z), lambda a: np.sign(a)),
    "linear": Activation(lambda z: z, None),
}
