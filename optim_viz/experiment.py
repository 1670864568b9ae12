"""An Experiment is scalars and text: two contenders on one cost, and exactly one link.

Text comes in through :meth:`Experiment.from_query`, which never raises, and trajectories come out of
:func:`perform`, the only bridge between the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

import numpy as np
import numpy.typing as npt

from optim_viz.choice import Choice
from optim_viz.objectives import COSTS, Objective, Quadratic
from optim_viz.optimizers import OPTIMIZERS, Optimizer
from optim_viz.parameters import Number, Parameter, ParameterError, check_parameters, parameter, parameters_of
from optim_viz.query import (
    FURTHEST,
    PAGE_KEYS,
    flatten,
    name_unknown,
    read_key,
    read_numbers,
    read_start,
    start_range,
)
from optim_viz.trajectory import Trajectory, run

REGISTRIES: dict[str, dict[str, Any]] = {"f": COSTS, "a": OPTIMIZERS, "b": OPTIMIZERS}


@dataclass(frozen=True)
class Experiment:
    """Everything that decides a comparison: equal experiments give equal numbers.

    Parameters
    ----------
    f
        The cost.
    a, b
        The contenders, left and right.
    start
        Where both begin, one coordinate a parameter.
    steps
        How many steps each takes, 1 to 10,000.
    tolerance
        A run has arrived when its cost is at most this part of its first cost, in (0, 1).
    seed
        Of all randomness, at least 0.

    Examples
    --------
    >>> e = Experiment(a=Choice.of("gd", alpha=0.05))
    >>> e.to_query()["a.alpha"], e["f.kappa"], Experiment.from_query("a.alpha=0.05")[0] == e
    ('0.05', 20.0, True)
    """

    f: Choice = Choice.of("quadratic")
    a: Choice = Choice.of("gd", alpha=0.099)
    b: Choice = Choice.of("adam", alpha=0.099)
    start: tuple[float, ...] = Quadratic.start
    steps: int = parameter(
        200,
        symbol="k",
        label="steps",
        low=1,
        high=10_000,
        spacing="log",
        positions_per_unit=10,
        help="How many steps each takes.",
    )
    tolerance: float = parameter(
        1e-3,
        symbol="J/J₀",
        label="tolerance",
        low=0,
        high=1,
        low_open=True,
        high_open=True,
        slider=(1e-12, 0.1),
        spacing="log",
        help="A run has arrived when its cost is at most this part of its first cost.",
    )
    seed: int = parameter(
        0,
        symbol="seed",
        label="seed",
        low=0,
        high=2**32 - 1,
        slider=(0, 100),
        positions_per_unit=1,
        help="Where all randomness begins; on a quadratic cost there is none.",
    )

    def __post_init__(self) -> None:
        check_parameters(self)
        for name, declared in parameters_of(Experiment).items():
            object.__setattr__(self, name, declared.typed(self[name]))
        for part, registry in REGISTRIES.items():
            if (key := getattr(self, part).key) not in registry:
                raise ValueError(f"`{part}` must be one of {', '.join(registry)}; got {key!r}.")
        start = tuple(float(w) for w in self.start)
        needed = len(self.f.start)
        if len(start) != needed or not all(abs(w) <= FURTHEST for w in start):
            raise ParameterError(f"`start` must be {start_range(needed)}; got {self.start!r}.")
        object.__setattr__(self, "start", start)

    def parameter(self, path: str) -> Parameter:
        """What is known about the number at ``path``: ``a.alpha``, ``f.kappa``, ``steps``."""
        part, _, name = path.partition(".")
        if not name:
            return parameters_of(Experiment)[part]
        return self._choice(part).parameters[name]

    def _choice(self, part: str) -> Choice:
        return {"f": self.f, "a": self.a, "b": self.b}[part]

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all its numbers."""
        choices = [f"{part}.{name}" for part in REGISTRIES for name in self._choice(part).parameters]
        return (*choices, *parameters_of(Experiment))

    def __getitem__(self, path: str) -> Number:
        part, _, name = path.partition(".")
        return cast(Number, getattr(self, part)[name] if name else getattr(self, part))

    def with_value(self, path: str, value: Number) -> Experiment:
        """The same experiment with another number at ``path``; raises :class:`ParameterError`."""
        part, _, name = path.partition(".")
        if name:
            return replace(self, **{part: self._choice(part).replace(**{name: value})})  # type: ignore[arg-type]
        return replace(self, **{part: value})  # type: ignore[arg-type]  # the fields check it

    def with_choice(self, part: str, choice: Choice) -> Experiment:
        """The same experiment with another entry at ``f``, ``a`` or ``b``.

        On a cost of another number of parameters, both begin where that cost says.
        """
        start = self.start if part != "f" or len(choice.start) == len(self.start) else choice.start
        return replace(self, **{part: choice, "start": start})  # type: ignore[arg-type]

    def with_start(self, start: Sequence[float]) -> Experiment:
        """The same experiment from another start; raises :class:`ParameterError`."""
        return replace(self, start=tuple(start))

    def link(self) -> str:
        """The link as a query string.

        >>> Experiment().link()[:26]
        'f=quadratic&f.kappa=20&f.a'
        """
        return urlencode(self.to_query(), safe=",")

    def to_query(self) -> dict[str, str]:
        """The link: every setting as text, in one order."""
        query: dict[str, str] = {}
        for part in REGISTRIES:
            choice = self._choice(part)
            query[part] = choice.key
            query |= {f"{part}.{name}": Parameter.format(value) for name, value in choice.numbers}
        # Where there are many parameters, only a start that is not the cost's own is worth so many numbers.
        if len(self.start) == len(Quadratic.start) or self.start != self.f.start:
            query["start"] = ",".join(Parameter.format(w) for w in self.start)
        return query | {name: Parameter.format(self[name]) for name in parameters_of(Experiment)}

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str]] | str) -> tuple[Experiment, tuple[str, ...]]:
        """Read a link; whatever it says, an experiment comes out, with a remark for each thing replaced.

        ``query`` is a query string or its parts.  Nothing in it is ever run, and nothing raises.

        >>> Experiment.from_query("b.beta1=1.2&color=red")[1]
        ('`b.beta1` must be in [0, 1); got 1.2, replaced by 0.9999.', '`color` is not known here; left out.')
        """
        given, remarks = flatten(query)
        default = OPENINGS[read_key(dict(given), "f", COSTS, cls().f.key, [])]
        choices: dict[str, Choice] = {}
        for part, registry in REGISTRIES.items():
            usual: Choice = getattr(default, part)
            key = read_key(given, part, registry, usual.key, remarks)
            base = usual if key == usual.key else Choice.of(key)
            declared = {name: replace(known, default=base[name]) for name, known in base.parameters.items()}
            choices[part] = base.replace(**read_numbers(given, declared, f"{part}.", remarks))
        start = read_start(given, choices["f"].start, remarks)
        settings: dict[str, Any] = {**choices, **read_numbers(given, parameters_of(cls), "", remarks)}
        experiment = replace(default, start=start, **settings)
        name_unknown(given, (*experiment.to_query(), *PAGE_KEYS), remarks)
        return experiment, tuple(remarks)


OPENINGS: dict[str, Experiment] = {
    "quadratic": Experiment(),
    "regression": Experiment(
        Choice.of("regression"),
        Choice.of("gd", alpha=0.3),
        Choice.of("adam", alpha=3.0),
        Choice.of("regression").start,
    ),
}
"""What a link that says no more than its cost stands for."""


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
