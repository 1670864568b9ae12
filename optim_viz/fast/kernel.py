"""The kernel: an update rule, compiled into a loop that keeps some runs in a core's cache for all steps.

The arithmetic is that of NumPy, operation by operation, so the numbers are the same bits: nothing may be
reordered or fused (no ``fastmath``), and a division by zero is inf.  Nothing is kept on disk, since Numba's
cache does not see when a function in another file changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from optim_viz.fast.rows import Layout, Row
from optim_viz.objectives.quadratic import cost, slope
from optim_viz.optimizers.protocol import Rule

LANES = 64
"""Runs that are walked together; their numbers fill half of a small first-level cache."""

Kernel = Callable[..., None]
"""``kernel(table, varying, rows, first)``: from step ``first`` on, as many steps as ``varying`` has.

``table`` is ``(rows, runs)``, a multiple of LANES runs; ``varying``, ``(steps, count, 1 or runs)``, is put
into the rows ``rows``, ``(count,)``, before each step.
"""


def compiled(rule: Rule, layout: Layout) -> Kernel:
    """The kernel of an update rule; takes a second or two."""
    import numba

    jit: Any = numba.njit

    def compile(function: Any, *signature: str) -> Any:
        return jit(*signature, nogil=True, error_model="numpy")(function)

    update, value, gradient = compile(rule), compile(cost), compile(slope)
    memory1, memory2 = compile(_reader(layout.memory1)), compile(_reader(layout.memory2))
    numbers = compile(_reader(layout.number))
    keep1 = compile(_writer([Row.X1, *layout.memory1]))
    keep2 = compile(_writer([Row.X2, *layout.memory2]))
    # Plain integers: known to the compiler, which then sees that no two rows overlap.
    count, x1, x2, center1, center2 = map(int, (layout.height, Row.X1, Row.X2, Row.CENTER1, Row.CENTER2))
    cosine, sine, flat, steep = map(int, (Row.COSINE, Row.SINE, Row.FLAT, Row.STEEP))
    diagonal1, diagonal2, coupling = map(int, (Row.DIAGONAL1, Row.DIAGONAL2, Row.COUPLING))
    bar, value_, arrived, outside, peak = map(int, (Row.BAR, Row.VALUE, Row.ARRIVED, Row.OUTSIDE, Row.PEAK))

    def kernel(table: Any, varying: Any, rows: Any, first: int) -> None:
        w = np.empty((count, LANES))
        wide = varying.shape[2] > 1
        for low in range(0, table.shape[1], LANES):
            for row in range(count):
                for i in range(LANES):
                    w[row, i] = table[row, low + i]
            for k in range(varying.shape[0]):
                for j in range(varying.shape[1]):
                    for i in range(LANES):
                        w[rows[j], i] = varying[k, j, low + i if wide else 0]
                step = float(first + k)
                for i in range(LANES):
                    d1, d2 = w[x1, i] - w[center1, i], w[x2, i] - w[center2, i]
                    g1 = gradient(d1, d2, w[diagonal1, i], w[coupling, i])
                    g2 = gradient(d2, d1, w[diagonal2, i], w[coupling, i])
                    keep1(w, i, update(w[x1, i], g1, *memory1(w, i), *numbers(w, i)))
                    keep2(w, i, update(w[x2, i], g2, *memory2(w, i), *numbers(w, i)))
                # A loop of its own: fewer numbers are held in registers at a time.
                for i in range(LANES):
                    d1, d2 = w[x1, i] - w[center1, i], w[x2, i] - w[center2, i]
                    v = value(d1, d2, w[cosine, i], w[sine, i], w[flat, i], w[steep, i])
                    there = v <= w[bar, i]
                    w[arrived, i] = step if there and w[arrived, i] != w[arrived, i] else w[arrived, i]
                    w[outside, i] = w[outside, i] if there else step
                    w[peak, i] = v if v > w[peak, i] or v != v else w[peak, i]
                    w[value_, i] = v
            for row in range(count):
                for i in range(LANES):
                    table[row, low + i] = w[row, i]

    compiled_kernel: Kernel = compile(kernel, "void(f8[:, ::1], f8[:, :, ::1], i8[::1], i8)")
    return compiled_kernel


# Numba knows the length of a tuple only from how it is written, so these two are written here.


def _reader(rows: Sequence[int]) -> Any:
    """A function of (w, i): what stands in some rows of column i, as a tuple."""
    return eval(f"lambda w, i: ({''.join(f'w[{int(row)}, i], ' for row in rows)})")


def _writer(rows: Sequence[int]) -> Any:
    """A function of (w, i, new): puts the first of what a rule gives into column i."""
    lines = "".join(f"    w[{int(row)}, i] = new[{k}]\n" for k, row in enumerate(rows))
    names: dict[str, Any] = {}
    exec(f"def write(w, i, new):\n{lines}", names)
    return names["write"]
