"""An update rule as the list of what it does, for those who do it in other ways than array by array.

A rule stands once, as a function.  Called with symbols in place of arrays, it tells of which operations it is
made; trainings of networks do these in memory that is used again, or compile them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

from optim_viz.arrays import Array
from optim_viz.optimizers.protocol import held


class Operation(NamedTuple):
    """A function of NumPy's and the places of what it takes."""

    function: np.ufunc
    operands: tuple[int, ...]


class Operations(NamedTuple):
    """What a rule does for each parameter; every quantity has a place.

    First come x, g and the memory, then the numbers, then the results of the steps, one after the other.
    """

    arrays: int
    """How many places x, g and the memory take."""
    numbers: tuple[int | float | Operation, ...]
    """What each number is: one of those that the rule is given, by its place among them; a constant; or the
    result of an operation on earlier ones, by their places among the numbers."""
    steps: tuple[Operation, ...]
    """What is done with arrays, and with arrays and numbers."""
    results: tuple[int, ...]
    """Where the new x stands, and the state's fields after ``t``."""

    def table(self, optimizer: Any, first: int, last: int, dtype: npt.DTypeLike) -> Array:
        """The numbers at the steps from ``first`` to ``last``, ``(steps, numbers)``; steps count from 1."""
        given = optimizer.numbers(np.arange(first, last + 1))
        values: list[Any] = []
        for number in self.numbers:
            match number:
                case Operation(function, operands):
                    values.append(function(*(values[k] for k in operands)))
                case int():
                    values.append(given[number])
                case _:
                    values.append(number)
        table = np.empty((last + 1 - first, len(values)), dtype)
        for k, value in enumerate(values):
            table[:, k] = value
        return table


def operations_of(optimizer: Any) -> Operations | None:
    """What the rule of an optimizer does; None where it has none, or one that NumPy's functions do not make up.

    >>> from optim_viz import Momentum
    >>> found = operations_of(Momentum())
    >>> [(step.function.__name__, *step.operands) for step in found.steps], found.results
    ([('multiply', 4, 2), ('add', 5, 1), ('multiply', 3, 6), ('subtract', 0, 7)], (8, 6))
    """
    rule = getattr(type(optimizer), "rule", None)
    if rule is None:
        return None
    told = _Told()
    arrays = [_Symbol(told, wide=True) for _ in range(2 + held(optimizer))]
    given = optimizer.numbers(np.array(1))
    try:
        results = rule(*arrays, *(told.number(k) for k in range(len(given))))
        # What takes the place of x and of the memory has to be computed; g may stay for the record.
        computed = [result in told.steps for result in results]
        if not all(computed[: len(arrays) - 1]) or not all(
            made or result is arrays[1] for made, result in zip(computed, results, strict=True)
        ):
            return None
    except (AttributeError, TypeError):
        return None
    places = {symbol: k for k, symbol in enumerate([*arrays, *told.numbers, *told.steps])}
    places_of_numbers = {symbol: k for k, symbol in enumerate(told.numbers)}
    return Operations(
        len(arrays),
        tuple(
            Operation(what[0], tuple(places_of_numbers[symbol] for symbol in what[1]))
            if isinstance(what, tuple)
            else what
            for what in told.numbers.values()
        ),
        tuple(
            Operation(function, tuple(places[symbol] for symbol in symbols))
            for function, symbols in told.steps.values()
        ),
        tuple(places[result] for result in results),
    )


class _Symbol(NDArrayOperatorsMixin):
    """Stands for an array, or for one number where it is not ``wide``."""

    # `==` is an operation as well, so that in a dictionary a symbol is found as itself.
    __hash__ = object.__hash__

    def __init__(self, told: _Told, wide: bool) -> None:
        self.told, self.wide = told, wide

    def __array_ufunc__(self, function: np.ufunc, method: str, *operands: Any, **settings: Any) -> Any:
        if method != "__call__" or settings or function.nout != 1:
            return NotImplemented
        symbols = [each if isinstance(each, _Symbol) else self.told.number(float(each)) for each in operands]
        return self.told.operation(function, symbols)

    def __array_function__(self, *_: Any) -> Any:
        return NotImplemented

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError("A symbol has no values.")

    def __bool__(self) -> bool:
        raise TypeError("A symbol has no values.")


class _Told:
    """What was asked of symbols, in its order."""

    def __init__(self) -> None:
        self.numbers: dict[_Symbol, int | float | tuple[np.ufunc, Sequence[_Symbol]]] = {}
        self.steps: dict[_Symbol, tuple[np.ufunc, Sequence[_Symbol]]] = {}

    def number(self, what: int | float | tuple[np.ufunc, Sequence[_Symbol]]) -> _Symbol:
        symbol = _Symbol(self, wide=False)
        self.numbers[symbol] = what
        return symbol

    def operation(self, function: np.ufunc, symbols: Sequence[_Symbol]) -> _Symbol:
        if not any(symbol.wide for symbol in symbols):
            return self.number((function, symbols))
        symbol = _Symbol(self, wide=True)
        self.steps[symbol] = function, symbols
        return symbol
