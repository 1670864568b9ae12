"""Learning rate: how far alpha can be off, for each of them."""

from __future__ import annotations

import streamlit as st

from optim_viz.ui import blocks, look, more, player, sweep_downloads
from optim_viz.ui.charts import charts_url
from optim_viz.ui.deck import longer_deck
from optim_viz.ui.player import mailbox
from optim_viz.ui.plotly_js import plotly_url
from optim_viz.ui.state import State

TITLE = "Learning rate"
PATH = "learning-rate"
COST = "quadratic"
RATES = "rates"


def render(state: State) -> None:
    """The page, from top to bottom."""
    blocks.title("optim-viz", "how far can the learning rate be off?")
    blocks.remarks(state.remarks)
    stage = st.container()
    open_folds = [sweep_downloads.take_home(state), more.settings(state)]
    state.alone = not any(open_folds) and not state.remarks
    state.changed = False
    with stage:
        _rates(state)
    # Not seen: pressed by the component when it finds no answer, since this runs all of the page.
    st.button("Connect again", key="revive")


@st.fragment
def _rates(state: State) -> None:
    """The deck and the charts; the charts ask the server themselves."""
    if state.go:
        page, state.go = state.pages[state.go], ""
        st.switch_page(page)
    if state.changed and not state.alone:
        st.rerun()
    state.changed = False
    query = state.experiment.link()
    data = {
        **state.told(COST, longer_deck(state.experiment, state.mode), f"{query} {look.mode()}"),
        "query": query,
        "mode": look.mode(),
        "plotly": plotly_url(),
        "charts": charts_url(),
    }
    player.mount(data, RATES, lambda: mailbox.read(st.session_state[RATES]["outbox"], state), RATES)
