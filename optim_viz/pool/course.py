"""The course of a training that goes on: what has come of it so far, row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.network import Perceptron, Training
from optim_viz.network.record import Rows


class News(NamedTuple):
    """What is new in a training: rows as of :class:`Training`, those since the last news."""

    network: Perceptron
    per_epoch: int
    spent: float
    ends: tuple[float, ...]
    step: npt.NDArray[np.int_]
    loss: Array
    accuracy: Array
    learning_rates: Array
    test_loss: Array
    test_accuracy: Array
    w: Array | None
    training: Training | None


@dataclass(frozen=True, eq=False)
class Course(Rows):
    """A training as far as its news have come; it is not changed, there is a new one with each news.

    Parameters
    ----------
    network
        What is trained.
    epochs, per_epoch
        How many there will be, and how many steps each has.
    spent
        Seconds that were spent on it.
    ends
        ``spent`` before the first step and at the end of each epoch, ``(epochs so far + 1,)``.
    step, loss, accuracy, learning_rates
        The rows, as of :class:`~optim_viz.network.Training`: ``(kept,)``, learning rates
        ``(kept, layers, 2, quantiles)``.
    test_loss, test_accuracy
        Before the first step and at the end of each epoch, ``(epochs so far + 1,)``.
    w
        The weights at the end of the last whole epoch, ``(n,)``: those of the last ``test_accuracy``.
    training
        All of it, with its snapshots, once it is done or was stopped; None before.
    """

    network: Perceptron
    epochs: int
    per_epoch: int
    spent: float
    ends: tuple[float, ...]
    step: npt.NDArray[np.int_]
    loss: Array
    accuracy: Array
    learning_rates: Array
    test_loss: Array
    test_accuracy: Array
    w: Array
    training: Training | None

    @property
    def seconds(self) -> tuple[float, ...]:
        """What each epoch took, ``(epochs so far,)``."""
        return tuple(end - begin for begin, end in pairwise(self.ends))

    @property
    def diverged(self) -> bool:
        """Whether its numbers have run out of range."""
        return bool(np.isnan(self.loss[-1]))


def begun(epochs: int, news: News) -> Course:
    """A course after its first news."""
    assert news.w is not None
    return Course(epochs=epochs, **{**news._asdict(), "w": news.w})


def continued(course: Course, news: News) -> Course:
    """A course after further news."""
    return replace(
        course,
        spent=news.spent,
        ends=(*course.ends, *news.ends),
        step=np.concatenate([course.step, news.step]),
        loss=np.concatenate([course.loss, news.loss]),
        accuracy=np.concatenate([course.accuracy, news.accuracy]),
        learning_rates=np.concatenate([course.learning_rates, news.learning_rates]),
        test_loss=np.concatenate([course.test_loss, news.test_loss]),
        test_accuracy=np.concatenate([course.test_accuracy, news.test_accuracy]),
        w=course.w if news.w is None else news.w,
        training=news.training,
    )
