"""The one loop: an objective, an optimizer and a start become a trajectory."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz import plain
from optim_viz.arrays import Array, PointLike, Scalar, points
from optim_viz.objectives import Objective
from optim_viz.optimizers import Line, Optimizer
from optim_viz.parameters import runs

Stream = Iterable[Objective]
"""Objectives, one a step: mini-batches, or a cost with noise in its gradient."""


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A whole run, or a batch of runs; ``steps + 1`` points, the start being number 0.

    Whatever comes after ``last``, the last step at which all numbers were finite, is NaN.

    Parameters
    ----------
    optimizer
        What was run.
    objective
        The cost whose value and gradient are recorded.
    x
        The points, ``(steps + 1, *runs, n)``.
    value
        The cost at each point, ``(steps + 1, *runs)``.
    gradient
        The gradient of the cost at each point, ``(steps + 1, *runs, n)``.
    state
        What the optimizer remembered after each step, by name; row 0 is the state before the first.
        Arrays ``(steps + 1, *runs, n)``; ``t`` is ``(steps + 1, 1, ..., 1)``.
    learning_rates
        alpha_1 ... alpha_n of each step, ``(steps, *runs, n)``; row k belongs to the step from point k to
        point k + 1.
    last
        The last step at which all numbers were finite, ``(*runs)``; equal to ``steps`` for a whole run.
    """

    optimizer: Optimizer
    objective: Objective
    x: Array
    value: Array
    gradient: Array
    state: dict[str, Array]
    learning_rates: Array
    last: npt.NDArray[np.int_]

    @property
    def steps(self) -> int:
        """The number of steps asked for."""
        return len(self.x) - 1

    @property
    def diverged(self) -> npt.NDArray[np.bool_]:
        """Whether the numbers ran out of range before the last step, ``(*runs)``."""
        return np.asarray(self.last < self.steps)

    def __repr__(self) -> str:
        steps, *runs, n = self.x.shape
        batch = f", runs {tuple(runs)}" if runs else ""
        return f"Trajectory({self.optimizer.name}, steps {steps - 1}{batch}, parameters {n})"

    def _repr_png_(self) -> bytes | None:
        """The picture that a notebook shows; none for a batch, or a cost that cannot be drawn."""
        # Upwards, against the direction of imports, since a notebook asks the object itself.
        from optim_viz.export.notebook import picture_of_run

        return picture_of_run(self)

    def arithmetic(self) -> tuple[Line, ...]:
        """The update rule with the numbers of every step; each line's values are ``(steps, *runs, n)``.

        Row k belongs to the step from point k to point k + 1.
        """
        with np.errstate(all="ignore"):
            between = self.optimizer.arithmetic(_after_steps(self.optimizer, self.x[0], self.state))
        return (
            Line("g", "∇J(w)", self.gradient[:-1]),
            *between,
            Line("αⱼ", "learning rate of wⱼ", self.learning_rates),
            Line("Δw", self.optimizer.update, np.diff(self.x, axis=0)),
        )


def iterates(
    objective: Objective | Stream, optimizer: Optimizer, start: PointLike
) -> Iterator[tuple[Array, Any]]:
    """The points of a run with the optimizer's state, without end: ``(*runs, n)``, the start first.

    ``objective`` is one cost, or a stream of costs of which each step takes one; the run ends where the
    stream does.  Numbers that run out of range become inf and NaN, without a warning.

    >>> from itertools import islice
    >>> from optim_viz import GradientDescent, Quadratic
    >>> [x.tolist() for x, _ in islice(iterates(Quadratic(), GradientDescent(alpha=0.05), (-4, 3)), 3)]
    [[-4.0, 3.0], [-3.8, 0.0], [-3.61, 0.0]]
    """
    # Set at each step, since between two of them the caller's settings hold.
    return raw_iterates(objective, optimizer, start, np.errstate(all="ignore")(optimizer.step))


def raw_iterates(
    objective: Objective | Stream, optimizer: Optimizer, start: PointLike, step: Any = None
) -> Iterator[tuple[Array, Any]]:
    """The same for a caller who has set how NumPy warns; ``step`` takes the place of the optimizer's own."""
    step = step or optimizer.step
    x = _broadcast(objective, optimizer, start)
    state = optimizer.init(x)
    yield x, state
    for cost in _stream(objective):
        x, state = step(cost, x, state)
        yield x, state


def run(
    objective: Objective | Stream,
    optimizer: Optimizer,
    start: PointLike,
    steps: int = 200,
    *,
    measure: Objective | None = None,
) -> Trajectory:
    """Run ``optimizer`` on ``objective`` and record all of it.

    Parameters
    ----------
    objective
        One cost, or a stream of costs of which each step takes one.
    optimizer
        Its hyperparameters may be arrays ``(*runs,)``: then one call runs them all, and each row of the
        batch equals the single run bit for bit.
    start
        ``(n,)`` or ``(*runs, n)``, finite.
    steps
        How many steps, at least 1.  All are taken, whether or not the run has converged.
    measure
        The cost whose value and gradient are recorded; needed with a stream only.

    Raises
    ------
    ValueError
        When ``steps`` is not a whole number of at least 1, ``start`` is not finite or has not one coordinate
        for each parameter, shapes do not fit, or a stream comes without ``measure`` or ends early.

    Examples
    --------
    >>> from optim_viz import Adam, Quadratic, run
    >>> path = run(Quadratic(kappa=20), Adam(alpha=0.1), start=(-4, 3), steps=200)
    >>> path.x.shape, path.learning_rates.shape, bool(path.diverged)
    ((201, 2), (200, 2), False)
    >>> run(Quadratic(), Adam(alpha=np.geomspace(1e-3, 10, 61)), start=(-4, 3)).x.shape
    (201, 61, 2)
    """
    steps = _whole(steps)
    measure = _measure(objective, measure)
    with np.errstate(all="ignore"):
        x, state = _record(objective, optimizer, start, steps)
    with np.errstate(all="ignore"):
        value = np.broadcast_to(measure.value(x), x.shape[:-1]).copy()
        gradient = measure.gradient(x)
        learning_rates = optimizer.learning_rates(_after_steps(optimizer, x[0], state))
    recorded = [x, gradient, *(array for name, array in state.items() if name != "t")]
    finite = _finite(value, recorded)
    last = np.where(finite.all(axis=0), steps, np.argmin(finite, axis=0) - 1)
    if (last < steps).any():
        gone = np.arange(steps + 1).reshape(-1, *[1] * last.ndim) > last
        for array in recorded:
            array[gone] = np.nan
        value[gone] = np.nan
        learning_rates[gone[1:]] = np.nan
    return Trajectory(optimizer, measure, x, value, gradient, state, learning_rates, last)


def final(objective: Objective | Stream, optimizer: Optimizer, start: PointLike, steps: int = 200) -> Array:
    """The last point of the run that :func:`run` would record, ``(*runs, n)``, in the memory of one point.

    A run whose numbers are not finite at its end is NaN; with a stream, these are its coordinates and state.

    >>> from optim_viz import GradientDescent, Quadratic
    >>> final(Quadratic(kappa=20), GradientDescent(alpha=0.05), start=(-4, 3), steps=2)
    array([-3.61,  0.  ])
    """
    steps = _whole(steps)
    taken = -1
    for taken, (x, state) in enumerate(islice(iterates(objective, optimizer, start), steps + 1)):  # noqa: B007
        pass
    if taken < steps:
        raise ValueError(f"The stream of objectives ended after {taken} of {steps} steps.")
    numbers = [x, *state[1:]]
    if isinstance(objective, Iterable):
        finite = _finite(0.0, numbers)
    else:
        with np.errstate(all="ignore"):
            finite = _finite(objective.value(x), [*numbers, objective.gradient(x)])
    return np.where(finite[..., np.newaxis], x, np.nan)


def _record(
    objective: Objective | Stream, optimizer: Optimizer, start: PointLike, steps: int
) -> tuple[Array, dict[str, Array]]:
    """All points, and all that the optimizer remembers, by name."""
    first = _start(objective, start)
    if (columns := plain.record(objective, optimizer, first, steps)) is not None:
        fields = type(optimizer.init(first))._fields
        return columns[0], dict(zip(fields, [np.arange(steps + 1)[:, np.newaxis], *columns[1:]], strict=True))
    record = list(islice(raw_iterates(objective, optimizer, start), steps + 1))
    if len(record) <= steps:
        raise ValueError(f"The stream of objectives ended after {len(record) - 1} of {steps} steps.")
    x = np.array([point for point, _ in record])
    names = type(record[0][1])._fields
    states = zip(*(state for _, state in record), strict=True)
    return x, {name: _stack(column, x.ndim) for name, column in zip(names, states, strict=True)}


def _broadcast(objective: Objective | Stream, optimizer: Optimizer, start: PointLike) -> Array:
    """The start of every run, ``(*runs, n)``, in memory of its own."""
    x = _start(objective, start)
    shape = np.broadcast_shapes(x.shape[:-1], runs(objective), runs(optimizer))
    n = x.shape[-1]
    # NumPy is quick along the axis that lies next to each other in memory: that of the runs, if they are many.
    return np.broadcast_to(x, (*shape, n)).copy(order="F" if math.prod(shape) > n else "C")


def _start(objective: Objective | Stream, start: PointLike) -> Array:
    """The start as an array, of as many coordinates as the cost has parameters, where it says that."""
    x = points(start)
    own = getattr(objective, "start", None)
    if own is not None and len(own) != x.shape[-1]:
        raise ValueError(
            f"`start` must have {len(own)} coordinates, one for each parameter of "
            f"`{type(objective).__name__}`; got {x.shape[-1]}."
        )
    return x


def _stream(objective: Objective | Stream) -> Stream:
    return objective if isinstance(objective, Iterable) else repeat(objective)


def _measure(objective: Objective | Stream, measure: Objective | None) -> Objective:
    if measure is not None:
        return measure
    if isinstance(objective, Iterable):
        raise ValueError("A stream of objectives needs `measure`, the cost whose value is recorded.")
    return objective


def _whole(steps: int) -> int:
    if isinstance(steps, bool) or not isinstance(steps, int | np.integer) or steps < 1:
        raise ValueError(f"`steps` must be a whole number of at least 1; got {steps!r}.")
    return int(steps)


def _finite(value: Scalar, arrays: list[Array]) -> npt.NDArray[np.bool_]:
    """Whether all numbers of a run are finite: ``(...)`` from a value ``(...)`` and arrays ``(..., n)``."""
    finite: npt.NDArray[np.bool_] = np.all([np.isfinite(array) for array in arrays], axis=0).all(axis=-1)
    return finite & np.isfinite(value)


def _stack(column: tuple[Array, ...], ndim: int) -> Array:
    """One quantity at every step; the step counter gets the axes it needs to meet the others."""
    array = np.array(column)
    return array.reshape(-1, *[1] * (ndim - 1)) if array.ndim == 1 and ndim > 1 else array


def _after_steps(optimizer: Optimizer, x: Array, state: dict[str, Array]) -> Any:
    """The states after each step, as one state with a leading axis of steps."""
    kind: Any = type(optimizer.init(x))
    return kind(**{name: array[1:] for name, array in state.items()})
