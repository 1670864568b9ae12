"""Loss and test accuracy against the epoch, of the present trainings and of those that were pinned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from optim_viz.arrays import Array
from optim_viz.figures.network.curves_layout import panels
from optim_viz.figures.rates.frame import Spec
from optim_viz.figures.theme import DASHES, MARKERS, THEMES, Mode, Theme

Scale = Literal["all", "top"]

ACCURACIES: dict[str, tuple[float, float]] = {"all": (0, 100), "top": (80, 100)}
"""What the axis of the test accuracy shows, in %."""

PINS: dict[Mode, tuple[str, ...]] = {
    "light": ("#009e73", "#aa4499", "#8c6d00", "#5b6770", "#882255", "#332288"),
    "dark": ("#3ddbaa", "#e6a0cf", "#f0d060", "#b8c4d0", "#ff8fab", "#a9a4ff"),
}
"""Colours of what is pinned, in its order."""

MANY = 30
"""Epochs from which on single measurements are not marked any more."""


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
    headings = f"Loss on {followed:,} of the training digits", f"Accuracy on the {tested:,} test digits"
    losses = [line.loss for line in lines]
    return {"data": data, "layout": panels(losses, ACCURACIES[scale], epochs, headings, narrow, theme)}


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
