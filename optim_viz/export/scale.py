"""A logarithmic axis over any range: where its numbers stand, and how they are written."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from optim_viz.export.axes import power
from optim_viz.wording import number

DIGITS = ((1, 2, 5), (1, 3), (1,))
EVERY = (2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 150, 200, 300)
MOST_TICKS = 6
"""Numbers that stand along the left edge of a panel."""


@dataclass(frozen=True)
class Scale:
    """From ``low`` to ``high``, in decades.

    >>> Scale(-2.1, 1.1).ticks(5)
    [(-2.0, '10⁻²'), (-1.0, '10⁻¹'), (0.0, '1'), (1.0, '10¹')]
    >>> [text for _, text in Scale(3.1, 4.2).ticks(5)], [text for _, text in Scale(3.14, 3.17).ticks(5)]
    (['2,000', '5,000', '10,000'], ['1,400', '1,450'])
    """

    low: float
    high: float

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """At most ``most`` places with their numbers: as many as there is room for, and at least two."""
        powers = range(math.floor(self.low), math.ceil(self.high) + 1)
        choices = [[(digit, k) for k in powers for digit in digits] for digits in DIGITS]
        choices += [[(1, k) for k in powers if k % every == 0] for every in EVERY]
        for choice in choices:
            places = [(math.log10(digit) + k, digit, k) for digit, k in choice]
            within = [place for place in places if self.low <= place[0] <= self.high]
            if 2 <= len(within) <= most:
                decades = all(digit == 1 for _, digit, _ in within)
                return [(x, power(k) if decades else number(float(f"{digit}e{k}"))) for x, digit, k in within]
        # Less than two powers or their multiples: the numbers themselves, evenly spaced.
        k = math.floor(self.low)
        locator = MaxNLocator(max(most - 1, 1), steps=[1, 2, 5, 10])
        values = [
            float(f"{x:.6g}e{k}") for x in locator.tick_values(10 ** (self.low - k), 10 ** (self.high - k))
        ]
        logs = [(math.log10(value), number(value, 6)) for value in values if value > 0]
        return [(x, text) for x, text in logs if self.low <= x <= self.high]

    def write(self, axis: Axis, ticks: list[tuple[float, str]]) -> None:
        """Put numbers to an axis of log10 values."""
        axis.set_major_locator(FixedLocator([place for place, _ in ticks]))
        axis.set_major_formatter(FixedFormatter([text for _, text in ticks]))
