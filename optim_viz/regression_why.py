"""Why alpha_j is what it is: whether it goes with how straight the way of a parameter is, as a lecture says."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from optim_viz import analysis
from optim_viz.arrays import Array
from optim_viz.contender import contenders
from optim_viz.race import Race
from optim_viz.ranks import rank_correlation
from optim_viz.trajectory import Trajectory
from optim_viz.wording import count, joined, number

CLEARLY = 0.5
"""A rank correlation of less than this in size is called none."""

CHANCE = 1.96
"""So is one that a chance order exceeds once in twenty times: its deviation is 1 / sqrt(parameters - 1)."""

DIGITS = 9
"""Of straightness, that rounding leaves alone: ways that are all straight have the same rank."""


ALIKE = "Neither has a learning rate for every parameter: all its αⱼ are α."
TOO_LITTLE = "There is too little to compare: it takes a step, and three parameters that move."


class Correlations(NamedTuple):
    """Rank correlations of the learning rates of a run, over its parameters; None where undefined."""

    straightness: float | None
    """With how straight each parameter has gone."""
    gradient: float | None
    """With the root mean square of its gradient."""
    parameters: int
    """Over how many: those that have moved."""


def reasons(race: Race) -> tuple[str, ...]:
    """What is to be said of both contenders, or why there is nothing.

    >>> from optim_viz import Experiment, perform
    >>> reasons(perform(Experiment.from_query("f=regression&b=gd")[0]))
    ('Neither has a learning rate for every parameter: all its αⱼ are α.',)
    """
    adaptive = any(c.is_adaptive for c in contenders(race))
    said = (*why(race, "a"), *why(race, "b"))
    return said or (TOO_LITTLE if adaptive else ALIKE,)


def why(race: Race, slot: str) -> tuple[str, ...]:
    """Whether alpha_j is large where the way of w_j is straight, and what it goes with, in two sentences.

    Nothing for a contender whose learning rates are all alike, and where there are fewer than three to rank.

    >>> from optim_viz import Experiment, perform
    >>> race = perform(Experiment.from_query("f=regression&b=adagrad&b.alpha=20&steps=60")[0])
    >>> why(race, "a"), why(race, "b")[1]
    ((), 'AdaGrad divides by the size of the gradient, not by how often it flips; here αⱼ has little to do \
with how straight the way is.')
    """
    c = contenders(race)["ab".index(slot)]
    straight, gradient, n = correlations(c.trajectory)
    facts = []
    if straight is not None:
        facts.append(f"of {number(straight, 2)} with how straight wⱼ has gone")
    if gradient is not None:
        facts.append(f"of {number(gradient, 2)} with the size of its gradient (root mean square)")
    if not facts or n < 3:
        return ()
    alike = "; all parameters have gone equally straight" if straight is None else ""
    after = f"After {count(int(c.trajectory.last), 'step')}"
    return (
        f"{after}, {c.name}'s αⱼ has a rank correlation {joined(facts)}{alike}.",
        f"{c.title} divides by the size of the gradient, not by how often it flips{_agree(straight, n)}.",
    )


def correlations(trajectory: Trajectory) -> Correlations:
    """What the learning rates of the last finite step go with, over all parameters that have moved."""
    last = int(trajectory.last)
    if not last:
        return Correlations(None, None, 0)
    rates = trajectory.learning_rates[last - 1]
    straight = np.round(analysis.straightness(trajectory)[last], DIGITS)
    sizes = root_mean_square(trajectory.gradient[:last])
    known = np.isfinite(rates) & np.isfinite(straight)
    return Correlations(
        rank_correlation(rates[known], straight[known]),
        rank_correlation(rates[known], sizes[known]),
        int(np.count_nonzero(known)),
    )


def root_mean_square(gradients: Array) -> Array:
    """The root mean square of each parameter's gradients, ``(steps, n) -> (n,)``, whatever their size."""
    largest = np.abs(gradients).max(axis=0)
    scale = np.where(largest > 0, largest, 1.0)
    size: Array = scale * np.sqrt(np.mean((gradients / scale) ** 2, axis=0))
    return size


def _agree(straight: float | None, n: int) -> str:
    if straight is None:
        return ""
    if CHANCE / math.sqrt(n - 1) >= 1:
        return f"; {n} parameters are too few to tell whether the way goes with that"
    if abs(straight) < max(CLEARLY, CHANCE / math.sqrt(n - 1)):
        return "; here αⱼ has little to do with how straight the way is"
    if straight > 0:
        return "; here the two agree, and αⱼ is large where the way is straight"
    return "; here the two disagree, and αⱼ is small where the way is straight"
