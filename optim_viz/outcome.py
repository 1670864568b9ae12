"""How a race ended, in sentences that fit every cost: who broke down and why, who arrived and when."""

from __future__ import annotations

from collections.abc import Iterator

from optim_viz.contender import Contender
from optim_viz.objectives import Quadratic
from optim_viz.wording import count, joined, number, times


def breaks(c: Contender) -> Iterator[str]:
    """A run that goes away, or whose numbers end."""
    if c.divided_by_zero:
        yield f"{c.title} divides by zero at step {c.broke:,}, because ε = 0 and a gradient is 0."
        return
    facts = []
    if c.grows is not None:
        facts.append(f"its error grows {times(c.grows)} a step")
    if c.left is not None:
        facts.append(f"it left the view at step {c.left:,}")
    if c.broke is not None:
        facts.append(f"it overflowed at step {c.broke:,}")
    if c.grows is not None:
        yield f"{c.title} diverges, because {beyond(c)}: {joined(facts)}."
    elif c.broke is not None:
        yield f"{c.title} is lost: {joined(facts)}."


def beyond(c: Contender) -> str:
    """That alpha is beyond the wall, and for a regression, whose curvatures nobody knows, where the wall is."""
    assert c.wall is not None
    high = float(c.objective.eigenvalues[-1])
    on_a_slider = isinstance(c.objective, Quadratic)
    above = f"α·{'λ₂' if on_a_slider else 'λ_max'} = {number(c.alpha * high)} is above {number(c.wall * high)}"
    return above if on_a_slider else f"{above} (its wall here is α = {number(c.wall)})"


def result(a: Contender, b: Contender) -> str:
    """Who arrives, and when."""
    e = a.experiment
    goal = f"({a.goal})"
    if a.arrived is None and b.arrived is None:
        still = [f"{_left_over(c)} with {c.name}" for c in (a, b) if not c.is_lost]
        where = f": {_what(a)} is at {joined(still)}" if still else ""
        return f"Neither arrives {goal} in {count(e.steps, 'step')}{where}."
    fast, slow = (a, b) if b.arrived is None or (a.arrived is not None and a.arrived <= b.arrived) else (b, a)
    assert fast.arrived is not None
    first = count(fast.arrived, "step")
    if slow.arrived is None:
        told = f"{fast.title} arrives {goal} after {first}{_stay(fast)}; {slow.name}"
        if slow.is_lost:
            return f"{told} never does."
        return f"{told} has not arrived after {e.steps:,}: {_what(slow)} is still at {_left_over(slow)}."
    if slow.arrived == fast.arrived:
        return f"Both arrive {goal} after {first}."
    second = f"{slow.name} after {slow.arrived:,}{_stay(slow)}"
    if slow.is_adaptive and not fast.is_adaptive:
        return f"Here {fast.name} is faster: it arrives {goal} after {first}{_stay(fast)}, {second}."
    return f"{fast.title} arrives {goal} after {first}{_stay(fast)}, {second}."


def _what(c: Contender) -> str:
    return "J − J*" if c.objective.infimum else "J"


def _left_over(c: Contender) -> str:
    return f"{number(c.left_over, 2)} {'(J₀ − J*)' if c.objective.infimum else 'J₀'}"


def _stay(c: Contender) -> str:
    if c.stays_from is None:
        return " (and does not stay)"
    return f" (to stay from step {c.stays_from:,})" if c.stays_from != c.arrived else ""
