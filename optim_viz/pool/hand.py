"""A worker as the server sees it: what it is told goes out in order, what it answers is handed on."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from optim_viz.pool import letters
from optim_viz.pool.job import WorkerError
from optim_viz.pool.process import Process

PATIENCE = 5.0
"""Seconds that a worker has to stop what it does; then it is ended."""


class Hand:
    """A worker; its threads never make the one wait who tells it something.

    ``answered(hand, verb, *rest)`` is called for each of its letters, and ``ended(hand, how)`` once it is gone,
    both in a thread of the worker.
    """

    def __init__(
        self, answered: Callable[..., None], ended: Callable[[Hand, str], None], background: bool
    ) -> None:
        self.work: Any = None
        """What it works on; whoever holds the lock of the pool may change it."""
        self.about = ""
        """What that is, in words."""
        self.why: WorkerError | None = None
        """Why it was ended, where that was meant."""
        self.stop_by: float | None = None
        """When it has to have stopped, once it was told to."""
        self._answered, self._ended, self._background = answered, ended, background
        self._out: SimpleQueue[tuple[Any, ...] | None] = SimpleQueue()
        self._out.put((list(sys.path),))
        self._lock = Lock()
        self._process: Process | None = None
        self.doomed = False
        """Whether its process was ended, or will be as soon as there is one."""
        self._thread = Thread(target=self._live, name="optim-viz worker", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The number of its process in the system; None before there is one."""
        return None if self._process is None else self._process.pid

    def begin(self, verb: str, content: bytes, work: Any, about: str = "") -> None:
        """Give it something to do."""
        self.work, self.about, self.stop_by = work, about, None
        self._out.put((verb, content))

    def tell(self, verb: str) -> None:
        """Say ``pause``, ``resume`` or ``stop``."""
        if verb == "stop" and self.stop_by is None:
            self.stop_by = time.monotonic() + PATIENCE
        self._out.put((verb,))

    def kill(self, why: WorkerError | None = None) -> None:
        """End its process."""
        with self._lock:
            self.doomed, self.why = True, why
            if self._process is not None:
                self._process.kill()

    def join(self) -> None:
        """Wait until it is gone."""
        self._thread.join()

    def _live(self) -> None:
        try:
            process = Process(self._background)
        except OSError as error:
            self._ended(self, f"could not be begun ({error.strerror or error})")
            return
        with self._lock:
            self._process = process
            if self.doomed:
                process.kill()
        writer = Thread(target=self._write, args=(process,), name="optim-viz writer", daemon=True)
        writer.start()
        while True:
            try:
                letter = letters.read(process.from_it)
            except Exception:  # a letter that breaks off, wherever it does, says that the worker has ended
                break
            self._answered(self, *letter)
        how = process.ended()
        self._out.put(None)
        writer.join()
        process.close()
        self._ended(self, f"was ended {how} before it was done")

    def _write(self, process: Process) -> None:
        # The other end may be gone; then nothing more is read either.
        with suppress(OSError):
            while (letter := self._out.get()) is not None:
                letters.write(process.to_it, *letter)
