"""Small sweeps, and results made up for a purpose."""

import math
from collections.abc import Callable, Iterator

import pytest
from threadpoolctl import threadpool_limits

from optim_viz import Choice
from optim_viz.alpha_sweep import AlphaSweep, Finished, Results, Row, Run
from optim_viz.network_experiment import NetworkExperiment

FULL = Choice.of("network", batch="full")

SMALL = AlphaSweep(NetworkExperiment(f=FULL, epochs=2), alphas=(0.001, 0.1), seeds=(3, 5))
"""Eight trainings of two steps."""


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Let the library behind NumPy's products use one thread."""
    with threadpool_limits(1, user_api="blas"):
        yield


def made_up(
    settings: AlphaSweep, number: Callable[[Run, int], float | None], only: Callable[[Run], bool] = bool
) -> Results:
    """Results with ``number(run, mark)`` as accuracy and 1 minus it as losses; None is a diverged training."""
    finished = []
    for run in filter(only, settings.runs):
        found = [number(run, mark) for mark in settings.marks]
        accuracy = tuple(math.nan if each is None else each for each in found)
        loss = tuple(1 - each for each in accuracy)
        finished.append(Finished(run, Row(loss, loss, accuracy)))
    return Results.of(settings, finished)
