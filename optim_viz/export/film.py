"""A race at any moment, as pixels: what stands still is drawn once, and only what moves is drawn anew."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D

from optim_viz.export import labels
from optim_viz.export.drawing import PIXEL, draw, sides, style
from optim_viz.export.motion import Motion
from optim_viz.export.pen import Pen
from optim_viz.export.regression.drawing import draw as draw_regression
from optim_viz.export.regression.runner import Runner as RunnerOnRegression
from optim_viz.export.runner import Runner
from optim_viz.race import Race

Pixels = npt.NDArray[np.uint8]

STAGES: dict[str, Any] = {
    "quadratic": (draw, Runner),
    "regression": (draw_regression, RunnerOnRegression),
}
"""By cost: what draws that which stands still, and what moves of a contender."""


class Film:
    """The frames of an animation; each depends on its moment alone, so they may be asked for in any order.

    >>> from optim_viz import Experiment, perform
    >>> Film(perform(Experiment()), Motion()).at(12.5).shape
    (488, 800, 4)
    """

    def __init__(self, race: Race, motion: Motion) -> None:
        self.steps = race.experiment.steps
        with style():
            stage, runner = STAGES[race.experiment.f.key]
            drawing = stage(race, motion.width, motion.dark, moving=True)
            self.canvas = FigureCanvasAgg(drawing.figure)
            self.runners = [runner(drawing, slot, contender) for slot, contender in sides(race)]
            self.playheads = [_playhead(drawing.pen, axes) for axes in drawing.against_steps]
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


def _playhead(pen: Pen, axes: Axes) -> Line2D:
    look = pen.line(pen.theme.muted, 1)
    return axes.axvline(0, **look, alpha=0.8, animated=True)
