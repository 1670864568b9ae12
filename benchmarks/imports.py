"""`import optim_viz` beside `import numpy`, and what trains a network, each in fresh processes, by turns."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.figures import Aim, Figure

TITLE = "Import"
ABOUT = "In fresh processes, by turns; the difference is that of the first two, pair by pair."
PROGRAM = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"


def measure(url: str = "", pairs: int = 100) -> list[Figure]:
    """Import all ``pairs`` times; no server is needed."""
    modules = ("numpy", "optim_viz", "optim_viz.network")
    took = [[_ms(module) for module in modules] for _ in range(pairs)]
    return [
        Figure.of("import numpy", "ms", [numpy for numpy, *_ in took]),
        Figure.of("import optim_viz", "ms", [ours for _, ours, _ in took]),
        Figure.of("difference", "ms", [ours - numpy for numpy, ours, _ in took], Aim(median=100)),
        Figure.of("import optim_viz.network", "ms", [network for *_, network in took], Aim(median=300)),
    ]


def _ms(module: str) -> float:
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(module)], capture_output=True, text=True, check=True
    )
    return 1000 * float(answer.stdout)
