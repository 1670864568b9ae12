"""CSV: one line a contender and step.

The header names the columns: ``contender`` is ``a`` or ``b``, and the others are those of
:func:`optim_viz.export.columns.columns`.  Numbers are written so that reading them gives the same float64;
what a contender does not have is empty, and steps whose numbers are not finite are left out.
"""

from __future__ import annotations

from itertools import repeat

from optim_viz.export.columns import columns
from optim_viz.export.protocol import Format, NoOptions, Progress
from optim_viz.objectives import COSTS
from optim_viz.race import Race


def render(race: Race, options: NoOptions, progress: Progress) -> bytes:
    """The race as CSV, in ASCII."""
    tables = {"a": columns(race.a), "b": columns(race.b)}
    names = _header([list(table) for table in tables.values()])
    lines = [",".join(["contender", *names])]
    for contender, table in tables.items():
        texts = [
            ["" if x is None else repr(x) for x in table[name]] if name in table else repeat("")
            for name in names
        ]
        lines += map(",".join, zip(repeat(contender), *texts, strict=False))
    return ("\n".join(lines) + "\n").encode("ascii")


def _header(tables: list[list[str]]) -> list[str]:
    """The columns of all tables, with the learning rates, which every contender has, at the end."""
    names = dict.fromkeys(name for table in tables for name in table)
    return sorted(names, key=lambda name: name.startswith("alpha"))


FORMAT = Format(
    key="csv",
    title="CSV",
    about="Every step of both runs as a table for a spreadsheet or pandas, at full precision.",
    ending=".csv",
    mime="text/csv",
    options=NoOptions,
    costs=tuple(COSTS),
    render=render,
)
