"""One field says everything about a number: slider, text field, URL name, range check, CLI flag, docs row.

A recipe (an optimizer, an objective, an experiment) is a frozen dataclass whose numbers are declared with
:func:`parameter`.  Whoever needs to show, read or check such a number asks :func:`parameters_of`.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache, cached_property
from typing import Any, Literal, cast

import numpy as np

from optim_viz.arrays import Scalar, runs_of

Number = float | int | bool
Value = Number | str
"""What a setting may be; text is what :func:`optim_viz.words.word` declares."""
Spacing = Literal["linear", "log", "complement"]


class ParameterError(ValueError):
    """A value that a parameter cannot take; the message names the parameter, the value and the way out."""


@dataclass(frozen=True)
class Parameter:
    """What is known about one number.

    Parameters
    ----------
    name, symbol, label
        ``beta1``, ``β₁``, ``decay of the first moment``.
    default
        Its type is the parameter's type: float, int or bool.
    low, high
        The valid range; ``low_open`` and ``high_open`` say which ends do not belong to it.
    slider
        The range that a slider covers, within the valid one.
    spacing
        How slider positions are spaced: ``linear``, ``log``, or ``complement`` (1 - value is spaced log).
    positions_per_unit
        Slider positions per unit, or per decade for the two logarithmic spacings.
    live
        Whether the number has a live slider of its own next to the pictures.
    help
        One sentence for a tooltip.
    """

    name: str
    symbol: str
    label: str
    default: Number
    low: float
    high: float
    low_open: bool
    high_open: bool
    slider: tuple[float, float]
    spacing: Spacing
    positions_per_unit: float
    live: bool
    help: str

    @property
    def range(self) -> str:
        """The valid range in words: ``[0, 1)``, ``a positive number``, ``true or false``.

        >>> from optim_viz import Adam
        >>> parameters_of(Adam)["beta1"].range
        'in [0, 1)'
        """
        if isinstance(self.default, bool):
            return "true or false"
        if self.low == 0 and self.low_open and math.isinf(self.high):
            return "a positive finite number"
        if math.isinf(self.high) and not self.low_open:
            return f"a finite number of at least {self.low:.17g}"
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        kind = "a whole number in" if isinstance(self.default, int) else "in"
        return f"{kind} {left}{self.format(self.low)}, {self.format(self.high)}{right}"

    def accepts(self, value: Scalar) -> bool:
        """Whether every number in ``value``, shape ``()`` or ``(*runs,)``, lies in the valid range."""
        if type(value) in (float, int) and not isinstance(self.default, bool):
            return self._accepts_one(value)
        array = np.asarray(value)
        if isinstance(self.default, bool):
            return array.dtype == np.bool_ and array.ndim == 0
        if array.dtype.kind not in "iuf":
            return False
        above = array > self.low if self.low_open else array >= self.low
        below = array < self.high if self.high_open else array <= self.high
        whole = array == np.round(array) if isinstance(self.default, int) else True
        return bool(np.all(np.isfinite(array) & above & below & whole))

    def _accepts_one(self, value: Any) -> bool:
        """The same for a plain number, of which a page has many and NumPy would make arrays."""
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return (
            math.isfinite(value)
            and above
            and below
            and (isinstance(self.default, float) or value == round(value))
        )

    def check(self, value: Scalar, owner: str = "") -> None:
        """Raise :class:`ParameterError` unless ``value`` lies in the valid range.

        >>> from optim_viz import Adam
        >>> Adam(beta1=1.2)
        Traceback (most recent call last):
            ...
        optim_viz.parameters.ParameterError: `beta1` of `Adam` must be in [0, 1); got 1.2.
        """
        if not self.accepts(value):
            raise ParameterError(self.complaint(_shorten(value), owner))

    def complaint(self, value: str, owner: str = "") -> str:
        """The sentence that names the parameter, its range and the value that was refused."""
        of = f" of `{owner}`" if owner else ""
        return f"`{self.name}`{of} must be {self.range}; got {value}."

    def way_out(self, text: str) -> str:
        """What to do about a text that was replaced, beyond its range: a sentence, or nothing."""
        return ""

    def typed(self, value: Number) -> Number:
        """``value`` in the parameter's own type, so that equal numbers are written alike."""
        return type(self.default)(value)

    def parse(self, text: str, owner: str = "") -> Number:
        """The number that ``text`` says; :class:`ParameterError` when it says none, or one out of range.

        >>> from optim_viz import Adam
        >>> parameters_of(Adam)["alpha"].parse(" 1e-3 ")
        0.001
        """
        value = self.read(text)
        if value is None or not self.accepts(value):
            raise ParameterError(self.complaint(_shorten(text), owner))
        return value

    def read(self, text: str) -> Number | None:
        """The number that ``text`` says, in range or not; None when it says none."""
        word = text.strip().replace("\N{MINUS SIGN}", "-").lower()
        if isinstance(self.default, bool):
            return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(word)
        if len(word) > 400 or "_" in word:
            return None
        try:
            value = float(word)
        except ValueError:
            return None
        if isinstance(self.default, int) and math.isfinite(value) and value == round(value):
            return round(value)
        return value

    def nearest(self, value: Number | None) -> Number:
        """The valid number nearest to ``value``; where the range has no last number, the slider's end.

        >>> from optim_viz import Adam
        >>> parameters_of(Adam)["alpha"].nearest(-1.0), parameters_of(Adam)["beta1"].nearest(-1.0)
        (1e-05, 0.0)
        """
        if isinstance(self.default, bool):
            return value if isinstance(value, bool) else self.default
        if value is None or math.isnan(value):
            return self.default
        if isinstance(self.default, int) and math.isfinite(value):
            value = round(value)
        if self.accepts(value):
            return value
        if value <= self.low:
            end = self.slider[0] if self.low_open else self.low
        else:
            end = self.slider[1] if self.high_open else self.high
        return self.typed(end)

    @staticmethod
    def format(value: Value) -> str:
        """The shortest text from which the same number is read back; it has no ``+``, a blank in links.

        >>> Parameter.format(20.0), Parameter.format(1e-8), Parameter.format(1e22), Parameter.format(True)
        ('20', '1e-08', '1e22', 'true')
        """
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return value
        return repr(value).removesuffix(".0").replace("+", "")

    @cached_property
    def positions(self) -> tuple[Number, ...]:
        """The values that the slider stops at, in rising order, as short numbers.

        >>> from optim_viz import Adam
        >>> parameters_of(Adam)["beta1"].positions[:3], parameters_of(Adam)["beta1"].positions[-1]
        ((0.0, 0.109, 0.206), 0.9999)
        """
        low, high = self.slider
        if self.spacing == "linear":
            count = round((high - low) * self.positions_per_unit) + 1
            values = [round(v, 9) for v in np.linspace(low, high, count).tolist()]
        elif self.spacing == "log":
            count = round(math.log10(high / low) * self.positions_per_unit) + 1
            values = [float(f"{v:.3g}") for v in np.geomspace(low, high, count).tolist()]
        else:
            count = round(math.log10((1 - low) / (1 - high)) * self.positions_per_unit) + 1
            values = [round(1 - float(f"{v:.3g}"), 9) for v in np.geomspace(1 - low, 1 - high, count).tolist()]
        if isinstance(self.default, int):
            return tuple(dict.fromkeys(round(v) for v in values))
        return tuple(values)


def parameter(
    default: Number,
    *,
    symbol: str,
    label: str,
    low: float = -math.inf,
    high: float = math.inf,
    low_open: bool = False,
    high_open: bool = False,
    slider: tuple[float, float] | None = None,
    spacing: Spacing = "linear",
    positions_per_unit: float = 20,
    live: bool = False,
    help: str = "",
) -> Any:
    """Declare a number of a recipe; see :class:`Parameter` for the arguments."""
    facts = {
        "symbol": symbol,
        "label": label,
        "default": default,
        "low": low,
        "high": high,
        "low_open": low_open,
        "high_open": high_open,
        "slider": slider or (low, high),
        "spacing": spacing,
        "positions_per_unit": positions_per_unit,
        "live": live,
        "help": help,
    }
    return field(default=default, metadata={"parameter": facts})


def parameters_of(recipe: type[Any]) -> dict[str, Parameter]:
    """The parameters that a dataclass declares, by name, in the order of its fields.

    >>> from optim_viz import Adam
    >>> list(parameters_of(Adam))
    ['alpha', 'beta1', 'beta2', 'epsilon', 'bias_correction', 'epsilon_hat']
    """
    return _declared(cast(Hashable, recipe))


@cache
def _declared(recipe: Any) -> dict[str, Parameter]:
    if not is_dataclass(recipe):
        return {}
    return {
        f.name: f.metadata.get("kind", Parameter)(name=f.name, **f.metadata["parameter"])
        for f in fields(recipe)
        if "parameter" in f.metadata
    }


def check_parameters(recipe: object) -> None:
    """Check every parameter of ``recipe``; for ``__post_init__``.

    Raises :class:`ParameterError` naming the first one out of range, and ``ValueError`` when arrays of
    different parameters do not fit one shape of runs.
    """
    kind: type[Any] = type(recipe)
    for name, declared in parameters_of(kind).items():
        declared.check(getattr(recipe, name), kind.__name__)
    runs(recipe)


def runs(recipe: object) -> tuple[int, ...]:
    """The shape of runs that a recipe describes: ``()`` when all its parameters are plain numbers."""
    kind: type[Any] = type(recipe)
    values = {name: getattr(recipe, name) for name in parameters_of(kind)}
    values = {name: value for name, value in values.items() if not isinstance(value, str)}
    try:
        return runs_of(*values.values())
    except ValueError:
        shapes = ", ".join(f"`{name}` {np.shape(value)}" for name, value in values.items() if np.ndim(value))
        raise ValueError(f"The arrays of `{kind.__name__}` must fit one shape of runs; got {shapes}.") from None


def _shorten(value: object, limit: int = 40) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
