"""An experiment performed: the only bridge from text to trajectories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from optim_viz.choice import Choice
from optim_viz.experiment import Experiment
from optim_viz.objectives import Objective
from optim_viz.optimizers import Optimizer
from optim_viz.trajectory import Trajectory, run


class Race(NamedTuple):
    """An experiment performed: its cost and both trajectories."""

    experiment: Experiment
    objective: Any
    a: Trajectory
    b: Trajectory

    @classmethod
    def of(cls, a: Trajectory, b: Trajectory) -> Race:
        """Two runs on the same cost, from the same start, of the same length.

        Raises ``ValueError`` when they are not, or are something that no link can say: a batch, a cost or an
        optimizer of one's own.

        >>> from optim_viz import Adam, GradientDescent, Quadratic, run
        >>> a, b = (run(Quadratic(), method(alpha=0.099), (-4, 3)) for method in (GradientDescent, Adam))
        >>> Race.of(a, b).experiment == Experiment()
        True
        """
        if a.x.ndim != 2 or a.x.shape != b.x.shape or not np.array_equal(a.x[0], b.x[0]):
            raise ValueError("Both must be single runs from the same start and of the same length.")
        cost, other = Choice.like(a.objective), Choice.like(b.objective)
        if cost != other or a.objective.minimum.any() or b.objective.minimum.any():  # type: ignore[attr-defined]
            raise ValueError("Both must be runs on the same cost, with its minimum at the origin.")
        start = tuple(a.x[0].tolist())
        experiment = Experiment(cost, Choice.like(a.optimizer), Choice.like(b.optimizer), start, a.steps)
        return cls(experiment, a.objective, a, b)

    def _repr_png_(self) -> bytes | None:
        """The picture that a notebook shows."""
        # Upwards, against the direction of imports, since a notebook asks the object itself.
        from optim_viz.export.notebook import picture_of_race

        return picture_of_race(self)


def perform(
    experiment: Experiment, vary: Mapping[str, npt.ArrayLike] | None = None, known: Race | None = None
) -> Race:
    """Run both contenders.

    ``vary`` puts an array ``(*runs,)`` in place of a number: ``{"a.alpha": [0.01, 0.1]}``.  A contender
    that it concerns is a batch of these runs; the other is one run.  A run that ``known`` already holds is
    not run again.

    >>> race = perform(Experiment(), vary={"b.beta1": [0.0, 0.9]})
    >>> race.a.x.shape, race.b.x.shape
    ((201, 2), (201, 2, 2))
    """

    def contender(slot: str) -> Trajectory:
        if known and not vary and _settings(known.experiment, slot) == _settings(experiment, slot):
            return cast(Trajectory, getattr(known, slot))
        return perform_slot(experiment, slot, vary)

    a, b = contender("a"), contender("b")
    return Race(experiment, a.objective, a, b)


def perform_slot(
    experiment: Experiment, slot: str, vary: Mapping[str, npt.ArrayLike] | None = None
) -> Trajectory:
    """Run one contender, ``a`` or ``b``; what ``vary`` says of the other does not concern it.

    >>> perform_slot(Experiment(), "b", vary={"b.beta1": [0.0, 0.9]}).x.shape
    (201, 2, 2)
    """
    return run(*recipes(experiment, slot, vary or {}), experiment.start, experiment.steps)


def recipes(
    experiment: Experiment, slot: str, vary: Mapping[str, npt.ArrayLike]
) -> tuple[Objective, Optimizer]:
    """The cost and the optimizer of a contender, with the arrays of ``vary`` in place of their numbers.

    >>> recipes(Experiment(), "a", {"a.alpha": [0.1, 0.2], "b.alpha": [1, 2]})[1].alpha
    array([0.1, 0.2])
    """
    arrays: dict[str, dict[str, npt.ArrayLike]] = {"f": {}, "a": {}, "b": {}}
    for path, values in vary.items():
        part, _, name = path.partition(".")
        arrays[part][name] = np.asarray(values)
    return experiment.f.build(**arrays["f"]), getattr(experiment, slot).build(**arrays[slot])


def _settings(experiment: Experiment, slot: str) -> tuple[object, ...]:
    """All that the run of a contender depends on."""
    return experiment.f, getattr(experiment, slot), experiment.start, experiment.steps
