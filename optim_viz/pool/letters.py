"""What a server and its workers write to each other: pickled tuples, one after the other, through a pipe."""

from __future__ import annotations

import pickle
from typing import IO, Any


def write(stream: IO[bytes], *letter: Any) -> None:
    """Send a letter; raises ``OSError`` when nobody is at the other end."""
    pickle.dump(letter, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def read(stream: IO[bytes]) -> tuple[Any, ...]:
    """The next letter; raises ``EOFError`` or another error when there will be none.

    What a letter carries of others' making is packed once more, so that the letter itself can always be read.
    """
    letter: tuple[Any, ...] = pickle.load(stream)
    return letter


def packed(thing: object) -> bytes:
    """A thing in a letter."""
    return pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)


def packed_error(error: BaseException) -> bytes:
    """An error in a letter; where it cannot travel, another one that says the same."""
    try:
        content = packed(error)
        pickle.loads(content)
    except Exception:
        return packed(RuntimeError(repr(error)))
    return content


def unpacked(content: bytes) -> Any:
    """The thing again."""
    return pickle.loads(content)
