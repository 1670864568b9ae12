"""Sweeps -> buttons: what is behind the charts of the learning-rate page, and the command that repeats it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from optim_viz.arrays import Array
from optim_viz.experiment import Experiment
from optim_viz.robustness import ALPHAS, COUNT, budgeted
from optim_viz.sweep import Sweep, sweep
from optim_viz.sweep_files import FORMATS, OUTCOMES, SweepFormat
from optim_viz.ui.charts import COLUMNS, ROWS
from optim_viz.ui.downloads import PATIENCE
from optim_viz.ui.state import State

OUTCOME = "stays"
"""What the charts show, and so the pictures: the step from which a run stays within the tolerance."""

CHUNK = 1024
"""Runs that are done between two looks at the progress bar."""

MIME = {"csv": "text/csv", "json": "application/json", "png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Over:
    """What is swept: its name, and each axis as low, high and count, spaced by equal factors."""

    title: str
    key: str
    axes: dict[str, tuple[float, float, int]]

    def values(self, slot: str) -> dict[str, Array]:
        """The values of each axis by the paths of a contender."""
        paths = {"alpha": f"{slot}.alpha", "kappa": "f.kappa"}
        return {paths[name]: np.geomspace(*axis) for name, axis in self.axes.items()}

    @property
    def flags(self) -> str:
        """How ``optim-viz sweep`` is told of the same axes."""
        return " ".join(f"--{name} {low:g}:{high:g}:{count}" for name, (low, high, count) in self.axes.items())


SWEEPS = (
    Over("α", "alpha", {"alpha": (*ALPHAS, COUNT)}),
    Over("α and κ", "alpha-and-kappa", {"alpha": (*ALPHAS, COLUMNS), "kappa": (1.0, 1000.0, ROWS)}),
)


def take_home(state: State) -> bool:
    """A fold-out with the sweeps of the page as files; whether it is open."""
    box = st.expander("Take it home", key="take sweep home", on_change="rerun")
    if not box.open:
        return False
    formats = {known.key: known for known in FORMATS}
    sweeps = {over.key: over for over in SWEEPS}
    with box:
        st.caption(
            "What comes of every run: when it arrives, from when on it stays, what is left of J, "
            "whether it diverges. The picture buttons of the charts give them as they are drawn."
        )
        left, right = st.columns(2)
        with left:
            over = sweeps[_pills("Sweep over", {key: each.title for key, each in sweeps.items()})]
        with right:
            known = formats[_pills("Format", {key: each.title for key, each in formats.items()})]
        experiment = budgeted(state.experiment)
        name = f"sweep_{over.key}_{experiment.a.key}-vs-{experiment.b.key}{known.ending}"
        if st.button(f"Make {known.title}", type="primary"):
            state.made = ((state.experiment, name), made(experiment, over, known))
        if state.made and state.made[0] == (state.experiment, name):
            content = state.made[1]
            label = f"Download, {len(content) / 1e3:,.0f} kB"
            st.download_button(label, content, name, MIME[known.key], type="primary", on_click="ignore")
        st.markdown("The same from the command line:")
        outcome = f" --outcome {OUTCOME}" if known.picture else ""
        st.code(
            f'optim-viz sweep --link "{experiment.link()}" {over.flags}{outcome} --out {name}',
            language="bash",
            wrap_lines=True,
        )
    return True


def _pills(label: str, titles: dict[str, str]) -> str:
    chosen: Any = st.pills(
        label,
        list(titles),
        default=next(iter(titles)),
        required=True,
        format_func=titles.__getitem__,
        key=label,
    )
    return str(chosen)


def made(experiment: Experiment, over: Over, known: SweepFormat) -> bytes:
    """The file, with a progress bar where it takes longer than people wait."""
    place = st.empty()
    begun = time.monotonic()

    def progress_of(slot: int) -> Callable[[float], None]:
        def progress(done: float) -> None:
            if time.monotonic() - begun > PATIENCE:
                place.progress((slot + done) / 2, f"{known.title}: {(slot + done) / 2:.0%}")

        return progress

    swept: list[Sweep] = [
        sweep(experiment, slot, over.values(slot), progress=progress_of(number), chunk=CHUNK)
        for number, slot in enumerate("ab")
    ]
    place.empty()
    return known.render(swept, [OUTCOME] if known.picture else OUTCOMES)
