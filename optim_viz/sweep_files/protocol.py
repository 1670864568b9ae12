"""What a format of sweeps is: sweeps and the outcomes that are wanted in, bytes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from optim_viz.batch import Outcomes
from optim_viz.sweep import Sweep

OUTCOMES = Outcomes._fields
"""Their names: what can be asked of a sweep."""

Plain = int | float | bool | None


@dataclass(frozen=True)
class SweepFormat:
    """One file format of sweeps.

    Parameters
    ----------
    key, title, ending
        ``csv``, ``CSV`` and ``.csv``.
    render
        ``(sweeps, outcomes) -> bytes``: one sweep a contender, and names of outcomes.
    picture
        Whether it is drawn: then it has one outcome, and one or two axes.
    """

    key: str
    title: str
    ending: str
    render: Callable[[Sequence[Sweep], Sequence[str]], bytes]
    picture: bool = False


def plain(sweep: Sweep, outcome: str) -> list[Plain]:
    """An outcome ``(*shape,)`` as ``(runs,)`` plain values, None where there is none; steps are whole.

    >>> from optim_viz import Experiment
    >>> from optim_viz.sweep import sweep
    >>> swept = sweep(Experiment(), "a", {"a.alpha": [0.099, 0.2]})
    >>> plain(swept, "steps"), plain(swept, "diverged")
    ([169, None], [False, True])
    """
    values = getattr(sweep.outcomes, outcome).ravel()
    if outcome == "diverged":
        return list(values.tolist())
    kind = float if outcome == "cost" else int
    known = np.isfinite(values).tolist()
    return [kind(x) if yes else None for x, yes in zip(values.tolist(), known, strict=True)]


def contender(sweep: Sweep, among: Sequence[Sweep]) -> str:
    """What a contender is called beside the others: its optimizer, and its side where that is not enough."""
    kinds = [getattr(each.experiment, each.slot).kind for each in among]
    kind = getattr(sweep.experiment, sweep.slot).kind
    return f"{kind.name} ({sweep.slot})" if kinds.count(kind) > 1 else str(kind.name)


def short(path: str) -> str:
    """An axis without the part that it belongs to: ``alpha`` for ``a.alpha``."""
    return path.partition(".")[2]
