"""Who is who in a picture of two trainings: names, and since when."""

from __future__ import annotations

from typing import Any

from optim_viz.network_side import Sides
from optim_viz.wording import number

Payload = dict[str, Any]


def described(there: Sides) -> Payload:
    """By slot its ``name``, and that ``within`` a sentence.

    ``when`` says after how many epochs its weights were what they are in the picture.
    """
    return {
        slot: {"name": side.title, "within": side.name, "when": _when(side.weighed)}
        for slot, side in there.items()
    }


def _when(epoch: float) -> str:
    return f"after {number(epoch)} {'epoch' if epoch == 1 else 'epochs'}" if epoch else "before the first step"
