"""The two compact tables of a race, as texts ready to show: what theory says, and what was measured."""

from __future__ import annotations

from collections.abc import Callable

from optim_viz import analysis, regression_tables, theory
from optim_viz.cells import NONE, Row, arrival, happened, product, wall
from optim_viz.contender import Contender, contenders
from optim_viz.objectives import Quadratic
from optim_viz.optimizers import Adam
from optim_viz.race import Race
from optim_viz.wording import number, whole

__all__ = ["Row", "happened", "measure_rows", "theory_rows"]


def theory_rows(race: Race) -> tuple[Row, ...]:
    """What theory says about both contenders; a dash where it says nothing.

    >>> from optim_viz import Experiment, perform
    >>> theory_rows(perform(Experiment()))[3]
    Row(label='α·λ₂', a='1.98 zig-zag', b='—')
    """
    if not isinstance(race.objective, Quadratic):
        return regression_tables.theory_rows(race)
    low, high = race.objective.eigenvalues.tolist()
    a, b = contenders(race)

    def row(label: str, text: Callable[[Contender], str]) -> Row:
        return Row(label, text(a), text(b))

    return (
        row("λ₁, along the valley", lambda _: number(low)),
        row("λ₂, across the valley", lambda _: number(high)),
        row("α·λ₁", lambda c: product(c, low)),
        row("α·λ₂", lambda c: product(c, high)),
        row("diverges above α", lambda c: wall(c, "λ₂")),
        row("best α", lambda c: number(float(theory.best_alpha(low, high))) if c.is_plain else NONE),
        row("steps predicted", _predicted),
        row("steps measured", arrival),
    )


def measure_rows(race: Race) -> tuple[Row, ...]:
    """What both runs did.

    >>> from optim_viz import Experiment, perform
    >>> measure_rows(perform(Experiment()))[0]
    Row(label='steps to J ≤ 0.001 J₀', a='169', b='68')
    """
    if not isinstance(race.objective, Quadratic):
        return regression_tables.measure_rows(race)
    a, b = contenders(race)

    def row(label: str, text: Callable[[Contender], str]) -> Row:
        return Row(label, text(a), text(b))

    return (
        row(f"steps to {a.goal}", arrival),
        row("final J", lambda c: number(c.final_cost)),
        row("path length", lambda c: number(float(analysis.path_length(c.trajectory)))),
        row("sign changes of w₁", lambda c: f"{int(c.flips[0]):,}"),
        row("sign changes of w₂", lambda c: f"{int(c.flips[1]):,}"),
        row("what happened", happened),
    )


def _predicted(c: Contender) -> str:
    e = c.experiment
    if c.is_plain:
        steps = theory.predicted_steps(c.objective, c.alpha, e.start, e.tolerance)
        return "never" if steps is None else whole(steps)
    if not c.is_adaptive or c.least is None:
        return NONE
    how = " (distance / α)" if isinstance(c.optimizer, Adam) else ""
    return f"{'at least' if c.is_aligned else 'about'} {whole(c.least)}{how}"
