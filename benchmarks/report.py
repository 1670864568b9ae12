"""Figures -> a table on the terminal, and their section of the benchmarks page."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.figures import Figure

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

What a person at the page notices, measured in a real headless Chromium (drawing in software) against the
real app on a machine with two cores. Times are in the page's own clock; medians and 95th percentiles over
the number of events given. `python -m benchmarks` measures everything (`make bench` installs what it needs
before); each section gives the command that repeats it alone, and `--url http://...` points one at any
server. `python -m benchmarks first --url http://... --figure "canvas"` and `python -m benchmarks playback
--url http://... --any` measure pages that are not this app.

Times grow where other work shares the cores, so each section says how busy the machine was before.
"""


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table, padded so that it reads on a terminal too."""
    rows = [("", "median", "95 %", "events", "aim", "met")]
    rows += [
        (
            figure.what,
            f"{figure.median:.3g} {figure.unit}"
            if figure.median < 1000
            else f"{figure.median:.0f} {figure.unit}",
            f"{figure.p95:.3g} {figure.unit}" if figure.p95 < 1000 else f"{figure.p95:.0f} {figure.unit}",
            str(figure.events),
            str(figure.aim),
            {True: "yes", False: "no", None: ""}[figure.met],
        )
        for figure in figures
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])


def section(group: str, title: str, about: str, figures: Sequence[Figure], machine: str) -> str:
    """The page's section of a group, between marks that :func:`write` finds again."""
    names = ("streamlit", "plotly", "numpy", "playwright")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    said = (
        f"{date.today()}, Python {platform.python_version()}, {versions}; {os.cpu_count()} cores; "
        f"before: {machine}."
    )
    return (
        f"<!-- {group} -->\n## {title}\n\n{about}\n\n{table(figures)}\n\n"
        f"`python -m benchmarks {group}`. {said}\n<!-- end of {group} -->\n"
    )


def write(group: str, text: str, page: Path = PAGE) -> None:
    """Put a section on the page, in place of the one that stands there."""
    page.parent.mkdir(exist_ok=True)
    old = page.read_text(encoding="utf-8") if page.exists() else HEAD
    found = re.search(rf"<!-- {group} -->\n.*?<!-- end of {group} -->\n", old, re.DOTALL)
    new = old[: found.start()] + text + old[found.end() :] if found else f"{old}\n{text}"
    page.write_text(new, encoding="utf-8")
