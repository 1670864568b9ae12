"""Settings that are scalars and text, and exactly one link: what an experiment of any kind has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Self, cast
from urllib.parse import urlencode

from optim_viz.choice import Choice
from optim_viz.parameters import Number, Parameter, Value, parameters_of
from optim_viz.query import Texts, read_key, read_numbers

Registries = Mapping[str, Mapping[str, Any]]


class Linked:
    """A frozen dataclass whose settings are entries of registries, each with numbers, and numbers of its own.

    A setting has a path: ``a.alpha`` is a number of the entry at ``a``, ``steps`` one of its own.
    """

    REGISTRIES: ClassVar[Registries]
    """By the names of the fields that hold entries: what these may be, by their keys."""

    def choice(self, part: str) -> Choice:
        """The entry at ``f``, ``a`` or ``b``."""
        return cast(Choice, getattr(self, part))

    def parameter(self, path: str) -> Parameter:
        """What is known about the number at ``path``: ``a.alpha``, ``f.kappa``, ``seed``."""
        part, _, name = path.partition(".")
        return self.choice(part).parameters[name] if name else parameters_of(type(self))[part]

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all its numbers."""
        choices = [f"{part}.{name}" for part in self.REGISTRIES for name in self.choice(part).parameters]
        return (*choices, *parameters_of(type(self)))

    def __getitem__(self, path: str) -> Number:
        part, _, name = path.partition(".")
        return cast(Number, getattr(self, part)[name] if name else getattr(self, part))

    def with_value(self, path: str, value: Value) -> Self:
        """The same settings with another number at ``path``; raises :class:`ParameterError`."""
        part, _, name = path.partition(".")
        new = self.choice(part).replace(**{name: value}) if name else value
        return cast(Self, replace(cast(Any, self), **{part: new}))

    def with_choice(self, part: str, choice: Choice) -> Self:
        """The same settings with another entry at ``f``, ``a`` or ``b``."""
        return cast(Self, replace(cast(Any, self), **{part: choice}))

    def to_query(self) -> dict[str, str]:
        """The link: every setting as text, in one order."""
        return self._entries() | {name: Parameter.format(self[name]) for name in parameters_of(type(self))}

    def link(self) -> str:
        """The link as a query string.

        >>> from optim_viz import Experiment
        >>> Experiment().link()[:26]
        'f=quadratic&f.kappa=20&f.a'
        """
        return urlencode(self.to_query(), safe=",")

    def _entries(self) -> dict[str, str]:
        """What a link says of the entries and their numbers."""
        query: dict[str, str] = {}
        for part in self.REGISTRIES:
            choice = self.choice(part)
            query[part] = choice.key
            query |= {f"{part}.{name}": Parameter.format(value) for name, value in choice.numbers}
        return query

    def _read_entries(self, given: Texts, remarks: list[str]) -> dict[str, Choice]:
        """What a link says of the entries, taken out of it; what it does not say is as here."""
        choices: dict[str, Choice] = {}
        for part, registry in self.REGISTRIES.items():
            usual = self.choice(part)
            key = read_key(given, part, registry, usual.key, remarks)
            base = usual if key == usual.key else Choice.of(key)
            declared = {name: replace(known, default=base[name]) for name, known in base.parameters.items()}
            choices[part] = base.replace(**read_numbers(given, declared, f"{part}.", remarks))
        return choices

    def _checked(self) -> None:
        """Bring its own numbers to their types; raises ``ValueError`` for an entry that its registry lacks."""
        for name, declared in parameters_of(type(self)).items():
            object.__setattr__(self, name, declared.typed(self[name]))
        for part, registry in self.REGISTRIES.items():
            if (key := self.choice(part).key) not in registry:
                raise ValueError(f"`{part}` must be one of {', '.join(registry)}; got {key!r}.")
