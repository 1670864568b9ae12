"""Digits under a name that a setting can hold: the shipped ones, Keras's copy, or one's own."""

from __future__ import annotations

import gc
from collections import OrderedDict
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

from optim_viz.datasets.digits import SOURCE, Digits, DigitsError, keras_file, load_digits
from optim_viz.datasets.mnist import read_digits
from optim_viz.datasets.shelf import OWN

SHIPPED, WHOLE = "mnist-10k", "mnist"
"""The first 10,000 digits; all 60,000, where Keras has put them into the home folder or somebody gives them."""

ROOM = 400_000_000
"""Bytes of digits of one's own that are here at a time, whoever holds them: six sets of the largest."""

_alive: WeakValueDictionary[str, Digits] = WeakValueDictionary()
_held: OrderedDict[str, Digits] = OrderedDict()
_lock = Lock()


def keep_digits(digits: Digits) -> str:
    """A name under which :func:`find_digits` finds them: ``own-`` and 16 digits made from their content.

    All of MNIST is ``mnist``, from whatever file, since everybody can have it.  Equal ones are here once: those
    that :func:`find_digits` gives.  They stay as long as somebody holds them, and beyond that as long as there
    is room: 400 MB for all that were kept; the longest unused go first.

    Raises :class:`DigitsError` when what others hold leaves no room.

    >>> name = keep_digits(load_digits())
    >>> name[:4], find_digits(name).X is load_digits().X
    ('own-', True)
    """
    name = WHOLE if digits.is_mnist else _own_name(digits)
    with _lock:
        if name not in _alive:
            _make_room(digits)
        _hold(name, _alive.setdefault(name, digits))
    return name


def _own_name(digits: Digits) -> str:
    return OWN + digits.digest(repr((digits.title, digits.X.shape, digits.X_test.shape)).encode())[:16]


def find_digits(name: str) -> Digits:
    """The digits of a name.

    Raises ``ValueError`` when there are none, or none any more.
    """
    if name == SHIPPED:
        return load_digits()
    with _lock:
        found = _alive.get(name)
        if found is not None:
            _hold(name, found)
            return found
    if name == WHOLE and (file := keras_file()) is not None:
        return _read(file, file.stat().st_mtime)
    raise ValueError(f"The digits `{name}` are not here; open the file again.")


def digits_are_known(name: str) -> bool:
    """Whether :func:`find_digits` finds digits of that name."""
    return name == SHIPPED or (name == WHOLE and keras_file() is not None) or name in _alive


def _hold(name: str, digits: Digits) -> None:
    _held[name] = digits
    _held.move_to_end(name)


def _make_room(digits: Digits) -> None:
    """Let go of what nobody else holds, the longest unused first, until some more fit; alone they always do."""
    most = ROOM - digits.nbytes
    while _held and _taken() > most:
        _held.popitem(last=False)
    if _taken() > max(most, 0):
        gc.collect()  # a page that is gone may hold them in a circle
    if (taken := _taken()) > max(most, 0):
        raise DigitsError(
            f"There is no room for {digits.nbytes / 1e6:,.1f} MB of digits: those that are in use take "
            f"{taken / 1e6:,.1f} of {ROOM / 1e6:,.1f} MB. Try again later, or take fewer pictures."
        )


def _taken() -> int:
    return sum(digits.nbytes for digits in _alive.values())


# One, since each is of 55 MB, and a file that has changed is not asked for again.
@lru_cache(maxsize=1)
def _read(file: Path, changed: float) -> Digits:
    """The digits in Keras's file, as it was when it was changed last."""
    return replace(read_digits(file), title="MNIST", source=SOURCE)
