"""A study -> what the page is sent of it: text, numbers and base64, nothing it has to compute itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from optim_viz import analysis
from optim_viz.arrays import Array
from optim_viz.contender import contenders
from optim_viz.figures.eleven.study import Study, distance
from optim_viz.figures.encode import base64_of
from optim_viz.figures.payload import decades
from optim_viz.figures.scene import log_ratio
from optim_viz.figures.theme import DASHES, MARKERS, THEMES, Mode
from optim_viz.figures.thin import pairs
from optim_viz.trajectory import Trajectory
from optim_viz.wording import indexed

Payload = dict[str, Any]

MOST_NUMBERS = 120_000
"""Of each kind, about so many numbers of a run are sent: of eleven parameters, all of 10,000 steps."""

MOST_STEPS_LIVE = 400
"""While something is dragged, a run is thinned to about so many steps; never to fewer."""

FINE = 10_000
"""Straightness is sent in parts of this."""


def described(study: Study, mode: Mode, file: str) -> Payload:
    """What holds for the whole study: names, colours, ranges."""
    race, theme = study.race, THEMES[mode]
    return {
        "file": file,
        "steps": race.experiment.steps,
        "names": list(study.names),
        "symbols": [indexed("", j) for j in range(len(study.names))],
        "minimum": None if study.minimum is None else study.minimum.tolist(),
        "pair": study.pair,
        "theme": {"text": theme.text, "muted": theme.muted, "line": theme.line, "panel": theme.panel}
        | {"level": theme.level_line, "fill": theme.level_fill},
        "slots": {
            slot: {
                "name": side.title,
                "color": getattr(theme, slot),
                "dash": DASHES[slot],
                "marker": MARKERS[slot],
                "adaptive": side.is_adaptive,
            }
            for slot, side in zip("ab", contenders(race), strict=True)
        },
    }


def track(trajectory: Trajectory, minimum: Array | None, lowest: float, most: int | None = None) -> Payload:
    """One run at about ``most`` of its steps, or as many as fit; arrays are steps first, then parameters.

    Costs, learning rates and distances are logarithms, the units of their axes; the learning rates themselves
    (``alphas``) come too, to be read, with all the range of what they are, as w and gradient do; those that
    never change are one row.  Straightness is in ten-thousandths,
    -1 where nothing has moved yet.
    """
    n = trajectory.x.shape[-1]
    rows = pairs(trajectory.steps, most or max(MOST_STEPS_LIVE, MOST_NUMBERS // n))
    alphas = trajectory.learning_rates[rows[rows < trajectory.steps]]
    if np.all((alphas == alphas[:1]) | np.isnan(alphas)):
        alphas = alphas[:1]
    straight = analysis.straightness(trajectory)[rows]
    return {
        "n": n,
        "k": None if len(rows) == trajectory.steps + 1 else rows.tolist(),
        "steps": trajectory.steps,
        "last": int(trajectory.last),
        "fate": f"out of range at step {int(trajectory.last) + 1:,}" if trajectory.diverged else "",
        "fine": FINE,
        "w": base64_of(trajectory.x[rows], "<f8"),
        "gradient": base64_of(trajectory.gradient[rows], "<f8"),
        "alphas": base64_of(alphas, "<f8"),
        "rates": decades(log_ratio(alphas, 1.0)),
        "value": decades(log_ratio(trajectory.value[rows], 1.0)),
        "excess": decades(log_ratio(trajectory.value[rows] - lowest, 1.0)),
        "distance": decades(log_ratio(distance(trajectory, minimum)[rows], 1.0)),
        "straight": base64_of(np.round(np.where(np.isnan(straight), -1 / FINE, straight) * FINE), "<i2"),
        "turns": base64_of(analysis.turns(trajectory)[rows], "<i2"),
    }
