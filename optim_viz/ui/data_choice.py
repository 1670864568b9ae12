"""What a regression is fitted to: the data set, and whether its features are standardized."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import streamlit as st

from optim_viz.datasets import DATASETS, OWN, Dataset, Shipped, TableError, find
from optim_viz.datasets.cells import shown
from optim_viz.objectives.logistic import LogisticRegression
from optim_viz.objectives.regression import Cost
from optim_viz.ui import own_data
from optim_viz.ui.blocks import plain
from optim_viz.ui.state import State

HELD = "own data held"
"""Where a visitor's session holds the data of their own that were shown last, so that they stay alive."""

REFUSED = "data"
LONGEST = 24
"""Characters of a file's name in the menu."""

SCALES = {False: "raw", True: "standardized"}


def row(state: State) -> None:
    """Data sets, raw or standardized features, and data of one's own; in a line under them what they are."""
    _show(state)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="data row"):
        _data(state)
        _scale(state)
        own_data.fold_out(lambda kept: _show(state, data=kept.key))
    st.html(f'<p class="ov-about">{_about(state)}</p>')
    if REFUSED in state.refused:
        st.error(plain(state.refused.pop(REFUSED)))


def _show(state: State, **changes: Any) -> None:
    """Change the regression on the page; where features cannot be standardized they stay raw, which is said."""
    f = state.experiment.f.replace(**changes)
    try:
        f.build()
    except TableError as error:
        state.refused[REFUSED] = f"{error} The raw ones are shown."
        f = f.replace(standardized=False)
    if f["data"].startswith(OWN):
        st.session_state[HELD] = find(f["data"])
    if f != state.experiment.f:
        state.show(state.experiment.with_choice("f", f))


def _data(state: State) -> None:
    """The menu of data sets: those that are shipped, and this visitor's own ones."""
    titles = {key: known.title for key, known in DATASETS.items()}
    if own := st.session_state.get(HELD):
        titles[own.key] = _label(own.title, titles.values())
    st.session_state["data"] = state.experiment.f["data"]
    st.pills(
        "Data",
        list(titles),
        format_func=titles.__getitem__,
        key="data",
        on_change=lambda: _show(state, data=st.session_state["data"]),
        required=True,
        label_visibility="collapsed",
        width="content",
    )


def _label(title: str, others: Iterable[str]) -> str:
    """The name of a file for the menu: short, without markup, and not the name of another entry."""
    name = plain(shown(title.strip() or "Your data", LONGEST)[1:-1])
    return f"{name} (yours)" if name in others else name


def _scale(state: State) -> None:
    """Raw or standardized features."""
    st.session_state["scale"] = state.experiment.f["standardized"]
    st.segmented_control(
        "Features",
        list(SCALES),
        format_func=SCALES.__getitem__,
        key="scale",
        on_change=lambda: _show(state, standardized=st.session_state["scale"]),
        required=True,
        label_visibility="collapsed",
        width="content",
    )


def _about(state: State) -> str:
    """What the data are, how many, what is predicted, and where they come from, as HTML."""
    dataset = find(state.experiment.f["data"])
    known = DATASETS.get(dataset.key)
    said = _shipped(known, dataset.regression) if known else _own(dataset)
    return " ".join([said, *map(escape, _no_single_minimum(state.experiment.f.build()))])


def _shipped(known: Shipped, regression: str) -> str:
    who, what = known.about.removesuffix(".").split(": ", 1)
    # Who and when; the whole of it is in the tooltip.
    cited = re.sub(r"^(\w+).*?(\d{4}).*", r"\1 et al. \2", known.source)
    return (
        f"{escape(who)} × {len(known.features)} features: {escape(what)} ({regression} regression). "
        f'<span title="{escape(f"{known.source} ({known.license})")}">{escape(cited)}</span>'
    )


def _own(dataset: Dataset) -> str:
    m, d = dataset.X.shape
    target, *labels = (f"“{shown(name, LONGEST)[1:-1]}”" for name in (dataset.target, *(dataset.labels or ())))
    two = f" ({labels[1]} against {labels[0]})" if labels else ""
    return escape(
        f"{m:,} examples × {d:,} feature{'s' * (d > 1)}: {dataset.regression} regression of {target}{two}. "
        "Your data stay on the machine that runs this app: a link cannot carry them, and opens them only here "
        "while the app has them."
    )


def _no_single_minimum(cost: Cost) -> Iterator[str]:
    """Why there is not one minimum, where there is none or there are many."""
    if isinstance(cost, LogisticRegression) and cost.separable:
        yield "A hyperplane separates the two labels: J falls towards 0 without end and has no minimum."
    elif cost.rank < len(cost.start):
        yield "To within rounding, some columns follow from others: many weights have the lowest cost."
