"""The executor of a pool: its calls are those of any executor, and jobs go first."""

import os
import signal
import time
from collections import Counter
from concurrent.futures import CancelledError
from functools import partial
from threading import Thread

import numpy as np
import pytest

from optim_viz import Experiment
from optim_viz.executing import results
from optim_viz.fast import _parts
from optim_viz.pool import Limits, Pool, WorkerError
from optim_viz.sweep import sweep
from tests.pool.following import begun, both, has_news, over, until
from tests.pool.tasks import Counting, OddError, end_it, endless, fail, held, noted, where

AXES = {"a.alpha": np.geomspace(1e-3, 30, 11), "f.kappa": [1.0, 20.0, 300.0]}


def test_a_sweep_in_the_workers_has_the_same_bits(two):
    """Chunk by chunk, and its progress comes to 1."""
    experiment, told = Experiment(steps=40), []
    with two.executor("me", "sweep") as executor:
        swept = sweep(experiment, "a", AXES, executor=executor, progress=told.append, chunk=4)
    for found, expected in zip(swept.outcomes, sweep(experiment, "a", AXES).outcomes, strict=True):
        np.testing.assert_array_equal(found, expected)
    assert told[-1] == 1
    assert len(told) == 9
    with pytest.raises(RuntimeError, match="The executor was shut down"):
        executor.submit(os.getpid)


def test_calls_run_in_the_workers(two):
    """In all of them, and nowhere else."""
    with two.executor("me", "sweep") as executor:
        answers = [future.result(20) for future in [executor.submit(where, seconds=0.1) for _ in range(6)]]
    assert {pid for pid, _ in answers} == set(two.pids)
    assert len(two.pids) == 2


def test_a_compiled_sweep_has_one_thread_in_a_worker(one):
    """All runs of a chunk in one part: the other cores have workers of their own."""
    with one.executor("me", "sweep") as executor:
        assert len(executor.submit(_parts, 10**6).result(20)) == 1


def test_a_job_goes_first(one, tmp_path):
    """It has the worker once the call in hand is done, before all calls that were there before it."""
    gate = tmp_path / "gate"
    with one.executor("me", "sweep") as executor:
        futures = [executor.submit(held, str(gate)), *(executor.submit(where) for _ in range(4))]
        begun(futures[0])
        job = one.submit("you", "train", {"a": Counting(to=3)})
        gate.touch()
        over(job)
        began = [future.result(20)[1] for future in futures]
    first, last = (job.known["a"][0][k].time for k in (0, -1))
    assert began[0] < first
    assert min(began[1:]) > last


def test_a_job_that_has_waited_ends_calls_in_its_way(tmp_path):
    """As many as it needs, those that began last; they are begun again after it, before the next ones."""
    folder, gate, job_gate = (tmp_path / name for name in ("begun", "gate", "job"))
    folder.mkdir()
    with Pool(3, limits=Limits(behind=0.3), look=0.02) as pool:
        executor = pool.executor("me", "sweep")
        futures = [executor.submit(noted, str(folder), number, str(gate)) for number in range(5)]
        for future in futures[:3]:
            begun(future)
        until_there(folder, {0: 1, 1: 1, 2: 1})
        job = until(has_news, pool.submit("you", "train", both(Counting(to=3, gate=str(job_gate)))))
        assert not any(future.done() for future in futures)
        assert not futures[1].cancel()
        executor.shutdown(wait=False)
        job_gate.touch()
        assert over(job).state == "done"
        until_there(folder, {0: 1, 1: 2, 2: 2})
        gate.touch()
        assert [future.result(20) for future in futures] == [0, 1, 2, 3, 4]
    until_there(folder, {0: 1, 1: 2, 2: 2, 3: 1, 4: 1})


def test_calls_that_are_not_in_the_way_go_on(tmp_path):
    """A job that waits for another one would not begin without them."""
    folder, gate, job_gate = (tmp_path / name for name in ("begun", "gate", "job"))
    folder.mkdir()
    with Pool(2, limits=Limits(behind=0), look=0.02) as pool:
        before = pool.submit("x", "train", {"a": Counting(gate=str(job_gate))})
        executor = pool.executor("me", "sweep")
        call = executor.submit(noted, str(folder), 0, str(gate))
        until_there(folder, {0: 1})
        waits = pool.submit("you", "train", both(Counting()))
        time.sleep(0.3)
        gate.touch()
        assert call.result(20) == 0
        job_gate.touch()
        assert {over(job).state for job in (before, waits)} == {"done"}
    until_there(folder, {0: 1})


def test_a_call_that_made_room_ends_with_its_executor(tmp_path):
    """Whoever waits for it hears what he hears of a call that runs."""
    gate = tmp_path / "gate"
    with Pool(1, limits=Limits(behind=0), look=0.02) as pool:
        call = begun(pool.executor("me", "sweep").submit(time.sleep, 600))
        job = until(has_news, pool.submit("you", "train", {"a": Counting(gate=str(gate))}))
        pool.executor("me", "sweep")
        with pytest.raises(WorkerError, match="Nobody waits for this any more"):
            call.result(20)
        gate.touch()
        assert over(job).state == "done"


def until_there(folder, expected):
    """Wait until so many files of calls are there, by their numbers."""
    end, found = time.monotonic() + 20, None
    while found != expected:
        assert time.monotonic() < end, found
        time.sleep(0.01)
        found = dict(Counter(int(path.name.partition("-")[0]) for path in folder.iterdir()))


def test_owners_take_turns(one, tmp_path):
    """Who gives many calls does not keep others waiting."""
    gate = tmp_path / "gate"
    many, few = (one.executor(owner, "sweep") for owner in ("many", "few"))
    block = many.submit(held, str(gate))
    lots = [many.submit(where, 0.01) for _ in range(6)]
    some = [few.submit(where, 0.01) for _ in range(2)]
    gate.touch()
    block.result(20)
    times = {future: future.result(20)[1] for future in (*lots, *some)}
    assert [future in some for future in sorted(times, key=times.get)][:4] == [True, False, True, False]
    for executor in (many, few):
        executor.shutdown()


def test_a_killed_worker_fails_the_call_alone(one):
    """With words; the next call has a new worker."""
    with one.executor("me", "sweep") as executor:
        killed, following = executor.submit(end_it), executor.submit(os.getpid)
        with pytest.raises(WorkerError, match="was ended by signal 9 before it was done"):
            killed.result(20)
        assert following.result(20) in one.pids


def test_a_sweep_outlives_a_killed_worker(two):
    """The chunk is given again: the same outcomes."""
    killed = []

    def kill(_):
        if not killed:
            killed.append(two.pids[0])
            os.kill(killed[0], signal.SIGKILL)

    experiment = Experiment(steps=2000)
    with two.executor("me", "sweep") as executor:
        swept = sweep(experiment, "a", AXES, executor=executor, progress=kill, chunk=2)
    assert killed
    for found, expected in zip(swept.outcomes, sweep(experiment, "a", AXES).outcomes, strict=True):
        np.testing.assert_array_equal(found, expected)


def test_errors_come_back(one):
    """As they were raised, with the place; one that cannot travel as its words."""
    with one.executor("me", "sweep") as executor:
        error = executor.submit(fail, "No.").exception(20)
        assert (type(error), str(error)) == (ValueError, "No.")
        assert "tests/pool/tasks.py" in error.__notes__[0]
        odd = executor.submit(fail, "odd").exception(20)
        assert (type(odd), str(odd)) == (RuntimeError, repr(OddError(1, 2)))
        assert "pickle" in str(executor.submit(lambda: 1).exception(20))


def test_calls_can_be_cancelled(one, tmp_path):
    """Those that have not begun; those that have are waited for."""
    gate = tmp_path / "gate"
    executor = one.executor("me", "sweep")
    running, *waiting = [executor.submit(held, str(gate)) for _ in range(4)]
    begun(running)
    assert waiting[0].cancel()
    assert not running.cancel()
    executor.shutdown(wait=False, cancel_futures=True)
    gate.touch()
    executor.shutdown()
    assert running.done()
    assert all(future.cancelled() for future in waiting)
    with one.executor("me", "sweep") as other:
        assert other.submit(os.getpid).result(20) in one.pids


def test_a_newer_executor_takes_the_place():
    """What the earlier one has not done ends: it waits for nothing any more, and what runs is ended."""
    with Pool(1) as pool:
        earlier = pool.executor("me", "sweep")
        running, waiting = earlier.submit(where, 60), earlier.submit(where)
        job = pool.submit("you", "train", {"a": Counting(to=1)})
        newer = pool.executor("me", "sweep")
        with pytest.raises(CancelledError):
            waiting.result(20)
        with pytest.raises(WorkerError, match="Nobody waits for this any more"):
            running.result(20)
        assert until(lambda each: each.over, job).state == "done"
        assert newer.submit(where).result(20)[0] in pool.pids
        assert earlier.submit(where).cancelled()


def test_a_sweep_whose_executor_was_taken_back_is_cancelled(one, tmp_path):
    """Also where all of its chunks have begun: it has not failed, nobody waits for it."""
    begun = tmp_path / "begun"
    calls = results([partial(endless, str(begun))], one.executor("me", "sweep"))
    found = []
    thread = Thread(target=lambda: found.append(error_of(lambda: next(calls))))
    thread.start()
    end = time.monotonic() + 20
    while not begun.exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    one.executor("me", "sweep").shutdown()
    thread.join(20)
    assert isinstance(found[0], CancelledError)


def error_of(function):
    """What it raises."""
    try:
        function()
    except BaseException as error:
        return error
