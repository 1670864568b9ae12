"""The learning rates of one step, feature by feature: two marks a row on one logarithmic axis.

Marks, since a bar would begin at a number that a logarithmic axis does not have.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from optim_viz.arrays import Array
from optim_viz.export.axes import frame, grid
from optim_viz.export.labels import heading
from optim_viz.export.pen import Pen
from optim_viz.export.regression import names
from optim_viz.export.regression.scene import Scene
from optim_viz.export.scale import MOST_TICKS, Scale

BETWEEN = 10.0
"""Pixels between two numbers below the panel."""

ASIDE = 0.2
"""How far from the middle of its row a contender's mark stands, in rows, ..."""

FURTHEST = 6.0
"""... and in pixels at the most."""


def panel(axes: Axes, scene: Scene, texts: list[str], text: str, pen: Pen) -> None:
    """The panel with its numbers and the names of its rows, as many as there is room for, without its marks."""
    frame(axes, pen)
    across, down = size(axes, pen)
    axes.set_xlim(scene.rates_scale.low, scene.rates_scale.high)
    scene.rates_scale.write(axes.xaxis, _ticks(scene.rates_scale, across))
    axes.set_ylim(len(texts) - 0.5, -0.5)
    every = math.ceil(names.GAP * len(texts) / down)
    axes.set_yticks(range(0, len(texts), every), texts[::every], parse_math=False)
    axes.tick_params("y", labelsize=names.LETTERS * pen.pixel)
    grid(axes, pen)
    heading(axes, text, pen)


def rows(axes: Axes, scene: Scene, slot: str, pen: Pen) -> Array:
    """Where a contender's marks stand, ``(n,)``: in the row of their parameter, the left contender's above."""
    count = len(scene.names)
    aside = min(ASIDE, FURTHEST * count / size(axes, pen)[1]) if len(scene.runs) > 1 else 0.0
    return np.arange(count) + aside * {"a": -1, "b": 1}[slot]


def mark(axes: Axes, scene: Scene, slot: str, pen: Pen) -> None:
    """The learning rates of a contender at its last step."""
    logs = scene.rates[slot][max(0, int(scene.runs[slot].last) - 1)]
    axes.plot(logs, rows(axes, scene, slot, pen), **look(axes, scene, slot, pen))


def look(axes: Axes, scene: Scene, slot: str, pen: Pen) -> dict[str, Any]:
    """The look of marks: two fit into a row, as long as a row is high enough to see any."""
    across = min(8.5, max(1.5, 0.4 * size(axes, pen)[1] / len(scene.names)))
    return {**pen.points(slot, across), "linestyle": "none", "zorder": 3}


def size(axes: Axes, pen: Pen) -> tuple[float, float]:
    """Width and height of a panel, in pixels of the design."""
    unit = 72 / axes.figure.dpi / pen.pixel
    return axes.bbox.width * unit, axes.bbox.height * unit


def _ticks(scale: Scale, across: float) -> list[tuple[float, str]]:
    """As many numbers as stand apart along ``across`` pixels."""
    unit = across / (scale.high - scale.low)
    for most in range(MOST_TICKS, 2, -1):
        ticks = scale.ticks(most)
        needed = [
            (names.width(one) + names.width(other)) / 2 + BETWEEN for (_, one), (_, other) in pairwise(ticks)
        ]
        if all(
            (other - one) * unit >= room
            for ((one, _), (other, _)), room in zip(pairwise(ticks), needed, strict=True)
        ):
            return ticks
    return scale.ticks(2)
