"""Tasks for the workers of the tests; they are in a module, since workers find them by name."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Mark(NamedTuple):
    """A state: which it is, when it was, and where."""

    number: int
    time: float
    pid: int


@dataclass(frozen=True)
class Counting:
    """Count up to a number, and do something else at it; where a file is named, wait for it after the first."""

    to: int = 5
    every: float = 0.02
    then: str = ""
    gate: str = ""

    def states(self) -> Iterator[list[Mark]]:
        """All marks so far."""
        marks: list[Mark] = []
        for number in range(self.to):
            marks = [*marks, Mark(number, time.monotonic(), os.getpid())]
            yield marks
            _wait_for(self.gate)
            time.sleep(self.every)
        if self.then == "print":
            print("said by a worker", flush=True)
        elif self.then == "hang":
            time.sleep(600)
        elif self.then == "memory":
            raise MemoryError
        elif self.then:
            raise ValueError(self.then)

    def news(self, now: list[Mark], before: list[Mark] | None, last: bool) -> tuple[list[Mark], bool]:
        """The marks since then."""
        return now[len(before or ()) :], last

    def known(
        self, before: tuple[list[Mark], bool] | None, news: tuple[list[Mark], bool]
    ) -> tuple[list[Mark], bool]:
        """All marks, and whether they were the last."""
        return [*(before[0] if before else []), *news[0]], news[1]


def where(seconds: float = 0) -> tuple[int, float]:
    """Which process this is, and when it was asked."""
    began = time.monotonic()
    time.sleep(seconds)
    return os.getpid(), began


def held(gate: str) -> tuple[int, float]:
    """The same, which ends once there is a file."""
    began = time.monotonic()
    _wait_for(gate)
    return os.getpid(), began


def _wait_for(gate: str) -> None:
    while gate and not os.path.exists(gate):
        time.sleep(0.01)


def noted(folder: str, number: int, gate: str) -> int:
    """A call that leaves a file each time it begins, and ends once there is another one."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f"{number}-", delete=False):
        _wait_for(gate)
    return number


def endless(begun: str, attempt: int) -> None:
    """A call of a sweep of which nobody sees the end; a file says that it has begun."""
    open(begun, "w").close()
    time.sleep(600)


def end_it() -> None:
    """End this process as the system does where memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


class OddError(Exception):
    """Cannot be unpickled."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__("odd")


def fail(error: str) -> None:
    """Raise."""
    raise OddError(1, 2) if error == "odd" else ValueError(error)
