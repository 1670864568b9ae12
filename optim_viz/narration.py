"""Run and theory become sentences: what is happening, in words, each of them computed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import zip_longest

import numpy as np

from optim_viz import regression_words, theory
from optim_viz.contender import ROUNDING, Contender, contenders
from optim_viz.objectives import Quadratic
from optim_viz.optimizers import AdaGrad, Adam, RMSProp
from optim_viz.outcome import breaks, result
from optim_viz.race import Race
from optim_viz.tables import Row, measure_rows, theory_rows
from optim_viz.wording import count, indexed, joined, number, often, percent, times

__all__ = ["Row", "measure_rows", "sentences", "theory_rows"]

MOST = 4

LONG_WAY = 0.25
"""A way is long, and worth a sentence before others, if it takes this part of the run at the least."""

LONGEST_STEPS: dict[type, str] = {
    Adam: "α",
    AdaGrad: "α / √k",
    RMSProp: "α / √(1 − ρᵏ)",
}
"""The bounds of :func:`theory.fewest_steps`, as text."""


def sentences(race: Race) -> tuple[str, ...]:
    """At most four sentences about a race of single runs, the most telling first.

    >>> from optim_viz import Experiment, perform
    >>> sentences(perform(Experiment()))[0]
    'Adam arrives (J ≤ 0.001 J₀) after 68 steps, gradient descent after 169.'
    """
    if not isinstance(race.objective, Quadratic):
        return regression_words.sentences(race)
    a, b = contenders(race)
    broken = [*breaks(a), *breaks(b)]
    if not race.a.value[0]:
        why = (
            "The start is so close to the minimum that J is 0 there."
            if race.a.gradient[0].any()
            else "The start is the minimum: the gradient is zero, and so is every step."
        )
        return (why, *(broken or ["There is nothing to compare: drag the start somewhere else."]))
    if a.choice == b.choice:
        same = "Both have the same settings, so their runs are the same."
        return tuple([same, *breaks(a), result(a, b), *_way(a)][:MOST])
    ways = [sentence for turn in zip_longest(_way(a), _way(b)) for sentence in turn if sentence]
    return tuple([*broken, result(a, b), *_turned(a, b), *ways][:MOST])


def _turned(a: Contender, b: Contender) -> Iterator[str]:
    """What a learning rate for each parameter can do in a valley that is not the valley of a parameter."""
    spreads = []
    for c in (a, b):
        if c.is_adaptive and not c.is_aligned and len(c.moving) == 2:
            rates = c.trajectory.learning_rates[0]
            spreads.append(f"by {number(float(rates.max() / rates.min()))} with {c.name}")
    if spreads:
        angle, kappa = float(a.experiment.f["angle"]), float(a.experiment.f["kappa"])
        yield (
            f"The valley is turned by {number(angle)}°: its curvatures along and across differ by a factor of "
            f"{number(kappa)}, α₁ and α₂ {joined(spreads)}."
        )


def _way(c: Contender) -> Iterator[str]:
    """How one contender goes."""
    if c.divided_by_zero:
        return iter(())
    if c.is_plain:
        return iter(()) if c.is_lost else _plain_way(c)
    return _adaptive_way(c) if c.is_adaptive else _swinging_way(c)


def _plain_way(c: Contender) -> Iterator[str]:
    """Gradient descent along each eigenvector in which it has a way to go, the narrow one first."""
    values = c.objective.eigenvalues
    away = (np.asarray(c.experiment.start) - c.objective.minimum) @ c.objective.eigenvectors
    moving = [i for i in (1, 0) if abs(away[i]) > ROUNDING * np.abs(away).max()]
    products = [c.alpha * float(value) for value in values]
    if values[0] == values[1]:
        yield _plain_sentence(c, products[0], "α·λ", "", "sides of the minimum", "")
    elif len(moving) == 2 and all(theory.regime(product) == "crawls" for product in products):
        yield (
            f"{c.title} crawls, because α·λ₁ = {number(products[0])} and α·λ₂ = {number(products[1])} are "
            f"close to 0: its error shrinks by only {percent(products[0])} and {percent(products[1])} a step."
        )
    else:
        for i in moving:
            symbol = f"α·{indexed('λ', i)}"
            w = _parameter(c, i)
            along = f" along {w}" if w else " across the valley" if i else " along the valley"
            sides = f"the sign of {w}" if w else "sides of the valley" if i else "sides of the minimum"
            yield _plain_sentence(c, products[i], symbol, along, sides, " there")


def _parameter(c: Contender, i: int) -> str | None:
    """The parameter along eigenvector i, where there is one."""
    if not c.is_aligned:
        return None
    return indexed("w", i if float(c.experiment.f["angle"]) % 180 == 0 else 1 - i)


def _plain_sentence(c: Contender, product: float, symbol: str, along: str, sides: str, there: str) -> str:
    word = theory.regime(product)
    name = f"{symbol} = {number(product)}"
    factor = abs(float(theory.factor(1.0, product)))
    shrinks = f"{'only ' if 1 - factor < theory.CRAWLS_BELOW else ''}{percent(1 - factor)} a step"
    return {
        "crawls": f"{c.title} crawls{along}, because {name} is close to 0: "
        f"its error{there} shrinks by only {percent(product)} a step.",
        "smooth": f"{c.title} goes smoothly{along}: {name}, its error{there} shrinks by {shrinks}.",
        "one step": f"{c.title} is done{along} in one step, because {name}.",
        "zig-zag": f"{c.title} changes {sides} at every step, because {name} is between 1 and 2; "
        f"its error{there} shrinks by {shrinks}.",
        "bounces for ever": f"{c.title} changes {sides} at every step for ever, because {name}: "
        f"its error{there} stays as it is.",
        "diverges": f"{c.title} is going to diverge, because {name} is above 2: "
        f"its error{there} grows {times(factor)} a step.",
    }[word]


def _swinging_way(c: Contender) -> Iterator[str]:
    """Momentum, by what was counted."""
    if c.is_lost:
        return
    if c.is_aligned:
        yield f"{c.title} changes the sign of w₁ {often(c.flips[0])} and of w₂ {often(c.flips[1])}."
    else:
        along, across = c.crossings
        yield f"{c.title} crosses the valley's axis {often(across)}, and passes the minimum {often(along)}."


def _adaptive_way(c: Contender) -> Iterator[str]:
    """An adaptive method, by its learning rates."""
    rates = c.trajectory.learning_rates
    used = c.moving
    if c.least is not None and c.is_aligned and c.least > LONG_WAY * c.experiment.steps:
        yield (
            f"{c.title} takes steps of at most {LONGEST_STEPS[type(c.optimizer)]} on its way in, "
            f"so from here it needs at least {count(c.least, 'step')}."
        )
    long = [j for j in used if c.first_step[j] > 1.01]
    if long:
        lengths = {indexed("w", j): f"{number(float(c.first_step[j]))} α" for j in long}
        if len(long) == 2 and len(set(lengths.values())) == 1:
            lengths = {"each parameter": lengths["w₁"]}
        told = joined([f"{length} in {where}" for where, length in lengths.items()])
        yield f"{c.title} begins with a step of {told}."
    if used:
        yield _rate(c, max(used, key=lambda j: abs(math.log(rates[0, j] / c.alpha))))


def _rate(c: Contender, j: int) -> str:
    """What a method does to one learning rate."""
    end = c.arrived or int(c.trajectory.last)
    first, last = (float(rate) for rate in c.trajectory.learning_rates[[0, max(end, 1) - 1], j])
    name, ratio = indexed("α", j), first / c.alpha
    if number(max(ratio, 1 / ratio), 2) == "1":
        told = f"begins with {name} = {number(first)}, which is about α"
    elif ratio < 1:
        told = f"cuts {name} to {number(first)} at its first step, {number(1 / ratio, 2)} times less than α"
    else:
        told = f"raises {name} to {number(first)} at its first step, {number(ratio, 2)} times α"
    later = f"; by step {end:,} it is {number(last)}" if not 0.5 < last / first < 2 else ""
    return f"{c.title} {told}{later}."
