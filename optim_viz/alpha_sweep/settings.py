"""What a sweep of alpha is about, and which trainings it consists of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from optim_viz.choice import Choice
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.objectives.network import FULL

SLOTS = ("a", "b")

ALPHAS = tuple(float(f"{alpha:.3g}") for alpha in np.geomspace(1e-5, 10, 25))
"""Four a decade."""

MARKS = (1, 10, 100)
"""Epochs after which it is told how far a training is, besides the last one."""

MOST_SEEDS = 100


class Run(NamedTuple):
    """One training of a sweep: whose, with which learning rate, from which seed."""

    slot: str
    alpha: float
    seed: int


@dataclass(frozen=True)
class AlphaSweep:
    """Trainings of both contenders with many learning rates, from several seeds: equal ones are equal sweeps.

    Parameters
    ----------
    experiment
        Digits, size of the batches, epochs, and all other numbers of both contenders.  Its seed and its
        learning rates do not count; they become 0 and the registry's defaults.
    alphas
        Learning rates, positive and rising, at least one.
    seeds
        Of the initial weights and of the order of the digits: 1 to 100 different whole numbers of at least 0.

    Raises
    ------
    ValueError
        When there are no learning rates, they do not rise, or a seed is given twice.
    ParameterError
        When a learning rate or a seed is out of its range.

    Examples
    --------
    >>> sweep = AlphaSweep(NetworkExperiment(epochs=20), seeds=(0, 1))
    >>> sweep.marks, len(sweep.runs), sweep.runs[0]
    ((1, 10, 20), 100, Run(slot='a', alpha=1e-05, seed=0))
    """

    experiment: NetworkExperiment = NetworkExperiment()  # noqa: RUF009 - it is frozen
    alphas: tuple[float, ...] = ALPHAS
    seeds: tuple[int, ...] = (0, 1, 2)

    def __post_init__(self) -> None:
        e = self.experiment
        checked = [e.with_value(f"{slot}.alpha", alpha) for slot in SLOTS for alpha in self.alphas]
        seeds = tuple(int(e.with_value("seed", seed).seed) for seed in self.seeds)
        rising = all(low < high for low, high in zip(self.alphas, self.alphas[1:], strict=False))
        if not checked or not rising:
            raise ValueError(f"`alphas` must be one learning rate or several that rise; got {self.alphas!r}.")
        if not 1 <= len(seeds) <= MOST_SEEDS or len(set(seeds)) < len(seeds):
            raise ValueError(f"`seeds` must be 1 to {MOST_SEEDS} different ones; got {self.seeds!r}.")
        object.__setattr__(self, "experiment", replace(e, seed=0, a=_usual(e.a), b=_usual(e.b)))
        object.__setattr__(self, "alphas", tuple(map(float, self.alphas)))
        object.__setattr__(self, "seeds", seeds)

    @property
    def data(self) -> str:
        """The name of the digits, which need not be here."""
        return str(self.experiment.f["data"])

    @property
    def size(self) -> int | None:
        """Digits a step; None for all."""
        batch = self.experiment.f["batch"]
        return None if batch == FULL else int(batch)

    @property
    def marks(self) -> tuple[int, ...]:
        """The epochs after which it is told how far each training is: 1, 10, 100 and the last."""
        epochs = self.experiment.epochs
        return (*(mark for mark in MARKS if mark < epochs), epochs)

    @property
    def runs(self) -> tuple[Run, ...]:
        """All trainings, one seed after the other, so that whole curves are there early."""
        return tuple(Run(slot, alpha, seed) for seed in self.seeds for alpha in self.alphas for slot in SLOTS)


def _usual(choice: Choice) -> Choice:
    """The same with the registry's learning rate."""
    return choice.replace(alpha=choice.parameters["alpha"].default)
