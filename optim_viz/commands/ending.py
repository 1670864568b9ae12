"""Ctrl-C and SIGTERM while a command waits for others: heard at once, obeyed where nothing is in the midst."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def at_a_good_moment() -> Iterator[Callable[[], None]]:
    """Give what raises where one of both signals has come since.

    Python would raise between any two of its steps, also where a lock is just given back, which then nobody
    ever gets.  In other threads, where no signal comes, and for signals that are ignored, nothing is different.
    """
    come: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        come.append(number)

    def obey() -> None:
        if come:
            raise KeyboardInterrupt if come[0] == signal.SIGINT else SystemExit(128 + come[0])

    if threading.current_thread() is not threading.main_thread():
        yield obey
        return
    both = [each for each in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, note) for each in both}
    try:
        yield obey
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
