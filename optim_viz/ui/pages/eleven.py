"""Eleven learning rates: a regression on real data, with a learning rate for every weight and the bias."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from optim_viz.best import searchable
from optim_viz.comparison import compared
from optim_viz.contender import contenders
from optim_viz.narration import sentences
from optim_viz.presets import STUDIES
from optim_viz.regression_why import reasons
from optim_viz.tables import measure_rows, theory_rows
from optim_viz.ui import blocks, cache, data_choice, downloads, look, more, player, situations
from optim_viz.ui.deck import deck
from optim_viz.ui.eleven import eleven_url
from optim_viz.ui.player import mailbox
from optim_viz.ui.plotly_js import plotly_url
from optim_viz.ui.state import State

TITLE = "Eleven learning rates"
PATH = "eleven-learning-rates"
COST = "regression"
ELEVEN = "eleven"
OWN = "Your own setting: what happens in it is said in words below the pictures."


def render(state: State) -> None:
    """The page, from top to bottom."""
    state.go = ""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        blocks.title("optim-viz", "a learning rate for every weight and the bias")
        here = situations.row(state, STUDIES)
    blocks.remarks(state.remarks)
    data_choice.row(state)
    blocks.line(here.text if here else OWN, lines=2)
    stage = st.container()
    words = st.container()
    open_folds = [downloads.take_home(state), more.settings(state)]
    state.alone = here is None and not state.remarks and not any(open_folds)
    state.changed = False
    with stage:
        _pictures(state, words)
    # Not seen: pressed by the component when it finds no answer, since this runs all of the page.
    st.button("Connect again", key="revive")


@st.fragment
def _pictures(state: State, words: DeltaGenerator) -> None:
    """The deck and the pictures, which ask the server themselves; the words follow."""
    if state.changed and not (state.alone and situations.here(state, STUDIES) is None):
        st.rerun()
    state.changed = False
    query = state.experiment.link()
    data = {
        **state.told(COST, deck(state.experiment, state.mode), f"{query} {look.mode()}"),
        "query": query,
        "step": state.step,
        "window": state.window,
        "mode": look.mode(),
        "best": searchable(state.experiment),
        "plotly": plotly_url(),
        "pictures": eleven_url(),
    }
    player.mount(data, ELEVEN, lambda: mailbox.read(st.session_state[ELEVEN]["outbox"], state), ELEVEN)
    with words:
        _say(state)


def _say(state: State) -> None:
    """What is being compared, what is happening, theory and measurement."""
    race = cache.study(state.experiment).race
    a, b = (contender.title for contender in contenders(race))
    blocks.side_by_side(
        " ".join(compared(race, state.mode, state.found)),
        [
            blocks.sentences("What is happening", sentences(race)),
            blocks.table("Theory beside measurement", (a, b), theory_rows(race)),
            blocks.table("What was measured", (a, b), measure_rows(race)),
            blocks.sentences("Why these learning rates", reasons(race)),
        ],
    )
