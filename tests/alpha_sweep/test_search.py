"""A search goes on by itself, is stopped and gone on with, and never loses what is done."""

import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from threading import Semaphore

import numpy as np
import pytest

from optim_viz.alpha_sweep import Finished, Row, Search, perform
from tests.alpha_sweep.conftest import SMALL

FAST = Row((1.0, 1.0), (1.0, 1.0), (0.5, 0.5))


class Gated(ThreadPoolExecutor):
    """Does nothing but give a row, and each only after it was let go."""

    def __init__(self, threads=1):
        super().__init__(threads)
        self.gate = Semaphore(0)
        self.calls, self.futures = [], []

    def submit(self, fn, /, *args, **kwargs):
        """Wait, then give it."""

        def gated():
            self.calls.append(getattr(getattr(fn, "__self__", None), "run", None))
            assert self.gate.acquire(timeout=20)
            return FAST

        self.futures.append(super().submit(gated))
        return self.futures[-1]


@pytest.fixture
def gated():
    """An executor that is let go at the end."""
    executor = Gated()
    yield executor
    executor.gate.release(1000)
    executor.shutdown()


def until(search: Search, done: int) -> None:
    """Wait until so many are done."""
    while search.status.done < done:
        assert search.status.state in ("running", "stopping")


def begun(executor: Gated, count: int) -> None:
    """Wait until so many have begun."""
    end = time.monotonic() + 20
    while len(executor.calls) < count:
        assert time.monotonic() < end
        time.sleep(0.001)


def cancelled(futures: list[Future[Row]]) -> None:
    """Wait until all of them are cancelled."""
    end = time.monotonic() + 20
    while not all(future.cancelled() for future in futures):
        assert time.monotonic() < end
        time.sleep(0.001)


def test_a_search_is_its_sweep():
    """In a process of its own: the numbers of ``perform``, and it says that it is done."""
    search = Search(SMALL)
    assert search.status == ("new", 0, 8, None, "")
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        search.start(executor)
        search.wait(60)
    assert search.status == ("done", 8, 8, None, "")
    expected = dict(perform(SMALL))
    for run, row in search.results.rows.items():
        np.testing.assert_allclose(row, expected[run], rtol=1e-4, atol=1e-6)


def test_cancelling_keeps_what_is_done_and_starting_goes_on(gated):
    """What has begun is waited for and kept, the rest is cancelled at once; nothing is done twice."""
    search = Search(SMALL)
    search.start(gated)
    gated.gate.release(3)
    until(search, 3)
    held = search.results
    status = search.status
    assert (status.state, status.done, status.total) == ("running", 3, 8)
    assert status.left > 0
    search.start(gated)  # it runs already
    begun(gated, 4)
    search.cancel()
    assert search.status.state == "stopping"
    cancelled(gated.futures[4:])
    gated.gate.release(1)
    search.wait(20)
    assert search.status == ("stopped", 4, 8, None, "")
    assert [run for run, _ in held.finished] == list(SMALL.runs[:3])
    search.start(gated)
    gated.gate.release(4)
    search.wait(20)
    assert search.status.state == "done"
    assert search.results.is_done
    assert gated.calls == list(SMALL.runs)
    search.start(gated)  # there is nothing left
    assert search.status.state == "done"


def test_all_that_has_begun_is_kept():
    """Several at once: none of what was under way when it was cancelled is lost."""
    with Gated(threads=3) as executor:
        search = Search(SMALL)
        search.start(executor)
        begun(executor, 3)
        search.cancel()
        cancelled(executor.futures[3:])
        executor.gate.release(3)
        search.wait(20)
        assert search.status == ("stopped", 3, 8, None, "")
        assert {run for run, _ in search.results.finished} == set(SMALL.runs[:3])


def test_what_has_not_begun_is_not_waited_for():
    """Where an executor does something else, a search that is cancelled has stopped."""
    with Gated() as executor:
        block = executor.submit(perform)
        search = Search(SMALL)
        search.start(executor)
        while len(executor.futures) < 9:
            time.sleep(0.001)
        search.cancel()
        search.wait(20)
        assert search.status == ("stopped", 0, 8, None, "")
        assert not block.done()
        executor.gate.release(1)


def test_going_on_while_it_still_stops(gated):
    """The second start waits for what the first one had begun, and finishes the rest."""
    search = Search(SMALL)
    search.start(gated)
    gated.gate.release(2)
    until(search, 2)
    search.cancel()
    search.start(gated)
    assert search.status.state == "running"
    search.cancel()
    search.start(gated)
    gated.gate.release(20)
    search.wait(20)
    assert search.status.state == "done"
    assert len(search.results.rows) == 8


def test_a_search_begins_with_what_is_done_before(gated):
    """And refuses what belongs to another sweep, or is there twice."""
    odd = [Finished(run, FAST) for run in SMALL.runs[:7]]
    search = Search(SMALL, odd)
    assert search.status.done == 7
    search.start(gated)
    gated.gate.release(1)
    search.wait(20)
    assert gated.calls == [SMALL.runs[7]]
    with pytest.raises(ValueError, match="twice"):
        Search(SMALL, odd + odd)


class Broken(Executor):
    """Fails with each call but the first."""

    def __init__(self):
        self.first = True

    def submit(self, fn, /, *args, **kwargs):
        """Give one result."""
        future = Future()
        if self.first:
            future.set_result(FAST)
        else:
            future.set_exception(OSError("unplugged"))
        self.first = False
        return future


def test_a_failure_is_told_and_another_start_goes_on(gated):
    """With its training and its cause; what was done before stays."""
    search = Search(SMALL)
    search.start(Broken())
    search.wait(20)
    status = search.status
    assert (status.state, status.done) == ("failed", 1)
    assert status.message.startswith("The training of `")
    assert status.message.endswith("failed 3 times. unplugged")
    search.start(gated)
    gated.gate.release(7)
    search.wait(20)
    assert search.status == ("done", 8, 8, None, "")


class Failing(Executor):
    """Fails with each call but the first, which is under way until the last one is cancelled."""

    def __init__(self):
        self.first = Future()
        self.count = 0

    def submit(self, fn, /, *args, **kwargs):
        """Promise the first and the last, and fail with the others."""
        self.count += 1
        if self.count == 1:
            self.first.set_running_or_notify_cancel()
            return self.first
        future = Future()
        if self.count == len(SMALL.runs):
            future.add_done_callback(lambda _: self.first.set_result(FAST))
        else:
            future.set_exception(OSError("unplugged"))
        return future


def test_a_training_that_is_under_way_when_another_fails_is_kept():
    """It is waited for, as after a cancel; then the failure is told."""
    search = Search(SMALL)
    search.start(Failing())
    search.wait(20)
    assert (search.status.state, search.status.done) == ("failed", 1)
    assert search.results.finished == (Finished(SMALL.runs[0], FAST),)
    assert search.status.message.endswith("failed 3 times. unplugged")


def test_what_nobody_foresaw_is_told_as_well():
    """Also an error that is no training's."""
    search = Search(SMALL, [Finished(SMALL.runs[0]._replace(alpha=7.0), FAST)])
    search.start(Broken())
    search.wait(20)
    assert search.status.state == "failed"
    assert "is no training of this sweep" in search.status.message


def test_an_executor_that_is_taken_back_stops_it(gated):
    """What is done is kept, and another executor goes on."""
    search = Search(SMALL)
    other = Gated()
    search.start(other)
    other.gate.release(2)
    until(search, 2)
    other.shutdown(wait=False, cancel_futures=True)
    other.gate.release(1)
    search.wait(20)
    assert search.status.state == "stopped"
    assert search.status.done in (2, 3)
    search.start(gated)
    gated.gate.release(8)
    search.wait(20)
    assert search.status.state == "done"
