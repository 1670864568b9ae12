"""The texts of a picture beside the numbers of its axes: titles, names of curves, what became of a run."""

from __future__ import annotations

from itertools import accumulate

from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text
from matplotlib.textpath import text_to_path

from optim_viz.export.pen import Pen
from optim_viz.figures.scene import log_ratio, rate_names
from optim_viz.trajectory import Trajectory


def title(axes: Axes, text: str, slot: str, pen: Pen) -> None:
    """A contender's name over its panel."""
    letters = pen.letters(15.5, pen.colour(slot), bold=True)
    shrink(axes.set_title(text, loc="left", pad=8 * pen.pixel, **letters), axes, 0)


def heading(axes: Axes, text: str, pen: Pen) -> None:
    """What a panel shows, over it."""
    letters = pen.letters(14, pen.theme.text)
    shrink(axes.set_title(text, loc="left", pad=6 * pen.pixel, **letters), axes, 0)


def fate(axes: Axes, text: str, pen: Pen) -> Annotation:
    """What became of a run that went away, at the lower edge of its panel."""
    note = axes.annotate(
        text,
        (1, 0),
        xycoords="axes fraction",
        xytext=(-7 * pen.pixel, 7 * pen.pixel),
        textcoords="offset points",
        ha="right",
        va="bottom",
        bbox={"boxstyle": "round,pad=0.3", "facecolor": pen.theme.panel, "edgecolor": pen.theme.line},
        zorder=5,
        **pen.letters(12.5, pen.theme.text),
    )
    shrink(note, axes, 20 * pen.pixel)
    return note


def rates(axes: Axes, trajectories: dict[str, Trajectory], pen: Pen) -> None:
    """The names of all learning rates at the ends of their curves, moved apart where they would touch."""
    low, high = axes.get_ylim()
    unit = (
        (high - low) * axes.figure.dpi / 72 / axes.bbox.height * pen.pixel
    )  # decades in a pixel of the design
    labels: list[tuple[float, str, str, float]] = [
        (float(log), slot, name, end)
        for slot, trajectory in trajectories.items()
        for names, end, values in [rate_names(trajectory)]
        for name, log in zip(names, log_ratio(values, 1.0), strict=True)
        if low <= log <= high
    ]
    labels.sort(key=lambda label: (label[0], label[1] == "a"))
    wanted = [log + (9 if slot == "a" else -9) * unit for log, slot, _, _ in labels]
    places = apart(wanted, 16 * unit, low + 9 * unit, high - 9 * unit)
    for place, (_, slot, name, end) in zip(places, labels, strict=True):
        at_start = end < 0.05 * trajectories[slot].steps
        axes.annotate(
            name,
            (end, place),
            xytext=((8 if at_start else -3) * pen.pixel, 0),
            textcoords="offset points",
            ha="left" if at_start else "right",
            va="center_baseline",
            zorder=5,
            **pen.letters(15, pen.colour(slot), bold=True),
        )


def apart(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places near those wanted, each at least ``gap`` above the one before, from ``low`` to ``high``.

    >>> apart([1.0, 1.0, 5.0], 1.0, 0.0, 5.5)
    [0.5, 1.5, 5.0]
    """
    last = len(wanted) - 1
    within = [min(max(place, low + i * gap), high - (last - i) * gap) for i, place in enumerate(wanted)]
    # Pushed up only, and pushed down only: both keep the gaps, and so does the middle between them.
    up = list(accumulate(within, lambda below, place: max(place, below + gap)))
    down = list(accumulate(within[::-1], lambda above, place: min(place, above - gap)))[::-1]
    return [(one + other) / 2 for one, other in zip(up, down, strict=True)]


def shrink(text: Text, axes: Axes, room: float) -> None:
    """Make a text so small that it is no wider than its panel, less ``room`` points."""
    fit(text, axes.bbox.width * 72 / axes.figure.dpi - room)


def fit(text: Text, most: float) -> None:
    """Make a text so small that it is no wider than ``most`` points."""
    # Letters that are fitted to pixels come out a little wider than drawn.
    width = 1.05 * width_of(text)
    if width > most:
        text.set_fontsize(float(text.get_fontsize()) * most / width)


def width_of(text: Text) -> float:
    """How wide a text is, in points."""
    letters = text.get_fontproperties()
    return float(text_to_path.get_text_width_height_descent(text.get_text(), letters, ismath=False)[0])
