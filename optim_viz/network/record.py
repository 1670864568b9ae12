"""What is kept of a training: losses, accuracies and learning rates, never the whole path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.network.batches import Batches
from optim_viz.network.cost import CrossEntropy, Measure
from optim_viz.network.perceptron import Perceptron
from optim_viz.optimizers import Optimizer

PART = 1000
"""How many of the training examples, the first ones, the loss is followed on."""

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
"""Where in a layer's sorted learning rates those stand that are kept: 0 the smallest, 1 the largest."""


class Rows:
    """What follows from the rows that were kept of a training, also of one that goes on elsewhere."""

    epochs: int
    per_epoch: int
    step: npt.NDArray[np.int_]
    test_loss: Array

    @property
    def steps(self) -> int:
        """How many steps there will be."""
        return self.epochs * self.per_epoch

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return float(self.step[-1] / self.steps)

    @property
    def epoch(self) -> Array:
        """``step`` in epochs, ``(kept,)``."""
        return self.step / self.per_epoch

    @property
    def done(self) -> int:
        """How many whole epochs are done."""
        return len(self.test_loss) - 1


@dataclass(frozen=True, eq=False)
class Training(Rows):
    """A training as far as it has come; once its numbers have run out of range, they are NaN.

    Parameters
    ----------
    network, optimizer
        What is trained, and by what.
    batch, seed, epochs
        As :func:`train` was asked.
    per_epoch
        How many steps an epoch has.
    step
        The steps at which something was kept, ``(kept,)``; the first is 0, before the first step.
    loss, accuracy
        On the first 1,000 training examples, at each of these steps, ``(kept,)``.
    learning_rates
        The alpha_j of the step that led there, sorted, at the shares ``QUANTILES`` of them, from smallest to
        largest: of each layer's weights, and of its biases, ``(kept, layers, 2, quantiles)``; NaN at step 0.
    test_loss, test_accuracy
        On the test examples, before the first step and at the end of each epoch, ``(epochs so far + 1,)``.
    snapshot_step
        The steps of the snapshots, ``(snapshots,)``.
    taken
        The snapshots themselves, each ``(n,)``.
    w
        The weights now, ``(n,)``.
    """

    network: Perceptron
    optimizer: Optimizer
    batch: int | None
    seed: int
    epochs: int
    per_epoch: int
    step: npt.NDArray[np.int_]
    loss: Array
    accuracy: Array
    learning_rates: Array
    test_loss: Array
    test_accuracy: Array
    snapshot_step: npt.NDArray[np.int_]
    taken: tuple[Array, ...]
    w: Array

    @property
    def snapshots(self) -> Array:
        """The weights at ``snapshot_step``, ``(snapshots, n)``."""
        return np.array(self.taken, self.w.dtype).reshape(-1, self.network.n)

    @property
    def diverged(self) -> bool:
        """Whether the weights have run out of range, or the loss."""
        return bool(np.isnan(self.loss[-1]) or not np.isfinite(self.w).all())

    def __repr__(self) -> str:
        accuracy = f"test accuracy {self.test_accuracy[-1]:.4f}"
        done = f"{self.done} of {self.epochs} epochs"
        return f"Training({self.network!r}, {self.optimizer.name}, {done}, {accuracy})"


class Recorder:
    """What was kept so far, of the ``kept`` steps at which something will be."""

    def __init__(
        self, optimizer: Optimizer, batches: Batches, test: CrossEntropy, seed: int, epochs: int, kept: int
    ) -> None:
        self.optimizer, self.batches, self.test = optimizer, batches, test
        self.network, self.seed, self.epochs = test.network, seed, epochs
        self.part = CrossEntropy(self.network, batches.cost.X[:PART], batches.cost.y[:PART])
        self.measure_part: Measure = self.part.measure
        self.measure_test: Measure = test.measure
        # Arrays for all that will be kept, of which each training that is given shows a part.
        self.kept = self.ended = 0
        self.step = np.zeros(kept, int)
        self.judged = np.zeros((2, kept))
        self.learning_rates = np.empty((kept, len(self.network.layers), 2, len(QUANTILES)))
        self.tested = np.zeros((2, epochs + 1))
        self.snapshot_step: list[int] = []
        self.snapshots: list[Array] = []

    def measure_by(self, way: Callable[[CrossEntropy], Measure]) -> None:
        """Losses and accuracies are measured in a quicker way than that of :class:`CrossEntropy`."""
        self.measure_part, self.measure_test = way(self.part), way(self.test)

    def keep(self, step: int, w: Array, state: Any) -> None:
        """Loss, accuracy and learning rates after a step."""
        self.step[self.kept] = step
        self.judged[:, self.kept] = _in_range(*self.measure_part(w))
        # Some weights may stay in range where others have left it; what drives them is lost all the same.
        known = step > 0 and not np.isnan(self.judged[0, self.kept])
        self.learning_rates[self.kept] = self._quantiles(state) if known else np.nan
        self.kept += 1

    def end_epoch(self, w: Array) -> None:
        """Loss and accuracy on the test examples."""
        self.tested[:, self.ended] = _in_range(*self.measure_test(w))
        self.ended += 1

    def snap(self, step: int, w: Array) -> None:
        """The weights, which nobody changes: a step gives new ones."""
        self.snapshot_step.append(step)
        self.snapshots.append(w)

    def training(self, w: Array) -> Training:
        """All of it so far."""
        loss, accuracy = _shown(self.judged[:, : self.kept])
        test_loss, test_accuracy = _shown(self.tested[:, : self.ended])
        return Training(
            self.network,
            self.optimizer,
            self.batches.size,
            self.seed,
            self.epochs,
            self.batches.per_epoch,
            _shown(self.step[: self.kept]),
            loss,
            accuracy,
            _shown(self.learning_rates[: self.kept]),
            test_loss,
            test_accuracy,
            np.array(self.snapshot_step, int),
            tuple(self.snapshots),
            w,
        )

    def _quantiles(self, state: Any) -> Array:
        """Of the learning rates of each layer's weights and biases, ``(layers, 2, quantiles)``."""
        alphas = self.optimizer.learning_rates(state)
        parts = [(layer.weights, layer.biases) for layer in self.network.layers]
        return np.array([[_quantiles(alphas[part]) for part in pair] for pair in parts])


def _in_range(loss: Any, accuracy: Any) -> tuple[Any, Any]:
    """Both, or NaN in place of both where the loss is no number any more."""
    return (loss, accuracy) if np.isfinite(loss) else (np.nan, np.nan)


def _shown(part: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A part that nobody can write to, since the next trainings show it as well."""
    part.flags.writeable = False
    return part


def _quantiles(values: Array) -> Array:
    """The values that stand at the shares ``QUANTILES`` of all, in their order."""
    ranks = np.round(np.multiply(QUANTILES, len(values) - 1)).astype(int)
    found: Array = np.sort(values)[ranks]
    return found
