"""The best learning rate of a contender: the one with which it arrives soonest to stay, found by two sweeps.

A first sweep over all sizes of alpha finds where the best one is, a second one tries every number of three
significant digits there.  So what is found is known to 1 % at the least, and can be read in a link.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.batch import Outcomes, outcomes_of
from optim_viz.experiment import Experiment
from optim_viz.objectives import QUADRATIC
from optim_viz.robustness import best_by_formula, budgeted
from optim_viz.wording import count, number, percent

DECADES = (-8, 6)
"""Powers of ten between which alpha is looked for: beyond all that the sliders of the cost can ask for."""

PER_DECADE = 30
"""Alphas a decade in the first sweep: those of the chart of learning rates are among them."""

MOST_PARAMETERS = 64

MOST = 1000
"""Alphas in the second sweep, where whole decades are equally good."""


@dataclass(frozen=True)
class Best:
    """The best alpha of one contender, and what comes of it.

    Parameters
    ----------
    alpha
        A number of three significant digits; the middle one of the widest range that is equally good.
    steps
        The step from which on J stays at most ``tolerance`` J_0 with it; None if there is no such alpha.
        Then the best one is that with the lowest J after ``budget`` steps.
    budget
        Steps within which a run has to arrive.
    formula
        2 / (lambda_1 + lambda_2) for gradient descent; None for all others.
    formula_steps
        The step from which on J stays there with the formula's alpha; None if it does not within the budget.
    eigenvalues
        What the formula divides by.
    """

    alpha: float
    steps: int | None
    budget: int
    formula: float | None = None
    formula_steps: int | None = None
    eigenvalues: str = field(default="λ₁ + λ₂", repr=False)

    @property
    def differs(self) -> float | None:
        """How far it is from the formula's alpha, as a part of that; below 0 where it is smaller."""
        return None if self.formula is None else self.alpha / self.formula - 1


def searchable(experiment: Experiment) -> bool:
    """Whether the search takes no longer than people wait: some thousand runs on a cost without examples.

    >>> searchable(Experiment()), searchable(Experiment.from_query("f=regression&f.data=breast_cancer")[0])
    (True, False)
    """
    return isinstance(experiment.f.build(), QUADRATIC) and len(experiment.start) <= MOST_PARAMETERS


def best_alpha(experiment: Experiment, slot: str) -> Best | None:
    """Find the best alpha of a slot for the experiment's cost, start and tolerance.

    The slot's own alpha and all that concerns the other slot do not matter.  None where no alpha does
    anything: the start is the minimum, or every run goes away.

    >>> best_alpha(Experiment(), "a")
    Best(alpha=0.0898, steps=24, budget=1000, formula=0.09523809523809523, formula_steps=35)
    """
    longer = budgeted(experiment)
    low, high = DECADES
    coarse = np.geomspace(10.0**low, 10.0**high, PER_DECADE * (high - low) + 1)
    best = _equally_good(outcomes_of(longer, slot, {f"{slot}.alpha": coarse}))
    if best is None or not longer.f.build().gradient(np.array(longer.start)).any():
        return None
    fine = readable(coarse[max(best[0] - 1, 0)], coarse[min(best[-1] + 1, len(coarse) - 1)])
    formula = best_by_formula(longer, slot)
    tried = fine if formula is None else np.append(fine, formula)
    outcomes = outcomes_of(longer, slot, {f"{slot}.alpha": tried})
    best = _equally_good(outcomes, len(fine))
    assert best is not None  # the coarse alpha that is best has a neighbour of three digits
    middle = math.sqrt(fine[best[0]] * fine[best[-1]])
    at = best[int(np.argmin(np.abs(np.log(fine[best] / middle))))]
    return Best(
        alpha=float(fine[at]),
        steps=_step(outcomes.stays[at]),
        budget=longer.steps,
        formula=formula,
        formula_steps=None if formula is None else _step(outcomes.stays[-1]),
        eigenvalues="λ₁ + λ₂" if len(longer.start) == 2 else "λ_min + λ_max",
    )


def readable(low: float, high: float, most: int = MOST) -> Array:
    """All numbers of three significant digits from ``low`` to ``high``, thinned out to at most ``most``.

    >>> readable(0.0988, 0.1015).tolist()
    [0.0988, 0.0989, 0.099, 0.0991, 0.0992, 0.0993, 0.0994, 0.0995, 0.0996, 0.0997, 0.0998, 0.0999, 0.1, 0.101]
    """
    powers = range(math.floor(math.log10(low)) - 1, math.floor(math.log10(high)) + 2)
    # Through text, so that each is the very number that a link says.
    values = np.array([float(f"{digits}e{power - 2}") for power in powers for digits in range(100, 1000)])
    values = values[(values >= low) & (values <= high)]
    few: Array = values[np.unique(np.linspace(0, len(values) - 1, most).round().astype(int))]
    return few


def beside_formula(best: Best) -> tuple[str, ...]:
    """How far the formula's alpha is from what was found, and what it needs; nothing where there is none."""
    if best.formula is None or best.differs is None:
        return ()
    way = "higher" if best.differs > 0 else "lower"
    within = f"within {count(best.budget, 'step')}"
    if best.steps is None:
        steps = f"lowers J most {within}" if best.formula_steps is None else "has no better neighbour"
    elif best.formula_steps is None:
        steps = f"takes {count(best.steps, 'step')}, where the formula's does not arrive {within}"
    elif best.formula_steps == best.steps:
        steps = f"takes as many steps, {best.steps:,}"
    else:
        steps = f"takes {count(best.steps, 'step')} instead of {best.formula_steps:,}"
    return (
        f"By formula, 2 / ({best.eigenvalues}) = {number(best.formula)} makes the slowest direction fastest; "
        f"for this start and tolerance the sweep's α is {percent(abs(best.differs))} {way} and {steps}.",
    )


def _equally_good(outcomes: Outcomes, among: int | None = None) -> npt.NDArray[np.intp] | None:
    """The places of the best of the first alphas: the widest row of neighbours; None where all went away."""
    score = outcomes.stays[:among]
    if np.isnan(score).all():
        score = np.where(outcomes.diverged, np.nan, outcomes.cost)[:among]
    if np.isnan(score).all():
        return None
    ties = np.flatnonzero(score == np.nanmin(score))
    rows = np.split(ties, np.flatnonzero(np.diff(ties) > 1) + 1)
    return max(rows, key=len)


def _step(stays: float) -> int | None:
    return None if np.isnan(stays) else int(stays)
