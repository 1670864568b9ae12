"""The pool: as many workers as the machine has cores, and a queue of the jobs that wait for them."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping
from types import TracebackType

from optim_viz.pool.board import Board
from optim_viz.pool.executor import PoolExecutor
from optim_viz.pool.job import Job
from optim_viz.pool.limits import Limits, usual_workers
from optim_viz.pool.task import Task
from optim_viz.pool.watch import Watch
from optim_viz.wording import count


class QueueFullError(RuntimeError):
    """So many jobs wait that no other is taken; the message says how many."""


class Pool:
    """Worker processes, each with one thread, for the jobs of many owners.

    A job has one or two parts and runs in as many workers at once; where the pool has fewer, its parts take
    turns in one.  Jobs begin in the order in which they came.  Workers are begun when they are needed first,
    and live as long as the pool.  All methods may be called from any thread.

    Parameters
    ----------
    workers
        How many, at least 1; None is what ``OPTIM_VIZ_WORKERS`` says, or one a core.
    limits
        None is :meth:`Limits.usual`.
    alive
        Whether an owner is still there; asked every ``look`` seconds from a thread of the pool, so it must not
        raise.
    known
        Whether an owner who is gone may come back and ask for what has come of a job; asked as ``alive`` is.
        What nobody may ask for is forgotten.
    background
        Whether workers stand back behind other processes.
    look
        Seconds between two looks at the limits.

    Raises
    ------
    ValueError
        When a number is out of its range, in the environment as well.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        limits: Limits | None = None,
        alive: Callable[[str], bool] = lambda owner: True,
        known: Callable[[str], bool] = lambda owner: False,
        background: bool = True,
        look: float = 1.0,
    ) -> None:
        self.workers = usual_workers() if workers is None else workers
        if self.workers < 1:
            raise ValueError(f"`workers` must be at least 1; got {workers!r}.")
        self.limits = Limits.usual() if limits is None else limits
        self._board = Board(self.workers, background)
        self._watch = Watch(self._board, self.limits, alive, known, look)
        atexit.register(self.close)

    def submit(self, owner: str, kind: str, tasks: Mapping[str, Task]) -> Job:
        """Have tasks run side by side, in place of the owner's earlier job of that kind.

        Raises :class:`QueueFullError` when too many wait, ``RuntimeError`` when the pool was closed, and
        ``ValueError`` without a task.
        """
        if not tasks:
            raise ValueError("A job needs at least one task.")
        board = self._board
        job = Job(board, owner, kind, tasks, self.workers)
        with board.turn():
            board.check_open()
            earlier = board.jobs.get((owner, kind))
            if len(board.queue) - (earlier in board.queue) >= self.limits.waiting:
                raise QueueFullError(
                    f"{count(len(board.queue), 'training')} wait already, the most that may. Try again later."
                )
            if earlier:
                board.end(earlier, "A newer one took its place.")
            board.jobs[owner, kind] = job
            board.queue.append(job)
            board.fill()
        self._watch.begin()
        return job

    def job(self, owner: str, kind: str) -> Job | None:
        """The owner's newest job of a kind, also when it is over; None when there is none."""
        return self._board.jobs.get((owner, kind))

    def executor(self, owner: str, kind: str) -> PoolExecutor:
        """An executor whose calls run when no job waits, in place of the owner's earlier one of that kind."""
        board = self._board
        with board.turn():
            board.check_open()
            if earlier := board.executors.get((owner, kind)):
                board.drop(earlier)
            executor = board.executors[owner, kind] = PoolExecutor(board, owner, kind)
            board.changed.notify_all()  # the watch may wait for something to look at
        self._watch.begin()
        return executor

    @property
    def pids(self) -> list[int]:
        """The numbers of the workers' processes in the system."""
        with self._board.changed:
            return [hand.pid for hand in self._board.crew.hands if hand.pid is not None]

    def close(self) -> None:
        """End all workers and what they do, and wait until they are gone."""
        board = self._board
        with board.turn():
            board.closed = True
            for job in board.jobs.values():
                board.end(job, "The server was ended.")
            for executor in list(board.executors.values()):
                board.drop(executor)
            hands = list(board.crew.hands)
            board.changed.notify_all()
        for hand in hands:
            hand.kill()
        for hand in hands:
            hand.join()
        self._watch.end()
        atexit.unregister(self.close)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
