"""What stands above the panels: who ran, on what, and what has to be known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from optim_viz.export.labels import fit
from optim_viz.export.layout import NARROW, Layout
from optim_viz.export.pen import Pen
from optim_viz.export.regression.layout import EDGE, LINES, TITLES
from optim_viz.export.regression.scene import Scene

KEY = 30.0
"""The length of the piece of line before a title, in pixels of the design."""


@dataclass(frozen=True)
class Head:
    """Texts above the panels.

    Parameters
    ----------
    titles
        Of the runs by their slots, side by side where there is room.
    lines
        Below them, each the slot in whose colour it stands, or no slot, and its text.
    """

    titles: dict[str, str]
    lines: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, scene: Scene, titles: dict[str, str], lines: list[tuple[str, str]]) -> Head:
        """The head of a scene: the lines that say something, and what has to be known of its minimum."""
        about, *fates = lines
        return cls(titles, tuple(line for line in (about, ("", _minima(scene)), *fates) if line[1]))

    def write(self, figure: Figure, layout: Layout, pen: Pen, top: float) -> None:
        """Write it from ``top`` pixels below the upper edge on."""
        across = layout.width / layout.zoom
        beside = 1 if across < NARROW else len(self.titles)
        place = _Place(figure, layout, pen)
        for number, (slot, text) in enumerate(self.titles.items()):
            row, column = divmod(number, beside)
            left, right = (EDGE + (column + side) * across / beside for side in (0, 1))
            down = top + (row + 0.55) * TITLES
            place.key(slot, left, down)
            look = pen.letters(15.5, pen.colour(slot), bold=True)
            place.text(text, left + KEY + 6, right - 2 * EDGE, down, look)
        top += len(self.titles) / beside * TITLES
        for number, (slot, text) in enumerate(self.lines):
            look = pen.letters(14, pen.colour(slot) if slot else pen.theme.text)
            place.text(text, EDGE, across - EDGE, top + (number + 0.5) * LINES, look)


@dataclass(frozen=True)
class _Place:
    """Where pixels of the design, counted from the left upper corner, are in a figure."""

    figure: Figure
    layout: Layout
    pen: Pen

    def text(self, text: str, left: float, right: float, down: float, look: dict[str, Any]) -> None:
        x, y = self.at(left, down)
        written = self.figure.text(x, y, text, va="center_baseline", parse_math=False, **look)
        fit(written, (right - left) * self.pen.pixel)

    def key(self, slot: str, left: float, down: float) -> None:
        """A piece of a contender's line with its mark."""
        ends = [self.at(x, down) for x in (left, left + KEY / 2, left + KEY)]
        line = Line2D(*zip(*ends, strict=True), **self.pen.contender(slot, 2), markevery=[1])
        line.set(**self.pen.points(slot, 8.5), transform=self.figure.transFigure)
        self.figure.add_artist(line)

    def at(self, left: float, down: float) -> tuple[float, float]:
        zoom = self.layout.zoom
        return left * zoom / self.layout.width, 1 - down * zoom / self.layout.height


def _minima(scene: Scene) -> str:
    """What has to be known of a cost without a minimum, or with many."""
    if scene.separable:
        return "A hyperplane separates the labels: there is no minimum."
    return "" if scene.unique else "Of its many minima, w* is the shortest."
