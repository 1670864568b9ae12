"""An executor whose calls run in the workers of a pool, whenever no job needs them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures import wait as futures_wait
from typing import TYPE_CHECKING, Any

from optim_viz.pool import letters
from optim_viz.pool.job import WorkerError

if TYPE_CHECKING:
    from optim_viz.pool.board import Board


NOBODY = "Nobody waits for this any more."
"""Why a call was ended whose executor the pool has taken back."""


class Call:
    """A call on its way."""

    def __init__(self, content: bytes, executor: PoolExecutor) -> None:
        self.content, self.executor = content, executor
        self.future: Future[Any] = Future()
        self.began = 0.0
        """When it was begun last; 0 before."""
        self.again = False
        """Whether its worker was ended only to make room, so that it is to be begun again."""

    def begin(self) -> bool:
        """Say that it is begun; False where it was cancelled."""
        # A future is told once that it runs, and cannot be cancelled after that.
        going = bool(self.began) or self.future.set_running_or_notify_cancel()
        self.began, self.again = time.monotonic(), False
        return going

    def cancel(self) -> None:
        """Tell whoever waits for it that it will not be done."""
        if self.began:
            self.future.set_exception(WorkerError(NOBODY))
            return
        self.future.cancel()
        self.future.set_running_or_notify_cancel()


class PoolExecutor(Executor):
    """Calls for one owner; a pool makes it.

    It takes what ``ProcessPoolExecutor`` does: functions of a module, methods of what can be pickled.  A call
    whose worker is ended raises :class:`~optim_viz.pool.WorkerError`; the next one has another worker.  A call
    may be begun several times before it is done: it makes room for a job that has waited.
    """

    def __init__(self, board: Board, owner: str, kind: str) -> None:
        self.owner, self.kind = owner, kind
        self.waiting: deque[Call] = deque()
        """Calls that have not begun, or are to begin again."""
        self.running: list[Call] = []
        """Calls that have, at most as many as there are workers."""
        self.closed = False
        self.taken = False
        """Whether the pool has taken it back, as its owner is gone or has another one; calls are cancelled."""
        self._board = board

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have ``fn(*args, **kwargs)`` called; raises ``RuntimeError`` once the executor was shut down.

        What is given to one that the pool has taken back is cancelled, as all that waited there.
        """
        try:
            call = Call(letters.packed((fn, args, kwargs)), self)
        except Exception as error:
            future: Future[Any] = Future()
            future.set_exception(error)
            return future
        self._board.add(call)
        return call.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls; ``wait`` for those that were taken, or cancel those that have not begun."""
        self.closed = True
        futures = [call.future for call in self._board.calls(self)]
        left = [future for future in futures if not (cancel_futures and future.cancel())]
        if wait:
            futures_wait(left)
