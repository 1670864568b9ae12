"""Parameter -> live control: what the player's deck is told of every number it can move."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from optim_viz.arrays import Array
from optim_viz.comparison import Mode
from optim_viz.experiment import Experiment
from optim_viz.linked import Linked
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.objectives.network import FULL, SIZES
from optim_viz.parameters import Parameter, parameters_of
from optim_viz.query import FURTHEST
from optim_viz.wording import indexed


def deck(experiment: Linked, mode: Mode) -> dict[str, Any]:
    """The live controls of the cost and of both contenders, with their present values."""
    return {"mode": mode, "parts": {part: _part(experiment, part) for part in experiment.REGISTRIES}}


def longer_deck(experiment: Experiment, mode: Mode) -> dict[str, Any]:
    """The same with the tolerance and the coordinates of the start, for a page that has no ring to drag."""
    shown = deck(experiment, mode)
    declared = parameters_of(Experiment)["tolerance"]
    shown["parts"]["f"]["controls"] += [
        _control("tolerance", declared, experiment.tolerance, Experiment().tolerance),
        *(
            _control(f"start.{i}", _coordinate(experiment, i), w, experiment.f.kind.start[i])
            for i, w in enumerate(experiment.start)
        ),
    ]
    return shown


def network_deck(experiment: NetworkExperiment, mode: Mode) -> dict[str, Any]:
    """The same for a network: in place of the cost's numbers, those of the training."""
    shown = deck(experiment, mode)
    shown["parts"]["f"] |= {"title": "training"}
    shown["parts"]["f"]["controls"] = [_batch(experiment)] + [
        _control(name, declared, experiment[name], declared.default)
        for name, declared in parameters_of(NetworkExperiment).items()
    ]
    return shown


def _batch(experiment: NetworkExperiment) -> dict[str, Any]:
    """A slider over words: those of the menu that are sizes of these digits, and any other in the field."""
    declared = experiment.parameter("f.batch")
    text = str(experiment["f.batch"])
    size = len(experiment.network.digits.y)
    texts = [word for word in SIZES if word == FULL or int(word) < size]

    def digits(word: str) -> int:
        return size if word == FULL else int(word)

    away = [abs(math.log(digits(word) / digits(text))) for word in texts]
    return {
        "path": "f.batch",
        "symbol": declared.symbol,
        "label": declared.label,
        "help": f"{declared.help} A whole number, or full.",
        "text": text,
        "index": int(np.argmin(away)),
        "positions": texts,
        "default": Parameter.format(declared.default),
    }


def _coordinate(experiment: Experiment, i: int) -> Parameter:
    """What is known about a coordinate of the start."""
    domain = experiment.f.kind.domain[i]
    return Parameter(
        name="start",
        symbol=indexed("w", i),
        label="start",
        default=0.0,
        low=-FURTHEST,
        high=FURTHEST,
        low_open=False,
        high_open=False,
        slider=domain,
        spacing="linear",
        positions_per_unit=10,
        live=True,
        help="Where both begin.",
    )


def _part(experiment: Linked, part: str) -> dict[str, Any]:
    choice = experiment.choice(part)
    side = {"a": ", left", "b": ", right"}.get(part, "")
    return {
        "title": f"{choice.kind.name}{side}",
        "choice": choice.key,
        "choices": [[key, kind.name] for key, kind in experiment.REGISTRIES[part].items()] if side else None,
        "controls": [
            _control(f"{part}.{name}", declared, choice[name], _default(experiment, f"{part}.{name}"))
            for name, declared in choice.parameters.items()
            if declared.live
        ],
    }


def _control(path: str, declared: Parameter, value: float, default: float) -> dict[str, Any]:
    positions, texts = _positions(declared)
    return {
        "path": path,
        "symbol": declared.symbol,
        "label": declared.label,
        "help": f"{declared.help} {declared.name}: {declared.range}.",
        "text": Parameter.format(value),
        "index": int(np.argmin(np.abs(positions - value))),
        "positions": texts,
        "default": Parameter.format(default),
    }


@cache
def _positions(declared: Parameter) -> tuple[Array, list[str]]:
    """The values that a slider stops at, as numbers and as texts."""
    values = declared.positions
    return np.array(values, dtype=float), [Parameter.format(value) for value in values]


def _default(experiment: Linked, path: str) -> float:
    """The value on the opening screen where it shows the same kind, else the kind's own default."""
    part, _, name = path.partition(".")
    opening, here = type(experiment)().choice(part), experiment.choice(part)
    return opening[name] if opening.key == here.key else parameters_of(here.kind)[name].default
