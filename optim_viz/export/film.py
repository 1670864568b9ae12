"""A race at any moment, as pixels: what stands still is drawn once, and only what moves is drawn anew."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D

from optim_viz.arrays import Array
from optim_viz.contender import Contender
from optim_viz.experiment import Race
from optim_viz.export import labels, panels
from optim_viz.export.drawing import PIXEL, Drawing, draw, fate, sides, style
from optim_viz.export.motion import Motion
from optim_viz.figures.scene import drawn_rows, log_ratio

Pixels = npt.NDArray[np.uint8]


class Film:
    """The frames of an animation; each depends on its moment alone, so they may be asked for in any order.

    >>> from optim_viz import Experiment, perform
    >>> Film(perform(Experiment()), Motion()).at(12.5).shape
    (488, 800, 4)
    """

    def __init__(self, race: Race, motion: Motion) -> None:
        self.steps = race.experiment.steps
        with style():
            drawing = draw(race, motion.width, motion.dark, moving=True)
            self.canvas = FigureCanvasAgg(drawing.figure)
            self.runners = [Runner(drawing, slot, contender) for slot, contender in sides(race)]
            self.playheads = [_playhead(drawing, axes) for axes in (drawing.cost, drawing.rates)]
            self.counter = drawing.figure.text(
                0.5,
                1 - 22 * drawing.layout.zoom / drawing.layout.height,
                self.count(self.steps),
                ha="right",
                va="center",
                animated=True,
                **drawing.pen.letters(17, drawing.pen.theme.text, bold=True),
            )
            # Aligned at the right, so that its figures hold still while they become more; centred at the end.
            half = labels.width_of(self.counter) / 2
            self.counter.set_x(0.5 + half / (PIXEL * drawing.layout.width))
            self.canvas.draw()
            self.ground = self.canvas.copy_from_bbox(drawing.figure.bbox)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels; the height is even."""
        return self.canvas.get_width_height()

    def at(self, t: float) -> Pixels:
        """The frame at playhead ``t``, 0 to the last step, ``(height, width, 4)``; overwritten by the next."""
        self.canvas.restore_region(self.ground)
        renderer = self.canvas.get_renderer()
        for artist in self.moving(t):
            artist.draw(renderer)
        return np.asarray(self.canvas.buffer_rgba())

    def count(self, t: float) -> str:
        """What the counter says."""
        return f"step {math.floor(t):,} / {self.steps:,}"

    def moving(self, t: float) -> list[Artist]:
        """What moves, placed at ``t``, from back to front."""
        for line in self.playheads:
            line.set_xdata([t, t])
        self.counter.set_text(self.count(t))
        artists: list[Artist] = [*self.playheads, self.counter]
        for runner in self.runners:
            artists += runner.at(t)
        return artists


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
        self.head = _dots(plane, drawing, slot, 12)
        self.marks = _dots(drawing.cost, drawing, slot, 9), _dots(drawing.rates, drawing, slot, 9)
        for mark in self.marks:
            mark.set_clip_on(False)  # at the first and the last step they stand on the frame
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
            here = self.between(self.x, t)
            trail = np.vstack([trail, here])
            self.head.set_data(*here[:, np.newaxis])
            artists.append(self.head)
        if t <= self.last:
            cost, rates = self.marks
            _mark(cost, t, np.atleast_1d(self.between(self.cost, t)))
            _mark(rates, t, self.rates[min(math.floor(t), len(self.rates) - 1)])
            artists += self.marks
        self.trail.set_data(*trail.T)
        if self.fate and self.gone is not None and t >= self.gone:
            artists.append(self.fate)
        return artists

    def between(self, values: Array, t: float) -> Array:
        """On the straight line between the steps before and after ``t``."""
        k = math.floor(t)
        if k == t or k + 1 >= len(values):
            return np.asarray(values[k])
        with np.errstate(invalid="ignore"):  # the logarithm of a cost of 0 is -inf, and has no place
            return np.asarray(values[k] + (t - k) * (values[k + 1] - values[k]))


def _mark(dots: Line2D, t: float, values: Array) -> None:
    """Points at ``t``, those that are within the axis."""
    assert dots.axes is not None
    low, high = dots.axes.get_ylim()
    shown = values[(values >= low) & (values <= high)]
    dots.set_data(np.full(len(shown), t), shown)


def _dots(axes: Axes, drawing: Drawing, slot: str, size: float) -> Line2D:
    look = drawing.pen.points(slot, size, edge="#ffffff", edge_width=1.5)
    return axes.plot([], [], linestyle="none", **look, zorder=6, animated=True)[0]


def _playhead(drawing: Drawing, axes: Axes) -> Line2D:
    look = drawing.pen.line(drawing.pen.theme.muted, 1)
    return axes.axvline(0, **look, alpha=0.8, animated=True)
