"""Where the panels of a picture stand: the contours' panels have exactly the window's shape."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz.figures.scene import Scene
from optim_viz.wording import number

NARROW = 600
"""A narrower picture has its panels one below the other."""

DESIGN = 960
"""A wider picture is this one magnified, so that its letters stay as readable as its lines."""

BOTTOM = 32.0
TITLE, COUNTER = 34.0, 36.0
BETWEEN = 70.0
LETTER = 7.6


@dataclass(frozen=True)
class Layout:
    """The size of a picture in pixels, and its panels in parts of it.

    Parameters
    ----------
    width, height
        In pixels of a screen, 96 an inch.
    zoom
        How many of these a line or letter of size 1 takes.
    panels
        (left, bottom, width, height) of ``a``, ``b``, ``cost`` and ``rates``, from 0 to 1.
    """

    width: int
    height: int
    zoom: float
    panels: dict[str, tuple[float, float, float, float]]

    @classmethod
    def of(cls, scene: Scene, width: int, counter: bool = False) -> Layout:
        """The layout of a picture ``width`` pixels wide; ``counter``: with a line for it at the top."""
        (x_low, x_high), (y_low, y_high) = scene.box
        aspect = (x_high - x_low) / (y_high - y_low)
        zoom = max(1.0, width / DESIGN)
        across = width / zoom
        margin = 44 + LETTER * len(number(-scene.half, 6))
        # The last number of the axis of steps stands half beyond its panel.
        right = 4 + LETTER * max(3, len(f"{scene.race.experiment.steps:,}")) / 2
        top = COUNTER if counter else 0.0
        if width < NARROW:
            column = across - margin - right
            plane, curves = column / aspect, 130.0
            heights = (plane, plane, curves, curves)
            tops = [top + TITLE]
            for above in heights[:3]:
                tops.append(tops[-1] + above + BETWEEN)
            lefts = [margin] * 4
        else:
            column = (across - 2 * margin - right) / 2
            plane, curves = column / aspect, max(130.0, 0.36 * column)
            heights = (plane, plane, curves, curves)
            second = top + TITLE + plane + BETWEEN
            tops = [top + TITLE, top + TITLE, second, second]
            lefts = [margin, 2 * margin + column] * 2
        # An even number of pixels, which films need.
        height = 2 * round(zoom * (tops[-1] + curves + BOTTOM) / 2)
        down = height / zoom
        panels = {
            name: (x / across, 1 - (y + tall) / down, column / across, tall / down)
            for name, x, y, tall in zip(("a", "b", "cost", "rates"), lefts, tops, heights, strict=True)
        }
        return cls(width, height, zoom, panels)
