"""Samples -> the figures that are reported: median, 95th percentile, and whether they are what was aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Aim:
    """What a figure should be: at most these, or, for ``least``, at least this median."""

    median: float | None = None
    p95: float | None = None
    least: float | None = None

    def __str__(self) -> str:
        said = []
        if self.median is not None:
            said.append(f"median ≤ {self.median:g}")
        if self.p95 is not None:
            said.append(f"95 % ≤ {self.p95:g}")
        if self.least is not None:
            said.append(f"≥ {self.least:g}")
        return ", ".join(said)


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    ``events`` is how many samples stand behind ``median`` and ``p95``; both are in ``unit``.
    """

    what: str
    unit: str
    median: float
    p95: float
    events: int
    aim: Aim = Aim()

    @classmethod
    def of(cls, what: str, unit: str, samples: Sequence[float], aim: Aim = Aim()) -> Figure:
        """The figure of some samples, at least one.

        >>> figure = Figure.of("round trip", "ms", range(101), Aim(p95=100))
        >>> figure.median, figure.p95, figure.events, figure.met
        (50.0, 95.0, 101, True)
        """
        if not len(samples):
            raise ValueError(f"No event was measured of: {what}.")
        median, p95 = np.percentile(np.asarray(samples, dtype=float), [50, 95])
        return cls(what, unit, float(median), float(p95), len(samples), aim)

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None where there is none."""
        aim = self.aim
        if aim == Aim():
            return None
        return (
            (aim.median is None or self.median <= aim.median)
            and (aim.p95 is None or self.p95 <= aim.p95)
            and (aim.least is None or self.median >= aim.least)
        )
