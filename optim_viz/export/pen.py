"""Colours and strokes of the theme in matplotlib's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optim_viz.figures.theme import DASHES, MARKERS, Theme

POINTS = {"circle": "o", "diamond": "D"}
Colour = tuple[float, float, float, float]


@dataclass(frozen=True)
class Pen:
    """A theme, and ``pixel``: points in a pixel of the design."""

    theme: Theme
    pixel: float

    def colour(self, slot: str) -> str:
        """A contender's colour."""
        return str(getattr(self.theme, slot))

    def line(self, colour: str, width: float, dash: str = "solid") -> dict[str, Any]:
        """Arguments of a line, its width and dashes (``6px,3px``) in pixels."""
        # Matplotlib multiplies dashes by the width of their line.
        strokes = (
            [] if dash == "solid" else [float(part.removesuffix("px")) / width for part in dash.split(",")]
        )
        return {
            "color": rgba(colour),
            "linewidth": width * self.pixel,
            "linestyle": (0, strokes) if strokes else "solid",
            "dash_capstyle": "butt",
            "solid_capstyle": "round",
            "solid_joinstyle": "round",
        }

    def contender(self, slot: str, width: float) -> dict[str, Any]:
        """Arguments of a contender's line."""
        return self.line(self.colour(slot), width, DASHES[slot])

    def points(self, slot: str, size: float, edge: str = "none", edge_width: float = 0.0) -> dict[str, Any]:
        """Arguments of a contender's points, ``size`` pixels across."""
        return {
            "marker": POINTS[MARKERS[slot]],
            "markersize": size * self.pixel,
            "markerfacecolor": self.colour(slot),
            "markeredgecolor": edge,
            "markeredgewidth": edge_width * self.pixel,
        }

    def letters(self, size: float, colour: str, bold: bool = False) -> dict[str, Any]:
        """Arguments of a text."""
        return {"fontsize": size * self.pixel, "color": colour, "fontweight": "bold" if bold else "normal"}


def rgba(colour: str) -> Colour | str:
    """A colour as the theme writes it, for matplotlib.

    >>> rgba("rgba(51, 102, 255, 0.30)"), rgba("#0072b2")
    ((0.2, 0.4, 1.0, 0.3), '#0072b2')
    """
    if not colour.startswith("rgba("):
        return colour
    red, green, blue, alpha = (float(part) for part in colour[5:-1].split(","))
    return red / 255, green / 255, blue / 255, alpha
