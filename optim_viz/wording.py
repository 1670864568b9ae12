"""Numbers and small words for people: 0.0017, 10⁻⁵, 1 step, 2 steps, twice."""

from __future__ import annotations

import math

import numpy as np

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUS = "\N{MINUS SIGN}"


def number(x: float, digits: int | None = 3) -> str:
    """``x`` to ``digits`` significant digits (None: as many as tell it from every other number).

    Sizes from 0.0001 to a million are written out, others as a power of ten.  What is too large for a
    floating-point number is "over 10³⁰⁸"; raises ``ValueError`` for NaN, which is no number to show.

    >>> number(0.0016533), number(1e-5), number(-1234567.0), number(12345.6), number(2.0)
    ('0.00165', '10⁻⁵', '−1.23 × 10⁶', '12,300', '2')
    >>> number(0.099, None), number(3e-8, None), number(float("inf"))
    ('0.099', '3 × 10⁻⁸', 'over 10³⁰⁸')
    """
    if math.isnan(x):
        raise ValueError("`x` must be a number; got NaN.")
    sign = MINUS if x < 0 else ""
    if math.isinf(x):
        return f"{'under ' + MINUS if x < 0 else 'over '}{_power(308)}"
    if x == 0:
        return "0"
    text = np.format_float_scientific(abs(x)) if digits is None else f"{abs(x):.{digits - 1}e}"
    mantissa, _, exponent = text.partition("e")
    mantissa, power = (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa), int(exponent)
    if -4 <= power < 6:
        decimals = max(len(mantissa.partition(".")[2]) - power, 0)
        return f"{sign}{float(text):,.{decimals}f}"
    return f"{sign}{'' if mantissa == '1' else mantissa + ' × '}{_power(power)}"


def times(ratio: float) -> str:
    """A ratio to two digits, or, close to 1, to one digit of its distance from 1.

    >>> times(1.081), times(46.9), times(1.00042)
    ('×1.08', '×47', '×1.0004')
    """
    distance = abs(ratio - 1)
    if 1e-9 < distance < 0.1:
        return f"×{number(round(ratio, -math.floor(math.log10(distance))), None)}"
    return f"×{number(ratio, 2)}"


def percent(share: float) -> str:
    """A share in per cent, two digits: ``2 %``.

    >>> percent(0.02), percent(0.0951), percent(1e-7)
    ('2 %', '9.5 %', '10⁻⁵ %')
    """
    return f"{number(100 * share, 2)} %"


def count(n: float, thing: str) -> str:
    """A whole number of things: ``1 step``, ``1,200 steps``.

    >>> count(1, "step"), count(1200, "step"), count(3.5e9, "step")
    ('1 step', '1,200 steps', '3.5 × 10⁹ steps')
    """
    return f"{whole(n)} {thing}" if n == 1 else f"{whole(n)} {thing}s"


def whole(n: float) -> str:
    """A whole number: ``1,200``; from a million on as a power of ten."""
    return f"{int(n):,}" if n < 1e6 else number(float(n))


def often(n: float) -> str:
    """How often: ``never``, ``once``, ``twice``, ``3 times``."""
    return {0: "never", 1: "once", 2: "twice"}.get(int(n), count(n, "time"))


def joined(words: list[str]) -> str:
    """``w₁``, ``w₁ and w₂``, ``w₁, w₂ and w₃``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def indexed(symbol: str, j: int) -> str:
    """``w₂`` for the second parameter, j = 1."""
    return symbol + str(j + 1).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def plain_name(name: str) -> str:
    """The name of a column as people write it.

    >>> plain_name("mean_concave_points")
    'mean concave points'
    """
    return name.replace("_", " ").strip() or "(no name)"


def _power(exponent: int) -> str:
    return f"10{str(exponent).translate(SUPERSCRIPTS)}"
