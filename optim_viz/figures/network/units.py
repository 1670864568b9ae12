"""The weights of the first layer, each unit's as a picture as large as a digit."""

from __future__ import annotations

from typing import Any

import numpy as np

from optim_viz.datasets import Digits
from optim_viz.datasets.digits import SIDE
from optim_viz.figures.encode import base64_of
from optim_viz.figures.network.slots import described
from optim_viz.figures.theme import THEMES, Mode
from optim_viz.network_side import Known, Sides, blank_pixels
from optim_viz.wording import count

Payload = dict[str, Any]

FINE = 127
"""The largest weight is sent as so much, the others in proportion."""

SCALES: dict[Mode, tuple[str, str, str, str]] = {
    "light": ("#084594", "#5aa2d6", "#f39a55", "#a63603"),
    "dark": ("#93cbff", "#2f7fc4", "#c2621a", "#ffc58a"),
}
"""Most negative, half, half, most positive: blue and orange, which every eye tells apart."""

BEGIN = "ink in the training digits; what is seen there is where the training began, by chance."


def units(there: Sides, digits: Digits, mode: Mode = "light") -> Payload:
    """The pictures of each training, the colours from the most negative weight to the most positive, and words.

    ``pictures`` holds by slot ``largest``, the largest size of a weight, and ``pixels``, base64 of signed bytes
    ``(units, 28, 28)`` in units of ``largest`` / 127; None where weights have run out of range.  ``colors`` are
    five, for ``-largest``, ``-largest`` / 2, 0, and so on; 0 has the colour of the ground.

    Raises ``ValueError`` when a network's inputs are not the pixels of a digit.
    """
    low, lower, higher, high = SCALES[mode]
    pictures = {slot: _pictures(side.known) for slot, side in there.items()}
    blank = any(pictures.values()) and blank_pixels(digits.X)
    return {
        "words": [f"{count(blank, 'pixel')} never {'has' if blank == 1 else 'have'} {BEGIN}"] if blank else [],
        "slots": described(there),
        "side": SIDE,
        "fine": FINE,
        "colors": [low, lower, THEMES[mode].panel, higher, high],
        "pictures": pictures,
    }


def _pictures(known: Known) -> Payload | None:
    layer = known.network.layers[0]
    if layer.inputs != SIDE * SIDE:
        raise ValueError(f"`there` must be of networks with {SIDE * SIDE} inputs; got {layer.inputs}.")
    weights = known.w[layer.weights].reshape(layer.inputs, layer.outputs).T
    if not np.isfinite(weights).all():
        return None
    largest = float(np.abs(weights).max())
    parts = np.round(weights * (FINE / largest)) if largest else np.zeros_like(weights)
    return {"units": layer.outputs, "largest": largest, "pixels": base64_of(parts, "<i1")}
