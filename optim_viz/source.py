"""Whatever a run can be asked for by, made into the run: a race, an experiment, or a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optim_viz.experiment import Experiment
from optim_viz.race import Race, perform


def race_of(what: Race | Experiment | str) -> Race:
    """The race that ``what`` says, run unless it was.

    Raises ``ValueError`` for a link with mistakes, and for a race of many runs at once, ``vary``.

    >>> race_of("a.alpha=0.05&steps=3").a.x.tolist()
    [[-4.0, 3.0], [-3.8, 0.0], [-3.61, 0.0], [-3.4295, 0.0]]
    """
    if isinstance(what, Race):
        if what.a.x.ndim != 2 or what.b.x.ndim != 2:
            raise ValueError("Only a race of single runs can be exported; this one varies a number.")
        return what
    return perform(what if isinstance(what, Experiment) else experiment_of(what))


def experiment_of(link: Mapping[str, str | Sequence[str]] | str, mistakes: Sequence[str] = ()) -> Experiment:
    """The experiment of a link, all of which must be understood.

    Where the page replaces what it cannot use and says so, a file would be of another run than was asked
    for; so this raises ``ValueError`` with one line for each mistake, each with the way out; ``mistakes`` are
    remarks that were made before, as by :func:`optim_viz.query.flatten`.

    >>> experiment_of("b.beta1=1.2")
    Traceback (most recent call last):
        ...
    ValueError: `b.beta1` must be in [0, 1); got 1.2; try 0.9999.
    """
    experiment, remarks = Experiment.from_query(link)
    if mistakes or remarks:
        raise ValueError("\n".join(_asked(remark) for remark in (*mistakes, *remarks)))
    return experiment


def _asked(remark: str) -> str:
    """What the page says it did, as what the caller can do."""
    return (
        remark.replace(", replaced by ", "; try ")
        .replace("; left out.", "; leave it out.")
        .replace("; the first counts.", "; give it once.")
    )
