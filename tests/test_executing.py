"""Calls that others do: each once, unless it fails, and none for nobody."""

import time
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from threading import Event

import pytest

from optim_viz.executing import CallError, results


def numbered(count: int) -> list:
    """Calls that give ten times their number."""
    return [lambda attempt, number=number: 10 * number for number in range(count)]


def test_results_bear_the_numbers_of_their_calls():
    """Here in order; elsewhere in any."""
    assert list(results(numbered(5))) == [(k, 10 * k) for k in range(5)]
    with ThreadPoolExecutor(3) as executor:
        assert sorted(results(numbered(50), executor, at_a_time=4)) == [(k, 10 * k) for k in range(50)]


class Holding(Executor):
    """Holds the calls, and does the first of them when it is told to."""

    def __init__(self):
        self.held = []
        self.most = 0

    def submit(self, fn, /, *args, **kwargs):
        """Hold one; the third at a time makes the first one be done."""
        future = Future()
        self.held.append((future, fn, args))
        self.most = max(self.most, sum(not each.done() for each, *_ in self.held))
        if len(self.held) > 2:
            self.release()
        return future

    def release(self):
        """Do the first."""
        future, fn, args = self.held.pop(0)
        future.set_result(fn(*args))


def test_an_executor_holds_so_many_at_a_time():
    """Three here, although there are nine."""
    executor = Holding()
    found = results(numbered(9), executor, at_a_time=3)
    assert [next(found) for _ in range(7)] == [(k, 10 * k) for k in range(7)]
    assert executor.most == 3
    found.close()
    assert all(future.cancelled() for future, *_ in executor.held)
    assert len(executor.held) == 2


class Telling(ThreadPoolExecutor):
    """Remembers what it promised."""

    def __init__(self):
        super().__init__(1)
        self.futures = []

    def submit(self, fn, /, *args, **kwargs):
        """Promise a result."""
        self.futures.append(super().submit(fn, *args))
        return self.futures[-1]


def test_closing_waits_for_what_has_begun():
    """One call is in the midst of it, and is over when closing is; the one after it never begins."""
    begun, go, seen = Event(), Event(), []

    def slow(attempt: int) -> None:
        begun.set()
        go.wait(10)
        seen.append("slow")

    with Telling() as executor, ThreadPoolExecutor(1) as other:
        found = results([lambda _: None, slow, lambda _: seen.append("third")], executor)
        assert next(found) == (0, None)
        assert begun.wait(10)
        closing = other.submit(lambda: (found.close(), seen.append("closed")))
        while not executor.futures[2].cancelled():
            time.sleep(0.001)
        assert seen == []
        go.set()
        closing.result(10)
    assert seen == ["slow", "closed"]


def test_attempts_are_counted_and_the_fourth_never_comes():
    """A call is told 1, 2, 3, and the last failure is the cause."""
    told = []

    def fails(attempt: int) -> None:
        told.append(attempt)
        raise OSError(f"unplugged {attempt}")

    with ThreadPoolExecutor(1) as executor, pytest.raises(CallError, match="Call 2 failed 3 times") as raised:
        list(results([lambda _: None, fails], executor))
    assert told == [1, 2, 3]
    assert raised.value.number == 1
    assert str(raised.value.__cause__) == "unplugged 3"
    with pytest.raises(OSError, match="unplugged 1"):
        list(results([fails]))


class Shut(Executor):
    """Does the first call, and cancels all others."""

    def __init__(self):
        self.count = 0

    def submit(self, fn, /, *args, **kwargs):
        """Do it, or cancel it."""
        future = Future()
        self.count += 1
        if self.count == 1:
            future.set_result(fn(*args))
        else:
            future.cancel()
        return future


def test_a_call_that_someone_else_cancels_is_not_given_again():
    """An executor that is shut down says so, and nobody asks it once more."""
    executor = Shut()
    found = results(numbered(3), executor, at_a_time=2)
    assert next(found) == (0, 0)
    with pytest.raises(CancelledError):
        next(found)
    assert executor.count == 3


class Failing(Executor):
    """Fails with the second call, however often; once the third is cancelled, the first one is done."""

    def __init__(self):
        self.first, self.third = Future(), Future()
        self.first.set_running_or_notify_cancel()
        self.third.add_done_callback(lambda _: self.first.set_result("kept"))
        self.count = 0

    def submit(self, fn, /, *args, **kwargs):
        """Promise it, or fail."""
        self.count += 1
        if self.count in (1, 3):
            return self.first if self.count == 1 else self.third
        future = Future()
        future.set_exception(OSError(f"unplugged {self.count}"))
        return future


def test_what_is_under_way_when_a_call_fails_is_given():
    """Nothing else begins; the failure is raised once nothing is left."""
    executor = Failing()
    found = results(numbered(9), executor, at_a_time=3)
    assert next(found) == (0, "kept")
    assert executor.third.cancelled()
    with pytest.raises(CallError, match="Call 2 failed 3 times") as raised:
        next(found)
    assert str(raised.value.__cause__) == "unplugged 5"
    assert executor.count == 5
