"""Pieces of a page that are only words: headings, sentences, compact tables."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from optim_viz.tables import Row


def title(name: str, about: str) -> None:
    """The page's name and what it is about, in one line."""
    st.html(f'<div class="ov-title"><h1>{escape(name)}</h1><p>{escape(about)}</p></div>', width="content")


def line(text: str, lines: int = 1) -> None:
    """One line, large enough for the back row; or the room for more, whatever the text."""
    st.html(f'<p class="ov-look" style="--ov-lines: {lines}">{escape(text)}</p>')


def remarks(said: tuple[str, ...], most: int = 3, names: int = 12) -> None:
    """What of the link was not understood, in one line: ``most`` remarks in full, ``names`` more by name."""
    # Its place is there without it, too, or the player below would be built anew when it goes.
    place = st.empty()
    if said:
        # A remark begins with what it is about, between code marks, unless it is about the link as a whole.
        said = tuple(sorted(said, key=lambda remark: remark.startswith("`")))
        others = [f"`{remark.split('`')[1]}`" for remark in said[most:]]
        rest = f" and {len(others) - names} more" if len(others) > names else ""
        more = f" Also replaced or left out: {', '.join(others[:names])}{rest}." if others else ""
        place.warning("The link was not understood in full. " + plain(" ".join(said[:most]) + more))


def address(url: str) -> None:
    """A link; the player, which knows the step of the clock, keeps it up to date."""
    st.html(f'<p class="ov-address"><code>{escape(url)}</code></p>')


def side_by_side(lead: str, pieces: Iterable[str]) -> None:
    """A text over pieces of HTML in columns, below each other where there is no room.

    One element of Streamlit's, so that they change in one frame.
    """
    first = f'<p class="ov-lead">{escape(lead)}</p>'
    st.html(f'<div class="ov-words">{first}{"".join(f"<section>{piece}</section>" for piece in pieces)}</div>')


def sentences(heading: str, said: Iterable[str]) -> str:
    """Sentences under a heading, in a box whose height does not change with their number."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in said)
    return f'{_heading(heading)}<ul class="ov-said">{items}</ul>'


def table(heading: str, names: tuple[str, str], rows: Iterable[Row]) -> str:
    """A compact table: a label, and a text for each contender."""
    a, b = map(_head, names)
    head = f'<tr><th></th><th class="a">{a}</th><th class="b">{b}</th></tr>'
    body = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th><td>{escape(row.a)}</td><td>{escape(row.b)}</td></tr>'
        for row in rows
    )
    return f'{_heading(heading)}<table class="ov-table"><thead>{head}</thead><tbody>{body}</tbody></table>'


def _head(name: str) -> str:
    """A name, and in smaller letters what tells it from the other one's, which may take several lines."""
    name, mark, rest = name.partition(" (")
    return escape(name) + (f" <small>{escape(mark[1:] + rest)}</small>" if mark else "")


def _heading(text: str) -> str:
    return f'<p class="ov-block" role="heading" aria-level="2">{escape(text)}</p>'


def plain(text: str) -> str:
    """Text as Markdown that shows it as it is, but for the code marks around names."""
    outside = "".join(f"\\{c}" if c in "\\*_{}[]<>()#+-.!|$~:" else c for c in text)
    # Between code marks a backslash would be seen.
    return "`".join(
        escaped if number % 2 == 0 else raw
        for number, (escaped, raw) in enumerate(zip(outside.split("`"), text.split("`"), strict=True))
    )
