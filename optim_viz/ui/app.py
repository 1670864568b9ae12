"""The app: page settings, the experiment from the link, navigation."""

from __future__ import annotations

from functools import partial

import streamlit as st

from optim_viz.objectives import NETWORKS
from optim_viz.ui import look, state
from optim_viz.ui.pages import PAGES

st.set_page_config(
    page_title="optim-viz",
    page_icon="🧭",
    layout="wide",
    initial_sidebar_state="collapsed",
    # With an entry of its own the menu appears, and in it the choice between light and dark.
    menu_items={"About": "optim-viz: gradient descent and Adam, step by step."},
)
look.apply()
visitor = state.current()
pages = [
    st.Page(partial(page.render, visitor), title=page.TITLE, url_path=page.PATH, default=first)
    for page, first in zip(PAGES, [True] + [False] * len(PAGES), strict=False)
]
visitor.pages = {page.PATH: known for page, known in zip(PAGES, pages, strict=True)}
chosen = st.navigation(pages, position="top" if len(pages) > 1 else "hidden")
costs = [page.COST for page in PAGES]
cost = costs[pages.index(chosen)]
# A link whose page shows another cost than it names leads to one that shows it.
named, visitor.named = visitor.named, ""
sought = named if named in NETWORKS else visitor.experiment.f.key
if named and cost != sought:
    st.switch_page(pages[costs.index(sought)])
if cost not in NETWORKS:
    visitor.turn_to(cost)
chosen.run()
