"""A sweep on a cluster: Dask's executor in place of the standard library's, on two worker processes."""

import os
import signal
from importlib.util import find_spec

import numpy as np
import pytest

from optim_viz import Choice, Experiment
from optim_viz.alpha_sweep import AlphaSweep, perform
from optim_viz.batch import Outcomes
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.sweep import sweep

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed"),
]

EXPERIMENT = Experiment(steps=200)
AXES = {"b.alpha": np.geomspace(1e-3, 10, 80), "f.kappa": np.geomspace(1, 1000, 50)}


@pytest.fixture
def client():
    """A cluster on this machine: two processes of one thread, begun again when they die."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


def same_bits(one: Outcomes, other: Outcomes) -> None:
    """Equal in every number, NaN where NaN is."""
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_cluster_gives_the_same_bits(client):
    """80 chunks on two other processes: what one process makes here."""
    told: list[float] = []
    swept = sweep(EXPERIMENT, "b", AXES, executor=client.get_executor(), chunk=50, progress=told.append)
    same_bits(swept.outcomes, sweep(EXPERIMENT, "b", AXES).outcomes)
    assert told == [done / 80 for done in range(1, 81)]
    assert os.getpid() not in client.run(os.getpid).values()


def test_a_worker_that_is_killed_loses_nothing(client):
    """One of the two processes dies in the middle of the sweep; its chunks are run elsewhere."""
    victim, _ = client.run(os.getpid).values()
    killed: list[float] = []

    def kill(done: float) -> None:
        if done > 0.2 and not killed:
            os.kill(victim, signal.SIGKILL)
            killed.append(done)

    swept = sweep(EXPERIMENT, "b", AXES, executor=client.get_executor(), chunk=50, progress=kill)
    assert 0.2 < killed[0] < 0.5
    same_bits(swept.outcomes, sweep(EXPERIMENT, "b", AXES).outcomes)
    assert victim not in client.run(os.getpid).values()


def test_trainings_of_a_sweep_of_alpha_go_through_the_same_door(client):
    """Eight trainings of the network on two other processes, and the numbers are those of this one."""
    f = Choice.of("network", batch="full")
    settings = AlphaSweep(NetworkExperiment(f=f, epochs=2), alphas=(0.01, 0.1), seeds=(0, 1))
    found = dict(perform(settings, client.get_executor()))
    for run, row in perform(settings):
        # Products in one thread and in several may round otherwise.
        np.testing.assert_allclose(found[run], row, rtol=1e-4, atol=1e-6)
    assert len(found) == 8
