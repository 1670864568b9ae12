"""The worker's side: it reads what it is to do, does one thing after the other, and writes what comes of it."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from queue import SimpleQueue
from threading import Event, Thread
from typing import IO, Any

from optim_viz.pool import letters
from optim_viz.pool.task import Task

INTERVAL = 0.15
"""Seconds between two news of a task; states in between are only counted in the next ones."""

Say = Callable[..., None]


class Wishes:
    """What the server wants of the work in hand."""

    def __init__(self) -> None:
        self.going, self.stop = Event(), Event()
        self.going.set()

    def hear(self, verb: str) -> None:
        """Note a wish."""
        if verb == "pause":
            self.going.clear()
            return
        if verb == "stop":
            self.stop.set()
        self.going.set()


def main() -> None:
    """Work until nobody writes any more; then the process is gone at once, whatever it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints would come between the letters
    if "background" in sys.argv:
        _stand_back()
    desk: SimpleQueue[tuple[str, bytes, Wishes]] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, desk), daemon=True).start()

    def say(*letter: Any) -> None:
        try:
            letters.write(answers, *letter)
        except OSError:  # nobody is there
            os._exit(0)

    while True:
        verb, content, wishes = desk.get()
        if verb == "run":
            _run(content, wishes, say)
        else:
            _call(content, say)


def _listen(stream: IO[bytes], desk: SimpleQueue[tuple[str, bytes, Wishes]]) -> None:
    """Put work on the desk, and wishes to the work that came last."""
    wishes = Wishes()
    # However it ends, nobody is there to work for.
    with suppress(Exception):
        while True:
            verb, *content = letters.read(stream)
            if content:
                wishes = Wishes()
                desk.put((verb, content[0], wishes))
            else:
                wishes.hear(verb)
    os._exit(0)


def _run(content: bytes, wishes: Wishes, say: Say) -> None:
    """Go through the states of some tasks by turns, so that all of them are equally far."""
    name = ""
    try:
        tasks: Mapping[str, Task] = letters.unpacked(content)
        parts = [_Part(name, task, say) for name, task in tasks.items()]
        running = list(parts)
        while running and not wishes.stop.is_set():
            for part in list(running):
                name = part.name
                if not part.advance():
                    running.remove(part)
                if not wishes.going.is_set():
                    for each in running:
                        each.tell()
                    wishes.going.wait()
                if wishes.stop.is_set():
                    break
        for part in running:
            name = part.name
            part.tell(last=True)
    except Exception as error:
        error.add_note(traceback.format_exc())
        say("failed", name, letters.packed_error(error))
    else:
        say("done")


class _Part:
    """A task on its way, and what of it was told when."""

    def __init__(self, name: str, task: Task, say: Say) -> None:
        self.name, self.task, self.say = name, task, say
        self.states = task.states()
        self.now: Any = None
        self.told: Any = None
        self.next = 0.0

    def advance(self) -> bool:
        """Go to the next state; False when there is none."""
        try:
            self.now = next(self.states)
        except StopIteration:
            self.tell(last=True)
            return False
        if time.monotonic() >= self.next:
            self.tell()
        return True

    def tell(self, last: bool = False) -> None:
        """Say what is new."""
        if self.now is not None and (last or self.now is not self.told):
            self.say("news", self.name, letters.packed(self.task.news(self.now, self.told, last)))
            self.told = self.now
            self.next = time.monotonic() + INTERVAL


def _call(content: bytes, say: Say) -> None:
    """Call a function."""
    try:
        function, arguments, keywords = letters.unpacked(content)
        answer = letters.packed(function(*arguments, **keywords))
    except Exception as error:
        error.add_note(traceback.format_exc())
        say("raised", letters.packed_error(error))
    else:
        say("returned", answer)


def _stand_back() -> None:
    """Let those go first who serve pages; where memory runs out, let the system end this process first."""
    with suppress(OSError, AttributeError):  # on Windows, where a flag does the first
        os.nice(10)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("500")
