"""A sweep that goes on in a thread of its own, while others ask how far it is."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import CancelledError, Executor
from threading import Condition, Thread, current_thread
from typing import Literal, NamedTuple

from optim_viz.alpha_sweep.performing import Carried, Finished, RunError, perform
from optim_viz.alpha_sweep.results import Results
from optim_viz.alpha_sweep.settings import AlphaSweep
from optim_viz.executing import Halt

State = Literal["new", "running", "stopping", "stopped", "failed", "done"]


class Status(NamedTuple):
    """How far a search is.

    Parameters
    ----------
    state
        ``new`` before its first start; ``stopping`` while trainings are waited for that had begun when it was
        cancelled; ``failed`` with a message.
    done, total
        Trainings.
    left
        Seconds that the rest will take, as the last ones took; None while nobody knows.
    message
        Why it failed, else nothing.
    """

    state: State
    done: int
    total: int
    left: float | None = None
    message: str = ""


class Search:
    """The trainings of a sweep, one after the other or several at once; each that is done is kept.

    All methods may be called from any thread, and none of them waits but ``wait``.

    Parameters
    ----------
    settings
        Which trainings these are.
    done
        Those that are done already.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from optim_viz.network_experiment import NetworkExperiment
    >>> search = Search(AlphaSweep(NetworkExperiment(epochs=1), alphas=(0.1,), seeds=(0,)))
    >>> with ThreadPoolExecutor(1) as executor:
    ...     search.start(executor)
    ...     search.wait()
    >>> search.status.state, search.results.is_done
    ('done', True)
    """

    def __init__(self, settings: AlphaSweep, done: Iterable[Finished] = ()) -> None:
        self.settings = settings
        self._finished = list(Results.of(settings, done).finished)
        self._changed = Condition()
        self._thread: Thread | None = None
        self._state: State = "new"
        self._message = ""
        self._began, self._first = 0.0, 0
        self._halt = Halt()

    @property
    def results(self) -> Results:
        """What is done so far; it does not change any more."""
        with self._changed:
            return Results(self.settings, tuple(self._finished))

    @property
    def status(self) -> Status:
        """How far it is now."""
        with self._changed:
            done, total = len(self._finished), len(self.settings.runs)
            new, left = done - self._first, None
            if self._state == "running" and new:
                left = (time.monotonic() - self._began) / new * (total - done)
            return Status(self._state, done, total, left, self._message)

    def start(self, executor: Executor, digits: Carried | None = None) -> None:
        """Begin, or go on with what is not done yet; nothing where it is running.

        The executor stays open; where it is shut down and cancels its calls, the search stops.  ``digits`` is
        as of :func:`optim_viz.alpha_sweep.perform`.
        """
        with self._changed:
            if self._state in ("running", "done"):
                return
            before, self._state, self._message = self._thread, "running", ""
            self._halt = Halt()
            # A daemon: whoever ends the server does not wait for a sweep.
            self._thread = Thread(target=self._go, args=(before, executor, digits, self._halt), daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """Begin no other training; what is done stays, and what has begun is finished."""
        with self._changed:
            if self._state == "running":
                self._state = "stopping"
                self._halt()

    def wait(self, timeout: float | None = None) -> None:
        """Wait until nothing is under way."""
        with self._changed:
            self._changed.wait_for(lambda: self._state not in ("running", "stopping"), timeout)

    def _go(self, before: Thread | None, executor: Executor, digits: Carried | None, halt: Halt) -> None:
        if before is not None:
            before.join()  # what it had begun is waited for, and may be done yet
        with self._changed:
            self._began, self._first = time.monotonic(), len(self._finished)
            done = tuple(self._finished)
        try:
            for each in perform(self.settings, executor, done=done, digits=digits, halt=halt):
                with self._changed:
                    self._finished.append(each)
        except CancelledError:  # whoever had given the executor has taken it back
            self._end("stopped")
        except RunError as error:
            self._end("failed", f"{error} {error.__cause__}")
        except Exception as error:
            self._end("failed", str(error))
        else:
            whole = len(self._finished) == len(self.settings.runs)
            self._end("done" if whole else "stopped")

    def _end(self, state: State, message: str = "") -> None:
        with self._changed:
            if self._thread is current_thread():
                self._state, self._message = state, message
                self._changed.notify_all()
