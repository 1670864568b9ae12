"""One of two trainings of a network with what is said about it: its name, its settings, what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.choice import Choice
from optim_viz.contender import IN_A_SENTENCE, tails
from optim_viz.network import Perceptron, Training
from optim_viz.network_experiment import NetworkExperiment

SAME = 1e-4
"""Two float32 numbers that differ by less, relatively, are one number."""


class Known(Protocol):
    """What a :class:`~optim_viz.network.Training` and a :class:`~optim_viz.pool.Course` have in common."""

    @property
    def network(self) -> Perceptron:
        """What is trained."""

    @property
    def epochs(self) -> int:
        """How many there will be."""

    @property
    def step(self) -> npt.NDArray[np.int_]:
        """The steps at which something was kept, ``(kept,)``."""

    @property
    def epoch(self) -> Array:
        """The same in epochs."""

    @property
    def done(self) -> int:
        """How many whole epochs are done."""

    @property
    def loss(self) -> Array:
        """At each of these, ``(kept,)``."""

    @property
    def learning_rates(self) -> Array:
        """``(kept, layers, 2, quantiles)``."""

    @property
    def test_accuracy(self) -> Array:
        """Before the first step and at the end of each epoch, ``(epochs so far + 1,)``."""

    @property
    def w(self) -> Array:
        """Weights, ``(n,)``."""

    @property
    def diverged(self) -> bool:
        """Whether its numbers have run out of range."""


@dataclass(frozen=True, eq=False)
class Side:
    """One of two trainings, as far as it has come."""

    title: str
    """The name at the beginning of a sentence."""
    name: str
    """The name within one."""
    choice: Choice
    """What trains it."""
    batch: int | None
    """How many digits a step sees; None for all."""
    seed: int
    known: Known
    weighed: float
    """The epoch whose weights are known."""

    @property
    def is_adaptive(self) -> bool:
        """Whether each weight has a learning rate of its own."""
        return bool(self.choice.kind.adaptive)

    @property
    def is_lost(self) -> bool:
        """Whether its numbers have run out of range."""
        return self.known.diverged

    @property
    def alpha(self) -> float:
        """Its learning rate, as it was set."""
        return float(self.choice["alpha"])

    @property
    def epochs(self) -> int:
        """How many epochs are over."""
        return self.known.done

    @property
    def steps(self) -> int:
        """How many steps were taken when something was kept last."""
        return int(self.known.step[-1])

    @property
    def rates(self) -> Array | None:
        """The learning rates of the last step, ``(layers, 2, quantiles)``, where all of them are numbers."""
        last = self.known.learning_rates[-1]
        return last if np.isfinite(last).all() else None

    @property
    def ceiling(self) -> float | None:
        """What alpha_j is in the last step where every gradient has been 0; None where there is none."""
        if not self.is_adaptive or not self.choice["epsilon"] or not self.steps:
            return None
        optimizer = self.choice.build()
        nothing = optimizer.init(np.zeros(1))._replace(t=np.array(self.steps))
        return float(optimizer.learning_rates(nothing)[0])

    @property
    def ceiling_in_letters(self) -> str:
        """The same as a formula: ``α / ε``, where epsilon is added to the root of v after all else."""
        numbers = dict(self.choice.numbers)
        corrected = numbers.get("epsilon_hat") and numbers.get("bias_correction")
        return "α √(1 − β₂ᵗ) / ε" if corrected else "α / ε"

    @property
    def reaches_ceiling(self) -> bool:
        """Whether the largest learning rate of the first layer's weights is the ceiling."""
        rates, ceiling = self.rates, self.ceiling
        return rates is not None and ceiling is not None and bool(abs(rates[0, 0, -1] / ceiling - 1) < SAME)


Sides = Mapping[str, Side]
"""By their slots, ``a`` and ``b``; one may be missing, as long as it waits for its turn."""


def sides(trainings: Mapping[str, Training]) -> dict[str, Side]:
    """Those of trainings, by their slots, with names that tell them apart.

    >>> from optim_viz import Adam, GradientDescent
    >>> from optim_viz.datasets import load_digits
    >>> from optim_viz.network import train
    >>> a, b = (next(train(load_digits(), each)) for each in (GradientDescent(), Adam()))
    >>> [(side.title, side.name) for side in sides({"a": a, "b": b}).values()]
    [('Gradient descent', 'gradient descent'), ('Adam', 'Adam')]
    """
    choices = [Choice.like(training.optimizer) for training in trainings.values()]
    endings = tails(*choices) if len(choices) == 2 else ("",)
    return {
        slot: _side(choice, ending, training.batch, training.seed, training, float(training.epoch[-1]))
        for (slot, training), choice, ending in zip(trainings.items(), choices, endings, strict=False)
    }


def sides_of(experiment: NetworkExperiment, courses: Mapping[str, Known | None]) -> dict[str, Side]:
    """Those of an experiment that have begun, whose weights are those at the end of their last whole epoch."""
    endings = dict(zip("ab", tails(experiment.a, experiment.b), strict=True))
    size, seed = experiment.network.size, experiment.seed
    return {
        slot: _side(experiment.choice(slot), endings[slot], size, seed, known, float(known.done))
        for slot, known in courses.items()
        if known is not None
    }


def _side(choice: Choice, ending: str, batch: int | None, seed: int, known: Known, weighed: float) -> Side:
    title = choice.kind.name
    name = IN_A_SENTENCE.get(title, title)
    return Side(title + ending, name + ending, choice, batch, seed, known, weighed)


def blank_pixels(X: npt.NDArray[Any]) -> int:
    """How many columns of ``X``, ``(examples, inputs)``, are 0 in every row.

    >>> blank_pixels(np.array([[0, 1, 0], [0, 0, 2]]))
    1
    """
    return int(np.count_nonzero(~X.any(axis=0)))
