"""Handwritten digits: pictures as bytes with the digit that each shows, to learn from and to be tested by."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import read_only

SOURCE = "LeCun, Cortes & Burges, The MNIST database of handwritten digits (CC BY-SA 3.0)"

SIDE = 28
"""Pixels across a picture, and down."""

MOST_DIGITS = 75_000
"""Digits that are read from files, to learn from and to test together: all of MNIST, and a few more."""

MNIST = "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16"
"""SHA-256 of all of MNIST: of the bytes of x_train, y_train, x_test and y_test of Keras's mnist.npz."""

Bytes = npt.NDArray[np.uint8]


class DigitsError(ValueError):
    """Files of digits that cannot be used; the message says what is wrong, with which file, and the way out."""


@dataclass(frozen=True, eq=False)
class Digits:
    """Pictures of digits, in the order of their source; its arrays cannot be written to.

    Parameters
    ----------
    title, source
        A name for people, and where the pictures come from.
    X, X_test
        Pixels from 0, background, to 255, ink; shape ``(pictures, 784)``, row by row; what is learned from,
        and what only tests.
    y, y_test
        The digit that each picture shows, 0 to 9, ``(pictures,)``.

    Raises
    ------
    ValueError
        When shapes do not fit, a number is no byte, or a label is above 9.

    Examples
    --------
    >>> load_digits()
    Digits(MNIST, shortened: 10,000 to learn from, 2,000 to test)
    >>> load_digits().y[:5]
    array([5, 0, 4, 1, 9], dtype=uint8)
    """

    title: str
    source: str
    X: Bytes
    y: Bytes
    X_test: Bytes
    y_test: Bytes

    def __post_init__(self) -> None:
        for pictures, labels in (("X", "y"), ("X_test", "y_test")):
            X, y = np.asarray(getattr(self, pictures)), np.asarray(getattr(self, labels))
            if X.dtype != np.uint8 or X.ndim != 2 or X.shape[1] != SIDE * SIDE or not len(X):
                raise ValueError(f"`{pictures}` must be uint8 (pictures, 784); got {X.dtype} {X.shape}.")
            if y.shape != X.shape[:1] or y.dtype.kind not in "iu" or y.min() < 0 or y.max() > 9:
                raise ValueError(f"`{labels}` must be whole numbers from 0 to 9, ({len(X)},).")
            object.__setattr__(self, pictures, read_only(X, np.uint8))
            object.__setattr__(self, labels, read_only(y, np.uint8))

    @cached_property
    def is_mnist(self) -> bool:
        """Whether they are all of MNIST, 60,000 and 10,000, from whatever file."""
        return self.digest() == MNIST

    @property
    def nbytes(self) -> int:
        """Bytes of all pixels and labels: 55 MB for all of MNIST."""
        return sum(array.nbytes for array in (self.X, self.y, self.X_test, self.y_test))

    def digest(self, about: bytes = b"") -> str:
        """SHA-256 of all pixels and labels, to learn from and to test, and of something about them."""
        digest = sha256()
        for array in (self.X, self.y, self.X_test, self.y_test):
            # As it is: its bytes would be a copy of 47 MB.
            digest.update(np.ascontiguousarray(array).data)
        digest.update(about)
        return digest.hexdigest()

    def __repr__(self) -> str:
        return f"Digits({self.title}: {len(self.X):,} to learn from, {len(self.X_test):,} to test)"


@cache
def load_digits() -> Digits:
    """The shipped part of MNIST: its first 10,000 pictures to learn from, and its first 2,000 to test."""
    with np.load(Path(__file__).with_name("mnist.npz"), allow_pickle=False) as file:
        arrays: dict[str, Any] = dict(file)
    return Digits(
        "MNIST, shortened",
        SOURCE,
        arrays["x_train"].reshape(-1, SIDE * SIDE),
        arrays["y_train"],
        arrays["x_test"].reshape(-1, SIDE * SIDE),
        arrays["y_test"],
    )


def keras_file() -> Path | None:
    """Where Keras has put its own copy of MNIST, if it has: ``~/.keras/datasets/mnist.npz``."""
    # Not Path's, which raises for a user whom nobody knows.
    home = os.environ.get("KERAS_HOME") or os.path.expanduser("~/.keras")
    path = Path(home, "datasets", "mnist.npz")
    return path if path.is_file() else None
