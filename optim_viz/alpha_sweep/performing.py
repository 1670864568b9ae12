"""The trainings of a sweep, here or by an executor; each tells how far it was after some epochs."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Generator
from concurrent.futures import Executor
from contextlib import closing
from typing import NamedTuple, Protocol

from optim_viz.alpha_sweep.settings import AlphaSweep, Run
from optim_viz.datasets import Digits, find_digits
from optim_viz.executing import WAITING, CallError, Halt, results
from optim_viz.network import Training, train

NEVER = 1 << 40
"""After so many steps the loss is followed between the ends of epochs: in no training."""


class Row(NamedTuple):
    """How far a training was at each of the marks, ``(marks,)`` each; NaN where it is no finite number.

    Parameters
    ----------
    loss
        On the training examples that it is followed on, the first 1,000.
    test_loss, test_accuracy
        On the test examples.
    """

    loss: tuple[float, ...]
    test_loss: tuple[float, ...]
    test_accuracy: tuple[float, ...]


class Finished(NamedTuple):
    """A training that was done, and what came of it."""

    run: Run
    row: Row


class Carried(Protocol):
    """Digits on their way to another process."""

    def load(self) -> Digits:
        """The digits, wherever this has come to."""


class Task(NamedTuple):
    """One training, as what has to be sent to whoever does it."""

    settings: AlphaSweep
    run: Run
    digits: Carried | None = None

    def do(self, attempt: int = 1) -> Row:
        """Do it; ``attempt`` tells a second attempt from the first."""
        return trained(self.settings, self.run, self.digits.load() if self.digits else None)


class RunError(RuntimeError):
    """A training failed for good; the message names it, the cause is attached."""


def perform(
    settings: AlphaSweep,
    executor: Executor | None = None,
    progress: Callable[[float], None] | None = None,
    done: Collection[Finished] = (),
    *,
    digits: Carried | None = None,
    at_a_time: int = WAITING,
    halt: Halt | None = None,
) -> Generator[Finished, None, None]:
    """Do the trainings of a sweep, and give each as soon as it is done.

    Whoever stops asking (and closes it) cancels what has not begun, and waits for what has.

    Parameters
    ----------
    settings
        Which trainings these are.
    executor
        Takes the trainings, e.g. ``ProcessPoolExecutor()`` or a Dask client's ``get_executor()``; without one,
        they are done here, one after the other.
    progress
        Told how much of the sweep is done, from 0 to 1.
    done
        Trainings of the same sweep from before; these are neither done nor given again.
    digits
        Brings the digits to the executor's processes, where these do not find them by their name.
    at_a_time
        How many trainings the executor holds at the most.
    halt
        Ends it early: what has not begun is cancelled, what has is waited for and given.

    Raises
    ------
    ValueError
        When one of ``done`` belongs to another sweep; when the digits are not here.
    RunError
        When an executor fails with the same training three times, or once where another attempt
        would only repeat it.

    Examples
    --------
    >>> from optim_viz.network_experiment import NetworkExperiment
    >>> settings = AlphaSweep(NetworkExperiment(epochs=1), alphas=(0.001,), seeds=(0,))
    >>> gd, adam = perform(settings)
    >>> gd.run, gd.row.test_accuracy < adam.row.test_accuracy
    (Run(slot='a', alpha=0.001, seed=0), True)
    """
    before = {run for run, _ in done}
    if strange := before - set(settings.runs):
        raise ValueError(f"{min(strange)!r} is no training of this sweep.")
    if digits is None:
        find_digits(settings.data)
    tasks = [Task(settings, run, digits) for run in settings.runs if run not in before]
    found = results([task.do for task in tasks], executor, at_a_time, halt)
    return _perform(tasks, found, progress, len(settings.runs))


def _perform(
    tasks: list[Task],
    rows: Generator[tuple[int, Row], None, None],
    progress: Callable[[float], None] | None,
    total: int,
) -> Generator[Finished, None, None]:
    with closing(rows) as found:
        try:
            for count, (number, row) in enumerate(found, 1):
                if progress:
                    progress((total - len(tasks) + count) / total)
                yield Finished(tasks[number].run, row)
        except CallError as error:
            slot, alpha, seed = tasks[error.number].run
            named = f"The training of `{slot}` with alpha {alpha:g} and seed {seed} failed {error.how_often}."
            raise RunError(named) from error.__cause__


def trained(settings: AlphaSweep, run: Run, digits: Digits | None = None) -> Row:
    """Do one training; it ends early where its numbers run out of range, since they stay there.

    >>> from optim_viz.network_experiment import NetworkExperiment
    >>> len(trained(AlphaSweep(NetworkExperiment(epochs=1)), Run("b", 0.001, 0)).loss)
    1
    """
    going = train(
        find_digits(settings.data) if digits is None else digits,
        settings.experiment.choice(run.slot).replace(alpha=run.alpha).build(),
        epochs=settings.experiment.epochs,
        batch=settings.size,
        seed=run.seed,
        every=NEVER,
    )
    kept: dict[int, tuple[float, float, float]] = {}
    for training in going:
        epoch = len(training.test_loss) - 1
        if epoch in settings.marks:
            kept[epoch] = _state(training)
        if training.diverged:
            break
    lost = (math.nan, math.nan, math.nan)
    return Row(*zip(*(kept.get(mark, lost) for mark in settings.marks), strict=True))


def _state(training: Training) -> tuple[float, float, float]:
    """The last numbers of a row, NaN where one is not finite."""
    loss, test_loss, accuracy = training.loss[-1], training.test_loss[-1], training.test_accuracy[-1]
    return tuple(float(x) if math.isfinite(x) else math.nan for x in (loss, test_loss, accuracy))  # type: ignore[return-value]
