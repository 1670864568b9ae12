"""Many digits to measure with: MNIST's where its file is found, or the shipped ones, repeated."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np

from optim_viz.datasets import Digits, load_digits, read_digits
from optim_viz.datasets.digits import keras_file

SHIPPED = 10_000
"""As many digits come with the package."""


def some(count: int) -> Digits:
    """So many digits to learn from; its title says where they had to be repeated.

    Beyond the shipped ones they are those of the file that OPTIM_VIZ_MNIST names, or of Keras's own.
    """
    path = os.environ.get("OPTIM_VIZ_MNIST") or keras_file()
    digits = read_digits(path) if path and count > SHIPPED else load_digits()
    if count == len(digits.y):
        return replace(digits, title="MNIST")
    again = -(-count // len(digits.y))
    X, y = np.tile(digits.X, (again, 1))[:count], np.tile(digits.y, again)[:count]
    title = f"{len(digits.y):,} digits, repeated" if again > 1 else "MNIST"
    return replace(digits, title=title, X=X, y=y)
