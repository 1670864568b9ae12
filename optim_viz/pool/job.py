"""A job: tasks that run side by side for one owner, and all that is known about them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

from optim_viz.executing import HopelessError
from optim_viz.pool.letters import packed
from optim_viz.pool.task import Task
from optim_viz.wording import joined

if TYPE_CHECKING:
    from optim_viz.pool.board import Board

State = Literal["waiting", "running", "paused", "done", "stopped", "failed"]

_numbers = count(1)

GOES_ON = ("waiting", "running", "paused")


class WorkerError(RuntimeError):
    """What was given to a worker came to no end; the message says what, and why."""


class TooLongError(WorkerError, HopelessError):
    """A call ran as long as it may; another attempt would as well."""


class Job:
    """Tasks by the names of their parts; a pool makes it.

    Its attributes may be read at any time, from any thread.

    Parameters
    ----------
    owner, kind
        Whose it is, and what for.
    tasks
        What its parts do, at least one.
    workers
        How many may take them, at most.
    """

    def __init__(self, board: Board, owner: str, kind: str, tasks: Mapping[str, Task], workers: int) -> None:
        self.number = next(_numbers)
        """Tells it from all others, also those that are forgotten."""
        self.owner, self.kind, self.tasks = owner, kind, dict(tasks)
        self.state: State = "waiting"
        """``waiting``, ``running``, ``paused``, ``done``, ``stopped`` or ``failed``."""
        self.message = ""
        """Why it failed, or was stopped by somebody else than its owner; empty otherwise."""
        self.error: Exception | None = None
        """What a task raised."""
        self.version = 0
        """Rises with each change of anything else."""
        self.known: dict[str, Any] = dict.fromkeys(tasks)
        """What is known of each part; None before its first news."""
        self.came = time.monotonic()
        """When it was asked for."""
        self.hands = 0
        """How many workers it has."""
        parts, count = list(tasks.items()), min(workers, len(tasks))
        # Packed here: what cannot travel is told to whoever asks for it.
        self.shares = [
            (joined(list(dict(each))), packed(dict(each))) for each in (parts[k::count] for k in range(count))
        ]
        """What each of its workers gets: names, and tasks as they travel."""
        self._board = board
        self._spent = 0.0
        self._since: float | None = None

    @property
    def place(self) -> int | None:
        """Its place in the queue, 1 for the next one; None unless it waits."""
        with self._board.changed:
            return self._board.queue.index(self) + 1 if self.state == "waiting" else None

    @property
    def seconds(self) -> float:
        """How long it has run, pauses not counted."""
        with self._board.changed:
            running = 0.0 if self._since is None else time.monotonic() - self._since
            return self._spent + running

    @property
    def goes_on(self) -> bool:
        """Whether it waits, runs or is paused."""
        return self.state in GOES_ON

    @property
    def over(self) -> bool:
        """Whether nothing will change any more; after a stop, the last news may still be on their way."""
        with self._board.changed:
            return not self.goes_on and not self.hands

    def pause(self) -> None:
        """Wait where it is, if it runs; it keeps its workers."""
        self._board.pause(self)

    def resume(self) -> None:
        """Go on after a pause."""
        self._board.resume(self)

    def stop(self) -> None:
        """End it, if it goes on; what is known stays."""
        self._board.stop(self)

    def wait(self, version: int, timeout: float | None = None) -> int:
        """Wait until there is another version, or some seconds have passed; give the present one."""
        with self._board.changed:
            self._board.changed.wait_for(lambda: self.version != version, timeout)
            return self.version

    def turn(self, state: State, message: str = "") -> None:
        """Come to another state; for the pool, which holds the lock."""
        now = time.monotonic()
        if self._since is not None:
            self._spent += now - self._since
        self._since = now if state == "running" else None
        self.state, self.message = state, message
        self.news()

    def news(self) -> None:
        """Something is different; for the pool, which holds the lock."""
        self.version += 1
        self._board.changed.notify_all()
