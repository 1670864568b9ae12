"""How a network reads the test digits: the answer to each, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.datasets import Digits
from optim_viz.network import predict
from optim_viz.network_side import Known

NONE = -1
"""In the place of an answer: the network's numbers have run out of range."""


_lock = Lock()


@dataclass(frozen=True, eq=False)
class Reading:
    """The answers to the test digits.

    Parameters
    ----------
    label
        The digit that each picture shows, ``(m,)``.
    answer
        The digit with the largest probability, ``(m,)``; -1 for none.
    confidence
        That probability, ``(m,)``; NaN for none.
    """

    label: npt.NDArray[np.int_]
    answer: npt.NDArray[np.int_]
    confidence: Array

    @cached_property
    def right(self) -> npt.NDArray[np.bool_]:
        """Whether each answer is the label, ``(m,)``."""
        return np.asarray(self.answer == self.label)

    @property
    def has_answers(self) -> bool:
        """Whether there is any."""
        return bool((self.answer != NONE).any())


_readings: WeakKeyDictionary[Known, WeakKeyDictionary[Digits, Reading]] = WeakKeyDictionary()
# As long as somebody holds the training: several pictures ask for the same one.


def read(known: Known, digits: Digits) -> Reading:
    """Ask a network, as far as it is trained, for all test digits; the same training only once.

    >>> from optim_viz import Adam
    >>> from optim_viz.datasets import load_digits
    >>> from optim_viz.network import train
    >>> *_, last = train(load_digits(), Adam(0.01), epochs=1)
    >>> reading = read(last, load_digits())
    >>> bool(reading.right.mean() == last.test_accuracy[-1])
    True
    """
    # One at a time, so that who asks for the same one meanwhile waits for it.
    with _lock:
        of_training = _readings.setdefault(known, WeakKeyDictionary())
        if digits not in of_training:
            of_training[digits] = _asked(known, digits)
        return of_training[digits]


def _asked(known: Known, digits: Digits) -> Reading:
    with np.errstate(all="ignore"):
        probabilities = predict(known.network, known.w, digits.X_test)
    given = np.isfinite(probabilities).all(axis=1)
    answer = np.where(given, probabilities.argmax(axis=1), NONE)
    confidence = np.where(given, probabilities.max(axis=1), np.nan)
    return Reading(digits.y_test.astype(int), answer, confidence)
