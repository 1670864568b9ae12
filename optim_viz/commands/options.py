"""What the formats let choose, as flags: one flag a name, whatever number of formats have it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import click

from optim_viz.export import FORMATS, Format
from optim_viz.parameters import Parameter, parameters_of


def option_flags() -> list[click.Parameter]:
    """A flag for everything that some format lets choose."""
    return [_flag(name, formats) for name, formats in _having().items()]


def read_options(format: Format, asked: Collection[Format], given: Mapping[str, Any]) -> dict[str, Any]:
    """What the flags say about ``format``, one of those ``asked`` for.

    Raises ``ValueError`` for a value out of range, and for a flag that none of those asked for has.
    """
    declared = parameters_of(format.options)
    texts = {name: str(given[name]) for name in _having() if given[name] is not None}
    for name in texts:
        having = _having()[name]
        if not any(known in having for known in asked):
            raise ValueError(f"{_named(name)} is for {_endings(having)} only; leave it out, or ask for one.")
    return {name: declared[name].parse(text, format.title) for name, text in texts.items() if name in declared}


def _having() -> dict[str, list[Format]]:
    """The formats that have an option, by the option's name."""
    having: dict[str, list[Format]] = {}
    for known in FORMATS:
        for name in parameters_of(known.options):
            having.setdefault(name, []).append(known)
    return having


def _flag(name: str, formats: list[Format]) -> click.Option:
    declared = [parameters_of(known.options)[name] for known in formats]
    text = declared[0].help or f"{declared[0].label}."
    if isinstance(declared[0].default, bool):
        names = f"{_named(name)}/{_named('no_' + name)}"
        return click.Option([name, names], default=None, help=f"{text}  [{_endings(formats)}]")
    alike: dict[str, list[Format]] = {}
    for known, format in zip(declared, formats, strict=True):
        limits = f"{known.range}; default: {Parameter.format(known.default)}"
        alike.setdefault(limits, []).append(format)
    said = "  ".join(f"[{_endings(some)}: {limits}]" for limits, some in alike.items())
    return click.Option([name, _named(name)], metavar="NUMBER", help=f"{text}  {said}")


def _named(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _endings(formats: list[Format]) -> str:
    return ", ".join(known.ending for known in formats)
