"""An experiment from the command line: flags made from what each number says about itself, or a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from optim_viz.choice import Choice
from optim_viz.commands.data import data_flags, with_data
from optim_viz.experiment import REGISTRIES, Experiment
from optim_viz.parameters import Parameter, parameters_of
from optim_viz.query import flatten
from optim_viz.source import experiment_of
from optim_viz.words import Word

SHORT = {"f": "--objective", "f.kappa": "--kappa", "f.angle": "--angle", "f.data": "--data"}
"""Settings that also have a flag without their part's name."""

PARTS = {"f": "The cost", "a": "The left contender", "b": "The right contender"}


def experiment_flags() -> list[click.Parameter]:
    """``--link``, and a flag for every setting of an experiment, named as in a link."""
    usual = Experiment()
    flags: list[click.Parameter] = [
        click.Option(
            ["--link"],
            metavar="LINK",
            help='Address of a page, or what stands behind its question mark: "a=gd&a.alpha=0.05". '
            "Flags count more.",
        )
    ]
    for part in REGISTRIES:
        flags += part_flags(part, usual.to_query()[part])
    start = ",".join(Parameter.format(w) for w in usual.start)
    flags.append(_flag("start", "W1,W2", f"Where both begin.  [default: {start}, in a regression 0]"))
    for name, known in parameters_of(Experiment).items():
        flags.append(_flag(name, "NUMBER", f"{_said(known)}  [default: {Parameter.format(known.default)}]"))
    return [*flags, *data_flags()]


def part_flags(part: str, key: str) -> list[click.Parameter]:
    """The flags of the cost or of a contender: which one, ``key`` unless another is said, and its numbers."""
    registry = REGISTRIES[part]
    names = dict.fromkeys(name for kind in registry.values() for name in parameters_of(kind))
    return [
        _flag(part, "KEY", f"{PARTS[part]}: {', '.join(registry)}.  [default: {key}]"),
        *(_number_flag(part, name, registry) for name in names),
    ]


def read_contender(part: str, given: Mapping[str, Any], usual: Mapping[str, Choice], key: str) -> Choice:
    """The contender that the flags of :func:`part_flags` say, ``key`` unless another is said.

    What they leave out is as in ``usual``, by key, else the registry's default.  Raises ``ValueError`` with the
    way out.
    """
    settings = {name: given[target(name)] for name in _paths(part) if given[target(name)] is not None}
    key = settings.get(part, key)
    base = usual.get(key) or (Choice.of(key) if key in REGISTRIES[part] else None)
    numbers = {f"{part}.{name}": Parameter.format(value) for name, value in base.numbers} if base else {}
    choice: Choice = getattr(experiment_of({**numbers, part: key, **settings}), part)
    return choice


def read_experiment(given: Mapping[str, Any]) -> Experiment:
    """The experiment that flags and ``--link`` say; raises ``click.UsageError``, which ends with status 2.

    Where a flag names another cost or optimizer than the link, the link's numbers of that part do not count.
    Data in a file are read, and kept under their key.
    """
    query, remarks = flatten(given["link"] or "")
    given = with_data(given)
    settings = {name: given[target(name)] for name in _paths() if given[target(name)] is not None}
    usual = Experiment().to_query()
    for part in REGISTRIES:
        if part in settings and settings[part] != query.get(part, usual[part]):
            query = {name: text for name, text in query.items() if not name.startswith(f"{part}.")}
    try:
        return experiment_of({**query, **settings}, remarks)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _paths(*parts: str) -> list[str]:
    """The paths of all settings, or of those of some parts."""
    numbers = [
        f"{part}.{name}"
        for part in parts or REGISTRIES
        for name in dict.fromkeys(name for kind in REGISTRIES[part].values() for name in parameters_of(kind))
    ]
    return [*parts, *numbers] if parts else [*REGISTRIES, *numbers, "start", *parameters_of(Experiment)]


def _number_flag(part: str, name: str, registry: Mapping[str, Any]) -> click.Option:
    having = [key for key, kind in registry.items() if name in parameters_of(kind)]
    known = parameters_of(registry[having[0]])[name]
    text = _said(known)
    if isinstance(known, Word):
        text = f"{known.label.capitalize()}: {', '.join(known.words)}, or the path of a CSV file."
    if len(having) < len(registry):
        text += f"  [{', '.join(having)}]"
    return _flag(f"{part}.{name}", _metavar(known), text)


def _metavar(known: Parameter) -> str:
    if isinstance(known, Word):
        return "NAME"
    return "BOOLEAN" if isinstance(known.default, bool) else "NUMBER"


def _said(known: Parameter) -> str:
    return f"{known.symbol}, {known.label}: {known.range}."


def _flag(path: str, metavar: str, help: str) -> click.Option:
    names = [f"--{path}", *([SHORT[path]] if path in SHORT else [])]
    return click.Option([target(path), *names], metavar=metavar, help=help)


def target(path: str) -> str:
    """The name that click hands a setting on by, which has to be an identifier."""
    return path.replace(".", "__")
