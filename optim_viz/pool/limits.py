"""How much may be done at a time, and for how long: the environment may say it, the page does."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass

from optim_viz.wording import count, joined

WORKERS = "OPTIM_VIZ_WORKERS"
LONGEST = "OPTIM_VIZ_LONGEST"
LEFT = "OPTIM_VIZ_LEFT"


@dataclass(frozen=True)
class Limits:
    """Limits of a pool.

    Parameters
    ----------
    longest
        Seconds that a job or a call may run, pauses not counted.
    paused
        Seconds that a job may be paused while others wait.
    left
        Seconds after which the jobs of an owner who is gone are stopped.
    waiting
        Jobs that may wait, at least 1.
    behind
        Seconds that the next job waits behind calls; then those in its way are ended, and begin again later.

    Raises
    ------
    ValueError
        When a number is out of its range.

    Examples
    --------
    >>> print(Limits(longest=90).sentence(workers=2))
    This machine has 2 processes for trainings, one for each contender; further trainings wait, at most 100. A \
training is stopped after 90 seconds, one that is paused while others wait after 5 minutes and one whose page \
was closed after 30 seconds. Sweeps of α make room for a training that has waited for 10 seconds, and begin \
again with what that ended.
    """

    longest: float = 1800
    paused: float = 300
    left: float = 30
    waiting: int = 100
    behind: float = 10

    def __post_init__(self) -> None:
        for name in ("longest", "paused", "left", "behind"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"`{name}` must be at least 0 seconds; got {getattr(self, name)!r}.")
        if not self.waiting >= 1:
            raise ValueError(f"`waiting` must be at least 1; got {self.waiting!r}.")

    @classmethod
    def usual(cls) -> Limits:
        """Those of a server, with what ``OPTIM_VIZ_LONGEST`` and ``OPTIM_VIZ_LEFT`` say.

        ``ValueError`` says what is wrong with one of them.
        """
        said = {"longest": _whole(LONGEST), "left": _whole(LEFT)}
        return cls(**{name: seconds for name, seconds in said.items() if seconds is not None})

    def sentence(self, workers: int) -> str:
        """The limits for people."""
        place = "1 process for trainings, where contenders take turns"
        if workers > 1:
            place = f"{workers:,} processes for trainings, one for each contender"
        ends = {
            "a training is stopped": self.longest,
            "one that is paused while others wait": self.paused,
            "one whose page was closed": self.left,
        }
        said = [f"{who} after {lasting(seconds)}" for who, seconds in ends.items() if seconds < math.inf]
        told = [f"This machine has {place}; further trainings wait, at most {self.waiting:,}."]
        if said:
            told.append(f"{joined(said).capitalize()}.")
        if self.behind < math.inf:
            waited = f"a training that has waited for {lasting(self.behind)}"
            told.append(f"Sweeps of α make room for {waited}, and begin again with what that ended.")
        return " ".join(told)


def usual_workers() -> int:
    """As many as ``OPTIM_VIZ_WORKERS`` says, else one a core; ``ValueError`` says what is wrong with it."""
    if (said := _whole(WORKERS)) is not None:
        return said
    if hasattr(os, "sched_getaffinity"):  # fewer than there are, where they were divided up
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _whole(name: str) -> int | None:
    """A whole number in the environment, None where it is not set."""
    text = os.environ.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= 1):
        raise ValueError(f"`{name}` must be a whole number of at least 1, or not set; got {text[:40]!r}.")
    return int(text)


def lasting(seconds: float) -> str:
    """How long: ``90 seconds``, ``5 minutes``."""
    return count(seconds, "second") if seconds < 120 else count(round(seconds / 60), "minute")
