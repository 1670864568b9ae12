"""Both trainings at once, each in a worker process of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping

from optim_viz.commands.ending import at_a_good_moment
from optim_viz.datasets import Digits, load_digits
from optim_viz.export.protocol import Progress, silent
from optim_viz.optimizers import Optimizer
from optim_viz.pool import Course, Limits, Pool, Shared, TrainingTask, WorkerError
from optim_viz.training_files import Pair, Trained

AWAKE = 0.2
"""Seconds after which Ctrl-C is obeyed at the latest."""


def train_both(
    digits: Digits,
    optimizers: Mapping[str, Optimizer],
    *,
    epochs: int = 10,
    batch: int | None = 32,
    seed: int = 0,
    progress: Progress = silent,
) -> Pair:
    """Train ``a`` and ``b`` from the same initial weights on the same batches.

    Settings are those of :func:`optim_viz.network.train`; ``progress`` is told the mean of both shares.  Raises
    :class:`WorkerError` when a worker ends too soon.  Whatever happens, no worker stays behind.
    """
    source = None if digits is load_digits() else Shared(digits)
    tasks = {
        slot: TrainingTask(optimizer, source, epochs=epochs, batch=batch, seed=seed)
        for slot, optimizer in optimizers.items()
    }
    # Whoever waits at a terminal may wait as long as it takes, and alone.
    with (
        at_a_good_moment() as obey,
        Pool(len(tasks), limits=Limits(longest=math.inf), background=False) as pool,
    ):
        job = pool.submit("command", "train", tasks)
        version = job.version
        while not job.over:
            version = job.wait(version, AWAKE)
            obey()
            shares = [course.share if course else 0.0 for course in job.known.values()]
            progress(sum(shares) / len(shares))
    if job.state != "done":
        raise WorkerError(job.message) from job.error
    done = {slot: _trained(course) for slot, course in job.known.items()}
    return Pair(digits, done["a"], done["b"])


def _trained(course: Course) -> Trained:
    assert course.training is not None
    return Trained(course.training, course.seconds)
