"""How far a learning rate can be off: the steps that every alpha needs, and the range of those that work.

A run has arrived when its cost stays within the tolerance: one that flies through the minimum has not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optim_viz import theory
from optim_viz.arrays import Array
from optim_viz.batch import Outcomes, outcomes_of
from optim_viz.contender import Contender, contenders
from optim_viz.experiment import Experiment
from optim_viz.objectives import QUADRATIC, Quadratic
from optim_viz.optimizers import GradientDescent, Optimizer
from optim_viz.race import perform
from optim_viz.wording import count, number

ALPHAS = (1e-4, 1e2)
"""The range of the chart."""

COUNT = 181
"""Alphas in it: 30 a decade."""

BUDGET = 1000
"""Steps within which a run has to arrive, unless the experiment itself takes more."""

NEARLY = 2.0
"""A run is nearly as fast as the best that needs at most so many times its steps."""


@dataclass(frozen=True)
class Range:
    """Neighbouring alphas that all do something, from ``low`` to ``high``.

    ``open_low`` and ``open_high`` say that the chart ends before they do.
    """

    low: float
    high: float
    open_low: bool
    open_high: bool

    @property
    def decades(self) -> float:
        """Its width: how many powers of ten lie between its ends.

        >>> Range(0.01, 10.0, False, False).decades
        3.0
        """
        return math.log10(self.high / self.low)

    @property
    def single(self) -> bool:
        """Whether it is one alpha only."""
        return self.low == self.high

    @property
    def at_least(self) -> str:
        """What stands before the width where the chart does not show the end: ``at least``, or nothing."""
        return "at least " if self.open_low or self.open_high else ""


@dataclass(frozen=True, eq=False)
class Curve:
    """What comes of each alpha, for one contender.

    Parameters
    ----------
    slot
        ``a`` or ``b``.
    experiment
        What holds for all runs; its steps are the budget.
    alphas
        ``(count,)``, rising by one factor.
    outcomes
        Arrays ``(count,)``.
    """

    slot: str
    experiment: Experiment
    alphas: Array
    outcomes: Outcomes

    @property
    def name(self) -> str:
        """The optimizer's name."""
        return str(getattr(self.experiment, self.slot).kind.name)

    @property
    def optimizer(self) -> type[Optimizer]:
        """Its optimizer's class."""
        kind: type[Optimizer] = getattr(self.experiment, self.slot).kind
        return kind

    @property
    def best(self) -> int | None:
        """The place of the alpha that needs fewest steps, the middle one of several; None if none arrives."""
        steps = self.outcomes.stays
        if np.isnan(steps).all():
            return None
        fewest = np.flatnonzero(steps == np.nanmin(steps))
        return int(fewest[(len(fewest) - 1) // 2])

    @property
    def works(self) -> Range | None:
        """The alphas around the best one with which a run arrives within the budget."""
        return self._around_best(~np.isnan(self.outcomes.stays))

    @property
    def nearly_best(self) -> Range | None:
        """The alphas around the best one that need at most twice its steps."""
        if self.best is None:
            return None
        with np.errstate(invalid="ignore"):
            return self._around_best(self.outcomes.stays <= NEARLY * self.outcomes.stays[self.best])

    @property
    def count(self) -> int:
        """How many of the alphas let a run arrive within the budget, wherever they are."""
        return int(np.count_nonzero(~np.isnan(self.outcomes.stays)))

    def inside(self, some: Range) -> int:
        """How many of the alphas lie in a range."""
        return int(np.count_nonzero((self.alphas >= some.low) & (self.alphas <= some.high)))

    def _around_best(self, good: Array) -> Range | None:
        if self.best is None:
            return None
        low = high = self.best
        while low > 0 and good[low - 1]:
            low -= 1
        while high + 1 < len(good) and good[high + 1]:
            high += 1
        last = len(good) - 1
        return Range(float(self.alphas[low]), float(self.alphas[high]), low == 0, high == last)


def alphas(points: int = COUNT) -> Array:
    """The alphas of the chart, ``(points,)``.

    >>> alphas(7)
    array([1.e-04, 1.e-03, 1.e-02, 1.e-01, 1.e+00, 1.e+01, 1.e+02])
    """
    return np.geomspace(*ALPHAS, points)


def budgeted(experiment: Experiment) -> Experiment:
    """The same experiment with as many steps as a run may take."""
    return replace(experiment, steps=max(BUDGET, experiment.steps))


def curve(experiment: Experiment, slot: str, points: int = COUNT) -> Curve:
    """Run one contender with every alpha.

    >>> swept = curve(Experiment(), "a")
    >>> round(swept.works.low, 4), round(swept.works.high, 4)
    (0.0023, 0.0926)
    """
    longer = budgeted(experiment)
    values = alphas(points)
    return Curve(slot, longer, values, outcomes_of(longer, slot, {f"{slot}.alpha": values}))


def predicted(experiment: Experiment, slot: str, values: Array) -> Array | None:
    """The steps that theory predicts for each alpha, ``(count,)``; NaN where it predicts none.

    Exact for gradient descent on a quadratic, which never stays from its wall on; for the adaptive methods
    the fewest that are possible, where the valley lies along the axes.  None where theory says nothing.

    >>> predicted(Experiment(), "a", np.array([0.05, 0.099, 0.101])).tolist()
    [43.0, 169.0, nan]
    """
    race = perform(replace(experiment, steps=1))
    side = contenders(race)["ab".index(slot)]
    if side.is_plain:
        wall = _wall(race.objective, experiment)
        found = [
            theory.predicted_steps(race.objective, a, experiment.start, experiment.tolerance)
            if a < wall
            else None
            for a in values
        ]
        return np.array([math.nan if steps is None else float(steps) for steps in found])
    if not (side.is_adaptive and side.is_aligned):
        return None
    go = theory.distance_to_go(race.objective, experiment.start, experiment.tolerance)
    optimizer: Any = getattr(experiment, slot).build()
    floors = [theory.fewest_steps(replace(optimizer, alpha=alpha), go) for alpha in values.tolist()]
    known = [floor for floor in floors if floor is not None]
    return np.array(known) if len(known) == len(floors) else None


def _wall(objective: Quadratic, experiment: Experiment) -> float:
    """2 / lambda of the steepest direction in which the start is away from the minimum."""
    away = objective.eigenvectors.T @ (np.asarray(experiment.start) - objective.minimum)
    steepest = float(np.max(objective.eigenvalues, where=away != 0, initial=0.0))
    return float(theory.limit(steepest)) if steepest else math.inf


def best_by_formula(experiment: Experiment, slot: str) -> float | None:
    """2 / (lambda_min + lambda_max) for gradient descent; None for all others."""
    objective = experiment.f.build()
    if getattr(experiment, slot).kind is not GradientDescent or not isinstance(objective, QUADRATIC):
        return None
    return float(theory.best_alpha(objective.eigenvalues[0], objective.eigenvalues[-1]))


def sentences(a: Curve, b: Curve) -> tuple[str, ...]:
    """What the two curves say, computed from them."""
    # Two of a kind are told apart by what else differs: alpha is what is varied here.
    alike = a.experiment.with_value("b.alpha", a.experiment["a.alpha"])
    race = perform(replace(alike, steps=1))
    if not race.a.gradient[0].any():
        return ("Both start at the minimum, and stay there with every learning rate.",)
    sides = contenders(race)
    steps = number(a.experiment.steps, None)
    said = [_range_of(side, each, steps) for side, each in zip(sides, (a, b), strict=True)]
    said.append(_compared(sides, (a, b)))
    said += [text for side, each in zip(sides, (a, b), strict=True) for text in _nearly(side, each)]
    return tuple(text for text in said if text)


def _range_of(side: Contender, each: Curve, steps: str) -> str:
    works = each.works
    if works is None:
        return f"{side.title} arrives with none of these learning rates within {steps} steps."
    arrives = f"{side.title} arrives within {steps} steps for"
    others = len(each.alphas) - each.inside(works)
    outside = each.count - each.inside(works)
    too = f", and for {outside} of the {others} others on the chart" if outside else ""
    if works.single:
        alone = " at the chart's edge" if works.at_least else " but for neither of its neighbours on the chart"
        return f"{arrives} α = {number(works.low, 2)}{alone}{too}."
    ends = f"from {number(works.low, 2)} to {number(works.high, 2)}"
    beyond = " (and beyond the chart)" if works.at_least else ""
    wide = f"{works.at_least}{works.decades:.1f} decades"
    return f"{arrives} α {ends}{beyond}: {wide}{too}."


def _nearly(side: Contender, each: Curve) -> list[str]:
    near, best = each.nearly_best, each.best
    if near is None or best is None:
        return []
    fewest = count(int(each.outcomes.stays[best]), "step")
    # At the edge of the chart nobody knows what comes behind it.
    among = "Among these learning rates, " if best in (0, len(each.alphas) - 1) else ""
    name = side.name if among else side.title
    fastest = f"{among}{name} is fastest at α = {number(each.alphas[best], 2)} with {fewest}"
    if near.single:
        return [f"{fastest}; no neighbour on the chart stays within twice that."]
    return [f"{fastest}; it stays within twice that over {near.at_least}{near.decades:.1f} decades."]


def _compared(sides: tuple[Contender, Contender], both: tuple[Curve, Curve]) -> str:
    ranges = [each.works for each in both if each.works]
    if len(ranges) < 2:
        return ""
    widths = [each.decades for each in ranges]
    wide = int(widths[1] > widths[0])
    if ranges[1 - wide].at_least:
        if ranges[wide].at_least:
            return "Which of the two ranges is the wider one, the chart does not show: both go on beyond it."
        return (
            "Which of the two ranges is the wider one, the chart does not show: "
            f"that of {sides[1 - wide].name} goes on beyond it."
        )
    more = widths[wide] - widths[1 - wide]
    alike = more < 0.05 and not ranges[wide].at_least
    counts = [each.count for each in both]
    if counts[1 - wide] > counts[wide]:
        width = f"{widths[0]:.1f} decades wide for both"
        if not alike:
            width = f"{ranges[wide].at_least}{more:.1f} decades wider for {sides[wide].name}"
        return (
            f"The range without a gap is {width}, but {sides[1 - wide].name} arrives with more of these "
            f"learning rates: {counts[1 - wide]} against {counts[wide]}."
        )
    if alike:
        return f"Both ranges are {widths[0]:.1f} decades wide: neither minds the choice of α less here."
    return (
        f"{sides[wide].title} minds the choice of α less here: "
        f"its range is {ranges[wide].at_least}{more:.1f} decades wider "
        f"than that of {sides[1 - wide].name}."
    )
