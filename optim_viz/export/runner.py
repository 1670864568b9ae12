"""What moves of a contender on a quadratic cost: its head with a trail, and points on its curves."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.artist import Artist

from optim_viz.contender import Contender
from optim_viz.export import labels, panels
from optim_viz.export.drawing import Drawing, fate
from optim_viz.export.points import between, dots, on_frame, put
from optim_viz.figures.scene import drawn_rows, log_ratio


class Runner:
    """What moves of one contender: trail, head, and points on its curves."""

    def __init__(self, drawing: Drawing, slot: str, contender: Contender) -> None:
        self.run = contender.trajectory
        self.last = int(self.run.last)
        self.rows = drawn_rows(drawing.scene, self.run)
        self.x = panels.path_points(drawing.scene, self.run, np.arange(self.rows[-1] + 1))
        self.cost = log_ratio(self.run.value, drawing.scene.first_cost)
        self.rates = log_ratio(self.run.learning_rates, 1.0)
        pen, plane = drawing.pen, drawing.planes[slot]
        solid = pen.line(pen.colour(slot), 2.2)
        self.trail = plane.plot([], [], **solid, animated=True)[0]
        self.head = dots(plane, pen, slot, 12)
        self.marks = on_frame(drawing.cost, pen, slot, 9), on_frame(drawing.rates, pen, slot, 9)
        panels.start(plane, drawing.scene, pen)
        text = fate(contender)
        self.gone = contender.left if contender.left is not None else contender.broke
        self.fate = labels.fate(plane, text, pen) if text else None
        if self.fate:
            self.fate.set_animated(True)

    def at(self, t: float) -> list[Artist]:
        """Its artists placed at ``t``; a run whose numbers have ended has no head and no points."""
        trail = self.x[self.rows[: np.searchsorted(self.rows, t, side="right")]]
        artists: list[Artist] = [self.trail]
        if t < len(self.x):
            here = between(self.x, t)
            trail = np.vstack([trail, here])
            self.head.set_data(*here[:, np.newaxis])
            artists.append(self.head)
        if t <= self.last:
            cost, rates = self.marks
            put(cost, t, np.atleast_1d(between(self.cost, t)))
            put(rates, t, self.rates[min(math.floor(t), len(self.rates) - 1)])
            artists += self.marks
        self.trail.set_data(*trail.T)
        if self.fate and self.gone is not None and t >= self.gone:
            artists.append(self.fate)
        return artists
