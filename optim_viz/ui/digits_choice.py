"""Which digits a network learns: the shipped ones, Keras's copy, or a file of one's own."""

from __future__ import annotations

import os
from html import escape
from threading import Lock

import streamlit as st
from streamlit import config

from optim_viz.datasets import OWN, Digits, DigitsError, find_digits, keep_digits, keras_file, read_digits
from optim_viz.datasets.cells import shown
from optim_viz.datasets.digit_shelf import SHIPPED, WHOLE
from optim_viz.datasets.digits import MOST_DIGITS
from optim_viz.datasets.packed import LARGEST_FILE, check_files
from optim_viz.ui.blocks import plain
from optim_viz.ui.giving import Giving, NothingGiven
from optim_viz.ui.network_desk import NetworkDesk

HELD = "own digits held"
"""Where a visitor's session holds the name and the digits of their own that were shown last."""

OPEN, FILES, PATH = "own digits", "own digit files", "own digit path"
GONE = "digits gone"
"""What has become of the digits that were shown; told beside those that are shown now."""
LONGEST = 24
"""Characters of a file's name in the menu."""

_reading = Lock()
"""Whose files are read: one visitor's at a time, since that takes up to 300 MB until it is done."""

HOME = {"localhost", "127.0.0.1", "::1"}
"""Addresses at which a server is reached from its own machine only."""


def row(desk: NetworkDesk) -> None:
    """The menu of digits, and those of one's own; in a line under them what they are."""
    _hold(desk)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="data row"):
        _menu(desk)
        _fold_out(desk)
    st.html(f'<p class="ov-about">{_about(desk)}</p>')
    if GONE in st.session_state:
        st.error(plain(st.session_state.pop(GONE)))


def _hold(desk: NetworkDesk) -> None:
    """Keep digits of one's own alive while they are shown; where digits are gone or broken, say so."""
    name = str(desk.experiment["f.data"])
    try:
        digits = find_digits(name)
    except (ValueError, OSError) as error:
        st.session_state[GONE] = f"{error} The shipped digits are used."
        desk.show(desk.experiment.with_value("f.data", SHIPPED))
        return
    if name.startswith(OWN) or (name == WHOLE and keras_file() is None):
        st.session_state[HELD] = name, digits


def _menu(desk: NetworkDesk) -> None:
    titles = {SHIPPED: "MNIST, the first 10,000"}
    held = st.session_state.get(HELD)
    if keras_file() is not None or (held and held[0] == WHOLE):
        titles[WHOLE] = "MNIST, all 60,000"
    if held and held[0] != WHOLE:
        titles[held[0]] = plain(shown(held[1].title, LONGEST)[1:-1])
    st.session_state["digits"] = desk.experiment["f.data"]
    st.pills(
        "Digits",
        list(titles),
        format_func=titles.__getitem__,
        key="digits",
        on_change=lambda: _use(desk, st.session_state["digits"]),
        required=True,
        label_visibility="collapsed",
        width="content",
    )


def _use(desk: NetworkDesk, name: str) -> None:
    desk.show(desk.experiment.with_value("f.data", name))


def _fold_out(desk: NetworkDesk) -> None:
    """A panel that reads a file of digits: uploaded, or on this machine where the page is at home there."""
    giving = Giving(OPEN, "All 60,000, or your own", "Use these digits", lambda: _take(desk))
    box = giving.box()
    if not box.open:
        return
    # The server reads no more than it allows, whatever an uploader is given.
    largest = min(LARGEST_FILE // 1_000_000, config.get_option("server.maxUploadSize"))
    with box:
        st.caption(
            f"Keras's mnist.npz, or MNIST's four IDX files together, gzipped or not; at most "
            f"{largest} MB and {MOST_DIGITS:,} digits in all. They stay on the machine that runs this app."
        )
        st.file_uploader(
            "Files", key=FILES, accept_multiple_files=True, max_upload_size=largest, on_change=giving.changed
        )
        if _at_home():
            st.text_input(
                "Or a path on this machine",
                key=PATH,
                placeholder="~/.keras/datasets/mnist.npz",
                on_change=giving.changed,
                help="Of Keras's file, of a folder with the four IDX files, or of one of them.",
            )
        giving.press()
        giving.tell()


def _at_home() -> bool:
    """Whether only this machine reaches the page, not through a proxy: then it may open files by path."""
    headers = st.context.headers
    asked = str(headers.get("Host", "")).rpartition(":")[0].strip("[]")
    handed_on = any(headers.get(name) for name in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host"))
    return config.get_option("server.address") in HOME and asked in HOME and not handed_on


def _take(desk: NetworkDesk) -> None:
    """Read what was given, and show it."""
    try:
        digits = _given()
    except OSError as error:
        name = shown(str(error.filename or st.session_state.get(PATH, "")))
        raise DigitsError(f"{name} cannot be read: {error.strerror or error}.") from error
    name = keep_digits(digits)
    # Those that somebody else may have given before: equal ones are here once.
    st.session_state[HELD] = name, find_digits(name)
    _use(desk, name)


def _given() -> Digits:
    files = st.session_state.get(FILES)
    path = str(st.session_state.get(PATH) or "").strip() if _at_home() else ""
    if not files and not path:
        raise NothingGiven("There is nothing to read yet: choose Keras's mnist.npz, or MNIST's four IDX files.")
    with _reading:
        if not files:
            # Not Path's, which raises for a user whom nobody knows.
            return read_digits(os.path.expanduser(path))
        check_files([(file.name, file.size) for file in files])
        return read_digits(*((file.name, file.getvalue()) for file in files))


def _about(desk: NetworkDesk) -> str:
    """What the digits and the network are, as HTML."""
    name = str(desk.experiment["f.data"])
    digits = find_digits(name)
    own = (
        " Your digits stay on the machine that runs this app: a link cannot carry them."
        if name.startswith(OWN)
        else f' <span title="{escape(digits.source)}">LeCun et al. 1998</span>'
    )
    return (
        f"{len(digits.y):,} handwritten digits to learn from, {len(digits.y_test):,} to test, 28 × 28 pixels. "
        "Network: 784-25-15-10, sigmoid, sigmoid, linear; 20,175 weights and biases, each "
        f"with a learning rate of its own.{own}"
    )
