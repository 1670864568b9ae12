"""What a format is: a race and options in, bytes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from optim_viz.experiment import Experiment
from optim_viz.race import Race

Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1; may raise to stop the work."""


def nothing() -> str:
    """A format that needs nothing but this package."""
    return ""


@dataclass(frozen=True)
class NoOptions:
    """Nothing can be chosen."""


@dataclass(frozen=True)
class Format:
    """One file format.

    Parameters
    ----------
    key, title, about
        ``gif``, ``Animated GIF``, and a sentence for people.
    ending
        How file names end: ``.gif``; the longest ending that fits a name decides.
    mime
        ``image/gif``.
    options
        A frozen dataclass of :func:`optim_viz.parameters.parameter` fields: widgets and flags follow.
    render
        ``(race, options, progress) -> bytes``.
    costs
        The costs whose runs it can hold, by their keys.
    slow
        Whether it usually takes longer than half a second, so that someone who waits wants to see a bar.
    missing
        What this machine lacks to make it, in a sentence; nothing where it can.
    """

    key: str
    title: str
    about: str
    ending: str
    mime: str
    options: type[Any]
    render: Callable[[Race, Any, Progress], bytes]
    costs: tuple[str, ...] = ("quadratic",)
    slow: bool = False
    missing: Callable[[], str] = nothing

    def check(self, experiment: Experiment) -> None:
        """Raise ``ValueError``, with the way out, unless it can hold the runs of ``experiment``."""
        if experiment.f.key not in self.costs:
            name = experiment.f.kind.name.lower()
            raise ValueError(f"{self.title} cannot show a {name}; choose another format.")


def silent(done: float) -> None:
    """Progress that nobody watches."""
