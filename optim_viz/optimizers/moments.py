"""The fact behind the correction of moving averages."""

from __future__ import annotations

import numpy as np

from optim_viz.arrays import Array, Scalar, per_run


def sum_of_weights(beta: Scalar, t: Array) -> Scalar:
    """``1 - beta**t``: what the weights of a moving average that began at zero add up to after t steps.

    Kingma and Ba 2015, section 3: divided by it, the average is freed of its beginning.  ``t`` counts from 1
    and has the shape ``()`` or that of a table of steps, ``(steps, 1, ..., 1)``.  Of one beta and one t it is
    a number of Python's own, which leaves float32 what it is.

    >>> sum_of_weights(0.5, np.array([[1], [2]])).tolist()
    [[0.5], [0.75]]
    """
    beta = per_run(beta)
    # np.power, not **: one code path for numbers and arrays, so that a row of a batch is its run bit for bit.
    power: Array = np.power(beta, t)
    if t.ndim and np.equal(t, 2).any():
        # For one exponent of 2 NumPy multiplies, among others it does not: a table has the bits of its steps.
        power = np.where(t == 2, np.multiply(beta, beta), power)
    weights: Array = 1 - power
    return weights if weights.ndim else float(weights)
