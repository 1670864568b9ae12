"""Who is who in a picture of two trainings: names, colours and strokes."""

from __future__ import annotations

from typing import Any

from optim_viz.figures.theme import DASHES, THEMES, Mode
from optim_viz.network_side import Sides
from optim_viz.wording import number

Payload = dict[str, Any]


def described(there: Sides, mode: Mode) -> Payload:
    """By slot its ``name``, that ``within`` a sentence, ``color``, ``dash``, and whether it is ``lost``.

    ``when`` says after how many epochs its weights were what they are in the picture.
    """
    theme = THEMES[mode]
    return {
        slot: {
            "name": side.title,
            "within": side.name,
            "color": getattr(theme, slot),
            "dash": DASHES[slot],
            "adaptive": side.is_adaptive,
            "lost": side.is_lost,
            "when": _when(side.weighed),
        }
        for slot, side in there.items()
    }


def _when(epoch: float) -> str:
    return f"after {number(epoch)} {'epoch' if epoch == 1 else 'epochs'}" if epoch else "before the first step"
