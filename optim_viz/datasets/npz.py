"""Keras's ``mnist.npz``: four arrays in a ZIP archive, each looked at before it is read, none unpickled."""

from __future__ import annotations

import io
import math
from typing import IO, Any
from zipfile import ZipFile

import numpy as np

from optim_viz.datasets.digits import Bytes, DigitsError
from optim_viz.datasets.idx import check, check_labels
from optim_viz.datasets.packed import File, check_room

LONGEST_HEADER = 70_000
"""Bytes; what tells of an array has no more than 65,535, and ten before that."""

ARRAYS = ("x_train", "y_train", "x_test", "y_test")
HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


def is_zip(file: File) -> bool:
    """Whether a file is a ZIP archive."""
    return file.content.startswith(b"PK")


def read_npz(file: File) -> tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]:
    """Pictures ``(pictures, 28, 28)`` and labels ``(pictures,)``: to learn from, then to test.

    Raises :class:`DigitsError`.
    """
    try:
        with ZipFile(io.BytesIO(file.content)) as archive:
            names = archive.namelist()
            for name in ARRAYS:
                if f"{name}.npy" not in names:
                    some = ", ".join(sorted(names)[:6]) or "nothing"
                    raise DigitsError(f"`{file.name}` has no array `{name}`; it holds {some}. Give mnist.npz.")
            check_room(file.name, sum(archive.getinfo(f"{name}.npy").file_size for name in ARRAYS))
            arrays = [_array(archive, name, file.name) for name in ARRAYS]
    except DigitsError:
        raise
    # There is no list of what the modules that unpack make of damaged bytes.
    except Exception:
        raise DigitsError(
            f"`{file.name}` is a ZIP archive that is damaged or cut off. Fetch it again."
        ) from None
    x_train, y_train, x_test, y_test = arrays
    for x, y, kind in ((x_train, y_train, "train"), (x_test, y_test, "test")):
        if len(x) != len(y):
            raise DigitsError(
                f"`{file.name}` has {len(x):,} pictures in `x_{kind}` and {len(y):,} labels in `y_{kind}`."
            )
    return (x_train, y_train), (x_test, y_test)


def _array(archive: ZipFile, name: str, of: str) -> Bytes:
    """One array of the archive, checked by its header before any of its numbers is read."""
    what = f"{name} of {of}"
    with archive.open(f"{name}.npy") as member:
        beginning = io.BytesIO(member.read(LONGEST_HEADER))
        shape, fortran, dtype = _header(beginning, what)
        start = beginning.tell()
        if dtype.hasobject:
            raise DigitsError(
                f"`{what}` holds pickled Python objects, which are not read, since they can run code. "
                "Save whole numbers (uint8)."
            )
        axes = 3 if name.startswith("x") else 1
        if len(shape) != axes:
            needed = "(pictures, 28, 28)" if axes == 3 else "(pictures,)"
            raise DigitsError(f"`{what}` must have the shape {needed}; got {shape}.")
        if axes == 3 and dtype != np.uint8:
            raise DigitsError(f"`{what}` must hold pixels from 0 to 255 as uint8; got {dtype}.")
        if dtype.kind not in "iu":
            raise DigitsError(f"`{what}` must hold digits as whole numbers; got {dtype}.")
        check(what, shape)
    # From the beginning again: what was read of it and the rest would have to be copied together.
    with archive.open(f"{name}.npy") as member:
        member.read(start)
        content = member.read()
    if len(content) != math.prod(shape) * dtype.itemsize:
        raise DigitsError(f"`{what}` holds {len(content):,} bytes, which is not what its header says.")
    array = np.frombuffer(content, dtype).reshape(shape, order="F" if fortran else "C")
    if axes == 1:
        check_labels(what, array)
    return array.astype(np.uint8, copy=False)


def _header(member: IO[bytes], what: str) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, order of the axes and type."""
    try:
        return HEADERS[np.lib.format.read_magic(member)](member)
    # A header is an expression of Python's, and each part of Python that reads it has errors of its own.
    except Exception:
        raise DigitsError(f"`{what}` is no array of NumPy's. Fetch the file again.") from None
