"""Exports -> buttons: one place from which everything is taken home, each file made when it is asked for."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from optim_viz.export import FORMATS, Format, file_name, one_line
from optim_viz.export.protocol import Progress, silent
from optim_viz.figures.theme import Mode
from optim_viz.ui import blocks, cache, controls, look
from optim_viz.ui.state import State

LINK = "link"
CHOICE = "take home format"
SHOWN_LINES = 24
PATIENCE = 0.5
"""Seconds after which a progress bar appears."""


def take_home(state: State) -> bool:
    """A fold-out with every format; what is in it is made only while it is open, and whether it is."""
    box = st.expander("Take it home", key="take home", on_change="rerun")
    if not box.open:
        return False
    cost = state.experiment.f.key
    formats = {known.key: known for known in FORMATS if not known.missing() and cost in known.costs}
    titles = {LINK: "Link"} | {key: known.title for key, known in formats.items()}
    with box:
        key = st.pills(
            "What to take home",
            list(titles),
            default="png" if "png" in titles else LINK,
            required=True,
            format_func=titles.__getitem__,
            key=CHOICE,
            label_visibility="collapsed",
        )
        if key == LINK:
            _link(state)
        else:
            _file(state, formats[str(key)])
    return True


def _link(state: State) -> None:
    st.caption(
        "Opens the same page with the same settings, at the same step. The address bar holds it too, and the "
        "chain beside the clock copies it."
    )
    address = (st.context.url or "").partition("?")[0]
    blocks.address(f"{address}?{state.experiment.link()}")


def _file(state: State, chosen: Format) -> None:
    st.caption(chosen.about)
    left, right = st.columns([2, 3], gap="large")
    with left:
        options = chosen.options(**controls.options(state, chosen))
        name = file_name(state.experiment, chosen.ending)
        make = partial(chosen.render, cache.performed(state.experiment, look.mode(), state.race), options)
        if chosen.slow:
            _made_in_view(state, chosen, options, name, make)
        else:
            st.download_button(
                f"Download {chosen.title}",
                lambda: make(silent),
                name,
                chosen.mime,
                type="primary",
                on_click="ignore",
            )
        st.markdown(f"`{name}`")
    with right:
        _preview(state, chosen, options, make)


def _made_in_view(
    state: State, chosen: Format, options: Any, name: str, make: Callable[[Progress], bytes]
) -> None:
    """A file that takes a while: a click makes it, with a bar, and then it can be downloaded."""
    what = (state.experiment, chosen.key, options)
    if st.button(f"Make {chosen.title}", type="primary"):
        place = st.empty()
        begun = time.monotonic()

        def progress(done: float) -> None:
            if time.monotonic() - begun > PATIENCE:
                place.progress(done, f"{chosen.title}: {done:.0%}")

        try:
            state.made = (what, make(progress))
        except OSError as error:
            st.error(str(error))
        place.empty()
    if state.made and state.made[0] == what:
        content = state.made[1]
        st.download_button(
            f"Download, {len(content) / 1e6:.1f} MB",
            content,
            name,
            chosen.mime,
            type="primary",
            on_click="ignore",
        )


def _preview(state: State, chosen: Format, options: Any, make: Callable[[Progress], bytes]) -> None:
    """What the file will hold: its first lines, or its picture."""
    kind = chosen.mime.partition("/")[0]
    if kind in ("image", "video") or chosen.mime in ("application/pdf", "text/html"):
        mode: Mode = "dark" if options.dark else "light"
        # In the page itself: a file beside it may be gone from the server before the browser has fetched it.
        picture = b64encode(cache.thumbnail(state.experiment, mode)).decode("ascii")
        st.image(f"data:image/png;base64,{picture}", width="stretch")
    else:
        if chosen.key in ("numpy", "torch", "keras", "optax"):
            for choice in (state.experiment.a, state.experiment.b):
                st.code(one_line(choice, chosen.key), language="python", wrap_lines=True)
        lines = make(silent).decode().splitlines()
        more = [f"… and {len(lines) - SHOWN_LINES:,} more lines"] if len(lines) > SHOWN_LINES else []
        st.code("\n".join(line[:160] for line in lines[:SHOWN_LINES] + more), language=None, height=320)
