"""A window on a cost of many parameters: its level curves over two of them, the others held."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
from contourpy import contour_generator

from optim_viz.arrays import Array
from optim_viz.contender import contenders
from optim_viz.figures.eleven.study import Study
from optim_viz.figures.encode import base64_of

Payload = dict[str, Any]
Others = Literal["optimum", "present"]
Pair = tuple[int, int]
Extent = tuple[tuple[float, float], tuple[float, float]]

ACROSS = (25, 61)
"""Points of the grid along each axis, at the least and at the most."""

WORK = 1_500_000
"""Examples times points that are looked at in a moment."""

LEVELS = 14
"""Level curves in a window."""

FURTHEST = 0.01
"""So large a part of the points of a run may be outside a window, on either side."""

ROOM = 0.18
"""Of what a window has to hold, on either side."""


def extent(study: Study, pair: Pair) -> Extent:
    """What a window shows, ((left, right), (bottom, top)), with some room around it.

    The start, the minimum if there is one, and all but the furthest points of every run that does not go away:
    what overshoots for a moment does not make the rest small.
    """
    race = study.race
    kept = [c.trajectory for c in contenders(race) if not c.is_lost]
    sides = []
    for j in pair:
        places = [float(race.a.x[0, j])]
        if study.minimum is not None:
            places.append(float(study.minimum[j]))
        for path in kept:
            places += np.quantile(path.x[: int(path.last) + 1, j], (FURTHEST, 1 - FURTHEST)).tolist()
        low, high = min(places), max(places)
        room = ROOM * (high - low) if high > low else 1.0
        # To round numbers, so that a small change of a run leaves the window where it is.
        unit = 10.0 ** math.floor(math.log10(room))
        sides.append((unit * math.floor((low - room) / unit), unit * math.ceil((high + room) / unit)))
    return sides[0], sides[1]


def window(study: Study, pair: Pair, around: Array, box: Extent) -> Payload:
    """The level curves of J over the parameters ``pair``, the others being those of ``around``, ``(n,)``.

    Levels rise by one factor above the lowest J in the window, so that the inner curves are as far from each
    other as the outer ones; ``lowest`` is that J, and ``at`` where the grid has found it.
    """
    xs, ys = (np.linspace(low, high, _points(study)) for low, high in box)
    points = np.broadcast_to(around, (len(ys), len(xs), len(around))).copy()
    points[..., pair[0]] = xs
    points[..., pair[1]] = ys[:, np.newaxis]
    with np.errstate(all="ignore"):
        values = study.race.objective.value(points)
    lowest, highest = float(np.nanmin(values)), float(np.nanmax(values))
    at = np.unravel_index(int(np.nanargmin(values)), values.shape)
    if not (math.isfinite(highest) and highest > lowest):
        return {"lines": "", "ends": [], "lowest": lowest}
    generator = contour_generator(xs, ys, values - lowest)
    lines: list[Array] = []
    for level in _levels(highest - lowest):
        lines += [np.asarray(line) for line in generator.lines(level)]
    return {
        "lines": base64_of(np.concatenate(lines)) if lines else "",
        "ends": np.cumsum([len(line) for line in lines]).tolist(),
        "lowest": lowest,
        "at": [float(xs[at[1]]), float(ys[at[0]])],
    }


def _levels(height: float) -> list[float]:
    """Of a bowl, these are curves at equal distances from each other."""
    return [height * (k / LEVELS) ** 2 for k in range(1, LEVELS)]


def _points(study: Study) -> int:
    examples = len(study.race.objective.X) if hasattr(study.race.objective, "accuracy") else 1
    fewest, most = ACROSS
    return int(np.clip(math.sqrt(WORK / examples), fewest, most))
