"""Files to take home: how long they take once Python is warm, and how large they are."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.figures import Aim, Figure
from optim_viz.experiment import Experiment
from optim_viz.export import FORMATS
from optim_viz.export.files import choose, format_named
from optim_viz.export.mp4 import missing
from optim_viz.export.protocol import silent
from optim_viz.race import Race, perform

TITLE = "Exports"
ABOUT = (
    "Of the opening screen's race, 200 steps, at the usual options unless said otherwise; the\n"
    "animations have 100 frames and are 800 pixels wide. The first file of each kind, which imports what it\n"
    "needs, is not counted."
)
PICTURES = Aim(median=0.7)
AIMS = {"png": PICTURES, "svg": PICTURES, "pdf": PICTURES, "gif": Aim(median=1.5)}
SIZES = {"html": Aim(median=2200)}
HELP = (sys.executable, "-m", "optim_viz", "run", "--help")


def measure(url: str = "", times: int = 10) -> list[Figure]:
    """Make each file ``times`` times; no server is needed."""
    race = perform(Experiment())
    kinds = [known.key for known in FORMATS if known.key != "mp4" or not missing()]
    figures = [figure for key in kinds for figure in _format(key, race, times)]
    small = len(_render("html", race, cdn=True)) / 1000
    figures.append(Figure.of("html with plotly.js from a CDN, size", "kB", [small], Aim(median=150)))
    long = perform(Experiment(steps=1000))
    figures.append(_timed("csv of 1,000 steps", "ms", lambda: _render("csv", long), times, Aim(median=50)))
    figures.append(_timed("optim-viz run --help", "s", _help, times, Aim(median=0.4)))
    return figures


def _format(key: str, race: Race, times: int) -> list[Figure]:
    size = len(_render(key, race)) / 1000
    return [
        _timed(key, "s", lambda: _render(key, race), times, AIMS.get(key, Aim())),
        Figure.of(f"{key}, size", "kB", [size], SIZES.get(key, Aim())),
    ]


def _render(key: str, race: Race, **options: Any) -> bytes:
    known = format_named(key)
    return known.render(race, choose(known, options), silent)


def _help() -> None:
    subprocess.run(HELP, check=True, stdout=subprocess.DEVNULL)


def _timed(what: str, unit: str, action: Callable[[], object], times: int, aim: Aim) -> Figure:
    scale = {"s": 1.0, "ms": 1000.0}[unit]
    took = []
    action()
    for _ in range(times):
        began = time.perf_counter()
        action()
        took.append(scale * (time.perf_counter() - began))
    return Figure.of(what, unit, took, aim)
