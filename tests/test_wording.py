"""Numbers are written for people, and can be read back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_viz.wording import count, joined, number, often, percent, times, whole

BACK = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


def read(text: str) -> float:
    """The number that a text says."""
    mantissa, _, power = text.replace(",", "").rpartition(
        "10" if set(text) & set("⁻⁰¹²³⁴⁵⁶⁷⁸⁹") else "no power"
    )
    if not power or not set(text) & set("⁻⁰¹²³⁴⁵⁶⁷⁸⁹"):
        return float(text.replace(",", "").translate(BACK))
    front = mantissa.removesuffix(" × ").translate(BACK)
    return float(f"{front if front not in ('', '-') else front + '1'}e{power.translate(BACK)}")


@given(st.floats(-1e308, 1e308))
def test_every_number_is_read_back_to_its_digits(x):
    """Three by default, all of them when asked for; never in the notation of programs."""
    assert read(number(x)) == pytest.approx(x, rel=0.005, abs=5e-324)
    assert read(number(x, None)) == x
    assert not set("enai") & set(number(x))


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.98, "1.98"),
        (0.0016533, "0.00165"),
        (9.999e-5, "0.0001"),
        (1e-4, "0.0001"),
        (1e-5, "10⁻⁵"),
        (-2.5e-8, "−2.5 × 10⁻⁸"),
        (999.6, "1,000"),
        (390_111.8, "390,000"),
        (999_999.0, "10⁶"),
        (5.86e8, "5.86 × 10⁸"),
        (math.inf, "over 10³⁰⁸"),
        (-math.inf, "under −10³⁰⁸"),
    ],
)
def test_a_number_looks_like_this(x, text):
    """Written out between a ten-thousandth and a million."""
    assert number(x) == text


def test_nan_is_no_number():
    """It has to be told in words."""
    with pytest.raises(ValueError, match="got NaN"):
        number(math.nan)


def test_one_is_singular():
    """One step, two steps; once, twice, three times."""
    assert [count(n, "step") for n in (0, 1, 2, 10_000)] == ["0 steps", "1 step", "2 steps", "10,000 steps"]
    assert [often(n) for n in (0, 1, 2, 3)] == ["never", "once", "twice", "3 times"]
    assert [whole(n) for n in (1, 999_999, 3.5e9)] == ["1", "999,999", "3.5 × 10⁹"]


def test_a_ratio_close_to_one_keeps_what_tells_it_from_one():
    """A growth of 0.04 % a step is not ×1."""
    ratios = [1.0, 1.08, 1.0004, 0.996, 1.5, 46.9]
    assert [times(ratio) for ratio in ratios] == ["×1", "×1.08", "×1.0004", "×0.996", "×1.5", "×47"]
    assert [percent(share) for share in (0.02, 0.0951, 1.0)] == ["2 %", "9.5 %", "100 %"]


def test_things_are_joined_as_in_a_sentence():
    """With a comma and an and."""
    assert [joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
