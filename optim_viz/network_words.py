"""Two trainings of a network in sentences: who reads more digits, whose loss is lower, who was there when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optim_viz.datasets import Digits
from optim_viz.network.record import PART
from optim_viz.network_rate_words import rate_sentences
from optim_viz.network_side import Side, Sides, blank_pixels
from optim_viz.wording import count, joined, number

MARKS = (0.8, 0.9)
"""Shares of the test digits of which it is said when they were first read right."""

CLEARLY = 1.1
"""From so much on a loss is said to be so many times another."""


def sentences(there: Sides, digits: Digits) -> tuple[str, ...]:
    """All that is said of trainings on these digits, finished or not; of one alone where the other waits.

    >>> from optim_viz import Adam, GradientDescent
    >>> from optim_viz.datasets import load_digits
    >>> from optim_viz.network import train
    >>> from optim_viz.network_side import sides
    >>> digits = load_digits()
    >>> a, b = (next(train(digits, each)) for each in (GradientDescent(), Adam()))
    >>> sentences(sides({"a": a, "b": b}), digits)
    ('Neither has taken a step yet; both begin at the same 20,175 numbers.',)
    """
    return *progress_sentences(there, digits), *rate_sentences(there, digits)


def progress_sentences(there: Sides, digits: Digits) -> tuple[str, ...]:
    """How the trainings go; the most telling first."""
    every = list(there.values())
    if not any(side.steps for side in every):
        return tuple(_beginning(every))
    return (
        *(sentence for side in every for sentence in _lost(side, digits)),
        *_alike(every),
        *_read(every, len(digits.y_test)),
        *_loss(every, min(PART, len(digits.y))),
        *_marks(every),
    )


def _beginning(every: list[Side]) -> Iterator[str]:
    if len(every) == 2:
        a, b = (side.known for side in every)
        same = np.array_equal(a.w, b.w)
        begin = f"; both begin at the same {a.network.n:,} numbers" if same else ""
        yield f"Neither has taken a step yet{begin}."
    elif every:
        yield f"{every[0].title} has not taken a step yet."


def _lost(side: Side, digits: Digits) -> Iterator[str]:
    """Whose numbers have ended, and why, where that is certain."""
    if not side.is_lost:
        return
    if side.is_adaptive and not side.choice["epsilon"] and blank_pixels(digits.X):
        yield (
            f"{side.title} divides by zero at its first step, because ε = 0 and the gradient of some weights "
            "is exactly 0."
        )
        return
    bad = side.known.step[~np.isfinite(side.known.loss)]
    step = int(bad[0]) if len(bad) else side.steps
    yield f"{side.title} is lost: by step {step:,} its numbers have run out of range."


def _alike(every: list[Side]) -> Iterator[str]:
    if len(every) < 2:
        return
    same = [(side.choice, side.batch, side.seed, side.known.network) for side in every]
    if same[0] == same[1]:
        yield "Both have the same settings, so their trainings are the same."


def _read(every: list[Side], tests: int) -> Iterator[str]:
    """Test digits that are read right, where both have been tested last; of each alone where one has not."""
    epoch = min(side.epochs for side in every)
    if not epoch:
        for side in every:
            if side.epochs:
                yield from _read_alone(side, side.epochs, tests)
        return
    right = {side: float(side.known.test_accuracy[epoch]) for side in every}
    ranked = sorted((side for side in every if right[side] == right[side]), key=right.__getitem__, reverse=True)
    if len(ranked) == 1:
        yield from _read_alone(ranked[0], epoch, tests)
    if len(ranked) < 2:
        return
    best, other = ranked
    most, less = (round(right[side] * tests) for side in ranked)
    of = f"of the {count(tests, 'test digit')} right"
    if most == less:
        yield f"After {count(epoch, 'epoch')} both read {most:,} {of} ({_share(most / tests)})."
        return
    here = "here " if best.is_adaptive < other.is_adaptive else ""
    yield (
        f"After {count(epoch, 'epoch')} {here}{best.name} reads {most:,} {of} ({_share(most / tests)}), "
        f"{other.name} {less:,} ({_share(less / tests)}): {most - less:,} fewer."
    )


def _read_alone(side: Side, epoch: int, tests: int) -> Iterator[str]:
    accuracy = float(side.known.test_accuracy[epoch])
    if accuracy == accuracy:
        right = f"{round(accuracy * tests):,} of the {count(tests, 'test digit')} right ({_share(accuracy)})"
        yield f"After {count(epoch, 'epoch')} {side.name} reads {right}."


def _loss(every: list[Side], followed: int) -> Iterator[str]:
    """The losses at the last place that all have reached."""
    epochs = every[0].known.epoch
    for side in every[1:]:
        epochs = np.intersect1d(epochs, side.known.epoch)
    if not epochs[-1]:
        return
    at = {side: float(side.known.loss[side.known.epoch == epochs[-1]][0]) for side in every}
    ranked = sorted((side for side in every if np.isfinite(at[side])), key=at.__getitem__)
    if not ranked:
        return
    part = "the only training digit" if followed == 1 else f"the first {followed:,} training digits"
    begin = f"At epoch {number(float(epochs[-1]))} the loss on {part} is"
    texts = [number(at[side]) for side in ranked]
    if len(ranked) == 2 and texts[0] == texts[1]:
        yield f"{begin} {'' if at[ranked[0]] == at[ranked[1]] else 'about '}{texts[0]} with both."
        return
    told = " and ".join(f"{text} with {side.name}" for text, side in zip(texts, ranked, strict=True))
    low, high = at[ranked[0]], at[ranked[-1]]
    apart = f", {number(high / low, 2)} times as much" if 0 < CLEARLY * low <= high else ""
    yield f"{begin} {told}{apart}."


def _marks(every: list[Side]) -> Iterator[str]:
    """When certain shares of the test digits were first read right, or that they have not been yet."""
    every = [side for side in every if side.epochs]
    found = [_first(side) for side in every]
    if len(every) == 2 and not any(found) and every[0].epochs == every[1].epochs:
        yield f"Neither has reached {_share(MARKS[0])} on the test digits in {count(every[0].epochs, 'epoch')}."
    elif every:
        told = "; ".join(_reached(side, first) for side, first in zip(every, found, strict=True))
        yield f"On the test digits {told}."


def _first(side: Side) -> dict[float, int]:
    """By mark, the epoch after which it was reached, where it was."""
    accuracy = side.known.test_accuracy
    return {mark: int(np.argmax(accuracy >= mark)) for mark in MARKS if (accuracy >= mark).any()}


def _reached(side: Side, first: dict[float, int]) -> str:
    # Marks that were reached in one epoch are told in one clause.
    epochs = dict.fromkeys(first.values())
    done = [
        f"{joined([_share(mark) for mark in first if first[mark] == epoch])} {_when(epoch)}" for epoch in epochs
    ]
    missing = [mark for mark in MARKS if mark not in first]
    told = [f"reaches {joined(done)}"] if done else []
    if missing and side.is_lost:
        told.append(f"never reaches {_share(missing[0])}")
    elif missing:
        told.append(f"has not reached {_share(missing[0])} in {count(side.epochs, 'epoch')}")
    return f"{side.name} {', and '.join(told)}"


def _when(epoch: int) -> str:
    return f"after {count(epoch, 'epoch')}" if epoch else "before the first step"


def _share(share: float) -> str:
    """In per cent, to a digit that tells two of 10,000 from each other."""
    return f"{number(100 * share, 4)} %"
