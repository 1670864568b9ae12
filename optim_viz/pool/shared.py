"""Digits of one's own in a file, so that they are written once and not sent to a worker with each task."""

from __future__ import annotations

import os
import tempfile
import weakref
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from optim_viz.datasets import Digits

ARRAYS = ("X", "y", "X_test", "y_test")


@dataclass(frozen=True)
class Stored:
    """Where digits stand; small, so it travels."""

    title: str
    source: str
    path: str

    def load(self) -> Digits:
        """The digits, read once as long as they are the last ones that were asked for."""
        return _load(self)


class Shared:
    """Digits that workers read from a file of their own; it is removed with the last who holds this.

    Parameters
    ----------
    digits
        What is shared.
    """

    def __init__(self, digits: Digits) -> None:
        self.digits = digits
        number, path = tempfile.mkstemp(prefix="optim-viz-", suffix=".npz")
        weakref.finalize(self, _remove, path)
        with os.fdopen(number, "wb") as file:
            np.savez(file, **{name: getattr(digits, name) for name in ARRAYS})
        self.stored = Stored(digits.title, digits.source, path)

    def load(self) -> Digits:
        """The digits."""
        return self.digits

    def __reduce__(self) -> tuple[Any, ...]:
        return Stored, (self.stored.title, self.stored.source, self.stored.path)


@lru_cache(maxsize=1)
def _load(stored: Stored) -> Digits:
    with np.load(stored.path, allow_pickle=False) as file:
        arrays = [file[name] for name in ARRAYS]
    for array in arrays:
        array.flags.writeable = False  # so that nobody copies them
    return Digits(stored.title, stored.source, *arrays)


def _remove(path: str) -> None:
    # A system may keep a file that a worker reads at this moment.
    with suppress(OSError):
        os.remove(path)
