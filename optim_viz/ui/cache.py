"""What is worth keeping between reruns, for all users of the server; the only caches of the project."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from optim_viz.experiment import Experiment, Race, perform
from optim_viz.export import save
from optim_viz.figures import payload
from optim_viz.figures.encode import to_json
from optim_viz.figures.scene import Scene
from optim_viz.figures.specification import specification
from optim_viz.figures.theme import Mode
from optim_viz.narration import sentences
from optim_viz.tables import Row, measure_rows, theory_rows

# Streamlit hashes a dataclass without the types of what it holds; its text says everything.
BY_TEXT: dict[str | type[Any], Callable[[Any], Any]] = {Experiment: repr}


class Words(NamedTuple):
    """What the page says of a race: sentences, and two tables."""

    sentences: tuple[str, ...]
    theory: tuple[Row, ...]
    measured: tuple[Row, ...]


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_TEXT)
def words(experiment: Experiment, _race: Race) -> Words:
    """The words for an experiment; ``_race`` is it, performed."""
    return Words(sentences(_race), theory_rows(_race), measure_rows(_race))


class Drawing(NamedTuple):
    """A settled experiment as the player is sent it: two JSON texts."""

    figure: str
    scene: str


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_TEXT)
def race(experiment: Experiment, _known: Race | None = None) -> Race:
    """The experiment performed; shared, so nobody may write into its arrays.  ``_known`` may save a run."""
    return perform(experiment, known=_known)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_TEXT)
def drawing(experiment: Experiment, mode: Mode) -> Drawing:
    """The figure and the scene of an experiment."""
    scene = Scene.of(race(experiment))
    return Drawing(to_json(specification(scene, mode)), to_json(payload.settled(scene, mode)))


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=BY_TEXT)
def thumbnail(experiment: Experiment, mode: Mode) -> bytes:
    """A small picture of an experiment, PNG."""
    file = io.BytesIO()
    save(race(experiment), file, format="png", width=800, dark=mode == "dark")
    return file.getvalue()
