"""More settings: a fold-out with everything that has no live slider."""

from __future__ import annotations

from typing import Any

import streamlit as st

from optim_viz.contender import sided
from optim_viz.linked import Linked
from optim_viz.ui import controls
from optim_viz.ui.desk import Desk
from optim_viz.ui.state import State


def settings(state: Desk[Any]) -> bool:
    """Everything that has no live slider; whether the fold-out is open."""
    experiment: Linked = state.experiment
    box = st.expander("More settings", key="more settings", on_change="rerun")
    if not box.open:
        return False
    with box:
        *run, left, right = st.columns(3 if isinstance(state, State) else 2)
        if isinstance(state, State):
            with run[0]:
                if len(state.experiment.start) == 2:
                    controls.start(state)
                for name in ("steps", "tolerance", "seed"):
                    controls.field(state, name)
        for slot, column in (("a", left), ("b", right)):
            choice = experiment.choice(slot)
            with column:
                st.html(f'<b style="color: var(--ov-{slot})">{sided(experiment, slot)}</b>')
                quiet = [name for name, declared in choice.parameters.items() if not declared.live]
                for name in quiet:
                    controls.field(state, f"{slot}.{name}")
                if not quiet:
                    st.caption("All its numbers are live sliders above.")
    return True
