"""The two facts that the adaptive methods share."""

from __future__ import annotations

import numpy as np

from optim_viz.arrays import Array, Scalar, per_run


def moving_average(average: Array, new: Array, beta: Scalar) -> Array:
    """The exponential moving average beta * average + (1 - beta) * new, shape ``(..., n)``.

    >>> moving_average(np.array([1.0]), np.array([3.0]), 0.5)
    array([2.])
    """
    beta = per_run(beta)
    return beta * average + (1 - beta) * new


def bias_correction(average: Array, beta: Scalar, t: Array) -> Array:
    """``average / (1 - beta**t)``: a moving average that began at zero, freed of its beginning.

    Kingma and Ba 2015, section 3.  ``t`` counts from 1.

    >>> bias_correction(np.array([0.1]), 0.9, np.array(1))
    array([1.])
    """
    # np.power, not **: one code path for numbers and arrays, so that a row of a batch is its run bit for bit.
    weight: Array = 1 - np.power(per_run(beta), t)
    return average / weight
