"""Where shapes are settled, once: every array is ``(..., n)``.

Leading axes are runs, the last axis is parameters.  A hyperparameter is one number for all runs or an
array with one number per run, shape ``(*runs,)``; :func:`per_run` lets it meet arrays ``(*runs, n)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating]
Scalar = float | Array
"""One number, or one per run."""

PointLike = Array | Sequence[float]

LARGEST = 1e150  # of data; beyond it, squares leave the range of floating-point numbers


def points(x: PointLike, name: str = "start") -> Array:
    """``x`` as an array ``(..., n)`` of floats; float32 stays float32, everything else becomes float64.

    Raises ``ValueError`` when there is no parameter axis or a coordinate is not finite.

    >>> points((-4, 3))
    array([-4.,  3.])
    """
    array = np.asarray(x)
    if array.dtype != np.float32:
        array = array.astype(np.float64)
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"`{name}` must have shape (..., n) with n >= 1 parameters; got shape {array.shape}.")
    if not np.isfinite(array).all():
        raise ValueError(f"`{name}` must be finite; got {x!r}.")
    return array


def per_run(scalar: Scalar) -> Scalar:
    """A hyperparameter, shape ``()`` or ``(*runs,)``, ready to meet an array ``(*runs, n)``.

    One number becomes Python's own, which leaves float32 what it is; NumPy's float64 would make it float64.

    >>> per_run(np.float64(0.1))
    0.1
    >>> per_run(np.array([0.1, 0.2])).shape
    (2, 1)
    """
    if type(scalar) is float or not np.ndim(scalar):
        return float(scalar)
    return np.asarray(scalar)[..., np.newaxis]


def runs_of(*scalars: Scalar) -> tuple[int, ...]:
    """The common shape of runs of some hyperparameters; ``()`` for plain numbers.

    >>> runs_of(0.1, np.ones(61))
    (61,)
    """
    return np.broadcast_shapes(*(np.shape(scalar) for scalar in scalars))


def read_only(x: npt.ArrayLike, dtype: npt.DTypeLike = np.float64) -> npt.NDArray[Any]:
    """``x`` as an array that cannot be written to; a copy, unless it is such an array already.

    >>> read_only([1, 2]).flags.writeable
    False
    """
    array = np.asarray(x, dtype)
    if array is x and not array.flags.writeable and array.flags.owndata and array.flags.c_contiguous:
        return array
    array = np.array(array, order="C")
    array.flags.writeable = False
    return array
