"""The landscape of a network's loss, on which both trainings walk: what the page is sent of it.

Two panels show the same part of one plane, each with its own training; Plotly draws axes and words, the page
everything else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from contourpy import contour_generator

from optim_viz.arrays import Array
from optim_viz.figures.encode import base64_of
from optim_viz.figures.theme import DASHES, MARKERS, THEMES, Mode, chart_axis, chart_layout, panel_heading
from optim_viz.landscape import Projection, Share
from optim_viz.wording import number, percent

Payload = dict[str, Any]

LEVELS = 16
"""Level lines in a panel, at the most."""


@dataclass(frozen=True, eq=False)
class Walk:
    """One training as it is seen on a plane.

    Parameters
    ----------
    name
        For people.
    step
        The steps of its snapshots, ``(k,)``.
    place
        Where they fall on the plane, ``(k, 2)``, and how far from it they are, ``(k,)``; NaN once they are out
        of range.
    loss
        The loss at the snapshots themselves, ``(k,)``, on the examples of the surface; at some distance from
        the plane it is another than the surface's.
    """

    name: str
    step: npt.NDArray[np.int_]
    place: Projection
    loss: Array


@dataclass(frozen=True, eq=False)
class Landscape:
    """A part of a plane with the loss over it, and both trainings.

    Parameters
    ----------
    kind
        Of the plane.
    xs, ys
        Coordinates of the grid, rising, at least two each.
    loss
        On the grid, ``(len(ys), len(xs))``; NaN or infinite where it is out of range.
    share
        How much of the trainings' movement the plane shows.
    a, b
        The trainings.
    """

    kind: Literal["principal", "random"]
    xs: Array
    ys: Array
    loss: Array
    share: Share
    a: Walk
    b: Walk

    @property
    def box(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What is looked at, ((left, right), (bottom, top))."""
        return (float(self.xs[0]), float(self.xs[-1])), (float(self.ys[0]), float(self.ys[-1]))

    @property
    def aspect(self) -> float:
        """How many times as wide as high a panel is in which lengths are the same along both axes."""
        (left, right), (bottom, top) = self.box
        return (right - left) / (top - bottom)


def payload(landscape: Landscape, mode: Mode) -> Payload:
    """Everything that the page draws of a landscape.

    ``grid.loss`` are the numbers of the grid, row by row from the bottom, to be read under the pointer.  Level
    lines are ``lines``, x and y in turn, of which line i ends before point ``ends[i]`` and is of level
    ``of[i]``; ``levels`` are their losses as texts.  ``x`` of a slot are x and y of each snapshot in turn.
    A number that does not exist is None in a list, NaN in base64.
    """
    theme = THEMES[mode]
    walks = {"a": landscape.a, "b": landscape.b}
    return {
        "kind": landscape.kind,
        "steps": max(int(walk.step[-1]) for walk in walks.values()),
        "box": landscape.box,
        "aspect": landscape.aspect,
        "grid": {
            "columns": len(landscape.xs),
            "rows": len(landscape.ys),
            "loss": base64_of(landscape.loss),
        },
        **contours(landscape.xs, landscape.ys, landscape.loss),
        "theme": {"text": theme.text, "muted": theme.muted, "line": theme.line, "panel": theme.panel}
        | {"level": theme.level_line, "fill": theme.level_fill},
        "slots": {
            slot: {
                "name": walk.name,
                "color": getattr(theme, slot),
                "dash": DASHES[slot],
                "marker": MARKERS[slot],
                **_walked(walk),
            }
            for slot, walk in walks.items()
        },
    }


def contours(xs: Array, ys: Array, loss: Array) -> Payload:
    """Level lines at losses in equal ratios, from the lowest on the grid to the highest finite one.

    ``at`` is where that is; a loss of 0, which has no ratios, is left out.  Between
    points of the grid, it is the logarithm of the loss that is taken to be straight.
    """
    logs = np.ma.masked_invalid(np.log(np.where(loss > 0, loss, np.nan)))
    found: Payload = {"lines": "", "ends": [], "of": [], "levels": [], "at": None}
    if logs.mask.all():
        return found
    row, column = np.unravel_index(int(logs.argmin()), logs.shape)
    found |= {"at": [float(xs[column]), float(ys[row])]}
    levels = np.linspace(logs.min(), logs.max(), LEVELS + 2)[1:-1]
    if levels[0] == levels[-1]:
        return found
    generator = contour_generator(xs, ys, logs)
    lines = [(np.asarray(line), k) for k, level in enumerate(levels) for line in generator.lines(level)]
    return found | {
        "lines": base64_of(np.concatenate([line for line, _ in lines])) if lines else "",
        "ends": np.cumsum([len(line) for line, _ in lines]).tolist(),
        "of": [k for _, k in lines],
        "levels": [number(math.exp(level)) for level in levels],
    }


def specification(landscape: Landscape, mode: Mode = "light") -> Payload:
    """The figure as plotly.js reads it: two pairs of axes with their headings, left and right.

    A length is the same along both axes of a panel, which is as large as fits; one of the landscape's
    ``aspect`` fits whole.
    """
    theme = THEMES[mode]
    axis = chart_axis(theme) | {"fixedrange": True, "showgrid": False, "nticks": 6, "constrain": "domain"}
    prefix = "" if landscape.kind == "principal" else "random "
    titles = [
        f"{prefix}direction {k + 1}" + (f" ({share} of the movement)" if share else "")
        for k, share in enumerate(map(shown_share, landscape.share.directions))
    ]
    x, y = (
        axis | {"range": list(side), "title": {"text": title, "standoff": 4, "font": {"size": 13}}}
        for side, title in zip(landscape.box, titles, strict=True)
    )
    nothing = {"type": "scatter", "x": [None], "y": [None], "hoverinfo": "skip"}
    return {
        # Without a trace, Plotly leaves out a pair of axes.
        "data": [nothing | {"xaxis": "x", "yaxis": "y"}, nothing | {"xaxis": "x2", "yaxis": "y2"}],
        "layout": {
            **chart_layout(theme),
            "width": 1200,
            "height": 560,
            "margin": {"l": 56, "r": 14, "t": 26, "b": 44},
            "dragmode": False,
            "hovermode": False,
            "xaxis": x | {"domain": [0, 0.47], "anchor": "y"},
            "yaxis": y | {"anchor": "x", "scaleanchor": "x"},
            "xaxis2": x | {"domain": [0.53, 1], "anchor": "y2"},
            "yaxis2": y | {"anchor": "x2", "scaleanchor": "x2"},
            "annotations": [
                panel_heading(f"<b>{landscape.a.name}</b>", "", theme.a),
                panel_heading(f"<b>{landscape.b.name}</b>", "2", theme.b),
            ],
        },
    }


def _walked(walk: Walk) -> Payload:
    """Where a training was at its snapshots, and until when."""
    finite = np.isfinite(walk.place.distance)
    last = len(finite) - 1 if finite.all() else int(np.argmin(finite)) - 1
    return {
        "step": walk.step.tolist(),
        "x": base64_of(walk.place.coordinates),
        "distance": base64_of(walk.place.distance),
        "loss": base64_of(walk.loss, "<f8"),
        "last": last,
        "fate": "" if finite.all() else f"out of range after step {walk.step[last]:,}",
    }


def shown_share(share: float) -> str | None:
    """A share in words, None for NaN; what is not all of it is not called so."""
    if math.isnan(share):
        return None
    return "over 99 %" if 0.995 <= share < 1 - 1e-6 else percent(share)
