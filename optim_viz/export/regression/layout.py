"""Where the four panels of a regression stand: learning rates above, cost and weights below."""

from __future__ import annotations

from optim_viz.export.layout import BETWEEN, BOTTOM, COUNTER, DESIGN, LETTER, NARROW, Layout
from optim_viz.export.regression.names import TICK, width
from optim_viz.export.regression.scene import Scene
from optim_viz.export.scale import MOST_TICKS, Scale

TITLES, LINES = 30.0, 20.0
HEADING = 32.0
RATES, CURVES = 280.0, 220.0
RIGHT = 44.0
"""Room for the names of curves."""

EDGE = 6.0
"""From the edge of the picture to the longest name."""

NAMES = 0.42
"""The part of a column that names of features may take."""


def room_for_names(across: int) -> float:
    """How wide names of features may be in a picture ``across`` pixels wide, in pixels of the design."""
    return NAMES * (across if across < NARROW else min(across, DESIGN) / 2)


def layout(scene: Scene, names: list[str], lines: int, across: int, counter: bool = False) -> Layout:
    """The layout of a picture ``across`` pixels wide, with so many lines below the titles of its runs.

    ``counter``: with a line for it at the top.
    """
    zoom = max(1.0, across / DESIGN)
    design = across / zoom
    narrow = design < NARROW
    column = design if narrow else design / 2
    titles = len(scene.runs) if narrow else 1
    top = (COUNTER if counter else 0.0) + titles * TITLES + lines * LINES + HEADING
    lefts = {
        "marks": EDGE + TICK + max(map(width, names)),
        "rates": _margin(scene.rates_scale),
        "cost": _margin(scene.cost_scale),
        "away": _margin(scene.away_scale),
    }
    heights = {"marks": RATES, "rates": CURVES if narrow else RATES, "cost": CURVES, "away": CURVES}
    panels, bottom = {}, top
    for number, (name, left) in enumerate(lefts.items()):
        above = top
        if narrow and number:
            above = bottom + BETWEEN
        elif number >= 2:
            above = top + RATES + BETWEEN
        column_left = 0.0 if narrow or number % 2 == 0 else column
        panels[name] = (column_left + left, above, column - left - RIGHT, heights[name])
        bottom = above + heights[name]
    # An even number of pixels, which films need.
    height = 2 * round(zoom * (bottom + BOTTOM) / 2)
    down = height / zoom
    parts = {
        name: (left / design, 1 - (above + tall) / down, wide / design, tall / down)
        for name, (left, above, wide, tall) in panels.items()
    }
    return Layout(across, height, zoom, parts)


def _margin(scale: Scale) -> float:
    return 16 + LETTER * max(len(text) for _, text in scale.ticks(MOST_TICKS))
