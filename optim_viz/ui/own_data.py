"""Data of one's own: a CSV, uploaded or pasted, becomes a data set, or a sentence says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from optim_viz.datasets import Dataset, TableError, check_size, column_names, keep, read_table
from optim_viz.datasets.own import LARGEST_FILE
from optim_viz.ui.giving import Giving, NothingGiven

OPEN = "own data"
WAY, FILE, TEXT = "own way", "own file", "own text"

WAYS = {"file": "From a file", "text": "Pasted"}
MOST_PASTED = 1_000_000
"""Characters; the browser sends them again with everything that is changed on the page."""

EXAMPLE = "size;shape;price\n1,5;3;2\n2,5;4;3"


def fold_out(use: Callable[[Dataset], None]) -> None:
    """A panel that reads a table; ``use`` is given what is read, kept under a name that a link can hold."""
    giving = Giving(OPEN, "Your own data", "Use these data", lambda: use(_read()))
    box = giving.box()
    if not box.open:
        return
    with box:
        st.caption(
            "A CSV: the names of the columns in the first line, then numbers; the target may also hold two "
            "words. It stays on the machine that runs this app."
        )
        way = st.segmented_control(
            "How",
            list(WAYS),
            format_func=WAYS.__getitem__,
            default="file",
            required=True,
            key=WAY,
            on_change=giving.changed,
            label_visibility="collapsed",
        )
        if way == "file":
            st.file_uploader(
                "CSV file", key=FILE, max_upload_size=LARGEST_FILE // 1_000_000, on_change=giving.changed
            )
        else:
            st.text_area(
                f"Text of a CSV, at most {MOST_PASTED:,} characters",
                key=TEXT,
                max_chars=MOST_PASTED,
                height=200,
                placeholder=EXAMPLE,
                on_change=giving.changed,
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _target(giving)
            giving.press()
        giving.tell()


def _target(giving: Giving) -> None:
    """The menu of columns, as soon as they are known; the last one is chosen."""
    names: tuple[str, ...] = ()
    try:
        if content := _content():
            names = column_names(content)
    except TableError as error:
        giving.refuse(str(error))
    st.selectbox(
        "Target",
        names,
        index=len(names) - 1 if names else None,
        key=_menu(names),
        disabled=not names,
        placeholder="the last column",
    )


def _menu(names: tuple[str, ...]) -> str:
    """The key of the menu of these columns: other ones are another menu, in which the last one is chosen."""
    return f"own target {hash(names)}"


def _read() -> Dataset:
    """Read what was given, and keep it."""
    content = _content()
    if not content:
        raise NothingGiven("There is nothing to read yet: choose a file, or paste a table.")
    # There is no menu yet of what was pasted a moment ago.
    dataset = read_table(content, st.session_state.get(_menu(column_names(content))))
    return keep(replace(dataset, title=_title()))


def _content() -> bytes:
    """What was given; of a file that is too large, nothing is taken."""
    if st.session_state[WAY] == "text":
        return str(st.session_state.get(TEXT) or "").encode()
    file = st.session_state.get(FILE)
    if file is None:
        return b""
    check_size(file.size)
    return bytes(file.getvalue())


def _title() -> str:
    return "Pasted data" if st.session_state[WAY] == "text" else str(st.session_state[FILE].name)
