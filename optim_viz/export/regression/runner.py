"""What moves of a contender on a regression: the marks of its learning rates, and points on its curves."""

from __future__ import annotations

import math

from matplotlib.artist import Artist

from optim_viz.contender import Contender
from optim_viz.export.points import between, on_frame, put
from optim_viz.export.regression import marks
from optim_viz.export.regression.drawing import Drawing

MOST_POINTS = 20
"""Of more parameters only the marks move, and the point on the cost."""


class Runner:
    """The learning rates of the step that the playhead is in, and where cost and weights are."""

    def __init__(self, drawing: Drawing, slot: str, contender: Contender) -> None:
        scene, pen = drawing.scene, drawing.pen
        self.last = int(contender.trajectory.last)
        self.rates, self.cost, self.away = scene.rates[slot], scene.cost[slot], scene.away[slot]
        look = marks.look(drawing.marks, scene, slot, pen)
        self.marks = drawing.marks.plot([], [], animated=True, **look)[0]
        self.rows = marks.rows(drawing.marks, scene, slot, pen)
        self.on_cost = on_frame(drawing.cost, pen, slot, 9)
        self.on_curves = [on_frame(axes, pen, slot, 7) for axes in (drawing.rates, drawing.away)]

    def at(self, t: float) -> list[Artist]:
        """Its artists placed at ``t``; none of a run whose numbers have ended."""
        if t > self.last:
            return []
        rates = self.rates[min(math.floor(t), len(self.rates) - 1)]
        self.marks.set_data(rates, self.rows)
        put(self.on_cost, t, between(self.cost, t).reshape(1))
        artists: list[Artist] = [self.marks, self.on_cost]
        if len(rates) <= MOST_POINTS:
            for points, values in zip(self.on_curves, (rates, between(self.away, t)), strict=True):
                put(points, t, values)
            artists += self.on_curves
        return artists
