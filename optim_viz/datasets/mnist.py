"""MNIST in its own files: Keras's ``mnist.npz``, or the four IDX files, gzipped or not."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from optim_viz.datasets.digits import MOST_DIGITS, SIDE, SOURCE, Bytes, Digits, DigitsError
from optim_viz.datasets.idx import is_idx, read_idx
from optim_viz.datasets.npz import is_zip, read_npz
from optim_viz.datasets.packed import (
    EXPECTED,
    LARGEST_FILE,
    File,
    check_files,
    check_size,
    kind,
    unpacked,
)

Source = str | os.PathLike[str] | tuple[str, bytes]
"""The path of a file or folder, or the name and content of a file."""


class Part(NamedTuple):
    """Pictures ``(pictures, 28, 28)`` with their labels ``(pictures,)``, one of which may be missing."""

    pictures: Bytes
    labels: Bytes


def read_digits(*sources: Source) -> Digits:
    """Read the digits in files of MNIST's form, of which there may be more or fewer than MNIST's.

    Parameters
    ----------
    sources
        Keras's ``mnist.npz``; or the four IDX files in any order, gzipped or not, or the folder that holds
        them, or one of them by its path, beside which the others are.  At most 100 MB in all, packed and
        unpacked, and 75,000 digits.  Of the IDX files those with more digits are learned from.  All of MNIST is
        called MNIST, whatever its files are called.

    Raises
    ------
    DigitsError
        With the file, what is wrong with it, and the way out.
    OSError
        When a file cannot be opened.

    Examples
    --------
    >>> read_digits(("cat.png", bytes.fromhex("89504E47")))
    Traceback (most recent call last):
        ...
    optim_viz.datasets.digits.DigitsError: `cat.png` is a PNG picture. Give Keras's mnist.npz, or MNIST's four \
IDX files.
    """
    files = _files(_all(sources))
    if len(files) == 1 and is_zip(files[0]):
        train, test = (Part(*arrays) for arrays in read_npz(files[0]))
        title = files[0].name
    else:
        train, test = _paired(files)
        title = "IDX files"
    if (count := len(train.labels) + len(test.labels)) > MOST_DIGITS:
        raise DigitsError(
            f"`{title}`: {count:,} digits to learn from and to test; at most {MOST_DIGITS:,} are read. All of "
            "MNIST has 70,000. Take fewer pictures."
        )
    pixels = SIDE * SIDE
    digits = Digits(
        title,
        "your own file",
        train.pictures.reshape(-1, pixels),
        train.labels,
        test.pictures.reshape(-1, pixels),
        test.labels,
    )
    if digits.is_mnist:
        return replace(digits, title="MNIST", source=SOURCE)
    return digits


def _all(sources: Sequence[Source]) -> list[Source]:
    """The files themselves, where one path stands for four of them."""
    if len(sources) != 1 or isinstance(sources[0], tuple):
        return list(sources)
    path = Path(sources[0])
    if path.is_dir():
        folder = path
    elif path.name.removesuffix(".gz").replace(".idx", "-idx") in IDX_NAMES:
        folder = path.parent
    else:
        return [path]
    found = [file for name in IDX_NAMES if (file := _first(folder, name))]
    if len(found) < 4:
        raise DigitsError(
            f"`{folder}` holds {len(found)} of MNIST's four IDX files: {', '.join(IDX_NAMES)}, with or "
            "without .gz."
        )
    return list(found)


IDX_NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def _first(folder: Path, name: str) -> Path | None:
    """The file of a name, as it is also written once it was unpacked, or packed."""
    names = (name, name.replace("-idx", ".idx"))
    paths = (folder / f"{each}{ending}" for each in names for ending in ("", ".gz"))
    return next((path for path in paths if path.is_file()), None)


def _files(sources: Sequence[Source]) -> list[File]:
    """The files, unpacked; of too many, and of those that come to too much, no more than that."""
    check_files([_said(source) for source in sources])
    files, room = list[File](), LARGEST_FILE
    for source in sources:
        files.append(unpacked(_open(source), room))
        room -= len(files[-1].content)
    return files


def _said(source: Source) -> tuple[str, int]:
    """The name of a file, and its size before it is read."""
    if isinstance(source, tuple):
        return source[0], len(source[1])
    path = Path(source)
    return path.name, path.stat().st_size


def _open(source: Source) -> File:
    """The name and content of a file; one that is too large is not read."""
    if isinstance(source, tuple):
        file = File(*source)
        check_size(file.name, len(file.content))
        return file
    path = Path(source)
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise DigitsError(f"`{path.name}` is no file. {EXPECTED}")
    with path.open("rb") as stream:
        check_size(path.name, os.fstat(stream.fileno()).st_size)
        content = stream.read(LARGEST_FILE + 1)
    check_size(path.name, len(content))
    return File(path.name, content)


def _paired(files: Sequence[File]) -> tuple[Part, Part]:
    """The larger pair of pictures and labels, then the smaller."""
    for file in files:
        if not is_idx(file):
            raise DigitsError(f"`{file.name}` is {kind(file)}. {EXPECTED}")
    arrays = [read_idx(file) for file in files]
    pictures = sorted((array for array in arrays if array.ndim == 3), key=len, reverse=True)
    labels = sorted((array for array in arrays if array.ndim == 1), key=len, reverse=True)
    if len(pictures) != 2 or len(labels) != 2:
        raise DigitsError(
            f"Two IDX files of pictures and two of labels are needed; there are {len(pictures)} and "
            f"{len(labels)}. {EXPECTED}"
        )
    if list(map(len, pictures)) != list(map(len, labels)):
        raise DigitsError(
            f"The IDX files hold {len(pictures[0]):,} and {len(pictures[1]):,} pictures, but "
            f"{len(labels[0]):,} and {len(labels[1]):,} labels. Give files that belong together."
        )
    if len(labels[0]) == len(labels[1]):
        raise DigitsError(
            f"Both pairs of IDX files hold {len(labels[0]):,} digits, so nothing says which are to be learned "
            "from. Give an npz file with x_train, y_train, x_test, y_test."
        )
    return Part(pictures[0], labels[0]), Part(pictures[1], labels[1])
