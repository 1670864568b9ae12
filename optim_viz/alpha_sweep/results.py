"""What came of a sweep of alpha, as arrays: what is done of it, medians over the seeds, and bands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.alpha_sweep.performing import Finished, Row
from optim_viz.alpha_sweep.settings import SLOTS, AlphaSweep, Run
from optim_viz.arrays import Array

MEASURES = Row._fields
"""``loss``, ``test_loss``, ``test_accuracy``."""


class Band(NamedTuple):
    """A measure over the seeds that are done, ``(slots, alphas, marks)`` each.

    Parameters
    ----------
    low, high
        The smallest and the largest finite number; NaN where there is none.
    median
        The middle one, where a training that has diverged counts as the worst; NaN where the middle one has
        diverged, and where nothing is done.
    """

    low: Array
    median: Array
    high: Array


@dataclass(frozen=True, eq=False)
class Results:
    """A sweep as far as it is done.

    Parameters
    ----------
    settings
        What was asked for.
    finished
        The trainings that are done, in any order.

    Examples
    --------
    >>> settings = AlphaSweep(alphas=(0.1, 1.0), seeds=(0, 1))
    >>> results = Results(settings, (Finished(Run("a", 0.1, 1), Row((2.0, 1.0), (2.1, 1.2), (0.1, 0.8))),))
    >>> results.share, results.values("test_accuracy")[0, 0].tolist()
    (0.125, [[nan, nan], [0.1, 0.8]])
    """

    settings: AlphaSweep
    finished: tuple[Finished, ...] = ()

    @classmethod
    def of(cls, settings: AlphaSweep, finished: Iterable[Finished]) -> Results:
        """The same, from trainings that come one after the other; raises ``ValueError`` for one twice."""
        results = cls(settings, tuple(finished))
        if len(results.rows) < len(results.finished):
            raise ValueError("A training of the sweep is there twice.")
        return results

    @cached_property
    def rows(self) -> dict[Run, Row]:
        """By their trainings."""
        return dict(self.finished)

    @property
    def share(self) -> float:
        """How much of the sweep is done, 0 to 1."""
        return len(self.rows) / len(self.settings.runs)

    @property
    def is_done(self) -> bool:
        """Whether all of it is."""
        return len(self.rows) == len(self.settings.runs)

    @cached_property
    def done(self) -> npt.NDArray[np.bool_]:
        """Which trainings are done, ``(slots, alphas, seeds)``."""
        settings = self.settings
        grid = [[[Run(s, x, k) in self.rows for k in settings.seeds] for x in settings.alphas] for s in SLOTS]
        return np.array(grid)

    def values(self, measure: str) -> Array:
        """One of ``MEASURES``, ``(slots, alphas, seeds, marks)``; NaN where it has diverged or is not done."""
        settings = self.settings
        values = np.full((*self.done.shape, len(settings.marks)), np.nan)
        for i, j, k in np.argwhere(self.done):
            values[i, j, k] = getattr(self.rows[Run(SLOTS[i], settings.alphas[j], settings.seeds[k])], measure)
        return values

    @cached_property
    def diverged(self) -> npt.NDArray[np.int_]:
        """How many of the trainings that are done have no finite loss at a mark, ``(slots, alphas, marks)``."""
        lost = np.isnan(self.values("loss")) & self.done[..., np.newaxis]
        counts: npt.NDArray[np.int_] = lost.sum(axis=2)
        return counts

    def band(self, measure: str) -> Band:
        """The median and the range of a measure over the seeds that are done."""
        values = np.moveaxis(self.values(measure), 2, -1)
        done = np.broadcast_to(self.done[:, :, np.newaxis, :], values.shape)
        worst = -np.inf if measure == "test_accuracy" else np.inf
        low = np.where(np.isnan(values), np.inf, values).min(axis=-1)
        high = np.where(np.isnan(values), -np.inf, values).max(axis=-1)
        nothing = np.isinf(low)
        median = np.full(low.shape, np.nan)
        for place in np.argwhere(done.any(axis=-1)):
            at = tuple(place)
            those = values[at][done[at]]
            middle = np.median(np.where(np.isnan(those), worst, those))
            median[at] = middle if np.isfinite(middle) else np.nan
        return Band(np.where(nothing, np.nan, low), median, np.where(nothing, np.nan, high))
