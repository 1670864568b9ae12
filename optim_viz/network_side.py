"""A training of a network with what is said about it: its name, and whether it has numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.choice import Choice
from optim_viz.contender import IN_A_SENTENCE, tails
from optim_viz.network import Training

Trainings = Mapping[str, Training]
"""By their slots, ``a`` and ``b``; one may be missing, as long as it waits for its turn."""

SAME = 1e-4
"""Two float32 numbers that differ by less, relatively, are one number."""


@dataclass(frozen=True, eq=False)
class Side:
    """One of two trainings, as far as it has come."""

    title: str
    """The name at the beginning of a sentence."""
    name: str
    """The name within one."""
    choice: Choice
    training: Training

    @property
    def epochs(self) -> int:
        """How many epochs are over."""
        return len(self.training.test_loss) - 1

    @property
    def steps(self) -> int:
        """How many steps were taken when something was kept last."""
        return int(self.training.step[-1])

    @property
    def is_lost(self) -> bool:
        """Whether its numbers have run out of range."""
        return self.training.diverged

    @property
    def rates(self) -> Array | None:
        """The learning rates of the last step, ``(layers, 2, quantiles)``, where all of them are numbers."""
        last = self.training.learning_rates[-1]
        return last if np.isfinite(last).all() else None

    @property
    def ceiling(self) -> float | None:
        """alpha / epsilon, which alpha_j is where every gradient has been 0; None where there is none."""
        if not self.training.optimizer.adaptive or not self.choice["epsilon"]:
            return None
        return float(self.choice["alpha"]) / float(self.choice["epsilon"])

    @property
    def reaches_ceiling(self) -> bool:
        """Whether the largest learning rate of the first layer's weights is alpha / epsilon."""
        rates, ceiling = self.rates, self.ceiling
        return rates is not None and ceiling is not None and bool(abs(rates[0, 0, -1] / ceiling - 1) < SAME)


def sides(trainings: Trainings) -> dict[str, Side]:
    """Those there are, by their slots, with names that tell them apart.

    >>> from optim_viz import Adam, GradientDescent
    >>> from optim_viz.datasets import load_digits
    >>> from optim_viz.network import train
    >>> a, b = (next(train(load_digits(), each)) for each in (GradientDescent(), Adam()))
    >>> [(side.title, side.name) for side in sides({"a": a, "b": b}).values()]
    [('Gradient descent', 'gradient descent'), ('Adam', 'Adam')]
    """
    choices = {slot: Choice.like(training.optimizer) for slot, training in trainings.items()}
    endings = tails(*choices.values()) if len(choices) == 2 else ("",)
    return {
        slot: Side(
            choice.kind.name + ending,
            IN_A_SENTENCE.get(choice.kind.name, choice.kind.name) + ending,
            choice,
            trainings[slot],
        )
        for (slot, choice), ending in zip(choices.items(), endings, strict=False)
    }


def blank_pixels(X: npt.NDArray[Any]) -> int:
    """How many columns of ``X``, ``(examples, inputs)``, are 0 in every row.

    >>> blank_pixels(np.array([[0, 1, 0], [0, 0, 2]]))
    1
    """
    return int(np.count_nonzero(~X.any(axis=0)))
