"""Eleven learning rates: a regression on real data, with a learning rate for every weight and the bias."""

from __future__ import annotations

import streamlit as st

from optim_viz.ui import blocks, data_choice, downloads, more
from optim_viz.ui.state import State

TITLE = "Eleven learning rates"
PATH = "eleven-learning-rates"
COST = "regression"


def render(state: State) -> None:
    """The page, from top to bottom."""
    state.go = ""
    blocks.title("optim-viz", "a learning rate for every weight and the bias")
    blocks.remarks(state.remarks)
    data_choice.row(state)
    downloads.take_home(state)
    more.settings(state)
    # Not seen: pressed by the player when it finds no answer, since this runs all of the page.
    st.button("Connect again", key="revive")
