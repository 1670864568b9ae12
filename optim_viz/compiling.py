"""What is compiled by Numba, where it is installed, and when that pays.

The extra ``fast`` installs it.  Compiling takes seconds, and is done in each process anew, so a few small
tasks are NumPy's.  The environment variable ``OPTIM_VIZ_FAST`` says otherwise: ``on`` compiles at once, ``off``
never.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Generic, TypeVar

Kernel = TypeVar("Kernel")


@cache
def available() -> bool:
    """Whether Numba is installed."""
    return find_spec("numba") is not None


class Kernels(Generic[Kernel]):
    """The kernels of this process, each of which is compiled once, where it is worth that.

    Parameters
    ----------
    compiling
        The work for which NumPy takes as much longer as compiling takes, in any unit.
    """

    def __init__(self, compiling: int) -> None:
        self.compiling = compiling
        self._done: dict[Hashable, Kernel] = {}
        self._seen: dict[Hashable, int] = {}
        self._one_at_a_time = Lock()

    def after(self, key: Hashable, work: int, compiled: Callable[[], Kernel]) -> Kernel | None:
        """The kernel of ``key``, once so much work has been asked for; None while another thread compiles.

        Raises ``ValueError`` when ``OPTIM_VIZ_FAST`` is something else than on, off or nothing.
        """
        when = switch()
        if when == "off":
            return None
        if key not in self._done:
            before = self._seen.get(key, 0)
            self._seen[key] = before + work
            if not when and before < self.compiling:
                return None
            if not self._one_at_a_time.acquire(blocking=when == "on"):
                return None
            try:
                self._compile(key, compiled)
            finally:
                self._one_at_a_time.release()
        return self._done[key]

    def ahead(self, key: Hashable, work: int, compiled: Callable[[], Kernel]) -> Kernel | None:
        """The kernel of ``key`` for a task of so much work; whether there is one depends on the task alone.

        So do the last digits of what comes of it.  Raises ``ValueError`` as :meth:`after`.
        """
        when = switch()
        if when == "off" or (not when and work < self.compiling):
            return None
        with self._one_at_a_time:
            self._compile(key, compiled)
        return self._done[key]

    def _compile(self, key: Hashable, compiled: Callable[[], Kernel]) -> None:
        if key not in self._done:
            self._done[key] = compiled()


def switch() -> str:
    """What the environment says: on, off or nothing."""
    when = os.environ.get("OPTIM_VIZ_FAST", "")
    if when not in ("", "on", "off"):
        raise ValueError(f"`OPTIM_VIZ_FAST` must be on, off or not set; got {when!r}.")
    return when
