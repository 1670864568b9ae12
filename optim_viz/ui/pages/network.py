"""Network: the network of the lecture, trained by two optimizers side by side."""

from __future__ import annotations

import streamlit as st

from optim_viz.ui import blocks, digits_choice, look, more, network_downloads, network_messages, player, runs
from optim_viz.ui.deck import network_deck
from optim_viz.ui.network import answers_url
from optim_viz.ui.network_desk import NetworkDesk
from optim_viz.ui.player import mailbox
from optim_viz.ui.plotly_js import plotly_url
from optim_viz.ui.state import State

TITLE = "Network"
PATH = "network"
COST = "network"
NETWORK = "network"


def render(state: State) -> None:
    """The page, from top to bottom."""
    desk = state.network
    runs.here(desk)
    blocks.title("optim-viz", "the network of the lecture, trained by both")
    blocks.remarks(desk.remarks)
    digits_choice.row(desk)
    stage = st.container()
    open_folds = [network_downloads.take_home(desk), more.settings(desk)]
    desk.elsewhere = any(open_folds) or bool(desk.remarks)
    desk.changed = False
    with stage:
        _network(desk)
    # Not seen: pressed by the component when it finds no answer, since this runs all of the page.
    st.button("Connect again", key="revive")


@st.fragment
def _network(desk: NetworkDesk) -> None:
    """The deck and all that is drawn; the component asks the server itself for what its training comes to."""
    if desk.changed and desk.elsewhere:
        st.rerun()
    desk.changed = False
    query = desk.experiment.link()
    revision = f"{query} {look.mode()} {desk.turn}"
    data = {
        **desk.told(COST, network_deck(desk.experiment, desk.mode), revision),
        "query": query,
        "mode": look.mode(),
        "job": desk.owner,
        "plotly": plotly_url(),
        "answers": answers_url(),
    }

    def hear() -> None:
        mailbox.read(st.session_state[NETWORK]["outbox"], desk, network_messages.CHANGES)

    player.mount(data, NETWORK, hear, NETWORK)
