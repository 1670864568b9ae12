"""The two compact tables of a race, as texts ready to show: what theory says, and what was measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from optim_viz import analysis, theory
from optim_viz.contender import Contender, contenders
from optim_viz.experiment import Race
from optim_viz.optimizers import Adam, Momentum, Nesterov
from optim_viz.wording import count, number, times, whole

NONE = "—"


class Row(NamedTuple):
    """One line of a table: its label and a text for each contender."""

    label: str
    a: str
    b: str


def theory_rows(race: Race) -> tuple[Row, ...]:
    """What theory says about both contenders; a dash where it says nothing.

    >>> from optim_viz import Experiment, perform
    >>> theory_rows(perform(Experiment()))[3]
    Row(label='α·λ₂', a='1.98 zig-zag', b='—')
    """
    low, high = race.objective.eigenvalues.tolist()
    a, b = contenders(race)

    def row(label: str, text: Callable[[Contender], str]) -> Row:
        return Row(label, text(a), text(b))

    return (
        row("λ₁, along the valley", lambda _: number(low)),
        row("λ₂, across the valley", lambda _: number(high)),
        row("α·λ₁", lambda c: _product(c, low)),
        row("α·λ₂", lambda c: _product(c, high)),
        row("diverges above α", lambda c: _wall(c, high)),
        row("best α", lambda c: number(float(theory.best_alpha(low, high))) if c.is_plain else NONE),
        row("steps predicted", _predicted),
        row("steps measured", _arrival),
    )


def measure_rows(race: Race) -> tuple[Row, ...]:
    """What both runs did.

    >>> from optim_viz import Experiment, perform
    >>> measure_rows(perform(Experiment()))[0]
    Row(label='steps to J ≤ 0.001 J₀', a='169', b='68')
    """
    a, b = contenders(race)

    def row(label: str, text: Callable[[Contender], str]) -> Row:
        return Row(label, text(a), text(b))

    return (
        row(f"steps to J ≤ {number(race.experiment.tolerance, None)} J₀", _arrival),
        row("final J", lambda c: number(c.final_cost)),
        row("path length", lambda c: number(float(analysis.path_length(c.trajectory)))),
        row("sign changes of w₁", lambda c: f"{int(c.flips[0]):,}"),
        row("sign changes of w₂", lambda c: f"{int(c.flips[1]):,}"),
        row("what happened", happened),
    )


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


def _arrival(c: Contender) -> str:
    if c.arrived is not None:
        return f"{c.arrived:,}"
    return f"not in {count(c.experiment.steps, 'step')}"


def _product(c: Contender, eigenvalue: float) -> str:
    if c.is_adaptive:
        return NONE
    text = number(c.alpha * eigenvalue)
    return f"{text} {theory.regime(c.alpha * eigenvalue)}" if c.is_plain else text


def _wall(c: Contender, lambda_max: float) -> str:
    wall = theory.wall(c.optimizer, lambda_max)
    if wall is None:
        return NONE
    formula = "2 / λ₂"
    if isinstance(c.optimizer, Momentum):
        formula = "(2 + 2β) / λ₂"
    elif isinstance(c.optimizer, Nesterov):
        formula = "(2 + 2β) / (1 + 2β) / λ₂"
    return f"{number(float(wall))} = {formula}"


def _predicted(c: Contender) -> str:
    e = c.experiment
    if c.is_plain:
        steps = theory.predicted_steps(c.objective, c.alpha, e.start, e.tolerance)
        return "never" if steps is None else whole(steps)
    if not c.is_adaptive or c.least is None:
        return NONE
    how = " (distance / α)" if isinstance(c.optimizer, Adam) else ""
    return f"{'at least' if c.is_aligned else 'about'} {whole(c.least)}{how}"
