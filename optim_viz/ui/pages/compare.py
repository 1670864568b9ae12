"""Compare: two optimizers side by side on one cost, on one clock."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from optim_viz.comparison import compared
from optim_viz.contender import contenders
from optim_viz.figures import payload
from optim_viz.presets import PRESETS
from optim_viz.ui import blocks, cache, downloads, look, more, player, situations
from optim_viz.ui.deck import deck
from optim_viz.ui.live import live_url
from optim_viz.ui.player import mailbox
from optim_viz.ui.plotly_js import plotly_url
from optim_viz.ui.state import State

TITLE = "Compare"
PATH = "compare"
COST = "quadratic"
PLAYER = "player"
OWN = "Your own setting: what happens in it is said in words below the pictures."


def render(state: State) -> None:
    """The page, from top to bottom."""
    state.go = ""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        blocks.title("optim-viz", "gradient descent and Adam, step by step")
        here = situations.row(state, PRESETS)
    blocks.remarks(state.remarks)
    blocks.line(here.text if here else OWN)
    stage = st.container()
    words = st.container()
    open_folds = [downloads.take_home(state), more.settings(state)]
    state.alone = here is None and not state.remarks and not any(open_folds)
    state.changed = False
    with stage:
        _player(state, words)
    # Not seen: pressed by the player when it finds no answer, since this runs all of the page.
    st.button("Connect again", key="revive")


def _say(shown: cache.Shown, said: tuple[str, ...]) -> None:
    """What is being compared, what is happening, theory and measurement."""
    a, b = (contender.title for contender in contenders(shown.race))
    blocks.side_by_side(
        " ".join(said),
        [
            blocks.sentences("What is happening", shown.sentences),
            blocks.table("Theory beside measurement", (a, b), shown.theory),
            blocks.table("What was measured", (a, b), shown.measured),
        ],
    )


@st.fragment
def _player(state: State, words: DeltaGenerator) -> None:
    """The component, with what it has not been sent yet.

    A fragment: what is dragged is answered without the rest of the page.  After a change the words follow,
    and all of the page only where more of it shows the settings.
    """
    if state.changed and not (state.alone and situations.here(state, PRESETS) is None):
        st.rerun()
    state.changed = False
    shown = cache.shown(state.experiment, look.mode(), state.race)
    state.race = shown.race
    _mount(state, shown)
    with words:
        _say(shown, compared(shown.race, state.mode, state.found))


def _mount(state: State, shown: cache.Shown) -> None:
    """Put the player on the page."""
    query = state.experiment.link()
    revision = f"{query} {look.mode()}"
    data = {**state.told(COST, deck(state.experiment, state.mode), revision), "arithmetic": None}
    if revision != state.sent:
        pictures = {"figure": shown.figure, "scene": shown.scene}
        urls = {"plotly": plotly_url(), "live": live_url()}
        data |= {**urls, "query": query, "step": state.step, **pictures}
    if state.arithmetic and revision != state.explained:
        data["arithmetic"] = payload.arithmetic(shown.race)
        state.explained = revision
    player.mount(data, PLAYER, lambda: mailbox.read(st.session_state[PLAYER]["outbox"], state))
    state.sent = revision
