"""Small trainings of the lecture's network, for tests of what is shown and said of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from optim_viz.datasets import Digits, load_digits
from optim_viz.network import Training, train
from optim_viz.optimizers import Optimizer

ALL = load_digits()
DIGITS = Digits("few", "MNIST", ALL.X[:1300], ALL.y[:1300], ALL.X_test[:200], ALL.y_test[:200])

BLANK = 784 - len({pixel for picture in DIGITS.X for pixel in np.flatnonzero(picture).tolist()})
"""Pixels without ink in any of them, counted another way."""


def course(optimizer: Optimizer, digits: Digits = DIGITS, **settings: Any) -> list[Training]:
    """All that a training gives on its way; 13 steps an epoch, unless told otherwise."""
    # One thread: for products as small as these, a busy machine waits for a second one longer than it saves.
    with threadpool_limits(1, user_api="blas"):
        return list(train(digits, optimizer, **{"epochs": 2, "batch": 100, "every": 5, **settings}))


def trained(optimizer: Optimizer, **settings: Any) -> Training:
    """The last of them."""
    return course(optimizer, **settings)[-1]
