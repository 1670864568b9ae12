"""A landscape in sentences: what it shows of both trainings, what it leaves out, and how low it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from optim_viz.arrays import Array
from optim_viz.figures.landscape import Landscape, Walk, shown_share
from optim_viz.wording import count, joined, number

STILL = 0.01
"""A training of which a plane shows less seems to stand still on it."""


def sentences(found: Landscape, names: Mapping[str, str], examples: int, around: str = "") -> tuple[str, ...]:
    """What is said below a landscape.

    Parameters
    ----------
    found
        The landscape.
    names
        What contenders are called within a sentence, by their slots.
    examples
        Digits that its loss is taken on.
    around
        The slot around whose last weights a random plane lies.
    """
    walks = {names["a"]: found.a, names["b"]: found.b}
    shares = dict(zip(names.values(), (found.share.a, found.share.b), strict=True))
    return (
        *_plane(found, shares, {name for name, walk in walks.items() if _is_lost(walk)}, names.get(around, "")),
        *_beside(found.kind, walks, examples, _shows_all(found.kind, shares)),
        *_lowest(found, walks),
        *_lost(walks),
    )


def _plane(found: Landscape, shares: Mapping[str, float], lost: set[str], around: str) -> Iterator[str]:
    shown = [
        f"{shown_share(share)} of how {name} moved" for name, share in shares.items() if not np.isnan(share)
    ]
    stayed = [name for name, share in shares.items() if np.isnan(share) and name not in lost]
    still = "".join(f"; {name} has not moved" for name in stayed)
    if found.kind == "principal":
        rest = "" if _shows_all(found.kind, shares) else "; the rest is out of the picture"
        yield f"This plane shows {joined(shown)}{still}{rest}."
        return
    yield (
        f"This plane lies in random directions around the last weights of {around}; "
        "1 along an axis changes each neuron's weights by as much as their own size."
    )
    both = ": a random plane shows what lies around its middle, not the way there"
    seems = both if np.nanmax(list(shares.values())) < STILL else ""
    yield f"It shows {joined(shown)}{still}{seems}."


def _shows_all(kind: str, shares: Mapping[str, float]) -> bool:
    """Whether both trainings stay on the plane, but for rounding errors."""
    return kind == "principal" and bool(np.nanmin(list(shares.values())) > 1 - 1e-6)


def _beside(kind: str, walks: Mapping[str, Walk], examples: int, all_of_it: bool) -> Iterator[str]:
    """How far the trainings are from what is drawn."""
    lines = (
        f"Level lines are of the loss on the plane itself, over the first {examples:,} digits to learn from."
    )
    if all_of_it:
        yield lines
    else:
        away = joined([f"{name} by up to {_furthest(walk)}" for name, walk in walks.items()])
        unit = "as along the axes" if kind == "principal" else "in the space of the weights"
        yield (
            f"{lines} The trainings leave the plane, {away} (lengths {unit}); their own loss, right under the "
            "panels, is another."
        )
    kept = {len(walk.step) for walk in walks.values()}
    if len(kept) == 1:
        steps = count(kept.pop(), "step")
        yield f"The weights of each were kept at {steps}; between them a path is drawn straight."
    else:
        each = joined([f"{len(walk.step):,} of {name}" for name, walk in walks.items()])
        yield f"Weights were kept at some steps, {each}; between them a path is drawn straight."


def _lowest(found: Landscape, walks: Mapping[str, Walk]) -> Iterator[str]:
    if not np.isfinite(found.loss).any():
        yield "The loss is out of range all over this part of the plane, so there are no level lines."
        return
    finite = np.where(np.isfinite(found.loss), found.loss, np.inf)
    row, column = np.unravel_index(int(finite.argmin()), finite.shape)
    inside = 0 < row < len(found.ys) - 1 and 0 < column < len(found.xs) - 1
    ends = [(name, float(walk.loss[-1])) for name, walk in walks.items() if np.isfinite(walk.loss[-1])]
    own = [f"{name} {'at' if k else 'ends at'} {number(loss)}" for k, (name, loss) in enumerate(ends)]
    yield (
        f"The cross marks the lowest loss of the grid, {number(float(found.loss[row, column]))}"
        + ("" if inside else ", at its edge")
        + (f"; {joined(own)}." if own else ".")
    )


def _lost(walks: Mapping[str, Walk]) -> Iterator[str]:
    for name, walk in walks.items():
        if _is_lost(walk):
            last = walk.step[int(np.isfinite(walk.place.distance).argmin()) - 1]
            yield f"The numbers of {name} run out of range after step {last:,}; its path ends there."


def _is_lost(walk: Walk) -> bool:
    """Whether its numbers have run out of range."""
    return not np.isfinite(walk.place.distance).all()


def _furthest(walk: Walk) -> str:
    distance: Array = walk.place.distance[np.isfinite(walk.place.distance)]
    return number(float(distance.max()), 2)
