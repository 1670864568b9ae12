"""Names of features and of curves: whatever a table calls them, they fit, and none lies on another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

from optim_viz.export.labels import apart
from optim_viz.export.pen import Pen
from optim_viz.wording import indexed

LETTERS = 12.5
"""The size of names, in pixels of the design."""

TICK = 8.0
"""From a name to its panel, in pixels of the design."""

WIDER = 1.05
"""Letters that are fitted to pixels come out a little wider."""

GAP = 13.0
"""From one name to the next, in pixels of the design."""


def rows(names: tuple[str, ...], most: float) -> list[str]:
    """The names of the parameters with their learning rates, none wider than ``most`` pixels.

    A name that the font of the pictures cannot write is left out; its learning rate has a number.

    >>> rows(("bmi", "body_mass_index_of_the_patient", "b"), 110)
    ['bmi  α₁', 'body_mass…  α₂', 'b  α₃']
    """
    symbols = [indexed("α", j) for j in range(len(names))]
    return [
        f"{cut(name, most - width(f'  {symbol}'))}  {symbol}" if written(name) else symbol
        for name, symbol in zip(names, symbols, strict=True)
    ]


def cut(text: str, most: float) -> str:
    """The text, or as much of its beginning as ``most`` pixels hold."""
    if width(text) <= most:
        return text
    kept = len(text) - 1
    while kept and width(f"{text[:kept]}…") > most:
        kept -= 1
    return f"{text[:kept].rstrip()}…"


def written(text: str) -> bool:
    """Whether the font of the pictures has all characters of a text."""
    known = get_font(findfont(FontProperties()))
    return text.isprintable() and all(known.get_char_index(ord(character)) for character in text)


@lru_cache(maxsize=4096)
def width(text: str, size: float = LETTERS) -> float:
    """How wide a text is drawn, in the unit of its ``size``."""
    across, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=size), ismath=False)
    return WIDER * float(across)


def spaced(wanted: Iterable[float], gap: float) -> list[int]:
    """Which of the places to keep so that all are ``gap`` apart: the first, and each that has room.

    >>> spaced([1.0, 1.4, 2.0, 5.0], 0.5)
    [0, 2, 3]
    """
    kept: list[tuple[int, float]] = []
    for number, place in enumerate(wanted):
        if all(abs(place - other) >= gap for _, other in kept):
            kept.append((number, place))
    return [number for number, _ in kept]


def beside(axes: Axes, names: list[tuple[float, str, str]], pen: Pen) -> None:
    """Names to the right of a panel, each ``(place, text, colour)``, moved apart where they would touch."""
    names = sorted(names)
    places = apart([place for place, _, _ in names], GAP * unit(axes, pen), *axes.get_ylim())
    for place, (_, text, colour) in zip(places, names, strict=True):
        axes.annotate(
            text,
            (1, place),
            xycoords=("axes fraction", "data"),
            xytext=(4 * pen.pixel, 0),
            textcoords="offset points",
            va="center_baseline",
            annotation_clip=False,
            **pen.letters(LETTERS, colour, bold=True),
        )


def unit(axes: Axes, pen: Pen) -> float:
    """How much of the upright axis a pixel of the design is."""
    low, high = axes.get_ylim()
    return (high - low) * pen.pixel * axes.figure.dpi / 72 / axes.bbox.height
