"""What several commands print alike: a contender's numbers, a table, and text on any terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from optim_viz.choice import Choice
from optim_viz.commands.places import STDOUT, writing
from optim_viz.wording import number


def numbers(choice: Choice) -> str:
    """``α = 0.099, β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, with bias correction``."""
    words = []
    for name, value in choice.numbers:
        known = choice.parameters[name]
        if isinstance(value, bool):
            words.append(f"{'with' if value else 'without'} {known.label}")
        else:
            words.append(f"{known.symbol} = {number(value, None)}")
    return ", ".join(words)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines, each column as wide as its widest text.

    >>> table([("", "gd"), ("steps", "169")])
    ['       gd', 'steps  169']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def say(text: str) -> None:
    """Print to the standard output; a terminal that has no Greek gets question marks, not a traceback."""
    encoding = sys.stdout.encoding or "utf-8"
    with writing(STDOUT):
        click.echo(text.encode(encoding, "replace").decode(encoding))
