"""The crew: the workers of a pool, and what is made of what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optim_viz.pool import letters
from optim_viz.pool.executor import NOBODY, Call
from optim_viz.pool.hand import Hand
from optim_viz.pool.job import Job, WorkerError

if TYPE_CHECKING:
    from optim_viz.pool.board import Board


class Crew:
    """At most so many workers; one that has ended is replaced when it is needed.

    Public methods are called by whoever holds the lock of the board.
    """

    def __init__(self, board: Board, workers: int, background: bool) -> None:
        self.workers = workers
        self.hands: list[Hand] = []
        self._board, self._background = board, background

    def free(self, needed: int) -> list[Hand]:
        """So many workers that have nothing to do, or none."""
        free = [hand for hand in self.hands if hand.work is None and not hand.doomed][:needed]
        missing = needed - len(free)
        if len(self.hands) + missing > self.workers:
            return []
        for _ in range(missing):
            free.append(Hand(self._answered, self._ended, self._background))
            self.hands.append(free[-1])
        return free

    def tell(self, work: Job, verb: str) -> None:
        """Say ``pause``, ``resume`` or ``stop`` to all workers of a job."""
        for hand in self.hands:
            if hand.work is work:
                hand.tell(verb)

    def kill(self, call: Call) -> None:
        """End the worker of a call."""
        for hand in self.hands:
            if hand.work is call:
                hand.kill(WorkerError(NOBODY))

    def make_room(self, needed: int) -> None:
        """End calls so that so many workers are free, those that began last; none where that is not enough."""
        busy = [hand for hand in self.hands if hand.work and not hand.doomed and hand.stop_by is None]
        calls = sorted((hand for hand in busy if isinstance(hand.work, Call)), key=lambda hand: hand.work.began)
        missing = needed - (self.workers - len(busy))
        if 0 < missing <= len(calls):
            for hand in calls[-missing:]:
                hand.work.again = True
                hand.kill()

    def _answered(self, hand: Hand, verb: str, *rest: Any) -> None:
        work = hand.work
        if verb == "news":
            self._news(work, *rest)
            return
        with self._board.turn():
            hand.work, hand.stop_by = None, None
            if isinstance(work, Job):
                work.hands -= 1
                if verb == "failed":
                    name, content = rest
                    about = f"contender {name}" if name else hand.about
                    self._board.fail(work, *_why(about, letters.unpacked(content)))
                elif not work.hands and work.goes_on:
                    work.turn("done")
                work.news()
            else:
                self._settle(work, verb, *rest)
            self._board.fill()

    def _news(self, job: Job, name: str, content: bytes) -> None:
        try:
            # Only this thread changes what is known of this part.
            known = job.tasks[name].known(job.known[name], letters.unpacked(content))
        except Exception as error:
            with self._board.turn():
                self._board.fail(job, *_why(f"contender {name}", error))
            return
        with self._board.turn():
            job.known[name] = known
            job.news()

    def _settle(self, call: Call, verb: str, content: bytes) -> None:
        call.executor.running.remove(call)
        try:
            answer = letters.unpacked(content)
        except Exception as error:
            verb, answer = "raised", error
        put = call.future.set_result if verb == "returned" else call.future.set_exception
        self._board.later.append(lambda: put(answer))

    def _ended(self, hand: Hand, how: str) -> None:
        with self._board.turn():
            self.hands.remove(hand)
            work = hand.work
            if isinstance(work, Job):
                work.hands -= 1
                said = f"The process of {hand.about} {how}; where memory ran out, free some; then start again."
                self._board.fail(work, said)
                work.news()
            elif isinstance(work, Call):
                work.executor.running.remove(work)
                if work.again and not work.executor.taken:
                    work.executor.waiting.appendleft(work)
                else:
                    error = hand.why or WorkerError(f"The process that ran this {how}.")
                    self._board.later.append(lambda: work.future.set_exception(error))
            self._board.fill()


def _why(about: str, error: Exception) -> tuple[str, Exception]:
    """Why a job failed, in words and as it was raised."""
    if isinstance(error, MemoryError):
        return f"Memory ran out for {about}; free some, then start again.", error
    return f"{about[0].upper()}{about[1:]} failed: {error!r}.", error
