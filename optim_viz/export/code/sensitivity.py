"""How far a run carries a rounding error: what no other arithmetic can be expected to repeat."""

from __future__ import annotations

from itertools import product

import numpy as np

from optim_viz.arrays import Array
from optim_viz.race import Race
from optim_viz.trajectory import Trajectory, final

NUDGE = 1e-15
"""By this part of itself a start is moved; at 0, by this part of where the run ends."""

ALL_WAYS = 2
"""Up to so many parameters, the start is moved in every direction; of more, in one."""


def sensitivity(race: Race, trajectory: Trajectory) -> float:
    """How far the end of a run moves if its start moves by one part in 10^15, in units as in the report.

    >>> from optim_viz import Experiment, perform
    >>> race = perform(Experiment())
    >>> sensitivity(race, race.a) < 1e-14
    True
    """
    last = int(trajectory.last)
    if last == 0:
        return 0.0
    start, end = trajectory.x[0], trajectory.x[last]
    size = np.where(start != 0, np.abs(start), np.abs(end) if len(start) > ALL_WAYS else 0.0)
    ends = final(race.objective, trajectory.optimizer, start + NUDGE * size * _signs(len(start)), last)
    apart = np.abs(ends - end)
    finite = np.isfinite(apart)
    return float(np.max(apart[finite], initial=0.0) / max(1.0, np.abs(end).max()))


def _signs(n: int) -> Array:
    """The directions, ``(directions, n)``."""
    if n <= ALL_WAYS:
        return np.array(list(product((-1, 1), repeat=n)))
    return np.random.default_rng(0).choice((-1.0, 1.0), (1, n))
