"""What a worker can do: go through states, and say what is new in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol


class Task(Protocol):
    """Something that takes long and says how far it is; it travels to the worker, and back come its news.

    A class of its own in a module, since it is pickled by its name.
    """

    def states(self) -> Iterator[Any]:
        """In the worker: one state after the other, several a second; between two of them it can be paused."""

    def news(self, now: Any, before: Any, last: bool) -> Any:
        """In the worker: what is new in the state ``now`` since ``before``, which is None at first.

        It is asked several times a second at most, so states may have passed in between; and for the ``last``
        state, at the end or when the task is stopped.
        """

    def known(self, before: Any, news: Any) -> Any:
        """In the server: all that is known once ``news`` has come, None ``before``.

        What was known before is not changed, so that whoever holds it can go on reading.
        """
