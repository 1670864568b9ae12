"""What is kept of the last answers, in bounded memory: the longest unused go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Held(Generic[Key, Value]):
    """A function that remembers what it gave last, up to ``most`` bytes, and the newest in any case.

    Whoever asks for what somebody else is already making waits for it; other things are made at the same time.

    Parameters
    ----------
    make
        Makes a value; what it raises is raised, and not remembered.
    size
        How many bytes a value takes.
    most
        How many all that are remembered may take.

    Examples
    --------
    >>> squares = Held(lambda x: x * x, size=lambda value: 8, most=16)
    >>> [squares(x) for x in (3, 4, 3, 5)], list(squares.answers)
    ([9, 16, 9, 25], [3, 5])
    """

    def __init__(self, make: Callable[[Key], Value], size: Callable[[Value], int], most: int) -> None:
        self.make, self.size, self.most = make, size, most
        self.answers: OrderedDict[Key, Future[Value]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: Key) -> Value:
        """The value of a key."""
        with self._lock:
            answer = self.answers.get(key)
            first = answer is None
            if answer is None:
                answer = self.answers[key] = Future()
            self.answers.move_to_end(key)
        if first:
            try:
                answer.set_result(self.make(key))
            except BaseException as error:
                with self._lock:
                    self.answers.pop(key, None)
                answer.set_exception(error)
            self._forget()
        return answer.result()

    def _forget(self) -> None:
        with self._lock:
            done = [(key, self.size(each.result())) for key, each in self.answers.items() if each.done()]
            total = sum(size for _, size in done)
            for key, size in done[:-1]:
                if total <= self.most:
                    break
                del self.answers[key]
                total -= size
