"""A sweep of alpha in words: who is ahead where, with which learning rate, and over which range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from optim_viz.alpha_sweep import SLOTS, Results
from optim_viz.alpha_sweep.judging import Side, ahead, best, good, nearest, side
from optim_viz.contender import IN_A_SENTENCE
from optim_viz.wording import count, joined, number, times, whole

KERAS = {"gd": 0.01, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.001, "rmsprop": 0.001, "adam": 0.001}
"""The learning rates that Keras's optimizers have when none is said."""

SAME = 1e-3
"""The small learning rate with which both are compared."""

SOME_STEPS = 10
"""From so many steps on, full batches have something to tell."""

OTHER = {"a": "b", "b": "a"}


def sentences(results: Results, full: Results | None = None) -> tuple[str, ...]:
    """What the trainings that are done say; ``full`` is a sweep with full batches, to stand beside it.

    Medians over the seeds are told.  Someone is said to be ahead where the difference is larger than the spread
    over the seeds, see :func:`optim_viz.alpha_sweep.judging.ahead`.

    >>> from optim_viz.alpha_sweep import AlphaSweep
    >>> sentences(Results(AlphaSweep()))
    ('None of the 150 trainings is done yet.',)
    """
    total, done = len(results.settings.runs), len(results.rows)
    if not done:
        return (f"None of the {count(total, 'training')} is done yet.",)
    said = []
    if done < total:
        said.append(f"{whole(done)} of {count(total, 'training')} are done; what follows is about these.")
    if results.done.sum(axis=2).max() == 1:
        said.append("It is all from one seed, so how much of a difference is chance is not known.")
    marks = range(len(results.settings.marks))
    said += [*_same(results), *_defaults(results)]
    said += [text for mark in marks for text in _at_best(results, mark, "test_accuracy")]
    said += [text for slot in SLOTS for text in _range(results, slot)]
    full = results if is_full(results) else full
    if full is not None:
        late = [mark for mark, steps in enumerate(full.settings.marks) if steps >= SOME_STEPS]
        said += [text for mark in late for text in _at_best(full, mark, "loss")]
    return tuple(said)


def title(results: Results, slot: str) -> str:
    """What a contender is called: its optimizer, and its side where both are of one kind."""
    e = results.settings.experiment
    place = {"a": " (left)", "b": " (right)"}[slot] if e.a.key == e.b.key else ""
    return f"{e.choice(slot).kind.name}{place}"


def usual(results: Results, slot: str) -> float | None:
    """The learning rate that Keras gives a contender; None where that is not known."""
    return KERAS.get(results.settings.experiment.choice(slot).key)


def after(results: Results, mark: int) -> str:
    """A mark in words: ``10 epochs``, or ``10 steps`` where an epoch is one step."""
    return count(results.settings.marks[mark], "step" if is_full(results) else "epoch")


def is_full(results: Results) -> bool:
    """Whether each step sees all digits."""
    return results.settings.size is None


def _name(results: Results, slot: str) -> str:
    """The title within a sentence."""
    words = title(results, slot)
    kind = results.settings.experiment.choice(slot).kind.name
    return words.replace(kind, IN_A_SENTENCE.get(kind, kind))


def _same(results: Results) -> Iterator[str]:
    """Both with the same small learning rate."""
    at = nearest(results, SAME)
    alpha = number(results.settings.alphas[at])
    yield from _beside(results, f"With the same α = {alpha}", dict.fromkeys(SLOTS, at))


def _defaults(results: Results) -> Iterator[str]:
    """Both as Keras has them, where these were tried and are different ones."""
    alphas = {slot: alpha for slot in SLOTS if (alpha := usual(results, slot)) is not None}
    at = {slot: nearest(results, alpha) for slot, alpha in alphas.items()}
    tried = [math.isclose(results.settings.alphas[at[slot]], alpha) for slot, alpha in alphas.items()]
    if len(alphas) == 2 and all(tried) and alphas["a"] != alphas["b"]:
        each = [f"{number(alpha)} for {_name(results, slot)}" for slot, alpha in alphas.items()]
        yield from _beside(results, f"With Keras's defaults, α = {joined(each)}", at)


def _beside(results: Results, begin: str, at: Mapping[str, int]) -> Iterator[str]:
    """Both with one learning rate each, at all marks."""
    marks = range(len(results.settings.marks))
    sides = {slot: [side(results, slot, at[slot], mark, "test_accuracy") for mark in marks] for slot in SLOTS}
    found = {slot: [each for each in some if each] for slot, some in sides.items()}
    if not (found["a"] and found["b"]):
        return
    winners = [ahead(a, b, "test_accuracy") for a, b in zip(found["a"], found["b"], strict=True)]
    first = "b" if winners.count("b") > winners.count("a") else "a"
    one = [
        f"{_told(each)}{'' if mark else ' of the test digits'} after {after(results, mark)}"
        for mark, each in enumerate(found[first])
    ]
    two = [_told(each) for each in found[OTHER[first]]]
    yield (
        f"{begin}, {_name(results, first)} reads {joined(one)}; "
        f"{_name(results, OTHER[first])} {joined(two)}: {_verdict(results, winners, found)}."
    )


def _verdict(results: Results, winners: list[str | None], found: Mapping[str, list[Side]]) -> str:
    """Who is ahead at which marks; where it is always the same one, by how much."""
    who = {winner: "neither" if winner is None else _name(results, winner) for winner in winners}
    if len(who) == 1:
        few = _from(results, found["a"][0], found["b"][0])
        if winners[0] is None:
            return f"neither is {'ever ' if len(winners) > 1 else ''}ahead{few}"
        each = " each time" if len(winners) > 1 else ""
        lead = [100 * abs(a.median - b.median) for a, b in zip(found["a"], found["b"], strict=True)]
        ends = list(
            dict.fromkeys(number(end, 2) for end in (min(lead), max(lead)) if not math.isnan(sum(lead)))
        )
        much = f", by {' to '.join(ends)} percentage points" if ends else ""
        return f"{who[winners[0]]} is ahead{each}{much}{few}"
    when = {
        winner: joined([after(results, mark) for mark, each in enumerate(winners) if each == winner])
        for winner in who
    }
    told = ", ".join(f"after {when[winner]} {name} is ahead" for winner, name in who.items())
    return told + _from(results, found["a"][0], found["b"][0])


def _from(results: Results, a: Side, b: Side) -> str:
    """Where one has a single seed as yet, and others have more: that it is so."""
    few = min(len(a.values), len(b.values)) == 1 < results.done.sum(axis=2).max()
    return ", as far as one seed tells" if few else ""


def _at_best(results: Results, mark: int, measure: str) -> Iterator[str]:
    """Each with its best learning rate."""
    when = f"after {after(results, mark)}"
    when = f"With full batches, {when}" if is_full(results) else when.capitalize()
    found: dict[str, Side] = {}
    for slot in SLOTS:
        at = best(results, slot, mark, measure)
        each = None if at is None else side(results, slot, at, mark, measure)
        if each:
            found[slot] = each
        elif results.done[SLOTS.index(slot)].any():
            yield f"{when}, {_name(results, slot)} has diverged with every α."
    if len(found) == 2:
        a, b = (f"{_told(each, measure)}" for each in found.values())
        places = {slot: _where(results, slot, each) for slot, each in found.items()}
        does = f"reads {a} of the test digits" if measure == "test_accuracy" else f"has a loss of {a}"
        verdict = _compared(results, found["a"], found["b"], measure)
        yield (
            f"{when}, each with its best α, {_name(results, 'a')} {does} ({places['a']}), "
            f"{_name(results, 'b')} {b} ({places['b']}): {verdict}."
        )


def _compared(results: Results, a: Side, b: Side, measure: str) -> str:
    """Who is ahead, and by how much; both have a median."""
    winner = ahead(a, b, measure)
    if winner is None:
        return "they tie" if a.median == b.median else "they tie, within the spread over the seeds"
    high, low = max(a.median, b.median), min(a.median, b.median)
    if measure == "test_accuracy":
        much = f", by {number(100 * (high - low), 2)} percentage points"
    else:
        much = f", with a loss {number(high / low, 2)} times lower" if low > 0 else ""
    return f"{_name(results, winner)} is ahead{much}{_from(results, a, b)}"


def _range(results: Results, slot: str) -> Iterator[str]:
    """Over which learning rates a contender is nearly as good as with its best one."""
    said = []
    for mark in range(len(results.settings.marks)):
        if each := good(results, slot, mark):
            wide = f"{'at least ' if each.at_least else ''}{times(each.factor)}"
            ends = [number(alpha) for alpha in (each.low, each.high)]
            alphas = f"{ends[0]} alone" if each.low == each.high else f"{ends[0]} to {ends[1]} ({wide})"
            said.append(f"{alphas} after {after(results, mark)}")
    if said:
        kind = title(results, slot)
        yield f"{kind} is within 2 percentage points of its best for α = {joined(said)}."


def _told(each: Side, measure: str = "test_accuracy") -> str:
    """A median: ``89.5 %``, or a loss."""
    if math.isnan(each.median):
        return "nothing (it has diverged)"
    return f"{number(100 * each.median)} %" if measure == "test_accuracy" else number(each.median)


def _where(results: Results, slot: str, each: Side) -> str:
    """A learning rate, and whether it stands at the end of those that are done."""
    done = [
        alpha
        for alpha, some in zip(
            results.settings.alphas, results.done[SLOTS.index(slot)].any(axis=1), strict=True
        )
        if some
    ]
    end = {done[0]: ", the smallest tried", done[-1]: ", the largest tried"}.get(each.alpha, "")
    return f"α = {number(each.alpha)}{end if len(done) > 1 else ''}"
