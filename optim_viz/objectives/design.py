"""What both regressions do with their data: checks, the column of the bias, products run by run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import LARGEST, Array, PointLike, read_only

ONE_THREAD = 8192  # elements of a matrix that OpenBLAS does not hand to its threads
ROWS = 4096


def examples(X: npt.ArrayLike, y: npt.ArrayLike, owner: str) -> tuple[Array, Array]:
    """The data of a regression, read-only: ``(examples, features)`` and ``(examples,)``.

    Raises ``ValueError`` when a shape does not fit or a number is not finite or beyond 1e150.
    """
    X, y = _numbers(X, "X", owner), _numbers(y, "y", owner)
    if X.ndim != 2 or 0 in X.shape:
        raise ValueError(
            f"`X` of `{owner}` must have shape (examples, features), both at least 1; got {X.shape}."
        )
    if y.shape != X.shape[:1]:
        raise ValueError(
            f"`y` of `{owner}` must have one number for each of the {len(X)} examples; got shape {y.shape}."
        )
    return X, y


def _numbers(x: npt.ArrayLike, name: str, owner: str) -> Array:
    try:
        array = read_only(x)
    except (TypeError, ValueError):
        raise ValueError(f"`{name}` of `{owner}` must be an array of numbers; got {x!r:.80}.") from None
    if array.size and not (array.min() > -LARGEST and array.max() < LARGEST):
        bad = np.argwhere(~(np.abs(array) < LARGEST))
        place = ", ".join(map(str, bad[0]))
        raise ValueError(
            f"`{name}` of `{owner}` must be finite and smaller than {LARGEST:g} in size; "
            f"`{name}[{place}]` is {array[tuple(bad[0])]}."
        )
    return array


def with_bias(X: Array) -> Array:
    """The design matrix: ``X`` and a last column of ones, which the bias multiplies."""
    return np.column_stack([X, np.ones(len(X))])


def triangle(*columns: Array) -> Array:
    """The factor R of the QR factorization of columns side by side, block of rows by block of rows.

    As stable as that of the whole and several times faster, since a block stays in the cache: Demmel,
    Grigori, Hoemmen and Langou 2012, Communication-optimal parallel and sequential QR.  Up to 64 columns
    the blocks are so small that BLAS takes one thread: waiting for each other while something else has the
    cores, its threads took 15 seconds for what takes a tenth of one.
    """
    width = sum(1 if column.ndim == 1 else column.shape[1] for column in columns)
    small = ONE_THREAD // width - width  # below the R of the rows before
    rows = small if small >= width else ROWS
    R = np.empty((0, width))
    for i in range(0, len(columns[0]), rows):
        block = np.column_stack([column[i : i + rows] for column in columns])
        R = np.asarray(np.linalg.qr(np.concatenate([R, block]), mode="r"))
    return R


def product(matrix: Array, w: PointLike) -> Array:
    """``matrix`` times every point: ``(k, n)`` and ``(..., n) -> (..., k)``.

    One product a run: given many points at once, BLAS would add up in another order, and a row of a batch
    would differ from its run in the last bit.
    """
    points = np.ascontiguousarray(w, dtype=np.float64)[..., np.newaxis]
    answer: Array = np.matmul(matrix, points)[..., 0]
    return answer


def score(w: PointLike, X: npt.ArrayLike) -> Array:
    """w_1 x_1 + ... + b for each row of ``X``: ``(..., n)`` and ``(rows, features) -> (..., rows)``."""
    w = np.asarray(w, dtype=np.float64)
    rows = np.ascontiguousarray(X, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != w.shape[-1] - 1:
        raise ValueError(f"`X` must have shape (rows, {w.shape[-1] - 1}); got {rows.shape}.")
    return product(rows, w[..., :-1]) + w[..., -1:]
