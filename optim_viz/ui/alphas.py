"""Which alpha learns fastest: what the Network page shows, of the ready sweep or of one's own."""

from __future__ import annotations

from functools import lru_cache
from itertools import count as counting
from typing import Any
from weakref import WeakKeyDictionary

from optim_viz.alpha_sweep import AlphaSweep, Made, Results, Search, Status, ready
from optim_viz.alpha_words import sentences
from optim_viz.datasets import find_digits
from optim_viz.figures.network.alphas import alphas
from optim_viz.figures.theme import Mode
from optim_viz.wording import count, joined, number

Answer = dict[str, Any]

FEW = 2
"""Learning rates with which both must have been trained before one's own sweep is worth a look."""

_numbers: WeakKeyDictionary[Search, int] = WeakKeyDictionary()
_next = counting()


def answer(
    search: Search | None = None,
    mode: Mode = "light",
    narrow: bool = False,
    which: str = "own",
    have: str = "",
) -> Answer:
    """Figure, words and source, and how far one's own search is, if there is one.

    Shown is one's own search as soon as it has something to compare, unless ``which`` is ``ready``.  Where
    ``have`` is the ``version`` of what would be shown, the answer says that it is the ``same``, and how far the
    search is.
    """
    told: Answer = {"search": None}
    look = f"{mode}-{'narrow' if narrow else 'wide'}"
    if search:
        results, status = search.results, search.status
        told["search"] = _progress(search.settings, status) | {"enough": is_enough(results)}
        if which != "ready" and is_enough(results):
            number_of_it = _numbers.setdefault(search, next(_next))
            told |= {"which": "own", "version": f"own-{number_of_it}-{len(results.finished)}-{look}"}
            return told | ({"same": True} if have == told["version"] else pictured(results, mode, narrow))
    told |= {"which": "ready", "version": f"ready-{look}"}
    return told | ({"same": True} if have == told["version"] else _ready(mode, narrow))


def is_enough(results: Results) -> bool:
    """Whether both contenders were trained with two learning rates, or with the only one."""
    tried = results.done.any(axis=2).sum(axis=1)
    return bool(tried.min() >= min(FEW, len(results.settings.alphas)))


@lru_cache(maxsize=4)
def _ready(mode: Mode, narrow: bool) -> Answer:
    """The ready sweep, which is always the same: in two looks and two widths."""
    results, made = ready()
    return pictured(results, mode, narrow, made, ready("full").results)


def pictured(
    results: Results,
    mode: Mode = "light",
    narrow: bool = False,
    made: Made | None = None,
    full: Results | None = None,
) -> Answer:
    """The figure, the words under it, and a line that says where it comes from."""
    return {
        "figure": alphas(results, mode, narrow),
        "words": sentences(results, full),
        "source": source(results.settings, made),
    }


def source(settings: AlphaSweep, made: Made | None = None) -> str:
    """Where a sweep comes from, and what it is about.

    >>> source(AlphaSweep(seeds=(0,)))[:66]
    'Computed here: 10,000 digits (MNIST, shortened), batches of 32, 10'
    """
    try:
        digits = find_digits(settings.data)
        learned = f"{count(len(digits.y), 'digit')} ({digits.title})"
    except ValueError:
        learned = "digits that are not here any more"
    size = "full batches" if settings.size is None else f"batches of {settings.size:,}"
    ends = " to ".join(
        number(alpha, None) for alpha in dict.fromkeys(settings.alphas[:: len(settings.alphas) - 1 or 1])
    )
    seeds = joined([str(seed) for seed in settings.seeds])
    about = (
        f"{learned}, {size}, {count(settings.experiment.epochs, 'epoch')}, "
        f"{len(settings.alphas)} α from {ends}, seed{'s' * (len(settings.seeds) > 1)} {seeds}."
    )
    if made is None:
        return f"Computed here: {about}"
    versions = joined([f"{name} {version}" for name, version in made.versions.items()])
    return f"Ready: made on {made.date} with {versions}; {about}"


def _progress(settings: AlphaSweep, status: Status) -> Answer:
    """How far a search is, in numbers and words."""
    return {
        "state": status.state,
        "share": status.done / status.total,
        "said": _said(status),
        "about": source(settings),
    }


def _said(status: Status) -> str:
    """How far a search is: ``12 of 150 trainings, about 3 minutes left``."""
    done = f"{status.done:,} of {count(status.total, 'training')}"
    match status.state:
        case "running":
            return done if status.left is None else f"{done}, about {_duration(status.left)} left"
        case "stopping":
            return f"{done}; those that have begun are waited for"
        case "stopped":
            return f"Stopped at {done}, which are kept"
        case "failed":
            return f"{done} are kept. {status.message}"
        case _:
            return done


def _duration(seconds: float) -> str:
    if seconds < 90:
        return count(max(1, round(seconds)), "second")
    return count(round(seconds / 60), "minute")
