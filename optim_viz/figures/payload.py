"""Trajectories -> what the player is sent: text, numbers and base64, nothing it has to compute itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from optim_viz import analysis, theory
from optim_viz.arrays import Array
from optim_viz.contender import contenders
from optim_viz.experiment import Experiment
from optim_viz.figures.encode import base64_of
from optim_viz.figures.scene import TINTED, Scene, log_ratio, shape
from optim_viz.figures.theme import DASHES, MARKERS, THEMES, Mode
from optim_viz.figures.thin import Indices, pairs
from optim_viz.objectives import Quadratic
from optim_viz.race import Race
from optim_viz.trajectory import Trajectory
from optim_viz.view import view

Payload = dict[str, Any]

MOST_STEPS_LIVE = 500
"""A family is thinned to about this many steps a run; a settled run never is."""


def settled(scene: Scene, mode: Mode, file: str) -> Payload:
    """Everything that the canvas draws of a settled experiment, and what its picture is called as a file."""
    race = scene.race
    theme = THEMES[mode]
    every = np.arange(race.experiment.steps + 1)
    return {
        "file": file,
        "steps": race.experiment.steps,
        "start": list(race.experiment.start),
        "box": scene.box,
        "half": scene.half,
        "radii": scene.radii.tolist(),
        "tinted": TINTED,
        "minimum": scene.minimum.tolist(),
        "shape": shape(race.objective).ravel().tolist(),
        "theme": {
            "text": theme.text,
            "muted": theme.muted,
            "line": theme.line,
            "panel": theme.panel,
            "level": theme.level_line,
            "fill": theme.level_fill,
        },
        "slots": {
            slot: {
                "name": contender.title,
                "color": getattr(theme, slot),
                "dash": DASHES[slot],
                "marker": MARKERS[slot],
                "track": track(contender.trajectory, race.experiment, every),
            }
            for slot, contender in zip("ab", contenders(race), strict=True)
        },
    }


def track(trajectory: Trajectory, experiment: Experiment, rows: Indices) -> Payload:
    """One run or a batch ``(*runs,)`` of them at the steps ``rows``; arrays are runs first, then steps.

    Costs are log10(J / J_0), learning rates log10(alpha_j): the units of their axes.  Learning rates that
    never change are sent as one row.
    """
    batch = trajectory.x.ndim == 3
    first_cost = trajectory.value[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = np.log10(trajectory.value[rows]) - np.log10(np.where(first_cost > 0, first_cost, 1.0))
    rates = log_ratio(trajectory.learning_rates[rows[rows < trajectory.steps]], 1.0)
    if np.all((rates == rates[:1]) | np.isnan(rates)):
        rates = rates[:1]  # rates that never change are sent once
    box = view(experiment)
    left = analysis.left_view(trajectory, box)
    end = np.take_along_axis(trajectory.x, trajectory.last[np.newaxis, ..., np.newaxis], axis=0)[0]
    back = np.all((end >= np.array(box)[:, 0]) & (end <= np.array(box)[:, 1]), axis=-1)
    back &= trajectory.last == trajectory.steps  # a run that broke off has not come back
    growth = _growth_beyond_wall(trajectory)

    def runs_first(array: Array) -> Array:
        return np.swapaxes(array, 0, 1) if batch else array

    return {
        "runs": trajectory.x.shape[1] if batch else 1,
        "n": trajectory.x.shape[-1],
        "k": None if len(rows) == trajectory.steps + 1 else rows.tolist(),
        "steps": trajectory.steps,
        "x": base64_of(runs_first(trajectory.x[rows])),
        "cost": decades(runs_first(cost)),
        "rates": decades(runs_first(rates)),
        "last": np.atleast_1d(trajectory.last).tolist(),
        "left": [None if np.isnan(step) else int(step) for step in np.atleast_1d(left)],
        "back": np.atleast_1d(back).tolist(),
        "ended": "division by zero" if _divides_by_zero(trajectory) else "overflow",
        "growth": [None if not np.isfinite(factor) else float(factor) for factor in np.atleast_1d(growth)],
    }


def _growth_beyond_wall(trajectory: Trajectory) -> Array:
    """The factor a step by which a run grows whose alpha is too large, ``(*runs)``; NaN for all others."""
    optimizer: Any = trajectory.optimizer
    objective: Any = trajectory.objective
    wall = theory.wall(optimizer, objective.eigenvalues[..., 1])
    if wall is None:
        return np.full(trajectory.last.shape, np.nan)
    growth = analysis.growth(trajectory, objective.minimum)
    return np.asarray(np.where(optimizer.alpha > np.asarray(wall) * (1 + theory.EXACT), growth, np.nan))


def _divides_by_zero(trajectory: Trajectory) -> bool:
    """Whether the numbers of an adaptive run end where a gradient is 0, with nothing added to its root."""
    return trajectory.optimizer.adaptive and bool(np.all(getattr(trajectory.optimizer, "epsilon", 1.0) == 0))


def decades(logs: Array) -> Payload:
    """Logarithms as whole numbers of two bytes, in a unit of a thousandth of a decade or what they need.

    On an axis of 40 pixels a decade that is a twentieth of a pixel.  What is not finite is -32768.
    """
    finite = np.isfinite(logs)
    largest = float(np.abs(logs[finite]).max(initial=0.0))
    unit = max(1e-3, largest / 32767)
    whole = np.where(finite, np.round(np.where(finite, logs, 0.0) / unit), -32768)
    return {"unit": unit, "data": base64_of(whole, "<i2")}


def live(experiment: Experiment, runs: Mapping[str, Trajectory], of_cost: bool) -> Payload:
    """Runs of what is being dragged, by slot, each one run or a batch in the order of a slider's positions.

    When the cost itself is dragged, with the shape of its level curves at each position.
    """
    rows = pairs(experiment.steps, MOST_STEPS_LIVE)
    tracks = {slot: track(trajectory, experiment, rows) for slot, trajectory in runs.items()}
    shapes = base64_of(shape(cast(Quadratic, runs["a"].objective))) if of_cost else None
    return {"tracks": tracks, "shapes": shapes}


def arithmetic(race: Race) -> Payload:
    """The update rule of each contender with the numbers of every step, in full precision."""
    return {
        slot: [
            {"symbol": line.symbol, "formula": line.formula, "values": base64_of(line.values, "<f8")}
            for line in trajectory.arithmetic()
        ]
        for slot, trajectory in (("a", race.a), ("b", race.b))
    }
