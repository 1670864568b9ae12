"""What two learning rates have in common, in a sentence: the same number, a choice, or the best there is."""

from __future__ import annotations

from typing import Literal

from optim_viz.best import Best, beside_formula
from optim_viz.contender import Contender, contenders
from optim_viz.linked import Linked
from optim_viz.race import Race
from optim_viz.wording import count, number

Mode = Literal["same", "own", "best"]
"""Which learning rates are compared: one for both, any two, or the best one of each."""

Found = tuple[Best | None, Best | None]
"""The best learning rates of both contenders."""


def mode_of(experiment: Linked) -> Mode:
    """How an experiment is to be taken of which only the numbers are known.

    >>> from optim_viz import Experiment
    >>> mode_of(Experiment()), mode_of(Experiment().with_value("a.alpha", 0.5))
    ('same', 'own')
    """
    return "same" if experiment["a.alpha"] == experiment["b.alpha"] else "own"


def compared(race: Race, mode: Mode, found: Found = (None, None)) -> tuple[str, ...]:
    """What is being compared; for ``best``, with what was found.

    A step is alpha times a gradient, so alpha has the unit of a length over a gradient, 1/curvature; an
    adaptive method divides by the size of the gradients, and its alpha has the unit of a length.

    >>> from optim_viz import Experiment, perform
    >>> compared(perform(Experiment()), "same")[0]
    "Both have α = 0.099: gradient descent's is measured in 1/curvature, Adam's is a length, so one number \
stands for two units."
    """
    a, b = contenders(race)
    if mode == "best":
        return _best(a, b, found)
    if mode == "same":
        return (_same(a, b),)
    if a.is_adaptive != b.is_adaptive:
        each = ", ".join(f"{number(c.alpha, None)} for {c.name}, {_unit(c)}" for c in (a, b))
        return (f"Each has its own α: {each}; these two numbers have different units.",)
    left, right = number(a.alpha, None), number(b.alpha, None)
    return (f"Each has its own α: {left} on the left, {right} on the right; both are {_units(a)}.",)


def _same(a: Contender, b: Contender) -> str:
    both = f"Both have α = {number(a.alpha, None)}"
    if a.is_adaptive == b.is_adaptive:
        return f"{both} in the same unit: for both it is {_unit(a)}."
    each = ", ".join(f"{c.name}'s is {_unit(c)}" for c in (a, b))
    return f"{both}: {each}, so one number stands for two units."


def _unit(c: Contender) -> str:
    return "a length" if c.is_adaptive else "measured in 1/curvature"


def _units(c: Contender) -> str:
    return "lengths" if c.is_adaptive else "measured in 1/curvature"


def _best(a: Contender, b: Contender, found: Found) -> tuple[str, ...]:
    names = (a.name, b.name) if a.choice.key != b.choice.key else ("the left one", "the right one")
    each = "; ".join(f"{name} {_result(best)}" for name, best in zip(names, found, strict=True))
    left, right = found
    if left and right and left.steps is not None and right.steps is not None:
        each = (
            f"{names[0]} arrives to stay after {count(left.steps, 'step')} with α = {number(left.alpha)}, "
            f"{names[1]} after {right.steps:,} with α = {number(right.alpha)}"
        )
    formulas = [text for best in found if best for text in beside_formula(best)]
    return (f"Each at its best for this start and tolerance: {each}.", *dict.fromkeys(formulas))


def _result(best: Best | None) -> str:
    if best is None:
        return "keeps its α, because none is better than another"
    steps = count(best.budget if best.steps is None else best.steps, "step")
    if best.steps is None:
        return f"arrives with no α within {steps}, and with α = {number(best.alpha)} its J is lowest then"
    return f"arrives to stay after {steps} with α = {number(best.alpha)}"
