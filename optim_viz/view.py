"""What the pictures show: one window and one set of level curves, which hold still while sliders move."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from optim_viz.arrays import Array
from optim_viz.experiment import Experiment
from optim_viz.parameters import parameters_of

NICE = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
LEAST_HALF_HEIGHT = 5.0
ROOM = 1.2
WIDE = 1.8
INNERMOST = 0.06
RATIO = 2.0


@lru_cache(maxsize=256)
def half_height(experiment: Experiment) -> float:
    """Half the window's height: at least 5, and enough for the start, with a fifth of room beyond it.

    Rounded up to 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten, so that a dragged start seldom changes it.

    >>> half_height(Experiment()), half_height(Experiment(start=(40, 3)))
    (5.0, 30.0)
    """
    minimum = experiment.f.build().minimum
    across, up = np.abs(np.asarray(experiment.start) - minimum)
    needed = ROOM * float(max(across / WIDE, up))
    if needed <= LEAST_HALF_HEIGHT:
        return LEAST_HALF_HEIGHT
    power = 10.0 ** math.floor(math.log10(needed))
    return next(nice * power for nice in NICE if nice * power >= needed)


@lru_cache(maxsize=256)
def view(experiment: Experiment) -> tuple[tuple[float, float], tuple[float, float]]:
    """The window ((left, right), (bottom, top)), centred on the minimum, 1.8 times wider than high.

    >>> view(Experiment())
    ((-9.0, 9.0), (-5.0, 5.0))
    """
    x, y = experiment.f.build().minimum
    high = half_height(experiment)
    return (float(x - WIDE * high), float(x + WIDE * high)), (float(y - high), float(y + high))


def levels(experiment: Experiment) -> Array:
    """The costs at which level curves are drawn, each twice the last, shape ``(count,)``.

    The same for every condition number and rotation: from a small ellipse around the minimum to the largest
    cost in the window at the narrowest valley.  They are multiples of the scale of J.

    >>> levels(Experiment())[:5]
    array([0.03125, 0.0625 , 0.125  , 0.25   , 0.5    ])
    """
    scale = float(experiment.f["scale"])
    high = half_height(experiment)
    innermost = 0.5 * (INNERMOST * high) ** 2
    outermost = 0.5 * parameters_of(experiment.f.kind)["kappa"].high * (1 + WIDE**2) * high**2
    first, last = (math.floor(math.log(level, RATIO)) for level in (innermost, outermost))
    return np.asarray(scale * RATIO ** np.arange(first, last + 1))
