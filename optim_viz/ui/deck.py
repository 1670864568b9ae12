"""Parameter -> live control: what the player's deck is told of every number it can move."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from optim_viz.arrays import Array
from optim_viz.comparison import Mode
from optim_viz.experiment import REGISTRIES, Experiment
from optim_viz.parameters import Parameter, parameters_of


def deck(experiment: Experiment, mode: Mode) -> dict[str, Any]:
    """The live controls of the cost and of both contenders, with their present values."""
    return {"mode": mode, "parts": {part: _part(experiment, part) for part in REGISTRIES}}


def _part(experiment: Experiment, part: str) -> dict[str, Any]:
    choice = getattr(experiment, part)
    side = {"a": ", left", "b": ", right"}.get(part, "")
    return {
        "title": f"{choice.kind.name}{side}",
        "choice": choice.key,
        "choices": [[key, kind.name] for key, kind in REGISTRIES[part].items()] if side else None,
        "controls": [
            _control(experiment, f"{part}.{name}", declared)
            for name, declared in choice.parameters.items()
            if declared.live
        ],
    }


def _control(experiment: Experiment, path: str, declared: Parameter) -> dict[str, Any]:
    value = experiment[path]
    positions, texts = _positions(declared)
    return {
        "path": path,
        "symbol": declared.symbol,
        "label": declared.label,
        "help": f"{declared.help} {declared.name}: {declared.range}.",
        "text": Parameter.format(value),
        "index": int(np.argmin(np.abs(positions - value))),
        "positions": texts,
        "default": Parameter.format(_default(experiment, path)),
    }


@cache
def _positions(declared: Parameter) -> tuple[Array, list[str]]:
    """The values that a slider stops at, as numbers and as texts."""
    values = declared.positions
    return np.array(values, dtype=float), [Parameter.format(value) for value in values]


def _default(experiment: Experiment, path: str) -> float:
    """The value on the opening screen where it shows the same kind, else the kind's own default."""
    part, _, name = path.partition(".")
    opening = getattr(Experiment(), part)
    here = getattr(experiment, part)
    return opening[name] if opening.key == here.key else parameters_of(here.kind)[name].default
