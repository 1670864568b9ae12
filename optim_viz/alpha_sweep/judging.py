"""Which learning rate is best, over which range others are nearly as good, and what is more than chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optim_viz.alpha_sweep.results import Results
from optim_viz.alpha_sweep.settings import SLOTS
from optim_viz.arrays import Array

NEAR = 0.02
"""A learning rate is good if its accuracy is at most so much below that of the best one."""


class Side(NamedTuple):
    """What came of one contender with one learning rate at one mark.

    Parameters
    ----------
    alpha
        The learning rate.
    values
        The measure, one number a seed that is done, ``(seeds,)``; NaN where the training has diverged.
    median
        Of these, where a training that has diverged counts as the worst; NaN where the middle one has.
    """

    alpha: float
    values: Array
    median: float


class Good(NamedTuple):
    """Neighbouring learning rates around the best one, each at most ``NEAR`` below it.

    ``at_least`` says that beyond one of the ends nothing was tried, or is not done yet.
    """

    low: float
    high: float
    at_least: bool

    @property
    def factor(self) -> float:
        """How many times the smallest the largest is."""
        return self.high / self.low


def side(results: Results, slot: str, alpha: int, mark: int, measure: str) -> Side | None:
    """What came of the learning rate number ``alpha``, at the mark number ``mark``; None if nothing is done."""
    i = SLOTS.index(slot)
    done = results.done[i, alpha]
    if not done.any():
        return None
    values = results.values(measure)[i, alpha, done, mark]
    median = float(results.band(measure).median[i, alpha, mark])
    return Side(results.settings.alphas[alpha], values, median)


def nearest(results: Results, alpha: float) -> int:
    """The number of the learning rate that is nearest to ``alpha``, by factors."""
    return int(np.abs(np.log(np.array(results.settings.alphas) / alpha)).argmin())


def best(results: Results, slot: str, mark: int, measure: str) -> int | None:
    """The number of the learning rate with the best median; None where all that is done has diverged."""
    medians = results.band(measure).median[SLOTS.index(slot), :, mark]
    if np.isnan(medians).all():
        return None
    return int(np.nanargmax(medians) if measure == "test_accuracy" else np.nanargmin(medians))


def good(results: Results, slot: str, mark: int) -> Good | None:
    """The range around the best one by test accuracy; None where :func:`best` has none."""
    at = best(results, slot, mark, "test_accuracy")
    if at is None:
        return None
    i = SLOTS.index(slot)
    medians = results.band("test_accuracy").median[i, :, mark]
    # Accuracies are whole numbers of digits: half a digit of a million decides nothing but rounding.
    inside = medians >= medians[at] - NEAR - 5e-7
    low = high = at
    while low > 0 and inside[low - 1]:
        low -= 1
    while high + 1 < len(inside) and inside[high + 1]:
        high += 1
    done = np.concatenate([[False], results.done[i].any(axis=1), [False]])
    alphas = results.settings.alphas
    return Good(alphas[low], alphas[high], not (done[low] and done[high + 2]))


def ahead(a: Side, b: Side, measure: str) -> str | None:
    """Whose number is better by more than the seeds differ: ``a``, ``b``, or None where it is not.

    The ranges over the seeds must be apart, and the medians further apart than either range is wide.

    >>> one, two = Side(0.1, np.array([0.90, 0.92]), 0.91), Side(0.1, np.array([0.96, 0.97]), 0.965)
    >>> ahead(one, two, "test_accuracy"), ahead(one, one, "test_accuracy")
    ('b', None)
    """
    sign = 1 if measure == "test_accuracy" else -1
    ranges = [sign * np.where(np.isnan(each.values), -sign * np.inf, each.values) for each in (a, b)]
    middles = [-np.inf if np.isnan(each.median) else sign * each.median for each in (a, b)]
    if middles[0] == middles[1]:
        return None
    more = int(middles[1] > middles[0])
    apart = ranges[more].min() > ranges[1 - more].max()
    widths = [np.ptp(finite) for each in (a, b) if (finite := each.values[~np.isnan(each.values)]).size]
    return "ab"[more] if apart and middles[more] - middles[1 - more] > max(widths) else None
