"""Which alpha learns fastest: test accuracy and loss against the learning rate, after 1, 10 and 100 epochs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from optim_viz.alpha_sweep import SLOTS, Results
from optim_viz.alpha_sweep.judging import nearest
from optim_viz.alpha_words import after, title, usual
from optim_viz.arrays import Array
from optim_viz.figures.network.ticks import powers, ticks_of
from optim_viz.figures.rates.frame import Spec, axis, layout, log_axis, note
from optim_viz.figures.rates.robustness import faint
from optim_viz.figures.theme import DASHES, MARKERS, THEMES, Mode, Theme
from optim_viz.wording import count, number

TITLES = {"test_accuracy": "test accuracy", "loss": "training loss"}
"""The measures, one a row."""

HEIGHTS = {"test_accuracy": 250, "loss": 220}
"""Of a row, in pixels; below it is room for ticks and, under the last, a title."""

BETWEEN, TOP, BOTTOM = 34, 50, 46
NARROW = {"between": 54, "top": 90}
"""Where panels stand below each other, each has a heading, and the legend takes three lines."""

BANDS = 0.2
"""How opaque a band is."""

LOST = {"a": 0.045, "b": 0.015}
"""Where trainings that have diverged are marked, in parts of a panel's height from its foot."""


class Place(NamedTuple):
    """A panel: its axes' ending, what it shows, and where it lies, in parts of the figure."""

    tail: str
    measure: str
    mark: int
    across: tuple[float, float]
    up: tuple[float, float]


def alphas(results: Results, mode: Mode = "light", narrow: bool = False) -> Spec:
    """Both contenders' medians over the seeds, with bands from the lowest to the highest.

    A panel for each mark, above it the accuracy and below it the loss; ``narrow`` puts all of them below each
    other.  A ring shows Keras's default; a cross at the foot, where trainings have diverged.
    """
    theme = THEMES[mode]
    height, places = _places(len(results.settings.marks), narrow)
    ranges = {measure: _range(results, measure) for measure in TITLES}
    data: list[Spec] = []
    axes: Spec = {}
    words = [_legend(results, theme, narrow)]
    for place in places:
        for slot in SLOTS:
            data += _traces(results, slot, place, ranges[place.measure], theme)
        axes |= _axes(results, place, ranges[place.measure], theme, narrow)
        if narrow or place.measure == "test_accuracy":
            words.append(_heading(results, place, theme))
    margin = {"l": 62, "r": 12, "t": NARROW["top"] if narrow else TOP, "b": BOTTOM}
    return {"data": data, "layout": layout(theme, height, margin=margin, **axes, annotations=words)}


def _places(marks: int, narrow: bool) -> tuple[int, list[Place]]:
    """The height of the figure, and its panels."""
    cells = [(measure, mark) for measure in TITLES for mark in range(marks)]
    rows = [[cell] for cell in cells] if narrow else [cells[:marks], cells[marks:]]
    tall = [HEIGHTS[row[0][0]] for row in rows]
    between, top = (NARROW["between"], NARROW["top"]) if narrow else (BETWEEN, TOP)
    inner = sum(tall) + between * (len(rows) - 1)
    found: list[Place] = []
    for k, row in enumerate(rows):
        above = sum(tall[:k]) + between * k
        up = (1 - (above + tall[k]) / inner, 1 - above / inner)
        for j, (measure, mark) in enumerate(row):
            gap = 0.015 if len(row) > 1 else 0
            across = (j / len(row) + gap * (j > 0), (j + 1) / len(row) - gap * (j + 1 < len(row)))
            found.append(Place("" if not found else str(len(found) + 1), measure, mark, across, up))
    return inner + top + BOTTOM, found


def _range(results: Results, measure: str) -> tuple[float, float]:
    """The ends of a row's axis: all shares, or all losses with some room."""
    if measure == "test_accuracy":
        return 0.0, 1.0
    values = results.values(measure)
    values = values[values > 0]
    if not values.size:
        return 0.1, 10.0
    return float(values.min()) / 2, float(values.max()) * 1.5


def _traces(
    results: Results, slot: str, place: Place, ends: tuple[float, float], theme: Theme
) -> Iterator[Spec]:
    i, x = SLOTS.index(slot), np.array(results.settings.alphas)
    band = results.band(place.measure)
    low, median, high = (values[i, :, place.mark] for values in band)
    done, lost = results.done[i].sum(axis=1), results.diverged[i, :, place.mark]
    colour = getattr(theme, slot)
    common = {"type": "scatter", "xaxis": f"x{place.tail}", "yaxis": f"y{place.tail}"}
    uid, extra = f"{place.measure}-{place.mark}-{slot}", f"<extra>{title(results, slot)}</extra>"
    outline = _outline(x, low, high)
    yield common | {
        "uid": f"band-{uid}",
        "mode": "lines",
        **outline,
        "fill": "toself",
        "fillcolor": faint(colour, BANDS),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    told = [_told(place.measure, *each) for each in zip(low, median, high, done, lost, strict=True)]
    yield common | {
        "uid": uid,
        "mode": "lines+markers",
        "x": x,
        "y": median,
        "text": told,
        "line": {"color": colour, "width": 2.2, "dash": DASHES[slot]},
        "marker": {"color": colour, "size": 5, "symbol": MARKERS[slot]},
        "hovertemplate": f"α %{{x:.3g}}<br>%{{text}}{extra}",
    }
    default = usual(results, slot)
    at = None if default is None else nearest(results, default)
    ringed = at is not None and default is not None and math.isclose(x[at], default)
    yield common | {
        "uid": f"default-{uid}",
        "mode": "markers",
        "x": x[at : at + 1] if ringed and at is not None else [],
        "y": median[at : at + 1] if ringed and at is not None else [],
        "marker": {"color": colour, "size": 14, "symbol": f"{MARKERS[slot]}-open", "line": {"width": 2}},
        "hoverinfo": "skip",
    }
    foot = ends[0] + LOST[slot] * (ends[1] - ends[0])
    if place.measure == "loss":
        foot = ends[0] * (ends[1] / ends[0]) ** LOST[slot]
    yield common | {
        "uid": f"lost-{uid}",
        "mode": "markers",
        "x": x[lost > 0],
        "y": np.full(int((lost > 0).sum()), foot),
        "text": [text for text, some in zip(told, lost, strict=True) if some],
        "marker": {"color": colour, "size": 8, "symbol": "x-thin", "line": {"color": colour, "width": 2}},
        "hovertemplate": f"α %{{x:.3g}}<br>%{{text}}{extra}",
    }


def _outline(x: Array, low: Array, high: Array) -> Spec:
    """The band as closed outlines, one for each stretch of learning rates that have numbers."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    there = np.flatnonzero(~np.isnan(low))
    for stretch in np.split(there, np.flatnonzero(np.diff(there) > 1) + 1):
        if stretch.size:
            xs += [*x[stretch].tolist(), *x[stretch][::-1].tolist(), None]
            ys += [*high[stretch].tolist(), *low[stretch][::-1].tolist(), None]
    return {"x": xs, "y": ys}


def _told(measure: str, low: float, median: float, high: float, done: int, lost: int) -> str:
    """What a point says: its median, and its range over the seeds."""
    if lost == done:
        return "has diverged"

    def shown(value: float) -> str:
        return f"{number(100 * value)} %" if measure == "test_accuracy" else number(value)

    of = f"{count(int(done), 'seed')}"
    middle = "median diverged" if math.isnan(median) else shown(median)
    if done == 1:
        return f"{middle}, {of}"
    missing = f", diverged from {lost}" if lost else ""
    return f"{middle}<br>{shown(low)} to {shown(high)} over {of}{missing}"


def _axes(results: Results, place: Place, ends: tuple[float, float], theme: Theme, narrow: bool) -> Spec:
    alphas = results.settings.alphas
    least, most = (alphas[0] / 1.3, alphas[-1] * 1.3)
    last = place.measure == "loss" and (not narrow or place.mark == len(results.settings.marks) - 1)
    first = narrow or place.mark == 0
    across = log_axis(
        theme, least, most, "learning rate α" if last else "", anchor=f"y{place.tail}", domain=place.across
    )
    across |= {"ticktext": powers([round(math.log10(tick)) for tick in across["tickvals"]])}
    words = TITLES[place.measure] if first else ""
    shared: Spec = {"anchor": f"x{place.tail}", "domain": place.up, "showticklabels": first}
    if place.measure == "loss":
        # While little is done, the losses may span less than a decade.
        up = log_axis(theme, *ends, words, **shared) | ticks_of(*ends)
    else:
        ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
        shares = [f"{100 * tick:.0f} %" for tick in ticks]
        up = axis(theme, words, range=ends, tickvals=ticks, ticktext=shares, **shared)
    return {f"xaxis{place.tail}": across, f"yaxis{place.tail}": up}


def _heading(results: Results, place: Place, theme: Theme) -> Spec:
    return note(
        f"After {after(results, place.mark)}",
        0.5,
        1.0,
        theme,
        xref=f"x{place.tail} domain",
        yref=f"y{place.tail} domain",
        yanchor="bottom",
        font={"size": 14, "color": theme.text},
    )


def _legend(results: Results, theme: Theme, narrow: bool) -> Spec:
    """What the strokes mean."""
    strokes = {"a": "●━", "b": "◆╍"}
    names = [
        f'<span style="color:{getattr(theme, slot)}">{strokes[slot]} {title(results, slot)}</span>'
        for slot in SLOTS
    ]
    lines = [
        " &nbsp; ".join(names),
        f"line: median, band: range of {count(len(results.settings.seeds), 'seed')}",
        "ring: Keras's default" + (" · ✕: diverged" if results.diverged.any() else ""),
    ]
    text = "<br>".join(lines) if narrow else " &nbsp; &nbsp; ".join(lines)
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "align": "left"}
    return note(text, 0.0, 1.0, theme, yshift=22, **place)
