"""Some test digits with both networks' answers, the wrong ones first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.datasets import Digits
from optim_viz.figures.encode import base64_of
from optim_viz.figures.network.reading import NONE, Reading, read
from optim_viz.figures.network.slots import described
from optim_viz.network_side import Sides

Payload = dict[str, Any]

SHOWN = 24
"""Digits that are shown of a kind."""

SURE = 0.995
"""From here on a rounded confidence would be 100 %, which no network ever is."""


class Kind(NamedTuple):
    """Test digits that were read alike."""

    title: str
    at: npt.NDArray[np.intp]
    """Which, in the order in which they are shown."""


def answers(there: Sides, digits: Digits, most: int = SHOWN) -> Payload:
    """The kinds of test digits, each with how many there are and the first ``most`` of them.

    Wrong by both, by the first alone, by the second alone, each with the surest wrong answer first; then the
    right ones, the least sure first.  A training whose numbers have run out of range has no answers, and does
    not decide.  Each of ``kinds`` has a ``title``, a ``count`` and ``digits``: the ``number`` of a digit among
    the test digits, from 1; its ``label``; its ``pixels``, base64 of 784 bytes; and ``answers`` by slot, None
    where there is none: ``answer``, the confidence in ``words``, and whether it is ``right``.
    """
    readings = {slot: read(side.known, digits) for slot, side in there.items()}
    names = {slot: side.name for slot, side in there.items()}
    return {
        "slots": described(there),
        "tests": len(digits.y_test),
        "kinds": [
            {
                "title": kind.title,
                "count": len(kind.at),
                "digits": [_digit(digits, readings, int(i)) for i in kind.at[:most]],
            }
            for kind in kinds(readings, names)
        ],
    }


def kinds(readings: Mapping[str, Reading], names: Mapping[str, str]) -> list[Kind]:
    """All test digits by who reads them wrong; those that are missing or empty have no say."""
    asked = {slot: reading for slot, reading in readings.items() if reading.has_answers}
    if not asked:
        return [Kind("no answers", np.arange(len(reading.label))) for reading in [*readings.values()][:1]]
    if len(asked) == 1:
        ((slot, one),) = asked.items()
        title = f"{names[slot]} wrong", f"{names[slot]} right"
        return [
            Kind(title[0], _ordered(~one.right, -_of(one))),
            Kind(title[1], _ordered(one.right, _of(one))),
        ]
    (slot_a, a), (slot_b, b) = asked.items()
    return [
        Kind("both wrong", _ordered(~a.right & ~b.right, -np.maximum(_of(a), _of(b)))),
        Kind(f"only {names[slot_a]} wrong", _ordered(~a.right & b.right, -_of(a))),
        Kind(f"only {names[slot_b]} wrong", _ordered(a.right & ~b.right, -_of(b))),
        Kind("both right", _ordered(a.right & b.right, np.minimum(_of(a), _of(b)))),
    ]


def _of(reading: Reading) -> Array:
    """How sure it is, ``(m,)``; 0 without an answer."""
    return np.where(reading.answer == NONE, 0.0, reading.confidence)


def _ordered(which: npt.NDArray[np.bool_], key: Array) -> npt.NDArray[np.intp]:
    """Those, by their key; of equal ones the first comes first."""
    at = np.flatnonzero(which)
    found: npt.NDArray[np.intp] = at[np.argsort(key[at], kind="stable")]
    return found


def _digit(digits: Digits, readings: Mapping[str, Reading], i: int) -> Payload:
    return {
        "number": i + 1,
        "label": int(digits.y_test[i]),
        "pixels": base64_of(digits.X_test[i], "u1"),
        "answers": {slot: _answer(reading, i) for slot, reading in readings.items()},
    }


def _answer(reading: Reading, i: int) -> Payload | None:
    if reading.answer[i] == NONE:
        return None
    return {
        "answer": int(reading.answer[i]),
        "words": in_words(float(reading.confidence[i])),
        "right": bool(reading.right[i]),
    }


def in_words(confidence: float) -> str:
    """A confidence as people read it.

    >>> in_words(0.968), in_words(0.9999)
    ('97 %', 'over 99 %')
    """
    return "over 99 %" if confidence >= SURE else f"{100 * confidence:.0f} %"
