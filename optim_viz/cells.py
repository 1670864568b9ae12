"""Cells of the two tables that are the same for every cost."""

from __future__ import annotations

from typing import NamedTuple

from optim_viz import theory
from optim_viz.contender import Contender
from optim_viz.optimizers import Momentum, Nesterov
from optim_viz.wording import count, number, times

NONE = "—"


class Row(NamedTuple):
    """One line of a table: its label and a text for each contender."""

    label: str
    a: str
    b: str


def arrival(c: Contender) -> str:
    """When a run arrived: ``169``, or ``not in 200 steps``."""
    if c.arrived is not None:
        return f"{c.arrived:,}"
    return f"not in {count(c.experiment.steps, 'step')}"


def happened(c: Contender) -> str:
    """What a run came to: ``arrived at step 68``, ``left the view at step 14, ×1.08 a step, ...``."""
    parts = []
    if c.left is not None and not (c.left == c.broke and c.divided_by_zero):
        parts.append(f"left the view at step {c.left:,}")
    if c.grows is not None:
        parts.append(f"{times(c.grows)} a step")
    if c.broke is not None:
        parts.append(f"{'division by zero' if c.divided_by_zero else 'overflow'} at step {c.broke:,}")
    if c.arrived == 0:
        parts.append("started at the minimum")
    elif c.arrived is not None:
        parts.append(f"arrived at step {c.arrived:,}")
        if c.stays_from is None:
            parts.append("did not stay")
        elif c.stays_from > c.arrived:
            parts.append(f"stays from step {c.stays_from:,}")
    elif not c.is_lost:
        parts.append(f"not in {count(c.experiment.steps, 'step')}")
    return ", ".join(parts)


def product(c: Contender, eigenvalue: float) -> str:
    """α times an eigenvalue, for gradient descent with what that means; a dash for adaptive methods."""
    if c.is_adaptive:
        return NONE
    text = number(c.alpha * eigenvalue)
    return f"{text} {theory.regime(c.alpha * eigenvalue)}" if c.is_plain else text


def wall(c: Contender, steepest: str) -> str:
    """The α from which on a run diverges, with its formula, in which ``steepest`` is the eigenvalue."""
    if c.wall is None:
        return NONE
    formula = f"2 / {steepest}"
    if isinstance(c.optimizer, Momentum):
        formula = f"(2 + 2β) / {steepest}"
    elif isinstance(c.optimizer, Nesterov):
        formula = f"(2 + 2β) / (1 + 2β) / {steepest}"
    return f"{number(c.wall)} = {formula}"
