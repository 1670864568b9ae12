"""How a CSV is written: its text, header, separators and decimal mark."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import islice

from optim_viz.datasets.cells import NUMBER, lines, shown
from optim_viz.datasets.dataset import TableError

SEPARATORS = {";": "semicolons", "\t": "tabs", ",": "commas"}
SAMPLE = 50  # lines that have to agree on a separator
THOUSANDS = re.compile(r"[1-9]\d{0,2}(,\d{3})+")
POINTED = re.compile(r"""(?:^|[\r\n;,\t"])[ ]*[+-]?\d*\.\d""")
# A number with a comma, as a whole cell; between commas it has to be in quotes.
MARKED = r"[ ]*[+-]?(\d*,\d[\d,]*)(?:[eE][+-]?\d+)?[ ]*"
MARKED_IN_QUOTES = re.compile(rf'(?:^|[\r\n,])"{MARKED}"(?=[\r\n,]|$)')
MARKED_IN_CELL = re.compile(rf'(?:^|[\r\n;\t])"?{MARKED}"?(?=[\r\n;\t]|$)')


@dataclass(frozen=True)
class Form:
    """A text with what is known about how to read it.

    ``body`` is what follows the header, ``lines`` how many lines come before it, ``decimal`` the decimal
    mark.
    """

    names: tuple[str, ...]
    body: str
    lines: int
    delimiter: str
    decimal: str

    def target_is_text(self, at: int) -> bool:
        """Whether the first row has something else than a number in column ``at``."""
        row = next((row for row in csv.reader(lines(self.body), delimiter=self.delimiter) if row), [])
        return at < len(row) and not NUMBER.fullmatch(row[at].strip().replace(self.decimal, "."))


def text_of(content: bytes) -> str:
    """The text of a file, which must be UTF-8; a byte order mark is left out."""
    if content.startswith(b"PK\x03\x04"):
        raise TableError("This is a ZIP archive, as .xlsx files are, and no text. Save the sheet as CSV.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableError("The file is UTF-16, not UTF-8. Save it as CSV with the encoding UTF-8.")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        place = error.start - before.rfind(b"\n")
        raise TableError(
            f"Line {line}, byte {place} (0x{content[error.start]:02X}) is not UTF-8. "
            "Save the file as CSV with the encoding UTF-8."
        ) from None
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TableError(f"Line {line} holds a byte of value 0, which no text has. Save the sheet as CSV.")
    if not text or text.isspace():
        raise TableError("The file is empty.")
    return text


def form_of(text: str) -> Form:
    """Find out how a text is written; :class:`TableError` when it has no header, or may be read in two ways."""
    names, delimiter, length = header_of(text)
    body = text[sum(map(len, islice(lines(text), length))) :]
    return Form(names, body, length, delimiter, _decimal(body, delimiter))


def header_of(text: str) -> tuple[tuple[str, ...], str, int]:
    """The names of the columns, the separator, and how many lines of the text end with them.

    Raises :class:`TableError` when they are no names.
    """
    delimiter = _delimiter(text)
    reader = csv.reader(lines(text), delimiter=delimiter)
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), None)
    except csv.Error:
        raise TableError("Line 1: a quotation mark is opened and not closed. Close it.") from None
    if header is None:
        raise TableError("The file holds nothing but separators.")
    names = tuple(name.strip() for name in header)
    _check(names, reader.line_num)
    return names, delimiter, reader.line_num


def _delimiter(text: str) -> str:
    """The separator that gives the first lines the same number of columns; else the one that gives most."""
    sample = list(islice((line for line in lines(text) if line.strip()), SAMPLE))
    counts = {mark: [_count(line, mark) for line in sample] for mark in SEPARATORS}
    for mark, columns in counts.items():
        if columns[0] > 1 and len(set(columns)) == 1:
            return mark
    return max(counts, key=lambda mark: (counts[mark][0], mark == ","))


def _count(line: str, mark: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=mark)))
    except csv.Error:
        return 1


def _check(names: tuple[str, ...], line: int) -> None:
    """Raise unless the header names every column once."""
    if all(NUMBER.fullmatch(name.replace(",", ".")) for name in names):
        some = " ".join(map(shown, names[:5])) + (" …" if len(names) > 5 else "")
        raise TableError(
            f"Line {line}, the first, holds numbers only ({some}): there is no header. "
            "Put the names of the columns there."
        )
    seen: dict[str, int] = {}
    for j, name in enumerate(names, start=1):
        if not name:
            raise TableError(
                f"Line {line}: column {j} has no name. Name it, or leave it out when it numbers the rows."
            )
        if name in seen:
            raise TableError(
                f"Line {line}: columns {seen[name]} and {j} are both called {shown(name)}. Rename one."
            )
        seen[name] = j


def _decimal(body: str, delimiter: str) -> str:
    """The decimal mark: a comma when numbers have one, outside of separators."""
    if "," not in body or (delimiter == "," and '"' not in body):
        return "."
    marked = MARKED_IN_QUOTES if delimiter == "," else MARKED_IN_CELL
    first = marked.search(body)
    point = POINTED.search(body) if first and "." in body else None
    if first is None or (point and point.start() < first.start()):
        return "."
    if point is None and all(THOUSANDS.fullmatch(found[1]) for found in marked.finditer(body)):
        small, large = first[1].replace(",", ".", 1), first[1].replace(",", "")
        raise TableError(
            f"{shown(first[1])} may be {small} or {large}, and so may every number with a comma in the file. "
            "Write decimal points, and no marks for thousands."
        )
    return ","
