"""Run and theory become sentences: what is happening, in words, each of them computed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import zip_longest

import numpy as np

from optim_viz import theory
from optim_viz.contender import Contender, contenders
from optim_viz.experiment import Race
from optim_viz.tables import Row, measure_rows, theory_rows
from optim_viz.wording import count, indexed, joined, number, often, percent, times

__all__ = ["Row", "measure_rows", "sentences", "theory_rows"]

MOST = 4


def sentences(race: Race) -> tuple[str, ...]:
    r"""Two to four sentences about a race of single runs, the most telling first.

    >>> from optim_viz import Experiment, perform
    >>> print(*sentences(perform(Experiment())), sep="\n")  # doctest: +ELLIPSIS
    Adam arrives (J ≤ 0.001 J₀) after 68 steps, gradient descent after 169.
    ...
    """
    a, b = contenders(race)
    if not race.a.value[0]:
        return (
            "The start is the minimum: the gradient is zero, and so is every step.",
            *_breaks(a),
            *_breaks(b),
        )
    broken = [*_breaks(a), *_breaks(b)]
    return tuple([*broken, _result(a, b), *_ways(a, b)][:MOST])


def _result(a: Contender, b: Contender) -> str:
    """Who arrives, and when."""
    e = a.experiment
    goal = f"(J ≤ {number(e.tolerance, None)} J₀)"
    if a.arrived is None and b.arrived is None:
        rest = [f"{_left_over(c)} with {c.name}" for c in (a, b) if c.broke is None and c.grows is None]
        still = f": J is at {joined(rest)}" if rest else ""
        return f"Neither arrives {goal} in {count(e.steps, 'step')}{still}."
    if a.arrived is None or b.arrived is None:
        fast, slow = (a, b) if b.arrived is None else (b, a)
        told = f"{fast.title} arrives {goal} after {count(fast.arrived or 0, 'step')}{_stay(fast)}"
        if slow.broke is not None or slow.grows is not None:
            return f"{told}; {slow.name} never does."
        return f"{told}; {slow.name} has not arrived in {e.steps:,}: J is still at {_left_over(slow)}."
    if a.arrived == b.arrived:
        return f"Both arrive {goal} after {count(a.arrived, 'step')}."
    fast, slow = (a, b) if a.arrived < b.arrived else (b, a)
    assert fast.arrived is not None
    assert slow.arrived is not None
    first = count(fast.arrived, "step")
    if slow.is_adaptive and not fast.is_adaptive:
        return (
            f"Here {fast.name} is faster: it arrives {goal} after {first}{_stay(fast)}, "
            f"{slow.name} after {slow.arrived:,}{_stay(slow)}."
        )
    return f"{fast.title} arrives {goal} after {first}{_stay(fast)}, {slow.name} after {slow.arrived:,}{_stay(slow)}."


def _left_over(c: Contender) -> str:
    return f"{number(c.left_over, 2)} J₀"


def _stay(c: Contender) -> str:
    if c.stays_from is None:
        return " (and does not stay)"
    return f" (to stay from step {c.stays_from:,})" if c.stays_from != c.arrived else ""


def _breaks(c: Contender) -> Iterator[str]:
    """A run that goes away, or whose numbers end."""
    if c.divided_by_zero:
        yield f"{c.title} divides by zero at step {c.broke:,}, because ε = 0 and a gradient is 0."
    elif c.grows is not None or c.broke is not None:
        parts = []
        if c.left is not None:
            parts.append(f"left the view at step {c.left:,}")
        if c.grows is not None:
            parts.append(f"grows {times(c.grows)} a step")
        if c.broke is not None:
            parts.append(f"overflowed at step {c.broke:,}")
        yield f"{c.title} {joined(parts)}{_why(c)}."


def _why(c: Contender) -> str:
    high = float(c.objective.eigenvalues[1])
    wall = theory.wall(c.optimizer, high)
    if wall is None or c.alpha <= wall:
        return ""
    return f", because α·λ₂ = {number(c.alpha * high)} is above {number(wall * high)}"


def _ways(a: Contender, b: Contender) -> Iterator[str]:
    """How both go, one sentence each in turn."""
    ways = [_way(c) for c in (a, b)]
    for turn in zip_longest(*ways):
        yield from filter(None, turn)


def _way(c: Contender) -> list[str]:
    if c.divided_by_zero:
        return []
    if c.is_plain:
        return list(_plain_way(c))
    return list(_adaptive_way(c) if c.is_adaptive else _swinging_way(c))


def _direction(c: Contender, i: int) -> str | None:
    """The parameter along eigenvector i, where there is one."""
    angle = float(c.experiment.f["angle"])
    if angle % 90:
        return None
    return indexed("w", i if angle % 180 == 0 else 1 - i)


def _plain_way(c: Contender) -> Iterator[str]:
    """Gradient descent along each eigenvector in which it has a way to go, the narrow one first."""
    values = c.objective.eigenvalues
    away = (np.asarray(c.experiment.start) - c.objective.minimum) @ c.objective.eigenvectors
    moving = [i for i in (1, 0) if abs(away[i]) > 1e-12 * np.abs(away).max()]
    if values[0] == values[1]:
        moving = moving[:1]
    for i in moving:
        product = c.alpha * float(values[i])
        word = theory.regime(product)
        where = _direction(c, i)
        along = f"along {where}" if where else ("across the valley" if i else "along the valley")
        sides = f"the sign of {where}" if where else ("sides of the valley" if i else "sides of the minimum")
        if values[0] == values[1]:
            along, sides = "towards the minimum", "sides of the minimum"
        name = f"α·{indexed('λ', i)} = {number(product)}"
        shrinks = 1 - abs(float(theory.factor(c.alpha, float(values[i]))))
        only = "only " if shrinks < 0.1 else ""
        if word == "zig-zag":
            yield (
                f"{c.title} changes {sides} at every step, because {name} is between 1 and 2; "
                f"its error there shrinks by {only}{percent(shrinks)} a step."
            )
        elif word == "bounces for ever":
            yield f"{c.title} changes {sides} at every step for ever, because {name}: its error there stays."
        elif word == "one step":
            yield f"{c.title} is done {along} in one step, because {name}."
        elif word == "crawls":
            yield (
                f"{c.title} crawls {along}, because {name} is close to 0: its error there shrinks by "
                f"only {percent(product)} a step."
            )
        elif word == "smooth":
            yield f"{c.title} goes smoothly {along}: {name}, its error there shrinks by {percent(shrinks)} a step."


def _swinging_way(c: Contender) -> Iterator[str]:
    """Momentum, by what was counted."""
    if c.grows is not None:
        return
    names = [_direction(c, i) for i in (0, 1)]
    if all(names):
        flips = " and ".join(f"{w} {often(n)}" for w, n in zip(("w₁", "w₂"), c.flips, strict=True))
        yield f"{c.title} changes the sign of {flips} on its way."
    else:
        along, across = c.crossings
        yield f"{c.title} crosses the axis of the valley {often(across)} and the minimum along it {often(along)}."


def _adaptive_way(c: Contender) -> Iterator[str]:
    """An adaptive method, by its learning rates."""
    rates = c.trajectory.learning_rates
    gradient = c.trajectory.gradient[0]
    used = [
        j for j in range(len(gradient)) if gradient[j] != 0 and np.isfinite(rates[0, j]) and rates[0, j] > 0
    ]
    kappa = float(c.experiment.f["kappa"])
    turned = float(c.experiment.f["angle"])
    if turned % 90 and kappa > 1 and len(used) == 2:
        spread = float(rates[0].max() / rates[0].min())
        only = "only " if spread < kappa else ""
        yield (
            f"The valley is turned by {number(turned)}°: its curvatures differ {times(kappa)}, "
            f"the α₁ and α₂ of {c.name} {only}{times(spread)}."
        )
    if c.least is not None and not turned % 90 and (c.arrived is None or c.least > 0.6 * c.arrived):
        yield f"{c.title} takes steps of about α at most, so from here it needs at least {count(c.least, 'step')}."
    if used:
        j = max(used, key=lambda j: abs(math.log(rates[0, j] / c.alpha)))
        ratio = float(rates[0, j] / c.alpha)
        how = f"cuts {indexed('α', j)} to {number(float(rates[0, j]), 2)} at its first step, {number(1 / ratio, 2)} times less than α"
        if ratio >= 1:
            how = f"raises {indexed('α', j)} to {number(float(rates[0, j]), 2)} at its first step, {number(ratio, 2)} times α"
        yield f"{c.title} {how}."
