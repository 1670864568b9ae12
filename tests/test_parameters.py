"""A declared number is checked, read, written, rounded to the valid range and put on a slider in one way."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_viz import (
    OBJECTIVES,
    OPTIMIZERS,
    Adam,
    Experiment,
    GradientDescent,
    Parameter,
    ParameterError,
    Quadratic,
    parameter,
    parameters_of,
)
from tests.strategies import valid

DECLARED = {
    f"{kind.__name__}.{name}": declared
    for kind in (*OBJECTIVES.values(), *OPTIMIZERS.values(), Experiment)
    for name, declared in parameters_of(kind).items()
}

every_parameter = pytest.mark.parametrize("declared", DECLARED.values(), ids=DECLARED)


@every_parameter
def test_what_a_parameter_says_about_itself(declared: Parameter) -> None:
    """It has a symbol, a label and one sentence of help; its slider lies in the valid range."""
    assert declared.symbol
    assert declared.label
    assert declared.help[0].isupper()
    assert declared.help.endswith(".")
    assert declared.accepts(declared.default)
    if not isinstance(declared.default, bool):
        low, high = declared.slider
        assert math.isfinite(low)
        assert math.isfinite(high)
        assert low < high
        assert declared.accepts(declared.typed(low))
        assert declared.accepts(declared.typed(high))


@every_parameter
def test_positions_of_a_slider(declared: Parameter) -> None:
    """They rise from one end of the slider to the other, valid and short, the default among them."""
    if isinstance(declared.default, bool):
        return
    positions = declared.positions
    assert (positions[0], positions[-1]) == declared.slider
    assert list(positions) == sorted(set(positions))
    assert 20 <= len(positions) <= 300
    assert declared.default in positions
    for value in positions:
        assert declared.accepts(value)
        assert type(value) is type(declared.default)
        assert len(declared.format(value)) <= 8


@every_parameter
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_written_number_is_read_back(declared: Parameter, data: st.DataObject) -> None:
    """``parse(format(value))`` is any valid value, with its type; the text is safe in a link."""
    value = data.draw(valid(declared))
    text = declared.format(value)
    assert not set(text) & set("+&=%# ")
    assert declared.parse(text) == value
    assert type(declared.parse(text)) is type(declared.default)


@every_parameter
@settings(max_examples=30, deadline=None)
@given(value=st.none() | st.booleans() | st.integers() | st.floats())
def test_the_nearest_valid_number(declared: Parameter, value: Any) -> None:
    """It is valid for whatever comes, and a valid number is its own nearest."""
    nearest = declared.nearest(value)
    assert declared.accepts(nearest)
    if isinstance(value, type(declared.default)) and declared.accepts(value):
        assert nearest == value


@every_parameter
@settings(max_examples=30, deadline=None)
@given(
    text=st.text()
    | st.floats().map(repr)
    | st.sampled_from(["", " ", "nan", "-inf", "1e999", "0x10", "1_0", "²"])
)
def test_parse_gives_a_valid_number_or_one_sentence(declared: Parameter, text: str) -> None:
    """Any text is either a valid number, or an error that names the parameter and its range."""
    value = declared.read(text)
    if value is not None and declared.accepts(value):
        assert declared.parse(text, "Owner") == value
        return
    with pytest.raises(ParameterError) as error:
        declared.parse(text, "Owner")
    assert str(error.value).startswith(f"`{declared.name}` of `Owner` must be {declared.range}; got ")
    assert len(str(error.value)) < 150


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Adam(beta1=1.2), "`beta1` of `Adam` must be in [0, 1); got 1.2."),
        (lambda: Adam(beta2=1), "`beta2` of `Adam` must be in [0, 1); got 1."),
        (lambda: Adam(epsilon=-1e-8), "`epsilon` of `Adam` must be a finite number of at least 0; got -1e-08."),
        (lambda: Adam(bias_correction=1), "`bias_correction` of `Adam` must be true or false; got 1."),
        (
            lambda: GradientDescent(alpha=0),
            "`alpha` of `GradientDescent` must be a positive finite number; got 0.",
        ),
        (
            lambda: GradientDescent(alpha=np.array([0.1, np.nan])),
            "`alpha` of `GradientDescent` must be a positive finite number; got [0.1 nan].",
        ),
        (
            lambda: GradientDescent(alpha="0.1"),
            "`alpha` of `GradientDescent` must be a positive finite number; got '0.1'.",
        ),
        (lambda: Quadratic(kappa=0.5), "`kappa` of `Quadratic` must be in [1, 1000]; got 0.5."),
        (lambda: Experiment(steps=0), "`steps` of `Experiment` must be a whole number in [1, 10000]; got 0."),
        (
            lambda: Experiment(steps=2.5),
            "`steps` of `Experiment` must be a whole number in [1, 10000]; got 2.5.",
        ),
        (
            lambda: Experiment(seed=-1),
            "`seed` of `Experiment` must be a whole number in [0, 4294967295]; got -1.",
        ),
        (lambda: Experiment(tolerance=1), "`tolerance` of `Experiment` must be in (0, 1); got 1."),
    ],
)
def test_an_error_names_the_thing_the_value_and_the_range(make: Any, message: str) -> None:
    """A number out of range is refused when a recipe is made, in one sentence."""
    with pytest.raises(ParameterError) as error:
        make()
    assert str(error.value) == message


@pytest.mark.parametrize("value", [True, np.array([True]), 1j, None, "x", [0.1, None]])
def test_what_is_no_number_is_refused(value: Any) -> None:
    """A switch, a complex number, nothing or a text is no learning rate."""
    with pytest.raises(ParameterError, match="`alpha` of `Adam` must be a positive finite number"):
        Adam(alpha=value)


def test_a_switch_is_one_for_all_runs() -> None:
    """A batch cannot have the bias correction on in one run and off in another."""
    with pytest.raises(ParameterError, match="`bias_correction` of `Adam` must be true or false"):
        Adam(bias_correction=np.array([True, False]))


@pytest.mark.parametrize(
    ("path", "given", "nearest"),
    [
        ("a.alpha", -1.0, 1e-5),
        ("a.alpha", 0.0, 1e-5),
        ("a.alpha", 1e9, 1e9),
        ("a.alpha", math.inf, 10.0),
        ("b.beta1", 1.0, 0.9999),
        ("b.beta1", -0.1, 0.0),
        ("f.kappa", 0.0, 1.0),
        ("f.kappa", 1e4, 1000.0),
        ("f.angle", 360.0, 180.0),
        ("steps", 0, 1),
        ("steps", 12.6, 13),
        ("steps", 10**30, 10_000),
        ("steps", math.nan, 200),
        ("tolerance", 2.0, 0.1),
        ("seed", -3, 0),
    ],
)
def test_what_is_nearest(path: str, given: float, nearest: float) -> None:
    """The end of the valid range, or of the slider where the range has no last number; NaN is no number."""
    assert Experiment().parameter(path).nearest(given) == nearest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", 0.1),
        (" 1e-3 ", 1e-3),
        ("1E-3", 1e-3),
        ("+2", 2.0),
        (".5", 0.5),
        ("\N{MINUS SIGN}2", None),
        ("0,1", None),
    ],
)
def test_how_people_write_numbers(text: str, value: float | None) -> None:
    """Blanks and exponents are understood; a comma is not taken for a point, a minus is not lost."""
    declared = parameters_of(GradientDescent)["alpha"]
    if value is None:
        with pytest.raises(ParameterError):
            declared.parse(text)
    else:
        assert declared.parse(text) == value


@pytest.mark.parametrize(
    ("spacing", "slider", "expected"),
    [
        ("linear", (0.0, 1.0), (0.0, 0.25, 0.5, 0.75, 1.0)),
        ("log", (0.01, 1.0), (0.01, 0.0178, 0.0316, 0.0562, 0.1, 0.178, 0.316, 0.562, 1.0)),
        ("complement", (0.0, 0.9), (0.0, 0.438, 0.684, 0.822, 0.9)),
    ],
)
def test_how_positions_are_spaced(
    spacing: Any, slider: tuple[float, float], expected: tuple[float, ...]
) -> None:
    """Four positions per unit, per decade, or per decade of the distance from 1, rounded to three digits."""

    @dataclass(frozen=True)
    class Recipe:
        number: float = parameter(
            0.5, symbol="n", label="number", low=0, high=1, slider=slider, spacing=spacing, positions_per_unit=4
        )

    assert parameters_of(Recipe)["number"].positions == expected
