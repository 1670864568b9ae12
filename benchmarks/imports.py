"""`import optim_viz` beside `import numpy`, each in fresh processes, by turns."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.figures import Aim, Figure

TITLE = "Import"
ABOUT = "In fresh processes, by turns; the difference is that of each pair."
PROGRAM = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"


def measure(url: str = "", pairs: int = 100) -> list[Figure]:
    """Import both ``pairs`` times; no server is needed."""
    both = [(_ms("numpy"), _ms("optim_viz")) for _ in range(pairs)]
    return [
        Figure.of("import numpy", "ms", [numpy for numpy, _ in both]),
        Figure.of("import optim_viz", "ms", [ours for _, ours in both]),
        Figure.of("difference", "ms", [ours - numpy for numpy, ours in both], Aim(median=100)),
    ]


def _ms(module: str) -> float:
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(module)], capture_output=True, text=True, check=True
    )
    return 1000 * float(answer.stdout)
