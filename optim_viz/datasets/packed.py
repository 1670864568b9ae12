"""Up to four files, gzipped or not, of at most 100 MB in all: nothing more is read or unpacked."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Sequence
from typing import NamedTuple

from optim_viz.datasets.digits import DigitsError

LARGEST_FILE = 100_000_000
"""Bytes, of one file or of several together, packed and unpacked."""

MOST_FILES = 4

EXPECTED = "Give Keras's mnist.npz, or MNIST's four IDX files."

# What else is given by mistake, by its first bytes.
KNOWN = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x80": "a Python pickle, which is not read, since it can run code",
    b"\x93NUMPY": "a single array of NumPy's",
    b"\x89HDF": "an HDF5 file",
    b"%PDF": "a PDF document",
    b"PK": "a ZIP archive beside other files",
    b"<": "a page of HTML or XML",
}


class File(NamedTuple):
    """The name and the content of a file."""

    name: str
    content: bytes


def check_size(name: str, size: int) -> None:
    """Raise :class:`DigitsError` unless so many bytes are read.

    >>> check_size("x.npz", 3 * 2**30)
    Traceback (most recent call last):
        ...
    optim_viz.datasets.digits.DigitsError: `x.npz` has 3,221,225,472 bytes; at most 100,000,000 are read \
(100 MB). All of MNIST has 55 MB. Take fewer pictures.
    """
    if size > LARGEST_FILE:
        raise DigitsError(
            f"`{name}` has {size:,} bytes; at most {LARGEST_FILE:,} are read (100 MB). All of MNIST has 55 MB. "
            "Take fewer pictures."
        )


def check_files(files: Sequence[tuple[str, int]]) -> None:
    """Raise :class:`DigitsError` unless files of such names, of so many bytes, are read together.

    >>> check_files([("a", 2 * 10**7)] * 5)
    Traceback (most recent call last):
        ...
    optim_viz.datasets.digits.DigitsError: 5 files are given; at most 4 are read. Give Keras's mnist.npz, or \
MNIST's four IDX files.
    """
    if len(files) > MOST_FILES:
        raise DigitsError(f"{len(files):,} files are given; at most {MOST_FILES} are read. {EXPECTED}")
    for name, size in files:
        check_size(name, size)
    if (total := sum(size for _, size in files)) > LARGEST_FILE:
        raise DigitsError(
            f"The files have {total:,} bytes together; at most {LARGEST_FILE:,} are read (100 MB). All of "
            "MNIST has 55 MB. Take fewer pictures."
        )


def kind(file: File) -> str:
    """What a file is that is none of MNIST's, in words.

    >>> kind(File("digits.pkl", bytes([0x80, 4])))
    'a Python pickle, which is not read, since it can run code'
    """
    if not file.content:
        return "empty"
    words = (word for start, word in KNOWN.items() if file.content.startswith(start))
    return next(words, f"no file of MNIST: it begins with {file.content[:4].hex(' ').upper()}")


def unpacked(file: File, room: int = LARGEST_FILE) -> File:
    """The same file without gzip, of at most ``room`` bytes, which others have left.

    Raises :class:`DigitsError` where it is cut off, damaged or too large.
    """
    if not file.content.startswith(b"\x1f\x8b"):
        check_room(file.name, len(file.content), room)
        return file
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(file.content)) as stream:
            content = stream.read(room + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DigitsError(
            f"`{file.name}` is damaged or cut off: gzip cannot unpack it. Fetch it again."
        ) from None
    check_room(file.name, len(content), room)
    return File(file.name, content)


def check_room(name: str, size: int, room: int = LARGEST_FILE) -> None:
    """Raise :class:`DigitsError` unless so many bytes find room beside those of other files, all unpacked."""
    if size > room:
        raise DigitsError(
            f"With `{name}`, what is given unpacks to more than {LARGEST_FILE:,} bytes (100 MB), the most that "
            "is read. Take fewer pictures."
        )
