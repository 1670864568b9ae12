"""A race on a regression in sentences: what is happening."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import numpy as np

from optim_viz import theory
from optim_viz.arrays import Array
from optim_viz.contender import Contender, contenders
from optim_viz.experiment import Experiment
from optim_viz.objectives import LinearRegression, LogisticRegression
from optim_viz.outcome import beyond, breaks, result
from optim_viz.race import Race
from optim_viz.regression_tables import curvatures, turned_back
from optim_viz.regression_why import why
from optim_viz.wording import count, number, percent, plain_name, whole

__all__ = ["sentences", "shown_names", "why"]

MOST = 4

LONGEST_NAME = 40


def sentences(race: Race) -> tuple[str, ...]:
    """At most four sentences about a race of single runs, the most telling first.

    >>> from optim_viz import perform
    >>> sentences(perform(Experiment.from_query("f=regression")[0]))[0]
    'Here gradient descent is faster: it arrives (J − J* ≤ 0.001 (J₀ − J*)) after 13 steps, Adam after 78.'
    """
    a, b = contenders(race)
    broken = [*breaks(a), *breaks(b)]
    if a.begins_at_minimum:
        low = f"At the start J is already {number(race.objective.infimum)}, what it comes down to."
        return (low, *(broken or ["There is nothing to compare: take another start."]))
    if a.choice == b.choice:
        same = "Both have the same settings, so their runs are the same."
        return tuple([same, *breaks(a), result(a, b), *_endless(race), *_way(a)][:MOST])
    ways = [sentence for turn in zip_longest(_way(a), _way(b)) for sentence in turn if sentence]
    return tuple([*broken, result(a, b), *_endless(race), *ways][:MOST])


def _endless(race: Race) -> Iterator[str]:
    """A cost without a minimum."""
    if isinstance(race.objective, LogisticRegression) and race.objective.separable:
        yield "There is no minimum: the labels can be separated, so J falls without end as the weights grow."


def _way(c: Contender) -> Iterator[str]:
    """How one contender goes."""
    if c.is_lost:
        return iter(())
    if c.is_adaptive:
        return _adaptive_way(c)
    if not c.is_plain:
        return _swinging_way(c)
    return _linear_way(c) if isinstance(c.objective, LinearRegression) else _logistic_way(c)


def _linear_way(c: Contender) -> Iterator[str]:
    """Gradient descent along the eigenvectors of a constant Hessian."""
    products = _products(c)
    n, slowest, fastest = len(products), float(products[0]), float(products[-1])
    word = theory.regime(fastest)
    if word == "diverges":
        yield f"{c.title} is going to diverge, because {beyond(c)}."
    elif word == "bounces for ever":
        yield f"{c.title} bounces for ever along the steepest direction, because α·λ_max = {number(fastest)}."
    crawling = int(np.count_nonzero(products < theory.CRAWLS_BELOW))
    if crawling:
        steps = theory.predicted_steps(c.objective, c.alpha, c.experiment.start, c.experiment.tolerance)
        late = "" if steps is None or c.arrived is not None else f", and it needs {whole(steps)} steps in all"
        yield f"{c.title} crawls {_along(crawling, n, slowest, '')}{late}."
    swinging = int(np.count_nonzero((products > 1) & (products < 2)))
    if swinging:
        yield (
            f"{c.title} changes sides at every step along {_of(swinging, n)} directions, whose α·λ is between "
            f"1 and 2: {number(float(products[products < 2][-1]))} along the steepest of them."
        )
    if slowest >= theory.CRAWLS_BELOW and fastest < 1:
        yield (
            f"{c.title} goes smoothly along all {n} directions: α·λ is between {number(slowest)} and "
            f"{number(fastest)}."
        )


def _logistic_way(c: Contender) -> Iterator[str]:
    """Gradient descent where curvatures change: what their bound allows, and what they are at the minimum."""
    bound = c.alpha * c.objective.lipschitz
    rises = int(np.count_nonzero(np.diff(c.trajectory.value) > 0))
    if bound > 2 and rises:
        yield (
            f"With {c.name} J rises at {rises:,} of {count(c.experiment.steps, 'step')}, which it can where "
            f"α·λ_max is above 2: here it is up to {number(bound)}."
        )
    if c.objective.separable:
        return
    products = _products(c)
    crawling = int(np.count_nonzero(products < theory.CRAWLS_BELOW))
    if crawling:
        along = _along(crawling, len(products), float(products[0]), " there")
        yield f"Near the minimum {c.name} crawls {along}."


def _products(c: Contender) -> Array:
    with np.errstate(over="ignore"):
        return c.alpha * curvatures(c.objective)


def _along(crawling: int, n: int, slowest: float, there: str) -> str:
    return (
        f"along {_of(crawling, n)} directions, whose α·λ is below {number(theory.CRAWLS_BELOW)}{there}: along "
        f"the slowest its error shrinks by only {percent(slowest)} a step"
    )


def _of(some: int, n: int) -> str:
    return f"all {n}" if some == n else f"{some or 'none'} of {n}"


def _swinging_way(c: Contender) -> Iterator[str]:
    """Momentum, by what was counted."""
    turned = turned_back(c)
    yield f"{c.title} turns back in {_of(int(np.count_nonzero(turned)), len(turned))} parameters."


def _adaptive_way(c: Contender) -> Iterator[str]:
    """An adaptive method, by its learning rates at the end."""
    last = int(c.trajectory.last)
    rates = c.trajectory.learning_rates[last - 1]
    led = np.flatnonzero((rates > 0) & np.isfinite(rates) & c.trajectory.gradient[:last].any(axis=0))
    if len(led) < 2:
        return
    high, low = (int(led[best(rates[led])]) for best in (np.argmax, np.argmin))
    ratio = number(float(rates[high]) / float(rates[low]), 2)
    after = f"after {count(last, 'step')}"
    if ratio == "1":
        yield f"{c.title}'s learning rates are nearly alike {after}: about {number(float(rates[high]), 2)}."
        return
    names = shown_names(c.experiment)
    largest, smallest = (f"{number(float(rates[j]))}, for {names[j]}" for j in (high, low))
    yield (
        f"{c.title}'s {len(led)} learning rates differ by a factor of {ratio} {after}: the largest is "
        f"{largest}, the smallest {smallest}."
    )


def shown_names(experiment: Experiment) -> tuple[str, ...]:
    r"""The parameters of a regression as they stand in a sentence: on one line, not too long.

    >>> shown_names(Experiment.from_query("f=regression")[0])[-2:]
    ('s6', 'the bias b')
    """
    *features, bias = experiment.f.recipe.parameters
    return *map(_shown, features), f"the bias {bias}"


def _shown(name: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in plain_name(name))
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"
