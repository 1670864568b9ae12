"""IDX, the form of MNIST's own four files: a magic number, the lengths of the axes, bytes."""

from __future__ import annotations

import math
import struct

import numpy as np

from optim_viz.datasets.digits import SIDE, Bytes, DigitsError
from optim_viz.datasets.packed import File

AXES = {0x803: 3, 0x801: 1}
"""Axes by magic number: bytes in three axes are pictures, in one axis labels."""


def is_idx(file: File) -> bool:
    """Whether a file begins as all IDX files do."""
    return file.content.startswith(b"\x00\x00")


def read_idx(file: File) -> Bytes:
    """Pictures ``(pictures, 28, 28)`` or labels ``(pictures,)``; raises :class:`DigitsError`.

    >>> read_idx(File("labels", bytes.fromhex("00000801 00000003 050004")))
    array([5, 0, 4], dtype=uint8)
    """
    (magic,) = struct.unpack(">I", file.content[:4].ljust(4, b"\0"))
    if magic not in AXES:
        raise DigitsError(
            f"`{file.name}` begins with the magic number 0x{magic:08X}; pictures have 0x00000803, labels "
            "0x00000801. Give MNIST's own files."
        )
    start = 4 + 4 * AXES[magic]
    if len(file.content) < start:
        raise DigitsError(f"`{file.name}` is cut off within its header. Fetch it again.")
    shape = struct.unpack(f">{AXES[magic]}I", file.content[4:start])
    said, found = math.prod(shape), len(file.content) - start
    if said != found:
        sizes = " × ".join(f"{length:,}" for length in shape)
        raise DigitsError(
            f"`{file.name}` holds {found:,} bytes after its header, which says {sizes} = {said:,}. "
            "Fetch it again."
        )
    check(file.name, shape)
    array: Bytes = np.frombuffer(file.content, np.uint8, offset=start).reshape(shape)
    if array.ndim == 1:
        check_labels(file.name, array)
    return array


def check(what: str, shape: tuple[int, ...]) -> None:
    """Raise :class:`DigitsError` unless a shape is that of pictures or of labels, and not of none."""
    if not shape or not shape[0]:
        raise DigitsError(f"`{what}` is empty.")
    if len(shape) == 3 and shape[1:] != (SIDE, SIDE):
        raise DigitsError(f"`{what}` holds pictures of {shape[1]} × {shape[2]} pixels; 28 × 28 are needed.")


def check_labels(what: str, labels: Bytes) -> None:
    """Raise :class:`DigitsError` at the first label that is no digit."""
    wrong = np.flatnonzero((labels < 0) | (labels > 9))
    if len(wrong):
        raise DigitsError(
            f"`{what}`: label {wrong[0] + 1:,} is {labels[wrong[0]]}; labels are digits from 0 to 9."
        )
