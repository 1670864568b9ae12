"""The situations of a page, one click each."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from optim_viz.presets import Preset
from optim_viz.ui.state import State


def row(state: State, presets: Sequence[Preset]) -> Preset | None:
    """The situations of the lecture, one click each; the one that is on the page."""
    titles = {preset.key: preset.title for preset in presets}
    shown = here(state, presets)
    st.session_state["preset"] = shown.key if shown else None

    def chosen() -> None:
        picked = st.session_state["preset"]
        state.open(next((preset.experiment for preset in presets if preset.key == picked), state.experiment))

    st.pills(
        "Situations",
        list(titles),
        format_func=titles.__getitem__,
        key="preset",
        on_change=chosen,
        label_visibility="collapsed",
        width="content",
    )
    return shown


def here(state: State, presets: Sequence[Preset]) -> Preset | None:
    """The situation that the page shows, if it is one."""
    return next((preset for preset in presets if preset.experiment == state.experiment), None)
