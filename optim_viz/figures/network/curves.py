"""Loss and test accuracy against the epoch, of the present trainings and of those that were pinned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from optim_viz.arrays import Array
from optim_viz.figures.network.ticks import ticks_of
from optim_viz.figures.rates.frame import Spec, axis, layout
from optim_viz.figures.theme import DASHES, MARKERS, THEMES, Mode, Theme

Scale = Literal["all", "top"]

ACCURACIES: dict[str, tuple[float, float]] = {"all": (0, 100), "top": (80, 100)}
"""What the axis of the test accuracy shows, in %."""

LOSSES = (0.05, 3.0)
"""What the axis of the loss shows at least: a network that knows nothing of ten digits has log 10 = 2.3."""

PINS: dict[Mode, tuple[str, ...]] = {
    "light": ("#009e73", "#aa4499", "#8c6d00", "#5b6770", "#882255", "#332288"),
    "dark": ("#3ddbaa", "#e6a0cf", "#f0d060", "#b8c4d0", "#ff8fab", "#a9a4ff"),
}
"""Colours of what is pinned, in its order."""

MANY = 30
"""Epochs from which on single measurements are not marked any more."""

LETTERS, TOP, BOTTOM = 24, 34, 44
"""In pixels: a line of names above the panels, a heading, and ticks with the title of an axis."""

PANEL, SWITCH = 282, 30
"""In pixels: the height of a panel, and the page's switch above the second one on a narrow screen."""

ASIDE = 0.025
"""What there is before the first and behind the last epoch, in parts of all: half a marker and more."""


@dataclass(frozen=True, eq=False)
class Line:
    """What the chart shows of one training.

    Parameters
    ----------
    slot
        ``a`` or ``b``.
    name
        What it is called above the chart, and where it is pointed at.
    epoch, loss, accuracy
        On the digits that are followed, ``(kept,)`` each.
    test_accuracy
        At the end of each epoch, and before the first, ``(epochs so far + 1,)``.
    pin
        Which of the pinned ones it is, from 0; None for the present one.
    """

    slot: str
    name: str
    epoch: Array
    loss: Array
    accuracy: Array
    test_accuracy: Array
    pin: int | None = None


def curves(
    lines: Sequence[Line],
    epochs: int,
    followed: int,
    tested: int,
    scale: Scale = "all",
    narrow: bool = False,
    mode: Mode = "light",
) -> Spec:
    """Loss on the left, accuracy on the right; below each other with ``narrow``.

    The present trainings are named above, each beside a sample of its line.

    Parameters
    ----------
    lines
        In the order in which they are drawn; any number.
    epochs
        Where the axes end.
    followed, tested
        How many digits the loss is followed on, and how many test.
    """
    theme = THEMES[mode]
    data: list[Spec] = []
    for line in lines:
        data += _of(line, theme, mode)
    # Plotly draws no axes without a trace on them.
    nothing: Spec = {"type": "scatter", "x": [None], "y": [None], "showlegend": False}
    data = data or [nothing, {**nothing, "xaxis": "x2", "yaxis": "y2"}]
    names = 2 * LETTERS if narrow else LETTERS
    across: Spec = {"range": [-ASIDE * epochs, (1 + ASIDE) * epochs]} | ({"dtick": 1} if epochs <= 6 else {})
    height, (left, right) = _places(narrow)
    return {
        "data": data,
        "layout": layout(
            theme,
            height + names + TOP + BOTTOM,
            margin={"l": 58, "r": 16, "t": names + TOP, "b": BOTTOM},
            showlegend=True,
            legend=_legend(theme),
            xaxis=axis(theme, "epoch", domain=left["x"], anchor="y", **across),
            yaxis=axis(theme, "", domain=left["y"], anchor="x", **_losses(lines)),
            xaxis2=axis(theme, "epoch", domain=right["x"], anchor="y2", **across),
            yaxis2=axis(
                theme, "", domain=right["y"], anchor="x2", range=_room(ACCURACIES[scale]), ticksuffix=" %"
            ),
            annotations=[
                _heading(f"Loss on {followed:,} of the training digits", left, theme),
                _heading(f"Accuracy on the {tested:,} test digits", right, theme),
            ],
        ),
    }


def _places(narrow: bool) -> tuple[int, tuple[Spec, Spec]]:
    """The height of both panels with what is between them, and where they lie in it."""
    if not narrow:
        return PANEL, ({"x": [0, 0.475], "y": [0, 1]}, {"x": [0.545, 1], "y": [0, 1]})
    tall = round(0.72 * PANEL)
    height = 2 * tall + BOTTOM + SWITCH + TOP
    return height, ({"x": [0, 1], "y": [1 - tall / height, 1]}, {"x": [0, 1], "y": [0, tall / height]})


def _legend(theme: Theme) -> Spec:
    """The names in a line at the top, or two where one has no room; a click on them does nothing."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "yref": "container",
        "y": 1,
        "yanchor": "top",
        "itemclick": False,
        "itemdoubleclick": False,
        "itemwidth": 44,
        "bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 14, "color": theme.text},
    }


def _of(line: Line, theme: Theme, mode: Mode) -> list[Spec]:
    colour = getattr(theme, line.slot) if line.pin is None else PINS[mode][line.pin % len(PINS[mode])]
    stroke = {"color": colour, "width": 2.6 if line.pin is None else 1.6, "dash": DASHES[line.slot]}
    common: Spec = {
        "type": "scatter",
        "mode": "lines",
        "line": stroke,
        "connectgaps": False,
        "showlegend": False,
        "name": line.name,
    }
    epochs = np.arange(len(line.test_accuracy), dtype=float)
    points = len(epochs) <= MANY
    marker = {"color": colour, "size": 8 if line.pin is None else 6, "symbol": MARKERS[line.slot]}
    said = f"<b>{line.name}</b><br>epoch %{{x:.3~g}}<br>"
    return [
        {
            **common,
            "x": line.epoch,
            "y": line.loss,
            "hovertemplate": f"{said}loss %{{y:.3~g}}<extra></extra>",
        },
        {
            **common,
            "mode": "lines+markers" if points else "lines",
            "marker": marker,
            "showlegend": line.pin is None,
            "cliponaxis": False,
            "x": epochs,
            "y": 100 * line.test_accuracy,
            "xaxis": "x2",
            "yaxis": "y2",
            "hovertemplate": f"{said}%{{y:.2f}} % of the test digits<extra></extra>",
        },
    ]


def _losses(lines: Sequence[Line]) -> Spec:
    """The axis of the loss: as far as the losses go, in whole parts of a decade, so that it seldom changes."""
    low, high = LOSSES
    for line in lines:
        finite = line.loss[np.isfinite(line.loss) & (line.loss > 0)]
        if finite.size:
            low, high = min(low, float(finite.min()) / 1.1), max(high, float(finite.max()) * 1.1)
    low, high = 10 ** (math.floor(4 * math.log10(low)) / 4), 10 ** (math.ceil(4 * math.log10(high)) / 4)
    return {"type": "log", "range": [math.log10(low), math.log10(high)], **ticks_of(low, high)}


def _room(ends: tuple[float, float]) -> list[float]:
    low, high = ends
    return [low - 0.02 * (high - low), high + 0.02 * (high - low)]


def _heading(text: str, place: dict[str, Any], theme: Theme) -> Spec:
    return {
        "text": f"<b>{text}</b>",
        "x": place["x"][0],
        "y": place["y"][1],
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 6,
        "showarrow": False,
        "font": {"size": 15, "color": theme.text},
    }
