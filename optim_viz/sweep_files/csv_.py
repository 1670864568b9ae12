"""CSV: one line a contender and combination.

The header names the columns: ``contender`` is ``a`` or ``b``, then come the axes, then the outcomes.  Numbers
are written so that reading them gives the same float64; what a contender does not have, and what did not
happen, is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from optim_viz.sweep import Sweep
from optim_viz.sweep_files.protocol import Plain, SweepFormat, plain, short


def render(sweeps: Sequence[Sweep], outcomes: Sequence[str]) -> bytes:
    """The sweeps as CSV, in ASCII; the last axis moves fastest."""
    names = list(dict.fromkeys(short(path) for sweep in sweeps for path in sweep.axes))
    lines = [",".join(["contender", *names, *outcomes])]
    for sweep in sweeps:
        axes = {short(path): [repr(x) for x in values.tolist()] for path, values in sweep.axes.items()}
        combinations = product([sweep.slot], *(axes.get(name, [""]) for name in names))
        columns = (map(_text, plain(sweep, outcome)) for outcome in outcomes)
        lines += (
            ",".join((*at, *came)) for at, came in zip(combinations, zip(*columns, strict=True), strict=True)
        )
    return ("\n".join(lines) + "\n").encode("ascii")


def _text(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else repr(value)


FORMAT = SweepFormat("csv", "CSV", ".csv", render)
