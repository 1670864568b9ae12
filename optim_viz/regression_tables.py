"""The two tables of a race on a regression: what theory says, and what was measured."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optim_viz import analysis, theory
from optim_viz.arrays import Array
from optim_viz.cells import NONE, Row, arrival, happened, product, wall
from optim_viz.contender import ROUNDING, ROUNDING_OF_COST, Contender, contenders
from optim_viz.objectives import LinearRegression, LogisticRegression
from optim_viz.race import Race
from optim_viz.wording import number, whole

SEPARATED = "none: the labels can be separated"

Texts = dict[str, Callable[[Contender], str]]
"""What stands in a row, by its label."""


def theory_rows(race: Race) -> tuple[Row, ...]:
    """What theory says about both contenders; a dash where it says nothing.

    Of logistic regression it knows a bound of the curvature everywhere, and the curvatures at the minimum;
    a wall, a best alpha and a number of steps it knows for the constant curvatures of linear regression
    only.

    >>> from optim_viz import Experiment, perform
    >>> theory_rows(perform(Experiment.from_query("f=regression&steps=500")[0]))[-2:]
    (Row(label='steps predicted', a='13', b='—'), Row(label='steps measured', a='13', b='78'))
    """
    J = race.objective
    rows = _linear(J) if isinstance(J, LinearRegression) else _logistic(J)
    return _rows(race, {**rows, "steps measured": arrival})


def measure_rows(race: Race) -> tuple[Row, ...]:
    """What both runs did.

    >>> from optim_viz import Experiment, perform
    >>> measure_rows(perform(Experiment.from_query("f=regression&steps=500")[0]))[3]
    Row(label='R² (0.518 at the minimum)', a='0.517', b='0.518')
    """
    a, _ = contenders(race)
    name = "J − J*" if race.objective.infimum else "J"
    rows: Texts = {
        f"steps to {a.goal}": arrival,
        "final J": lambda c: number(c.final_cost),
        f"{name}, as part of the first": _left_over,
        **_score(race),
        "path length": lambda c: number(float(analysis.path_length(c.trajectory))),
        "parameters that turned back": lambda c: (
            f"{np.count_nonzero(turned_back(c))} of {c.trajectory.x.shape[-1]}"
        ),
        "what happened": happened,
    }
    return _rows(race, rows)


def curvatures(objective: LinearRegression | LogisticRegression) -> Array:
    """The eigenvalues of the Hessian, at the minimum, rising, but for those that are 0 but for rounding.

    Along a direction in which J is flat there is nothing to learn, and no gradient leads there.
    """
    return objective.eigenvalues[len(objective.start) - objective.rank :]


def turned_back(c: Contender) -> Array:
    """Whether each parameter ever moved against its last move, ``(n,)``, but for the noise of rounding."""
    last = int(c.trajectory.last) + 1
    x = c.trajectory.x[:last]
    noise = ROUNDING * np.abs(x).max(axis=0)
    with np.errstate(over="ignore"):
        moves = np.diff(x, axis=0)
    turned: Array = np.array(
        [_turns(each[np.abs(each) > small]) for each, small in zip(moves.T, noise, strict=True)]
    )
    return turned


def _turns(moves: Array) -> bool:
    return bool(np.any(moves[1:] * np.sign(moves[:-1]) < 0))


def _rows(race: Race, texts: Texts) -> tuple[Row, ...]:
    a, b = contenders(race)
    return tuple(Row(label, text(a), text(b)) for label, text in texts.items())


def _linear(J: LinearRegression) -> Texts:
    low, high = curvatures(J)[[0, -1]].tolist()
    return {
        "λ_max, the largest curvature": lambda _: number(high),
        "condition number": lambda _: _condition(J),
        "J*, at the minimum": lambda _: number(J.lowest),
        "α·λ_min": lambda c: product(c, low),
        "α·λ_max": lambda c: product(c, high),
        "diverges above α": lambda c: wall(c, "λ_max"),
        "best α": lambda c: number(float(theory.best_alpha(low, high))) if c.is_plain else NONE,
        "steps predicted": _predicted,
    }


def _logistic(J: LogisticRegression) -> Texts:
    bound = J.lipschitz
    return {
        "λ_max, at most": lambda _: number(bound),
        "condition number at the minimum": lambda _: NONE if J.separable else _condition(J),
        "J*, at the minimum": lambda _: SEPARATED if J.separable else number(J.lowest),
        "α·λ_max, at most": lambda c: NONE if c.is_adaptive else number(c.alpha * bound),
        "J falls at every step below α": lambda c: f"{number(2 / bound)} = 2 / λ_max" if c.is_plain else NONE,
        "diverges above α": lambda _: NONE,
        "best α": lambda _: NONE,
        "steps predicted": lambda _: NONE,
    }


def _condition(J: LinearRegression | LogisticRegression) -> str:
    return number(J.condition_number) if J.rank == len(J.start) else "infinite: columns depend on each other"


def _predicted(c: Contender) -> str:
    if not c.is_plain:
        return NONE
    steps = theory.predicted_steps(c.objective, c.alpha, c.experiment.start, c.experiment.tolerance)
    return "never" if steps is None else whole(steps)


def _left_over(c: Contender) -> str:
    low = c.objective.infimum
    if abs(c.final_cost - low) <= ROUNDING_OF_COST * low:
        return "0, to rounding"
    return NONE if c.begins_at_minimum else number(c.left_over)


def _score(race: Race) -> Texts:
    """How good the model is: R² or accuracy, beside that of the minimum; none where y is constant."""
    J = race.objective
    best: Array | None
    if isinstance(J, LinearRegression):
        label, score, best = "R²", J.r_squared, J.r_squared(J.minimum)
    else:
        label, score, best = "accuracy", J.accuracy, None if J.separable else J.accuracy(J.minimum)
    if best is not None and np.isnan(best):
        return {}

    def text(c: Contender) -> str:
        with np.errstate(over="ignore"):
            return number(float(score(c.trajectory.x[int(c.trajectory.last)])))

    return {label if best is None else f"{label} ({number(float(best))} at the minimum)": text}
