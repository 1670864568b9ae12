"""Data of one's own under a name that an Experiment can hold: text made from the data themselves."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from hashlib import sha256
from threading import Lock
from weakref import WeakValueDictionary

from optim_viz.datasets.dataset import Dataset
from optim_viz.datasets.shipped import DATASETS, load

OWN = "own-"
"""How the names of one's own data begin."""

HELD = 200_000_000
"""Bytes of data that are held although nobody else does; the longest unused go first."""

_alive: WeakValueDictionary[str, Dataset] = WeakValueDictionary()
_held: OrderedDict[str, Dataset] = OrderedDict()
_lock = Lock()


def keep(dataset: Dataset) -> Dataset:
    """The same data, to be found again under their ``key``: ``own-`` and 16 digits made from all they say.

    Equal data of equal title have equal keys, in any program; no key tells anything of its data.  They stay in
    this process as long as somebody holds the result, and beyond that up to 200 MB of all that was kept.

    >>> import numpy as np
    >>> cups = Dataset("cups", "Cups", "a kitchen", ("size",), "price", X=[[1], [2], [3]], y=[2, 2, 5])
    >>> kept = keep(cups)
    >>> kept.key, find(kept.key) is kept
    ('own-95ccfb2450b2bb2a', True)
    """
    # The title is that of somebody's file: whoever keeps the same data under another one has them beside.
    words = (dataset.title, dataset.features, dataset.target, dataset.labels, dataset.X.shape)
    digest = sha256(repr(words).encode())
    digest.update(dataset.X.tobytes())
    digest.update(dataset.y.tobytes())
    key = OWN + digest.hexdigest()[:16]
    with _lock:
        kept = _alive.get(key) or replace(dataset, key=key)
        _alive[key] = kept
        _hold(kept)
    return kept


def is_known(key: str) -> bool:
    """Whether :func:`find` finds data of that name: shipped, or kept and still here."""
    return key in DATASETS or key in _alive


def find(key: str) -> Dataset:
    """The data of a name, shipped or kept.

    Raises ``ValueError`` when there are none, or none any more.
    """
    if key in DATASETS or not key.startswith(OWN):
        return load(key)
    with _lock:
        found = _alive.get(key)
        if found is not None:
            _hold(found)
    if found is None:
        raise ValueError(f"The data `{key}` are not here any more; read them again.")
    return found


def _hold(dataset: Dataset) -> None:
    _held[dataset.key] = dataset
    _held.move_to_end(dataset.key)
    while len(_held) > 1 and sum(each.X.nbytes + each.y.nbytes for each in _held.values()) > HELD:
        _held.popitem(last=False)
