"""Independent calls, done here or by an executor, of which some are under way at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError, Executor, Future, wait
from itertools import islice
from queue import SimpleQueue
from threading import Lock
from typing import TypeVar

TRIES = 3
"""How often a call is given to an executor before all of them fail."""

WAITING = 1024
"""Calls that an executor holds at a time: more than a cluster has cores."""

Result = TypeVar("Result")

Call = Callable[[int], Result]
"""Is told which attempt this is, counted from 1.

An executor that knows a call by its arguments, as Dask's does, would give the first one's failure again.
"""


class HopelessError(RuntimeError):
    """A failure that another attempt would only repeat."""


class CallError(RuntimeError):
    """A call failed for good: ``number`` says which, ``how_often`` it was tried, and the cause is attached."""

    def __init__(self, number: int, attempts: int) -> None:
        self.number = number
        self.how_often = "once" if attempts == 1 else f"{attempts} times"
        super().__init__(f"Call {number + 1} failed {self.how_often}.")


class Halt:
    """Ends calls early, from any thread: what has not begun is cancelled, what has is waited for and given."""

    def __init__(self) -> None:
        self.called = False
        self._told: Callable[[], object] | None = None
        self._lock = Lock()

    def __call__(self) -> None:
        """End them."""
        with self._lock:
            self.called = True
            if self._told:
                self._told()

    def tell(self, told: Callable[[], object]) -> None:
        """Have a function called then; at once where it is over already."""
        with self._lock:
            self._told = told
            if self.called:
                told()


def results(
    calls: Sequence[Call[Result]],
    executor: Executor | None = None,
    at_a_time: int = WAITING,
    halt: Halt | None = None,
) -> Generator[tuple[int, Result], None, None]:
    """The results of calls as they come, each with its call's number.

    Parameters
    ----------
    calls
        Any number of them; an executor of processes pickles each.
    executor
        Takes the calls, e.g. ``ProcessPoolExecutor()`` or a Dask client's ``get_executor()``; a call that fails
        is given to it again.  Without one, they are done here, one after the other, as they are asked for.
    at_a_time
        How many calls the executor holds at the most.
    halt
        Ends them early.

    Closing it cancels what has not begun, and waits for what has.

    Raises
    ------
    CallError
        When an executor has failed with the same call three times, or once with :class:`HopelessError`.  No
        other call is begun then; what has begun is waited for and given before.  What a call raises here is
        raised as it is.
    CancelledError
        When someone else has cancelled a call, as an executor does that is shut down.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor() as executor:
    ...     sorted(results([lambda attempt: "first", lambda attempt: "second"], executor))
    [(0, 'first'), (1, 'second')]
    """
    halt = halt or Halt()
    return _here(calls, halt) if executor is None else _elsewhere(executor, calls, at_a_time, halt)


def _here(calls: Sequence[Call[Result]], halt: Halt) -> Generator[tuple[int, Result], None, None]:
    for number, call in enumerate(calls):
        if halt.called:
            return
        yield number, call(1)


def _elsewhere(
    executor: Executor, calls: Sequence[Call[Result]], at_a_time: int, halt: Halt
) -> Generator[tuple[int, Result], None, None]:
    waiting = iter(range(len(calls)))
    running: dict[Future[Result], tuple[int, int]] = {}
    ready: SimpleQueue[Future[Result] | None] = SimpleQueue()
    failed: CallError | None = None

    def give(number: int, attempt: int) -> None:
        try:
            future = executor.submit(calls[number], attempt)
        except Exception as error:
            # A pool whose process was killed takes nothing more.
            future = Future()
            future.set_exception(error)
        running[future] = number, attempt
        future.add_done_callback(ready.put)

    def begin_no_more() -> None:
        nonlocal waiting
        waiting = iter(())
        for each in [each for each in running if each.cancel()]:
            del running[each]

    try:
        for number in islice(waiting, at_a_time):
            give(number, 1)
        halt.tell(lambda: ready.put(None))
        while running:
            future = ready.get()
            if future is None:
                begin_no_more()
                continue
            if future not in running:
                continue  # it was cancelled just before
            number, attempt = running.pop(future)
            try:
                result = future.result()
            except CancelledError:
                raise
            except Exception as error:
                hopeless = attempt >= TRIES or isinstance(error, HopelessError)
                if hopeless and failed is None:
                    failed = CallError(number, attempt)
                    failed.__cause__ = error
                    begin_no_more()
                elif not (failed or halt.called):
                    give(number, attempt + 1)
                continue
            for following in islice(waiting, 1):
                give(following, 1)
            yield number, result
        if failed:
            raise failed
    finally:
        wait([future for future in running if not future.cancel()])
