"""The registries are complete, in the order of the lesson, and every entry carries its facts."""

import importlib
import inspect
import pkgutil
import re
from dataclasses import FrozenInstanceError, fields, is_dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import optim_viz
import optim_viz.objectives
import optim_viz.optimizers
from optim_viz import OBJECTIVES, OPTIMIZERS, REGRESSIONS, Choice, parameters_of

Kind = type[Any]

ENTRIES: dict[str, Kind] = {**OBJECTIVES, **OPTIMIZERS}
# With those that no link can name, since they need data.
RECIPES: dict[str, Kind] = {**ENTRIES, **REGRESSIONS}
LESSON = ["gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]

every_entry = pytest.mark.parametrize("kind", ENTRIES.values(), ids=ENTRIES)
every_recipe = pytest.mark.parametrize("kind", RECIPES.values(), ids=RECIPES)
every_optimizer = pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
every_objective = pytest.mark.parametrize("kind", OBJECTIVES.values(), ids=OBJECTIVES)


def recipes_in(package: ModuleType, method: str) -> list[Kind]:
    """The dataclasses with ``method`` that the modules of a package define."""
    modules = [
        importlib.import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)
    ]
    return [
        kind
        for module in modules
        for kind in vars(module).values()
        if inspect.isclass(kind) and kind.__module__ == module.__name__
        if is_dataclass(kind) and hasattr(kind, method)
    ]


@pytest.mark.parametrize(
    ("package", "method", "registry"),
    [
        (optim_viz.optimizers, "step", OPTIMIZERS),
        (optim_viz.objectives, "gradient", {**OBJECTIVES, **REGRESSIONS}),
    ],
    ids=["optimizers", "objectives"],
)
def test_every_recipe_of_a_folder_is_in_its_registry(
    package: ModuleType, method: str, registry: dict[str, Kind]
) -> None:
    """What a file of the folder defines stands in the registry once, and nothing else does."""
    assert sorted(registry.values(), key=repr) == sorted(recipes_in(package, method), key=repr)
    assert len({kind.__module__ for kind in registry.values()}) == len(registry), "one file, one recipe"


def test_the_order_is_that_of_the_lesson() -> None:
    """From gradient descent over momentum and adaptive rates to Adam, which joins them."""
    assert [key for key in OPTIMIZERS if key in LESSON] == LESSON


def test_keys_are_fit_for_links_and_stand_for_one_thing() -> None:
    """A key is a lower-case word; no optimizer has the key or the name of an objective."""
    assert len(RECIPES) == len(OBJECTIVES) + len(OPTIMIZERS) + len(REGRESSIONS)
    assert all(re.fullmatch("[a-z][a-z0-9]*", key) for key in RECIPES)
    assert len({kind.name for kind in RECIPES.values()}) == len(RECIPES)


@every_recipe
def test_every_entry_is_exported(kind: Kind) -> None:
    """``from optim_viz import ...`` finds it."""
    assert getattr(optim_viz, kind.__name__) is kind
    assert kind.__name__ in optim_viz.__all__


def test_what_is_exported_exists() -> None:
    """``__all__`` names each thing once, in the order that the linter keeps, and nothing that is not there."""
    assert len(set(optim_viz.__all__)) == len(optim_viz.__all__)
    assert all(hasattr(optim_viz, name) for name in optim_viz.__all__)


@every_recipe
def test_every_entry_says_what_it_is(kind: Kind) -> None:
    """It has a name and a reference with a year."""
    assert kind.name.strip() == kind.name != ""
    assert re.search(r"\b(18|19|20)\d\d\b", kind.reference)


@every_optimizer
def test_every_optimizer_says_how_it_steps(kind: Kind) -> None:
    """It names the framework whose convention it follows, and the last line of its update rule."""
    assert re.search(r"torch|optax|keras", kind.convention)
    assert re.fullmatch(r"−αⱼ?·\S+", kind.update)


@every_objective
def test_every_objective_says_where_it_lives(kind: Kind) -> None:
    """It has a formula, and a domain that holds its start and its minimum."""
    assert kind.formula.startswith("J(w) = ")
    low, high = np.array(kind.domain).T
    for point in (kind.start, kind().minimum):
        assert ((low <= point) & (point <= high)).all()
    assert len(kind.start) == len(kind.domain)


@every_recipe
def test_every_entry_is_documented(kind: Kind) -> None:
    """The docstring has a sentence, the numbers by name, the errors, an example and the reference."""
    text = inspect.getdoc(kind) or ""
    sections = re.findall(r"^(\w+)\n-+$", text, re.MULTILINE)
    assert sections == ["Parameters", "Raises", "Examples", "References"]
    sentence, numbers, _, examples, references = re.split(r"^\w+\n-+$", text, flags=re.MULTILINE)
    assert sentence.splitlines()[0][-1] in ".:" or ". " in sentence
    declared = " ".join(re.findall(r"^(\S.*)$", numbers, re.MULTILINE))
    assert all(re.search(rf"\b{f.name}\b", declared) for f in fields(kind))
    assert ">>>" in examples
    years = re.findall(r"\b(?:18|19|20)\d\d\b", references)
    assert set(re.findall(r"\b(?:18|19|20)\d\d\b", kind.reference)) <= set(years)


@every_optimizer
def test_the_docstring_has_the_update_rule(kind: Kind) -> None:
    """The rule stands there as in the paper: from the gradient to the new w."""
    rule = (inspect.getdoc(kind) or "").split("::")[1].split("Parameters")[0]
    assert "g = gradient of J at w" in rule
    assert re.search(r"^ +w = w - alpha ", rule, re.MULTILINE)


@every_entry
def test_every_entry_is_frozen(kind: Kind) -> None:
    """A recipe cannot be changed once it is made."""
    recipe = kind()
    for name in parameters_of(kind):
        with pytest.raises(FrozenInstanceError):
            setattr(recipe, name, 0.5)


@pytest.mark.parametrize("key", ENTRIES)
def test_every_entry_is_built_from_a_choice(key: str) -> None:
    """A Choice with the defaults builds the recipe with the defaults."""
    built, made = Choice.of(key).build(), ENTRIES[key]()
    assert type(built) is ENTRIES[key]
    assert {name: getattr(built, name) for name in parameters_of(ENTRIES[key])} == {
        name: getattr(made, name) for name in parameters_of(ENTRIES[key])
    }


@every_entry
def test_symbols_tell_the_numbers_apart(kind: Kind) -> None:
    """No two numbers of a recipe share a symbol or a label; all its numbers are declared."""
    declared = parameters_of(kind).values()
    assert len({known.symbol for known in declared}) == len(declared)
    assert len({known.label for known in declared}) == len(declared)
    assert declared
