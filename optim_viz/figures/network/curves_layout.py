"""The two panels of a training's curves: axes, headings, and the line of names above them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from optim_viz.arrays import Array
from optim_viz.figures.network.ticks import ticks_of
from optim_viz.figures.rates.frame import Spec, axis, layout
from optim_viz.figures.theme import Theme

LOSSES = (0.05, 3.0)
"""What the axis of the loss shows at least: a network that knows nothing of ten digits has log 10 = 2.3."""

LETTERS, TOP, BOTTOM = 24, 34, 44
"""In pixels: a line of names above the panels, a heading, and ticks with the title of an axis."""

PANEL, SWITCH = 282, 30
"""In pixels: the height of a panel, and the page's switch above the second one on a narrow screen."""

ASIDE = 0.025
"""What there is before the first and behind the last epoch, in parts of all: half a marker and more."""


def panels(
    losses: Sequence[Array],
    accuracies: tuple[float, float],
    epochs: int,
    headings: tuple[str, str],
    narrow: bool,
    theme: Theme,
) -> Spec:
    """The layout: the loss on the left, the accuracy on the right; below each other with ``narrow``.

    ``losses`` are all that are drawn, ``accuracies`` what their axis shows, in %.
    """
    names = 2 * LETTERS if narrow else LETTERS
    across: Spec = {"range": [-ASIDE * epochs, (1 + ASIDE) * epochs]} | ({"dtick": 1} if epochs <= 6 else {})
    height, (left, right) = _places(narrow)
    room = _room(accuracies)
    return layout(
        theme,
        height + names + TOP + BOTTOM,
        margin={"l": 58, "r": 16, "t": names + TOP, "b": BOTTOM},
        showlegend=True,
        legend=_legend(theme),
        xaxis=axis(theme, "epoch", domain=left["x"], anchor="y", **across),
        yaxis=axis(theme, "", domain=left["y"], anchor="x", **_losses(losses)),
        xaxis2=axis(theme, "epoch", domain=right["x"], anchor="y2", **across),
        yaxis2=axis(theme, "", domain=right["y"], anchor="x2", range=room, ticksuffix=" %"),
        annotations=[_heading(text, place, theme) for text, place in zip(headings, (left, right), strict=True)],
    )


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


def _losses(losses: Sequence[Array]) -> Spec:
    """The axis of the loss: as far as the losses go, in whole parts of a decade, so that it seldom changes."""
    low, high = LOSSES
    for loss in losses:
        finite = loss[np.isfinite(loss) & (loss > 0)]
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
