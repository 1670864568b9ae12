"""Two trainings of a network -> the landscape on which they walked; it takes seconds, so a worker does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.datasets import load_digits
from optim_viz.figures.landscape import Landscape, Walk
from optim_viz.landscape import AROUND, Extent, Plane, extent, principal, random, share, surface
from optim_viz.network import CrossEntropy, Training
from optim_viz.pool.shared import Shared, Stored

Kind = Literal["principal", "random-a", "random-b"]
"""The plane through both paths, or a random one around the last weights of a contender."""

EXAMPLES = 5000
"""Digits on which the loss is taken: the first ones of those to learn from."""

POINTS = 41
"""Points of the grid along each axis."""

ASPECT = 1.3
"""How many times as wide as high a panel is."""


@np.errstate(all="ignore")
def survey(
    a: Training,
    b: Training,
    names: Mapping[str, str],
    digits: Shared | Stored | None = None,
    kind: Kind = "principal",
    seed: int = 0,
) -> Landscape:
    """The loss over a plane, on the first 5,000 digits, and where two trainings walked on it.

    Parameters
    ----------
    a, b
        Trainings of one network from the same weights, with snapshots.
    names
        What they are called, by their slots.
    digits
        What they learned from; None are the digits that are shipped.
    kind
        Which plane.
    seed
        Of a random plane.

    Raises
    ------
    ValueError
        When there are no snapshots, nothing moved, all moved along one line, or the weights around which a
        random plane is asked for are out of range.

    Examples
    --------
    >>> from optim_viz import Adam, GradientDescent
    >>> from optim_viz.datasets import Digits
    >>> from optim_viz.network import train
    >>> X, y = load_digits().X[:200], load_digits().y[:200]
    >>> few = Digits("few", "MNIST", X, y, X, y)
    >>> optimizers = GradientDescent(0.1), Adam(0.001)
    >>> a, b = (list(train(few, each, epochs=1, snapshots=4))[-1] for each in optimizers)
    >>> found = survey(a, b, {"a": "left", "b": "right"}, Shared(few))
    >>> found.loss.shape, bool(found.a.loss[-1] < found.a.loss[0]), bool(found.share.both > 0.9)
    ((41, 41), True, True)
    """
    source = load_digits() if digits is None else digits.load()
    cost = CrossEntropy(a.network, source.X[:EXAMPLES], source.y[:EXAMPLES])
    (steps_a, path_a), (steps_b, path_b) = _path(a), _path(b)
    if kind == "principal":
        plane = principal(a.network, path_a, path_b)
    else:
        slot = "a" if kind == "random-a" else "b"
        plane = _around(path_a if slot == "a" else path_b, a, names[slot], seed)
    places = plane.project(path_a), plane.project(path_b)
    window = AROUND_WIDE
    if kind == "principal":
        window = extent(*(place.coordinates for place in places), aspect=ASPECT)
    xs, ys = (np.linspace(*side, POINTS) for side in window)
    return Landscape(
        "principal" if kind == "principal" else "random",
        xs,
        ys,
        surface(cost, plane, xs, ys),
        share(plane, path_a, path_b),
        Walk(names["a"], steps_a, places[0], cost.value(path_a)),
        Walk(names["b"], steps_b, places[1], cost.value(path_b)),
    )


AROUND_WIDE: Extent = ((AROUND[0][0] * ASPECT, AROUND[0][1] * ASPECT), AROUND[1])
"""``AROUND`` in a panel that is wider than high."""


def _path(training: Training) -> tuple[npt.NDArray[np.int_], Array]:
    """Steps and weights of the snapshots, and of the end where a training was stopped between two of them."""
    step, w = training.snapshot_step, training.snapshots
    if not len(step):
        raise ValueError(f"`{training!r}` was trained without snapshots, so it has no path.")
    if training.step[-1] > step[-1]:
        return np.append(step, training.step[-1]), np.concatenate([w, training.w[np.newaxis]])
    return step, w


def _around(path: Array, training: Training, name: str, seed: int) -> Plane:
    if not np.isfinite(path[-1]).all():
        raise ValueError(f"{name}: its last weights are out of range, so no plane lies around them.")
    return random(training.network, path[-1], seed)
