"""Cell by cell: the numbers of a CSV, or the first cell that is none."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from optim_viz.arrays import LARGEST, Array
from optim_viz.datasets.dataset import TableError

if TYPE_CHECKING:
    from optim_viz.datasets.dialect import Form

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
MISSING = {"", "na", "n/a", "#n/a", "nan", "null", "none", "?"}


def exact(form: Form, at: int) -> tuple[Array, tuple[str, ...]]:
    """All numbers, ``(rows, columns)``, and the two words of a target in column ``at`` that holds words.

    Raises :class:`TableError` at the first line or cell that cannot be used.
    """
    numbers, words = array("d"), dict[str, int]()
    width, begun = len(form.names), 1
    text_target = form.target_is_text(at)
    reader = csv.reader(lines(form.body), delimiter=form.delimiter, strict=True)
    try:
        for row in reader:
            line, begun = form.lines + begun, reader.line_num + 1
            if not row or (len(row) == 1 < width and not row[0].strip()):
                continue
            if len(row) != width:
                _ragged(form, line, len(row))
            for j, cell in enumerate(row):
                text = cell.strip()
                if text.casefold() in MISSING:
                    _missing(form, j, line, text)
                if j == at and text_target:
                    numbers.append(_word(form, j, line, text, words))
                else:
                    numbers.append(_number(form, j, line, text, at))
    except csv.Error:
        raise TableError(
            f"Line {form.lines + begun}: a quotation mark is opened and not closed, or stands inside a value."
        ) from None
    table = np.array(numbers).reshape(-1, width)
    ordered = tuple(sorted(words))
    if len(ordered) == 2:
        table[:, at] = np.array([ordered.index(word) for word in words])[table[:, at].astype(int)]
    elif len(ordered) == 1 < len(table):
        raise TableError(
            f"The target {shown(form.names[at])} is {shown(ordered[0])} in every row: there is nothing to tell "
            "apart. Choose another target."
        )
    return table, ordered


def lines(text: str) -> Iterator[str]:
    r"""The lines of a text with their ends, one after the other, so that a large one is not copied.

    >>> list(lines("a\r\nb\n\rc"))
    ['a\r\n', 'b\n', '\r', 'c']
    """
    return (found[0] for found in LINE.finditer(text))


def is_word(text: str) -> bool:
    """Whether a cell can be one of the two words of a target as it stands."""
    return text == text.strip() and text.casefold() not in MISSING and not NUMBER.fullmatch(text)


def shown(text: str, limit: int = 40) -> str:
    r"""A piece of a file in a sentence: in backticks, which it loses itself, on one line, not too long.

    >>> shown("a\nb"), len(shown("a" * 99))
    ('`a\\nb`', 42)
    """
    line = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text.replace("`", "'"))
    return f"`{line if len(line) <= limit else line[: limit - 1] + '…'}`"


def _number(form: Form, j: int, line: int, text: str, at: int) -> float:
    plain = text if form.decimal == "." else text.replace(".", "_").replace(",", ".")
    if not NUMBER.fullmatch(plain):
        _not_a_number(form, j, line, text, at)
    value = float(plain)
    if abs(value) >= LARGEST:
        raise TableError(
            f"{_place(form, j, line)}: {shown(text)} is too large: its square is no floating-point number."
        )
    return value


def _not_a_number(form: Form, j: int, line: int, text: str, at: int) -> NoReturn:
    place = f"{_place(form, j, line)}: {shown(text)} is not a number"
    digits = re.fullmatch(r"[+-]?[0-9][0-9.,' ]*([eE][+-]?[0-9]+)?", text)
    if digits and "." in text and "," in text:
        raise TableError(f"{place} with one mark. Write no marks for thousands.")
    if digits and {".", ","} & set(text):
        mark, other = ("point", "comma") if form.decimal == "," else ("comma", "point")
        raise TableError(
            f"{place}: it has a {mark}, and other numbers in the file have a decimal {other}. "
            "Write all numbers in the same way, without marks for thousands."
        )
    two = " (The target may also hold two words.)" if j == at else ""
    raise TableError(f"{place}. Write numbers there, or leave the column out.{two}")


def _missing(form: Form, j: int, line: int, text: str) -> NoReturn:
    what = f"{shown(text)} stands for a missing value" if text else "the value is missing"
    raise TableError(f"{_place(form, j, line)}: {what}. Fill it in, or leave the row or the column out.")


def _ragged(form: Form, line: int, found: int) -> NoReturn:
    expected = len(form.names)
    hint = ""
    if form.delimiter == "," and found > expected:
        hint = " Where numbers have decimal commas, separate the columns by semicolons."
    raise TableError(f"Line {line} has {found} values; the header has {expected} columns.{hint}")


def _word(form: Form, j: int, line: int, text: str, words: dict[str, int]) -> int:
    """The number of a word, in the order in which they come; a third one is refused, and a number too."""
    if NUMBER.fullmatch(text):
        raise TableError(
            f"{_place(form, j, line)}: {shown(text)} is a number, and {shown(next(iter(words)))} before it is "
            "none. A target is numbers, or two words."
        )
    if text not in words and len(words) == 2:
        raise TableError(
            f"{_place(form, j, line)}: {shown(text)} is a third word beside {' and '.join(map(shown, words))}. "
            "A target is numbers, or two words."
        )
    return words.setdefault(text, len(words))


def _place(form: Form, j: int, line: int) -> str:
    return f"Column {shown(form.names[j])}, line {line}"
