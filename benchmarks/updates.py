"""Sweeps: parameter updates a second beside other frameworks, and the memory of a large sweep."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

from benchmarks.adams import JOBS
from benchmarks.figures import Aim, Figure

TITLE = "Sweeps"
ABOUT = (
    "Adam on the opening screen's cost in float64: 100,000 runs with a learning rate each, two parameters,\n"
    "1,000 steps (100 of them for torch's eager rows). Each row is a fresh process and leaves out its first\n"
    "time, which compiles. The rows of optim-viz, and the one of JAX that says so, also work out the cost at\n"
    "each step and keep what comes of each run: when it arrived, whether it stayed, its highest cost. The\n"
    "others only walk. Frameworks that are not installed are left out."
)
NEEDS = {
    "optim-viz, compiled": "numba",
    "optim-viz, NumPy": "numpy",
    "torch, eager": "torch",
    "torch, eager, in place": "torch",
    "torch.compile": "torch",
    "JAX, vmap + scan, optax": "optax",
    "JAX, vmap + scan, optax, with outcomes": "optax",
}
SHORTER = {"torch, eager": 10, "torch, eager, in place": 10}
"""They take as long for each step: a part of the steps says the same."""


def measure(url: str = "", times: int = 5, runs: int = 100_000, steps: int = 1000) -> list[Figure]:
    """Time each row ``times`` times; no server is needed."""
    figures = {}
    for name in JOBS:
        if find_spec(NEEDS[name]):
            taken = steps // SHORTER.get(name, 1)
            figures[name] = _rate(name, runs, taken, times)
    return [*_with_aim(figures).values(), *_memory(10 * runs, steps // 20)]


def _rate(name: str, runs: int, steps: int, times: int) -> Figure:
    seconds = _job(name, runs, steps, times)[:-1]
    return Figure.of(name, "million/s", [2 * runs * steps / each / 1e6 for each in seconds])


def _with_aim(figures: dict[str, Figure]) -> dict[str, Figure]:
    """Ours is to be ten times as fast as torch as one writes it, and at least as fast as JAX."""
    ours, torch, jax = "optim-viz, compiled", "torch, eager", "JAX, vmap + scan, optax"
    bounds = [10 * figures[torch].median] if torch in figures else []
    bounds += [figures[jax].median] if jax in figures else []
    if ours not in figures or not bounds:
        return figures
    found = figures[ours]
    aim = Aim(least=max(bounds))
    return {**figures, ours: Figure(found.what, found.unit, found.median, found.p95, found.events, aim)}


def _memory(runs: int, steps: int) -> list[Figure]:
    return [
        Figure.of(f"peak memory, {runs:,} runs, {name}", "MB", _job(name, runs, steps, 0)[-1:], Aim(median=500))
        for name in ("optim-viz, compiled", "optim-viz, NumPy")
        if find_spec(NEEDS[name])
    ]


def _job(name: str, runs: int, steps: int, times: int) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.adams", name, *map(str, (runs, steps, times))]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    figures: list[float] = json.loads(said)
    return figures
