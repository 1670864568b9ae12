"""What a regression is fitted to: the data set, and whether its features are standardized."""

from __future__ import annotations

import streamlit as st

from optim_viz.datasets import DATASETS
from optim_viz.ui.state import State


def row(state: State) -> None:
    """The data sets, one click each, and raw or standardized features."""
    titles = {key: known.title for key, known in DATASETS.items()}
    st.session_state["data"] = state.experiment.f["data"]

    def chosen() -> None:
        f = state.experiment.f.replace(data=st.session_state["data"])
        state.show(state.experiment.with_choice("f", f))

    st.pills("Data", list(titles), format_func=titles.__getitem__, key="data", on_change=chosen, required=True)
