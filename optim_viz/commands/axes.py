"""Axes of a sweep from the command line: ``low:high:count``, or a list ``a,b,c``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click
import numpy as np

from optim_viz.arrays import Array
from optim_viz.commands.data import with_data
from optim_viz.commands.settings import experiment_flags, read_experiment, target
from optim_viz.experiment import REGISTRIES, Experiment
from optim_viz.parameters import Parameter, parameters_of
from optim_viz.sweep import axes_of

MOST = 1_000_000
"""Values of one axis."""

FORM = "low:high:count, or a list a,b,c"

Axes = dict[str, Array]


def axis_flags() -> list[click.Parameter]:
    """``--alpha`` and the like: a number of every contender that has it, or of the cost."""
    return [
        click.Option(
            [f"any__{name}", _flag(name)],
            metavar="BOOLEAN" if isinstance(known.default, bool) else "AXIS",
            help=f"{known.symbol}, {known.label}, {_of(name)}: {_said(known)}.",
        )
        for name, known in _numbers().items()
    ]


def read_sweep(given: Mapping[str, Any], slots: str) -> tuple[Experiment, dict[str, Axes]]:
    """The experiment, and the axes of each contender in ``slots``.

    A flag that says an axis makes one; one that says a number is a setting.  ``--alpha`` means every contender
    in ``slots``, and ``--a.alpha`` counts more.  Raises ``ValueError`` with the way out.
    """
    settings = with_data(given)
    paths = [f"{part}.{name}" for part in REGISTRIES for name in _names(part)]
    texts = {path: settings[target(path)] for path in paths if settings[target(path)] is not None}
    axes = {path: text for path, text in texts.items() if _is_axis(text)}
    for path in axes:
        settings[target(path)] = None
    kinds = read_experiment(settings)
    for name in _numbers():
        text = settings.pop(f"any__{name}")
        having = [path for part in (*slots, "f") if (path := f"{part}.{name}") in kinds.paths]
        if text is not None and not having:
            shown = " and ".join(getattr(kinds, slot).key for slot in slots)
            raise ValueError(f"{_flag(name)} is a number that {shown} does not have; leave it out.")
        for path in having if text is not None else ():
            if path not in texts and _is_axis(text):
                axes[path] = text
            elif path not in texts:
                settings[target(path)] = text
    experiment = read_experiment(settings)
    for path in axes:
        if path.partition(".")[0] not in (*slots, "f"):
            raise ValueError(f"--{path} is an axis of a contender that is left out; leave it out, or --slot.")
    found: dict[str, Axes] = {}
    for slot in slots:
        order = sorted(experiment.paths, key=lambda path: path.startswith("f."))
        can = axes_of(experiment, slot)
        for path in axes:
            if path[0] in (slot, "f") and path not in can:
                raise ValueError(f"--{path} cannot be an axis here; there are {_all(can)}.")
        found[slot] = {
            path: read_axis(axes[path], replace(experiment.parameter(path), name=path))
            for path in order
            if path in axes and path[0] in (slot, "f")
        }
    return experiment, _complete(found)


def read_axis(text: str, known: Parameter) -> Array:
    """The values that ``text`` says, ``(count,)``, rising, each in the range of ``known``.

    ``low:high:count`` goes by equal factors where the number is spaced so, else by equal steps.

    >>> from optim_viz import Adam
    >>> read_axis("0.01:1:3", parameters_of(Adam)["alpha"]), read_axis("0,.5,.9", parameters_of(Adam)["beta1"])
    (array([0.01, 0.1 , 1.  ]), array([0. , 0.5, 0.9]))
    """
    if "," in text:
        values = np.array([float(known.parse(part)) for part in text.split(",")])
    else:
        parts = text.split(":")
        if len(parts) != 3:
            raise ValueError(f"The axis `{known.name}` must be {FORM}; got {text!r}; try {_example(known)}.")
        low, high = (float(known.parse(part)) for part in parts[:2])
        if low == 0 and known.spacing == "log":
            raise ValueError(
                f"`{known.name}` goes by factors from above 0; got {text!r}; give a list: 0,{high:g}."
            )
        space = np.geomspace if known.spacing == "log" else np.linspace
        values = space(low, high, _count(parts[2], text, known))
    if not (np.diff(values) > 0).all():
        raise ValueError(f"The values of the axis `{known.name}` must rise; got {text!r}.")
    return values


def _count(word: str, text: str, known: Parameter) -> int:
    if not (word.strip().isascii() and word.strip().isdigit() and 2 <= int(word[:10]) <= MOST):
        raise ValueError(
            f"The count of the axis `{known.name}` must be a whole number in [2, {MOST}]; got {word!r} in "
            f"{text!r}; try {_example(known)}."
        )
    return int(word)


def _example(known: Parameter) -> str:
    low, high = known.slider
    return f"{low:g}:{high:g}:31"


def _complete(found: dict[str, Axes]) -> dict[str, Axes]:
    """Each contender needs an axis."""
    without = [slot for slot, axes in found.items() if not axes]
    if len(without) == len(found):
        raise ValueError("A sweep needs an axis, for example --alpha 1e-3:10:61 or --kappa 1,10,100.")
    if without:
        other = "b" if without == ["a"] else "a"
        raise ValueError(
            f"Contender {without[0]} has no axis; give it one, for example --{without[0]}.alpha 1e-3:10:61, or "
            f"leave it out: --slot {other}."
        )
    return found


def _is_axis(text: str) -> bool:
    return ":" in text or "," in text


def _names(part: str) -> list[str]:
    return list(dict.fromkeys(name for kind in REGISTRIES[part].values() for name in parameters_of(kind)))


def _numbers() -> dict[str, Parameter]:
    """The numbers of all contenders and costs that have no short flag elsewhere."""
    known = {
        name: declared
        for part in ("a", "f")
        for kind in REGISTRIES[part].values()
        for name, declared in parameters_of(kind).items()
    }
    taken = {name for flag in experiment_flags() for name in flag.opts}
    return {name: declared for name, declared in known.items() if _flag(name) not in taken}


def _said(known: Parameter) -> str:
    return known.range if isinstance(known.default, bool) else f"{FORM}, or one number"


def _of(name: str) -> str:
    return "of the cost" if name in _names("f") else "of each contender that has it"


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _all(names: list[str]) -> str:
    return ", ".join(f"--{name}" for name in names)
