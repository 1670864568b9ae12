"""Pictures as a list of their pixels that have ink: of handwritten digits, a fifth of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

TOGETHER = 1000
"""Pictures that are looked through at a time."""

FURTHEST = 255
"""Pixels from one mark to the next, a byte; where ink is further away, marks without ink stand between."""


class Marks(NamedTuple):
    """The pixels with ink of pictures, one picture after the other."""

    first: npt.NDArray[np.int64]
    """Where those of each picture begin, and where those of the last one end, ``(pictures + 1,)``."""
    marks: npt.NDArray[np.uint8]
    """How many pixels after the last mark, or after pixel 0, and how much ink, 0 to 255, ``(marks, 2)``."""

    @classmethod
    def of(cls, X: npt.NDArray[np.uint8]) -> Marks:
        """The marks of pictures ``(pictures, pixels)``.

        >>> found = Marks.of(np.array([[0, 9, 0], [0, 0, 0], [7, 0, 8]], np.uint8))
        >>> found.first.tolist(), found.marks.tolist()
        ([0, 1, 1, 3], [[1, 9], [0, 7], [2, 8]])
        """
        pixels = X.shape[1]
        first = np.zeros(len(X) + 1, np.int64)
        marks = np.zeros((np.count_nonzero(X) + len(X) * (pixels // FURTHEST), 2), np.uint8)
        for low in range(0, len(X), TOGETHER):
            some = X[low : low + TOGETHER]
            at = np.flatnonzero(some != 0)
            begins = pixels * np.arange(len(some) + 1)
            ends = np.searchsorted(at, begins)
            steps = np.diff(at, prepend=0)
            inked = ends[:-1] < ends[1:]
            steps[ends[:-1][inked]] = at[ends[:-1][inked]] - begins[:-1][inked]
            far = np.flatnonzero(steps > FURTHEST)
            between = np.zeros_like(steps)
            between[far] = (steps[far] - 1) // FURTHEST
            # Where each mark stands once those without ink have been put between.
            places = np.cumsum(between + 1) - 1
            last = np.concatenate([[0], places + 1])
            first[low : low + len(some) + 1] = first[low] + last[ends]
            part = marks[first[low] : first[low] + last[-1]]
            part[:, 0] = FURTHEST
            part[places, 0] = steps - FURTHEST * between
            part[places, 1] = some.ravel()[at]
        return cls(first, marks[: first[-1]])
