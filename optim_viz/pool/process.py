"""A process with one thread for its products, begun anew, with a pipe to it and one back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""What the libraries behind NumPy read when they are loaded, and only then."""

PROGRAM = (
    "import pickle, sys; (sys.path[:],) = pickle.load(sys.stdin.buffer); "
    "from optim_viz.pool.worker import main; main()"
)
"""Modules are found where they are here; the main module of this process, a page's script maybe, is not run."""

PATIENCE = 2.0
"""Seconds that a process has to end by itself once it says nothing more."""


class Process:
    """A worker process: what is written to ``to_it`` it reads, and ``from_it`` gives what it answers.

    It has to be told first where modules are found: ``sys.path``.  It ends when ``to_it`` is closed, also
    because this process was killed.  ``background`` has it stand back behind others.  Raises ``OSError`` when
    the system has no room for it.
    """

    def __init__(self, background: bool) -> None:
        with _ctrl_c_stays_here():
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", PROGRAM, *(["background"] if background else [])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **dict.fromkeys(THREADS, "1")},
                creationflags=_flags(background),
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.to_it: IO[bytes] = self._process.stdin
        self.from_it: IO[bytes] = self._process.stdout

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()

    def ended(self) -> str:
        """Wait until it has ended, and say how: ``by signal 9``, ``with status 1``."""
        try:
            code = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            code = self._process.wait()
        return f"by signal {-code}" if code < 0 else f"with status {code}"

    def close(self) -> None:
        """Close both pipes, once nobody else uses them."""
        for pipe in (self.to_it, self.from_it):
            with suppress(OSError):  # what was not sent any more
                pipe.close()


@contextmanager
def _ctrl_c_stays_here() -> Iterator[None]:
    """What is begun now leaves Ctrl-C to this process, which ends it."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows, where a flag does it
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _flags(background: bool) -> int:
    """On Windows: no Ctrl-C, no console of its own, and a lower priority."""
    if sys.platform != "win32":
        return 0
    flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return flags | (subprocess.BELOW_NORMAL_PRIORITY_CLASS if background else 0)
