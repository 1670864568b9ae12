"""Looks after the limits of a pool: how long work runs, is paused or in the way, and for whom."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from optim_viz.pool.executor import Call
from optim_viz.pool.job import Job, TooLongError
from optim_viz.pool.limits import Limits, lasting

if TYPE_CHECKING:
    from optim_viz.pool.board import Board


class Watch:
    """A thread that looks at a board every ``look`` seconds while there is something on it."""

    def __init__(
        self,
        board: Board,
        limits: Limits,
        alive: Callable[[str], bool],
        known: Callable[[str], bool],
        look: float,
    ) -> None:
        self.board, self.limits, self.look = board, limits, look
        self.alive, self.known = alive, known
        self._gone: dict[str, float] = {}
        self._paused: dict[Job, float] = {}
        self._end = Event()
        self._lock = Lock()
        self._thread: Thread | None = None

    def begin(self) -> None:
        """Look, from now on."""
        with self._lock:
            if self._thread is None and not self._end.is_set():
                self._thread = Thread(target=self._run, name="optim-viz watch", daemon=True)
                self._thread.start()

    def end(self) -> None:
        """Look no more."""
        with self._lock:
            self._end.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        board = self.board
        while not self._end.wait(self.look):
            with board.changed:
                board.changed.wait_for(lambda: board.jobs or board.executors or board.closed)
            now = time.monotonic()
            self._owners(now)
            self._jobs(now)
            self.board.make_room(now - self.limits.behind)
            self._hands(now)

    def _owners(self, now: float) -> None:
        """What belongs to somebody who has gone is stopped, and forgotten with its owner."""
        with self.board.changed:
            owners = {owner for owner, _ in (*self.board.jobs, *self.board.executors)}
        # Asked without the lock: the answer may take a while.
        gone = {owner for owner in owners if not self.alive(owner)}
        self._gone = {owner: self._gone.get(owner, now) for owner in gone}
        for owner, since in self._gone.items():
            if now - since >= self.limits.left:
                self.board.leave(owner, self.known(owner))

    def _jobs(self, now: float) -> None:
        """A job that runs too long is stopped; so is one that is paused too long while others wait."""
        longest, pause = self.limits.longest, self.limits.paused
        with self.board.changed:
            jobs = list(self.board.jobs.values())
        self._paused = {job: self._paused.get(job, now) for job in jobs if job.state == "paused"}
        for job, since in self._paused.items():
            if now - since >= pause and self.board.wait_beside(job):
                said = f"It was paused for {lasting(pause)} while others waited, the longest pause."
                self.board.stop(job, said)
        for job in jobs:
            if job.state == "running" and job.seconds >= longest:
                self.board.stop(job, _too_long(longest))

    def _hands(self, now: float) -> None:
        """A worker that does not stop when it was told to is ended; so is a call that takes too long."""
        with self.board.changed:
            for hand in self.board.crew.hands:
                work = hand.work
                if hand.stop_by is not None and now > hand.stop_by:
                    hand.kill()
                elif isinstance(work, Call) and now - work.began >= self.limits.longest:
                    hand.kill(TooLongError(_too_long(self.limits.longest)))


def _too_long(longest: float) -> str:
    return f"It was stopped after {lasting(longest)}, the most that it may run."
