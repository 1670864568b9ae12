"""A setting that is a word out of a list, declared like a number: menu, URL name, check, CLI flag, docs row."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from optim_viz.parameters import Number, Parameter


def nobody(word: str) -> bool:
    """No word beyond those of the list."""
    return False


def no_advice(word: str) -> str:
    """Nothing to say."""
    return ""


@dataclass(frozen=True)
class Word(Parameter):
    """What is known about a setting whose values are words.

    Parameters
    ----------
    words
        The values, in the order of the menu; the default is among them.
    also
        Whether a word that is not in the list is taken as well.
    others
        What these are, to stand behind the list in a sentence; nothing where there are none.
    advice
        What to do about a word that was replaced: a sentence, or nothing.
    """

    words: tuple[str, ...] = ()
    also: Callable[[str], bool] = nobody
    others: str = ""
    advice: Callable[[str], str] = no_advice

    @property
    def range(self) -> str:
        """The valid words in words: ``one of diabetes, breast_cancer``."""
        return f"one of {', '.join(self.words)}{self.others}"

    def accepts(self, value: Any) -> bool:
        """Whether ``value`` is a valid word."""
        return isinstance(value, str) and (value in self.words or self.also(value))

    def typed(self, value: Any) -> Any:
        """``value`` as text."""
        return str(value)

    def read(self, text: str) -> Any:
        """The word that ``text`` says, valid or not."""
        return text.strip()

    def nearest(self, value: Any) -> Any:
        """The valid word nearest to ``value`` in spelling; the default where none is near."""
        if self.accepts(value):
            return value
        near = difflib.get_close_matches(str(value)[:60].lower(), self.words, 1)
        return near[0] if near else self.default

    def way_out(self, text: str) -> str:
        """What to do about a text that was replaced."""
        return self.advice(text.strip())

    @property
    def positions(self) -> tuple[Number, ...]:
        """No slider stops anywhere."""
        return ()


def word(
    default: str,
    words: tuple[str, ...],
    *,
    symbol: str,
    label: str,
    help: str,
    also: Callable[[str], bool] = nobody,
    others: str = "",
    advice: Callable[[str], str] = no_advice,
) -> Any:
    """Declare a setting of a recipe that is a word; see :class:`Word` for the arguments."""
    facts = {
        "symbol": symbol,
        "label": label,
        "default": default,
        "low": -math.inf,
        "high": math.inf,
        "low_open": False,
        "high_open": False,
        "slider": (0.0, 0.0),
        "spacing": "linear",
        "positions_per_unit": 0,
        "live": False,
        "help": help,
        "words": words,
        "also": also,
        "others": others,
        "advice": advice,
    }
    return field(default=default, metadata={"parameter": facts, "kind": Word})
