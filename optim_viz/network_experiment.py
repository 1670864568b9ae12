"""An experiment on the network of the lecture: two optimizers that train it, and exactly one link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from optim_viz.choice import Choice
from optim_viz.linked import Linked, Registries
from optim_viz.objectives import NETWORKS, Network
from optim_viz.optimizers import OPTIMIZERS
from optim_viz.parameters import check_parameters, parameter, parameters_of
from optim_viz.query import PAGE_KEYS, flatten, name_unknown, read_numbers
from optim_viz.wording import number

MOST_EPOCHS = 100


@dataclass(frozen=True)
class NetworkExperiment(Linked):
    """Everything that decides a comparison of two trainings: equal experiments give equal numbers.

    Parameters
    ----------
    f
        What is trained, on which digits, in batches of which size.
    a, b
        The contenders, left and right, from the same initial weights on the same batches; as a start the
        libraries' defaults.
    epochs
        How often all digits are taken, 1 to 100.
    seed
        Of the initial weights and of the order of the digits, at least 0.

    Examples
    --------
    >>> e = NetworkExperiment(epochs=3)
    >>> e.link()[:44], e["b.alpha"], e.network.size
    ('f=network&f.data=mnist-10k&f.batch=32&a=gd&a', 0.001, 32)
    >>> NetworkExperiment.from_query("epochs=3") == (e, ())
    True
    """

    REGISTRIES: ClassVar[Registries] = {"f": NETWORKS, "a": OPTIMIZERS, "b": OPTIMIZERS}

    f: Choice = Choice.of("network")
    a: Choice = Choice.of("gd", alpha=0.01)
    b: Choice = Choice.of("adam", alpha=0.001)
    epochs: int = parameter(
        10,
        symbol="epochs",
        label="epochs",
        low=1,
        high=MOST_EPOCHS,
        spacing="log",
        positions_per_unit=20,
        live=True,
        help="How often all digits are taken.",
    )
    seed: int = parameter(
        0,
        symbol="seed",
        label="seed",
        low=0,
        high=2**32 - 1,
        slider=(0, 100),
        positions_per_unit=1,
        live=True,
        help="Of the initial weights and of the order of the digits.",
    )

    def __post_init__(self) -> None:
        check_parameters(self)
        self._checked()

    @property
    def network(self) -> Network:
        """What is trained, as it was asked for."""
        recipe: Network = self.f.recipe
        return recipe

    @property
    def per_epoch(self) -> int:
        """How many steps an epoch has; raises ``ValueError`` when the digits are not here any more."""
        size, count = self.network.size, len(self.network.digits.y)
        return 1 if size is None else -(-count // size)

    @property
    def steps(self) -> int:
        """How many steps each takes; raises ``ValueError`` when the digits are not here any more."""
        return self.epochs * self.per_epoch

    @property
    def names(self) -> dict[str, str]:
        """What each contender is called beside the other one: by its learning rate.

        >>> NetworkExperiment().names
        {'a': 'Gradient descent, α = 0.01', 'b': 'Adam, α = 0.001'}
        """
        return {
            slot: f"{self.choice(slot).kind.name}, α = {number(self[f'{slot}.alpha'], None)}" for slot in "ab"
        }

    @classmethod
    def from_query(
        cls, query: Mapping[str, str | Sequence[str]] | str
    ) -> tuple[NetworkExperiment, tuple[str, ...]]:
        """Read a link; whatever it says, an experiment comes out, with a remark for each thing replaced.

        ``query`` is a query string or its parts.  Nothing in it is ever run, and nothing raises.

        >>> NetworkExperiment.from_query("epochs=1000")[1]
        ('`epochs` must be a whole number in [1, 100]; got 1000, replaced by 100.',)
        """
        given, remarks = flatten(query)
        default = cls()
        settings: dict[str, Any] = default._read_entries(given, remarks)
        settings |= read_numbers(given, parameters_of(cls), "", remarks)
        experiment = replace(default, **settings)
        name_unknown(given, (*experiment.to_query(), *PAGE_KEYS), remarks)
        return experiment, tuple(remarks)
