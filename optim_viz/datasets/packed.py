"""Files of at most 100 MB, gzipped or not: nothing larger is read or unpacked."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import NamedTuple

from optim_viz.datasets.digits import DigitsError

LARGEST_FILE = 100_000_000


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


def kind(file: File) -> str:
    """What a file is that is none of MNIST's, in words.

    >>> kind(File("digits.pkl", bytes([0x80, 4])))
    'a Python pickle, which is not read, since it can run code'
    """
    if not file.content:
        return "empty"
    words = (word for start, word in KNOWN.items() if file.content.startswith(start))
    return next(words, f"no file of MNIST: it begins with {file.content[:4].hex(' ').upper()}")


def unpacked(file: File) -> File:
    """The same file without gzip; raises :class:`DigitsError` where it is cut off, damaged or too large."""
    if not file.content.startswith(b"\x1f\x8b"):
        return file
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(file.content)) as stream:
            content = stream.read(LARGEST_FILE + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DigitsError(
            f"`{file.name}` is damaged or cut off: gzip cannot unpack it. Fetch it again."
        ) from None
    if len(content) > LARGEST_FILE:
        raise DigitsError(
            f"`{file.name}` unpacks to more than {LARGEST_FILE:,} bytes (100 MB). Take fewer pictures."
        )
    return File(file.name, content)
