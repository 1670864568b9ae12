"""Which digit is taken for which: a table of counts for each network."""

from __future__ import annotations

from typing import Any

import numpy as np

from optim_viz.datasets import Digits
from optim_viz.figures.network.reading import NONE, Reading, read
from optim_viz.figures.network.slots import described
from optim_viz.network_side import Sides
from optim_viz.wording import number

Payload = dict[str, Any]

DIGITS = 10


def confusion(there: Sides, digits: Digits) -> Payload:
    """By slot the counts, rows the digit that is shown, columns the answer, and how many of each there are.

    ``most`` is the largest count of a mistake in any of the ``tables``.  A table has ``counts``, ten rows of
    ten; ``none``, how many of each digit got no answer, because numbers have run out of range; ``words``
    that say how many are right; it is None where there are no answers at all.
    """
    tables = {slot: _table(read(side.known, digits)) for slot, side in there.items()}
    mistakes = [
        count
        for table in tables.values()
        if table
        for shown, row in enumerate(table["counts"])
        for answer, count in enumerate(row)
        if shown != answer
    ]
    return {
        "slots": described(there),
        "shown": np.bincount(digits.y_test, minlength=DIGITS).tolist(),
        "most": max(mistakes, default=0),
        "tables": tables,
    }


def _table(reading: Reading) -> Payload | None:
    if not reading.has_answers:
        return None
    counts = np.zeros((DIGITS, DIGITS), int)
    known = reading.answer != NONE
    np.add.at(counts, (reading.label[known], reading.answer[known]), 1)
    right, tests = int(np.trace(counts)), len(reading.label)
    return {
        "counts": counts.tolist(),
        "none": np.bincount(reading.label[~known], minlength=DIGITS).tolist(),
        "words": f"{right:,} of {tests:,} right ({number(100 * right / tests, 4)} %)",
    }
