"""Who is who in a picture of two trainings: names, colours and strokes."""

from __future__ import annotations

from typing import Any

from optim_viz.figures.theme import DASHES, THEMES, Mode
from optim_viz.network_side import Side

Payload = dict[str, Any]


def described(there: dict[str, Side], mode: Mode) -> Payload:
    """By slot its ``name``, that ``within`` a sentence, ``color``, ``dash``, and whether it is ``lost``."""
    theme = THEMES[mode]
    return {
        slot: {
            "name": side.title,
            "within": side.name,
            "color": getattr(theme, slot),
            "dash": DASHES[slot],
            "adaptive": side.training.optimizer.adaptive,
            "lost": side.is_lost,
        }
        for slot, side in there.items()
    }
