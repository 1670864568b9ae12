"""An entry of a registry with its numbers: what an Experiment says in place of an object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from optim_viz.objectives import COSTS, NETWORKS
from optim_viz.optimizers import OPTIMIZERS
from optim_viz.parameters import Parameter, Value, parameters_of

KINDS: dict[str, type[Any]] = {**COSTS, **NETWORKS, **OPTIMIZERS}


@dataclass(frozen=True)
class Choice:
    """One entry of a registry with its numbers: ``Choice.of("adam", alpha=0.1)``."""

    key: str
    numbers: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, key: str, **numbers: Value) -> Choice:
        """The entry ``key`` with ``numbers``; what is not given takes its default.

        Raises ``KeyError`` for a key that no registry has, :class:`ParameterError` for a number out of
        range and ``TypeError`` for a number that the entry does not have.

        >>> Choice.of("adam", alpha=0.1)["beta1"]
        0.9
        """
        known = parameters_of(KINDS[key])
        if unknown := sorted(numbers.keys() - known.keys()):
            raise TypeError(f"`{KINDS[key].__name__}` has no `{unknown[0]}`; it has {', '.join(known)}.")
        full: dict[str, Any] = {name: numbers.get(name, declared.default) for name, declared in known.items()}
        for name, declared in known.items():
            declared.check(cast(float, full[name]), KINDS[key].__name__)
            full[name] = declared.typed(full[name])
        return cls(key, tuple(full.items()))

    @classmethod
    def like(cls, thing: object) -> Choice:
        """The entry from which ``thing`` is built.

        Raises ``ValueError`` when it is of no registered kind, or holds arrays.

        >>> from optim_viz import Adam
        >>> Choice.like(Adam(alpha=0.1)) == Choice.of("adam", alpha=0.1)
        True
        """
        keys = [key for key, kind in KINDS.items() if type(thing) is kind]
        if not keys:
            raise ValueError(f"A link knows {', '.join(KINDS)}; got `{type(thing).__name__}`.")
        numbers = {name: getattr(thing, name) for name in parameters_of(KINDS[keys[0]])}
        for name, value in numbers.items():
            if np.ndim(value):
                raise ValueError(
                    f"A link holds single numbers; `{name}` is an array of shape {np.shape(value)}."
                )
        return cls.of(keys[0], **numbers)

    @property
    def kind(self) -> type[Any]:
        """The class that the key stands for."""
        return KINDS[self.key]

    @property
    def parameters(self) -> dict[str, Parameter]:
        """What is known about its numbers."""
        return parameters_of(self.kind)

    def __getitem__(self, name: str) -> Any:
        return dict(self.numbers)[name]

    def replace(self, **numbers: Value) -> Choice:
        """The same entry with other ``numbers``."""
        return Choice.of(self.key, **{**dict(self.numbers), **numbers})

    def build(self, **arrays: npt.ArrayLike) -> Any:
        """The object itself; ``arrays`` put one number per run in place of one number.

        >>> Choice.of("regression", standardized=False).build()
        LinearRegression(442 examples, 10 features)
        """
        recipe = self.kind(**{**dict(self.numbers), **arrays})
        return getattr(recipe, "cost", recipe)

    @property
    def recipe(self) -> Any:
        """What the object is built from; the object itself, unless that needs data, as a regression."""
        return self.kind(**dict(self.numbers))

    @property
    def start(self) -> tuple[float, ...]:
        """Where runs on a cost begin, unless an experiment says something else: ``(n,)``."""
        return tuple(map(float, self.recipe.start))
