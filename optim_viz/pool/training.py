"""A training in a worker, and what the server knows of it while it goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from optim_viz.arrays import Array
from optim_viz.datasets import load_digits
from optim_viz.network import Perceptron, Training, train
from optim_viz.optimizers import Optimizer
from optim_viz.pool.course import Course, News, begun, continued
from optim_viz.pool.shared import Shared, Stored

MOST_STEPS = 1000
"""Steps between two rows, so that several come a second."""

LEAST_EXAMPLES = 3200
"""Examples that are learned from between two rows: keeping a row takes as long as some hundred of them."""

ROWS = 500
"""Rows that are enough for a curve."""

FEW_ROWS = 60
"""Rows that a curve has in any case where there are as many steps: they take a fifth of a second in all."""


class State(NamedTuple):
    """A training as far as it has come, with the time that it took and the weights of its last whole epoch."""

    training: Training
    spent: float
    ends: tuple[float, ...]
    """``spent`` at the start and at the end of each epoch."""
    w: Array


@dataclass(frozen=True, eq=False)
class TrainingTask:
    """A training of a network for a worker: :func:`optim_viz.network.train`, which says what is new.

    Parameters
    ----------
    optimizer
        By what it is trained.
    digits
        Digits of one's own; None are those that are shipped.
    network
        None is that of the lecture.
    epochs, batch, seed, snapshots
        As of :func:`~optim_viz.network.train`.
    every
        As there; None is often enough to see it grow, and not so often that it takes much longer.
    """

    optimizer: Optimizer
    digits: Shared | Stored | None = None
    network: Perceptron | None = None
    epochs: int = 10
    batch: int | None = 32
    seed: int = 0
    every: int | None = None
    snapshots: int = 0

    def states(self) -> Iterator[State]:
        """In the worker: the training at each of its rows."""
        digits = load_digits() if self.digits is None else self.digits.load()
        every = usual_every(len(digits.y), self.batch, self.epochs) if self.every is None else self.every
        walk = train(
            digits,
            self.optimizer,
            network=self.network,
            epochs=self.epochs,
            batch=self.batch,
            seed=self.seed,
            every=every,
            snapshots=self.snapshots,
        )
        spent, ends = 0.0, tuple[float, ...]()
        while True:
            # Only what is spent here: the other contender may have its turn in between, or a pause.
            began = time.perf_counter()
            training = next(walk, None)
            spent += time.perf_counter() - began
            if training is None:
                return
            if len(training.test_loss) > len(ends):
                ends, w = (*ends, spent), training.w
            yield State(training, spent, ends, w)

    def news(self, now: State, before: State | None, last: bool) -> News:
        """In the worker: the rows since ``before``, and all of the training once it is the ``last``."""
        training, old = now.training, before.training if before else None
        rows = slice(len(old.step) if old else 0, None)
        epochs = slice(len(old.test_loss) if old else 0, None)
        return News(
            training.network,
            training.per_epoch,
            now.spent,
            now.ends[epochs],
            training.step[rows],
            training.loss[rows],
            training.accuracy[rows],
            training.learning_rates[rows],
            training.test_loss[epochs],
            training.test_accuracy[epochs],
            now.w if now.ends[epochs] else None,
            training if last else None,
        )

    def known(self, before: Course | None, news: News) -> Course:
        """In the server: the course so far."""
        return begun(self.epochs, news) if before is None else continued(before, news)


def usual_every(examples: int, batch: int | None, epochs: int) -> int:
    """After how many steps a row is kept.

    >>> usual_every(10_000, 32, 100), usual_every(10_000, 32, 1), usual_every(60_000, None, 10)
    (100, 5, 1)
    """
    size = examples if batch is None else min(batch, examples)
    steps = epochs * -(-examples // size)
    often = min(LEAST_EXAMPLES // size, steps // FEW_ROWS)
    return min(MOST_STEPS, max(1, often, -(-steps // ROWS)))
