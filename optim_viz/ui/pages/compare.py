"""Compare: two optimizers side by side on one cost, on one clock."""

from __future__ import annotations

import streamlit as st

from optim_viz import narration, tables
from optim_viz.experiment import Experiment
from optim_viz.figures import payload
from optim_viz.presets import PRESETS, Preset
from optim_viz.ui import blocks, cache, controls, downloads, look, player
from optim_viz.ui.deck import deck
from optim_viz.ui.player import mailbox
from optim_viz.ui.plotly_js import plotly_url
from optim_viz.ui.state import State

TITLE = "Compare"
ICON = "🧭"
PATH = "compare"
PLAYER = "player"
OWN = "Your own setting: what happens in it is said in words below the pictures."


def render(state: State) -> None:
    """The page, from top to bottom."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        blocks.title("optim-viz", "gradient descent and Adam, step by step")
        here = _presets(state)
    blocks.remarks(state.remarks)
    blocks.line(here.text if here else OWN)
    _player(state)
    race = cache.race(state.experiment)
    names = (race.a.optimizer.name, race.b.optimizer.name)
    said, theory, numbers = st.columns([9, 11, 11], gap="medium")
    with said:
        blocks.sentences("What is happening", narration.sentences(race))
    with theory:
        blocks.table("Theory beside measurement", names, tables.theory_rows(race))
    with numbers:
        blocks.table("What was measured", names, tables.measure_rows(race))
    downloads.take_home(state)
    _settings(state)


def _presets(state: State) -> Preset | None:
    """The situations of the lecture, one click each; the one that is on the page."""
    titles = {preset.key: preset.title for preset in PRESETS}
    here = next((preset for preset in PRESETS if preset.experiment == state.experiment), None)
    st.session_state["preset"] = here.key if here else None

    def chosen() -> None:
        picked = st.session_state["preset"]
        state.open(next((preset.experiment for preset in PRESETS if preset.key == picked), state.experiment))

    st.pills(
        "Situations",
        list(titles),
        format_func=titles.__getitem__,
        key="preset",
        on_change=chosen,
        label_visibility="collapsed",
        width="content",
    )
    return here


@st.fragment
def _player(state: State) -> None:
    """The component, with what it has not been sent yet.

    A fragment: what is dragged is answered without the rest of the page, and only a change reruns it all.
    """
    if state.changed:
        state.changed = False
        st.rerun()
    mode = look.mode()
    query = state.experiment.link()
    revision = f"{query} {mode}"
    data = {
        "mount": state.mount,
        "seen": state.seen,
        "revision": revision,
        "deck": deck(state.experiment, state.lock),
        "message": state.complaint,
        "replies": state.replies,
        "arithmetic": None,
    }
    if revision != state.sent:
        drawing = cache.drawing(state.experiment, mode)
        data |= {"plotly": plotly_url(), "query": query, "step": state.step, **drawing._asdict()}
    if state.arithmetic:
        data["arithmetic"] = payload.arithmetic(cache.race(state.experiment))
    player.mount(data, PLAYER, lambda: mailbox.read(st.session_state[PLAYER]["outbox"], state))
    state.sent = revision
    state.replies = []


def _settings(state: State) -> None:
    """Everything that has no live slider."""
    experiment: Experiment = state.experiment
    with st.expander("More settings"):
        run, left, right = st.columns(3)
        with run:
            controls.start(state)
            for name in ("steps", "tolerance", "seed"):
                controls.field(state, name)
        for slot, column in (("a", left), ("b", right)):
            choice = getattr(experiment, slot)
            with column:
                st.html(f'<b style="color: var(--ov-{slot})">{choice.kind.name}</b>')
                quiet = [name for name, declared in choice.parameters.items() if not declared.live]
                for name in quiet:
                    controls.field(state, f"{slot}.{name}")
                if not quiet:
                    st.caption("All its numbers are live sliders above.")
