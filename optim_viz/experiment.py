"""An Experiment is scalars and text: two contenders on one cost, and exactly one link.

Text comes in through :meth:`Experiment.from_query`, which never raises, and trajectories come out of
:func:`optim_viz.perform`, the only bridge between the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from optim_viz.choice import Choice
from optim_viz.linked import Linked, Registries
from optim_viz.objectives import COSTS, Quadratic
from optim_viz.optimizers import OPTIMIZERS
from optim_viz.parameters import Parameter, ParameterError, check_parameters, parameter, parameters_of
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

REGISTRIES: Registries = {"f": COSTS, "a": OPTIMIZERS, "b": OPTIMIZERS}


@dataclass(frozen=True)
class Experiment(Linked):
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

    REGISTRIES: ClassVar[Registries] = REGISTRIES

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
        self._checked()
        start = tuple(float(w) for w in self.start)
        needed = len(self.f.start)
        if len(start) != needed or not all(abs(w) <= FURTHEST for w in start):
            raise ParameterError(f"`start` must be {start_range(needed)}; got {self.start!r}.")
        object.__setattr__(self, "start", start)

    def with_choice(self, part: str, choice: Choice) -> Experiment:
        """The same experiment with another entry at ``f``, ``a`` or ``b``.

        On a cost of another number of parameters, both begin where that cost says.
        """
        start = self.start if part != "f" or len(choice.start) == len(self.start) else choice.start
        return replace(self, **{part: choice, "start": start})  # type: ignore[arg-type]

    def with_start(self, start: Sequence[float]) -> Experiment:
        """The same experiment from another start; raises :class:`ParameterError`."""
        return replace(self, start=tuple(start))

    def to_query(self) -> dict[str, str]:
        """The link: every setting as text, in one order."""
        query = self._entries()
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
        choices = default._read_entries(given, remarks)
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
