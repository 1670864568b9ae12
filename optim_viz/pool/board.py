"""The board: who waits for the workers of a pool, who has them, and who is next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

from optim_viz.pool.crew import Crew
from optim_viz.pool.executor import Call, PoolExecutor
from optim_viz.pool.job import Job


class Board:
    """Jobs and calls of all owners.

    What jobs, executors and the watch ask for takes the lock; from :meth:`check_open` on, methods are called by
    whoever holds it.

    Parameters
    ----------
    workers, background
        As of :class:`~optim_viz.pool.Pool`.
    """

    def __init__(self, workers: int, background: bool) -> None:
        self.changed = Condition()
        """The lock, and where whoever waits hears of a change."""
        self.queue: deque[Job] = deque()
        """Jobs that wait, the next one first."""
        self.jobs: dict[tuple[str, str], Job] = {}
        """The newest job of each owner and kind, also when it is over."""
        self.executors: dict[tuple[str, str], PoolExecutor] = {}
        """Those of calls; the first one's turn is next."""
        self.crew = Crew(self, workers, background)
        self.closed = False
        self.later: list[Callable[[], object]] = []
        """What is called once the lock is given back: others' functions, which may ask for it."""

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the lock, then call what was left for later."""
        later: list[Callable[[], object]] = []
        try:
            with self.changed:
                try:
                    yield
                finally:
                    later, self.later = self.later, later
        finally:
            for act in later:
                act()

    def pause(self, job: Job) -> None:
        """Have the workers of a job that runs wait."""
        with self.turn():
            if job.state == "running":
                self.crew.tell(job, "pause")
                job.turn("paused")

    def resume(self, job: Job) -> None:
        """Have the workers of a job that is paused go on."""
        with self.turn():
            if job.state == "paused":
                self.crew.tell(job, "resume")
                job.turn("running")

    def stop(self, job: Job, message: str = "") -> None:
        """End a job that goes on."""
        with self.turn():
            self.end(job, message)
            self.fill()

    def leave(self, owner: str, known: bool) -> None:
        """Stop all that is an owner's who has gone; forget it, unless the owner is ``known`` still."""
        with self.turn():
            for key in [key for key in self.jobs if key[0] == owner]:
                self.end(self.jobs[key], "Its page was closed.")
                if not known:
                    del self.jobs[key]
            for executor in [each for each in self.executors.values() if each.owner == owner]:
                self.drop(executor)
            self.fill()

    def add(self, call: Call) -> None:
        """Have a call wait its turn."""
        with self.turn():
            if call.executor.taken:
                self.later.append(call.cancel)
                return
            self.check_open()
            if call.executor.closed:
                raise RuntimeError("The executor was shut down; it takes no more calls.")
            call.executor.waiting.append(call)
            self.fill()

    def wait_beside(self, job: Job) -> bool:
        """Whether others than the owner of a job wait for its workers."""
        with self.changed:
            jobs = [each.owner for each in self.queue]
            calls = [each.owner for each in self.executors.values() if each.waiting]
            return any(owner != job.owner for owner in (*jobs, *calls))

    def make_room(self, since: float) -> None:
        """Where the next job has waited since then, end calls in its way; they begin again after it."""
        with self.turn():
            if self.queue and self.queue[0].came <= since:
                self.crew.make_room(len(self.queue[0].shares))

    def calls(self, executor: PoolExecutor) -> list[Call]:
        """The calls of an executor that are not done."""
        with self.changed:
            return [*executor.waiting, *executor.running]

    def check_open(self) -> None:
        """Raise ``RuntimeError`` where nothing more is done."""
        if self.closed:
            raise RuntimeError("The pool was closed; it takes nothing more.")

    def end(self, job: Job, message: str) -> None:
        """Take a job off the queue or from its workers."""
        if job.goes_on:
            if job in self.queue:
                self.queue.remove(job)
                self._moved()
            self.crew.tell(job, "stop")
            job.turn("stopped", message)

    def fail(self, job: Job, message: str, error: Exception | None = None) -> None:
        """A part of a job has failed, so all of it ends."""
        if job.goes_on:
            self.crew.tell(job, "stop")
            job.error = error
            job.turn("failed", message)

    def drop(self, executor: PoolExecutor) -> None:
        """End all calls of an executor."""
        executor.closed = executor.taken = True
        self.later.extend(call.cancel for call in executor.waiting)
        executor.waiting.clear()
        for call in executor.running:
            self.crew.kill(call)
        key = executor.owner, executor.kind
        if self.executors.get(key) is executor:
            del self.executors[key]

    def fill(self) -> None:
        """Give free workers to those who wait: jobs in their order, then calls, an owner after another."""
        if self.closed:
            return
        while self.queue:
            job = self.queue[0]
            hands = self.crew.free(len(job.shares))
            if not hands:  # those that are free are kept for it
                return
            self.queue.popleft()
            job.hands = len(hands)
            for hand, (names, content) in zip(hands, job.shares, strict=True):
                hand.begin("run", content, job, f"contender {names}")
            job.turn("running")
            self._moved()
        while (call := self._next_call()) and (hands := self.crew.free(1)):
            executor = call.executor
            executor.waiting.popleft()
            key = executor.owner, executor.kind
            self.executors[key] = self.executors.pop(key)
            if call.begin():
                executor.running.append(call)
                hands[0].begin("call", call.content, call)

    def _moved(self) -> None:
        """Those who wait have other places."""
        for job in self.queue:
            job.news()

    def _next_call(self) -> Call | None:
        """The call whose turn is next."""
        for key, executor in list(self.executors.items()):
            while executor.waiting and executor.waiting[0].future.cancelled():
                executor.waiting.popleft().cancel()
            if executor.waiting:
                return executor.waiting[0]
            if executor.closed and not executor.running:
                del self.executors[key]
        return None
