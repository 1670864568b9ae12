"""Reading a link: a total function from text to an experiment and remarks.

Every setting is read for itself.  What is not understood is replaced by the nearest valid value (or, where
nothing is near, by the default) and said in one sentence; nothing raises and nothing in the text is run.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from optim_viz.parameters import Number, Parameter, ParameterError

Query = Mapping[str, str | Sequence[str]] | str
"""A query string, or its parts."""

Texts = dict[str, str]

FURTHEST = 1e6
"""The largest coordinate that a start may have."""

PAGE_KEYS = ("step", "window")
"""Keys that say where a page's clock stands and what its windows show; no experiment depends on them."""

MOST_FIELDS = 100
LONGEST_FIELD = 3_000
LONGEST = 60
LONGEST_START = 1000


def flatten(query: Query) -> tuple[dict[str, str], list[str]]:
    """One text a key; of a key that comes twice, the first counts and a remark says so.

    >>> flatten("?steps=5&steps=6")
    ({'steps': '5'}, ['`steps` was given more than once; the first counts.'])
    """
    if isinstance(query, str):
        pairs: Iterable[tuple[str, str]] = _pairs(query)
    else:
        pairs = (
            (str(key), str(value))
            for key, values in query.items()
            for value in ([values] if isinstance(values, str) else values)
        )
    given: dict[str, str] = {}
    remarks: list[str] = []
    for count, (key, value) in enumerate(pairs):
        if count >= MOST_FIELDS:
            remarks.append(f"Only the first {MOST_FIELDS} settings were read.")
            break
        if key in given:
            remarks.append(f"{quote(key, '`')} was given more than once; the first counts.")
        given.setdefault(key, value)
    return given, remarks


def read_key(given: Texts, part: str, registry: Collection[str], usual: str, remarks: list[str]) -> str:
    """The registry key at ``part``, taken out of ``given``; the nearest spelling where it is none."""
    key = given.pop(part, usual)
    if key in registry:
        return key
    near = difflib.get_close_matches(key[:LONGEST].lower(), registry, 1) or [usual]
    remarks.append(f"`{part}` must be one of {', '.join(registry)}; got {quote(key)}, replaced by {near[0]}.")
    return near[0]


def read_numbers(
    given: Texts, declared: Mapping[str, Parameter], prefix: str, remarks: list[str]
) -> dict[str, Number]:
    """The numbers that are in ``given`` under ``prefix``, taken out of it, each valid."""
    present = [name for name in declared if prefix + name in given]
    return {name: _number(declared[name], prefix + name, given.pop(prefix + name), remarks) for name in present}


def name_unknown(given: Texts, known: Sequence[str], remarks: list[str]) -> None:
    """A remark for every key that nobody has read."""
    for key in [key for key in given if key not in known]:
        near = difflib.get_close_matches(key[:LONGEST], known, 1, cutoff=0.8)
        hint = f" (did you mean `{near[0]}`?)" if near else ""
        remarks.append(f"{quote(key, '`')} is not known here{hint}; left out.")


def read_start(given: Texts, usual: tuple[float, ...], remarks: list[str]) -> tuple[float, ...]:
    """The start, taken out of ``given``; coordinates too large are brought to the nearest valid ones."""
    if "start" not in given:
        return usual
    try:
        return parse_start(text := given.pop("start"), len(usual))
    except ParameterError as error:
        start = _coordinates(text)
        if len(start) != len(usual) or any(math.isnan(w) for w in start):
            start = usual
        start = tuple(math.copysign(min(abs(w), FURTHEST), w) for w in start)
        shown = ",".join(Parameter.format(w) for w in start)
        remarks.append(f"{str(error).removesuffix('.')}, replaced by {shown}.")
        return start


def read_step(text: str, steps: int) -> tuple[int, list[str]]:
    """Where the clock stands, from 0 to ``steps``, and a remark where that was not understood.

    >>> read_step("57", 200), read_step("abc", 200)
    ((57, []), (0, ["`step` must be a whole number in [0, 200]; got 'abc', replaced by 0."]))
    """
    word = text.strip()
    digits = word.isascii() and word.isdigit()
    step = min(int(word), steps) if digits and len(word) < 19 else steps if digits else 0
    if digits and len(word) < 19 and int(word) == step:
        return step, []
    return step, [f"`step` must be a whole number in [0, {steps}]; got {quote(text)}, replaced by {step}."]


def parse_start(text: str, needed: int = 2) -> tuple[float, ...]:
    """The coordinates that ``text`` says: ``-4,3``.

    Raises :class:`ParameterError` when they are not ``needed`` numbers of at most 1e6 in size.

    >>> parse_start("-4, 3")
    (-4.0, 3.0)
    """
    start = _coordinates(text)
    if len(start) != needed or not all(abs(w) <= FURTHEST for w in start):
        raise ParameterError(f"`start` must be {start_range(needed)}; got {quote(text)}.")
    return start


def start_range(needed: int) -> str:
    """The valid range of a start, in words."""
    return f"{needed} numbers, each at most {FURTHEST:g} in size"


def quote(text: str, mark: str = "'") -> str:
    """``text`` in quotation marks, printable and short enough to be said in a sentence."""
    shown = "".join(
        c if c.isprintable() and c != "`" else "\N{REPLACEMENT CHARACTER}" for c in text[: LONGEST + 1]
    )
    return f"{mark}{shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + '…'}{mark}"


def _pairs(query: str) -> list[tuple[str, str]]:
    address, mark, rest = query.partition("?")
    # A question mark behind an equals sign is part of a value.
    text = (rest if mark and "=" not in address else query).partition("#")[0]
    # The split is bounded here, since parse_qsl would raise where there are too many fields.
    # No setting is long, so what is cut off here was none.
    fields = [field[:LONGEST_FIELD] for field in text.split("&", MOST_FIELDS + 1)[: MOST_FIELDS + 1]]
    return parse_qsl("&".join(fields), keep_blank_values=True, errors="replace")


def _number(declared: Parameter, path: str, text: str, remarks: list[str]) -> float | int | bool:
    value = declared.read(text)
    if value is not None and declared.accepts(value):
        return value
    used = declared.nearest(value)
    said = replace(declared, name=path).complaint(
        text.strip() if value is not None and len(text) < 20 else quote(text)
    )
    remark = f"{said.removesuffix('.')}, replaced by {Parameter.format(used)}. {declared.way_out(text)}"
    remarks.append(remark.rstrip())
    return used


def _coordinates(text: str) -> tuple[float, ...]:
    if len(text) > LONGEST_START or "_" in text:
        return ()
    try:
        return tuple(float(word.replace("\N{MINUS SIGN}", "-")) for word in text.split(","))
    except ValueError:
        return ()
