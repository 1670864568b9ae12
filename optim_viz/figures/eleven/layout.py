"""The panels of the page as Plotly draws them: axes, grids and words; the curves themselves are the page's.

Their places are given by the page, which knows its width.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from optim_viz.figures.eleven.study import Range, Study
from optim_viz.figures.theme import THEMES, Mode, Theme, chart_axis, chart_layout, panel_heading
from optim_viz.wording import indexed, number

Spec = dict[str, Any]

MOST_NAMES = 40
"""Of more parameters, only some are named on an axis."""

SHORT = 6
"""Letters of a name that has room below its bar."""


def specification(study: Study, mode: Mode = "light") -> Spec:
    """The figure as plotly.js reads it: seven pairs of axes with their headings, and two level lines."""
    theme = THEMES[mode]
    n, steps = len(study.names), study.race.experiment.steps
    axis = chart_axis(theme) | {"automargin": False, "fixedrange": True}
    along = axis | {"range": [0, steps], "exponentformat": "none", "separatethousands": True}
    along |= {"nticks": 7} if steps > 7 else {"dtick": 1}
    distances = "distance from the minimum |wⱼ − wⱼ*|"
    if study.minimum is None:
        distances = "size of the weights |wⱼ| (J has no minimum)"
    return {
        "data": [_anchor(k) for k in range(1, 8)],
        "layout": {
            **chart_layout(theme),
            "width": 1200,
            "height": 1000,
            "margin": {"l": 56, "r": 14, "t": 26, "b": 40},
            "dragmode": False,
            "hovermode": False,
            "xaxis": axis | names(study) | {"range": [-0.6, n - 0.4], "showgrid": False, "anchor": "y"},
            "yaxis": axis | decades_axis(study.log_rates) | {"anchor": "x"},
            "xaxis2": along | {"anchor": "y2"},
            "yaxis2": axis | decades_axis(study.log_rates) | {"anchor": "x2"},
            "xaxis3": along | {"anchor": "y3"},
            "yaxis3": axis | {"anchor": "x3"},
            "xaxis4": along | {"anchor": "y4"},
            "yaxis4": axis | decades_axis(study.log_distances) | {"anchor": "x4"},
            "xaxis5": axis | {"anchor": "y5", "nticks": 5, "showgrid": False},
            "yaxis5": axis | {"anchor": "x5", "nticks": 6, "showgrid": False},
            "xaxis6": axis | {"anchor": "y6", "nticks": 5, "showgrid": False},
            "yaxis6": axis | {"anchor": "x6", "nticks": 6, "showgrid": False},
            "xaxis7": axis
            | {"anchor": "y7", "range": [-0.03, 1.03], "nticks": 6}
            | _title("share of the way not taken back", theme),
            "yaxis7": axis | decades_axis(study.log_rates) | {"anchor": "x7"},
            "annotations": [
                _heading("learning rates αⱼ at this step", 1, theme),
                _heading("learning rates αⱼ against step", 2, theme),
                _heading("", 3, theme),
                _heading(distances, 4, theme),
                _heading("", 5, theme),
                _heading("", 6, theme),
                _heading("αⱼ against steadiness", 7, theme),
            ],
        },
    }


def costs(study: Study, mode: Mode = "light") -> dict[str, Spec]:
    """The panel of the cost in two ways: J with its exact minimum as a line, and J above that minimum.

    The dotted line is where a run has arrived.
    """
    theme = THEMES[mode]
    excess = float(study.race.a.value[0]) - study.lowest
    bar = study.race.experiment.tolerance * excess
    lines = [_line("minimum", study.lowest, theme, "6px,3px")] if study.minimum is not None else []
    levels = [level for level in (study.lowest + bar, bar) if level > 0]
    tolerances = [_line("tolerance", level, theme, "2px,3px") for level in levels]
    exact = f"cost J against step; minimum J* = {number(study.lowest, 4)}" if lines else "cost J against step"
    return {
        "value": {**decades_axis(study.log_costs), "heading": exact, "shapes": [*tolerances[:1], *lines]},
        "excess": {
            **decades_axis(study.log_excess),
            "heading": "cost above its minimum, J − J*" if lines else "cost J against step",
            "shapes": tolerances[1:],
        },
    }


def names(study: Study) -> Spec:
    """The ticks of an axis of parameters: symbol and name, or what there is room for.

    >>> from optim_viz import Experiment, perform
    >>> names(Study.of(perform(Experiment.from_query("f=regression")[0])))["ticktext"][2]
    'α₃<br>bmi'
    """
    count = len(study.names)
    places = np.unique(np.linspace(0, count - 1, min(count, MOST_NAMES)).round().astype(int)).tolist()
    short = count <= 14 and max(map(len, study.names)) <= SHORT
    between = "<br>" if short else " "
    texts = [f"{indexed('α', j)}{between}{_safe(_cut(study.names[j]))}" for j in places]
    return {"tickvals": places, "ticktext": texts, "tickangle": 0 if short else -38, "ticks": ""}


def decades_axis(extent: Range) -> Spec:
    """A logarithmic axis on which places are decades: 0 is where 1 stands."""
    low, high = extent
    every = max(1, math.ceil((high - low) / 7))
    places = [k for k in range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1) if k % every == 0]
    values = [10.0**k for k in places]
    if len(places) < 3:
        # Between two powers of ten there is room for some of their multiples.
        digits = (1, 2, 5) if high - low > 0.5 else (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)
        exponents = range(math.floor(low), math.ceil(high) + 1)
        values = [digit * 10.0**k for k in exponents for digit in digits]
        values = [value for value in values if low <= math.log10(value) <= high]
    return {
        "range": [low, high],
        "tickvals": [math.log10(value) for value in values],
        "ticktext": [_power(value) for value in values],
    }


def _power(value: float) -> str:
    if 1e-3 <= value < 1e5:
        return number(value, 2)
    return f"10<sup>{round(math.log10(value))}</sup>"


def _line(name: str, level: float, theme: Theme, dash: str) -> Spec:
    return {
        "type": "line",
        "name": name,
        "layer": "below",
        "xref": "x3 domain",
        "yref": "y3",
        "x0": 0,
        "x1": 1,
        "y0": math.log10(level),
        "y1": math.log10(level),
        "line": {"color": theme.text if name == "minimum" else theme.muted, "width": 1.3, "dash": dash},
    }


def _anchor(k: int) -> Spec:
    """An empty trace: without one, Plotly leaves out a pair of axes."""
    end = "" if k == 1 else str(k)
    nothing = {"x": [None], "y": [None], "hoverinfo": "skip"}
    return {"type": "scatter", **nothing, "xaxis": f"x{end}", "yaxis": f"y{end}"}


def _title(text: str, theme: Theme) -> Spec:
    return {"title": {"text": text, "standoff": 4, "font": {"size": 13, "color": theme.muted}}}


def _heading(text: str, k: int, theme: Theme) -> Spec:
    return panel_heading(text, "" if k == 1 else str(k), theme.text)


def _cut(name: str, most: int = 22) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _safe(name: str) -> str:
    """A name that Plotly shows as it is: it reads some HTML."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
