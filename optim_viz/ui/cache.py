"""What is worth keeping between reruns, for all users of the server; the only caches of the project."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Any, NamedTuple

import streamlit as st

from optim_viz.best import Best, best_alpha
from optim_viz.experiment import Experiment
from optim_viz.export import file_name, save
from optim_viz.figures import payload
from optim_viz.figures.eleven.study import Study
from optim_viz.figures.encode import to_json
from optim_viz.figures.scene import Scene
from optim_viz.figures.specification import specification
from optim_viz.figures.theme import Mode
from optim_viz.narration import sentences
from optim_viz.race import Race, perform, perform_slot
from optim_viz.tables import Row, measure_rows, theory_rows
from optim_viz.trajectory import Trajectory
from optim_viz.ui.held import Held

# Whoever starts the app reads its address, not that these caches are made before the server runs.
logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
    lambda record: "No runtime found" not in record.getMessage()
)

# Streamlit hashes a dataclass without the types of what it holds; its text says everything.
BY_TEXT: dict[str | type[Any], Callable[[Any], Any]] = {Experiment: repr}

# Threads that take turns with the interpreter are all late: what comes first is done first.
ONE_AT_A_TIME = Lock()
# Searches take longer, and no drawing should stand behind one.
ONE_SEARCH_AT_A_TIME = Lock()


class Shown(NamedTuple):
    """All that the page shows of an experiment: it performed, two JSON texts for the player, and words.

    It is shared by all visitors, so nobody may write into its arrays.
    """

    race: Race
    figure: str
    scene: str
    sentences: tuple[str, ...]
    theory: tuple[Row, ...]
    measured: tuple[Row, ...]


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_TEXT)
def shown(experiment: Experiment, mode: Mode, _known: Race | None = None) -> Shown:
    """Perform an experiment and draw it; ``_known`` may save a run."""
    with ONE_AT_A_TIME:
        race = perform(experiment, known=_known)
        scene = Scene.of(race)
        return Shown(
            race=race,
            figure=to_json(specification(scene, mode)),
            scene=to_json(payload.settled(scene, mode, file_name(experiment))),
            sentences=sentences(race),
            theory=theory_rows(race),
            measured=measure_rows(race),
        )


def study(experiment: Experiment) -> Study:
    """A race on a regression with its frame; the runs are shared, so nobody may write into their arrays."""
    a, b = run_of(experiment, "a"), run_of(experiment, "b")
    return Study.of(Race(experiment, a.objective, a, b))


def performed(experiment: Experiment, mode: Mode, known: Race | None = None) -> Race:
    """An experiment performed, as the page that shows its cost keeps it."""
    if experiment.f.key == "regression":
        return study(experiment).race
    return shown(experiment, mode, known).race


def run_of(experiment: Experiment, slot: str) -> Trajectory:
    """The run of a contender; the last ones are kept, whatever has become of the other one since."""
    choice = getattr(experiment, slot)
    return _run(replace(experiment, a=choice, b=choice, tolerance=Experiment.tolerance, seed=0))


def _bytes(run: Trajectory) -> int:
    arrays = [run.x, run.value, run.gradient, run.learning_rates, *run.state.values()]
    return sum(array.nbytes for array in arrays)


RUNS_HELD = 200_000_000
"""Bytes of runs that are kept for all visitors."""

_run: Held[Experiment, Trajectory] = Held(lambda experiment: perform_slot(experiment, "a"), _bytes, RUNS_HELD)


def best(experiment: Experiment, slot: str) -> Best | None:
    """The best learning rate of a slot, looked for anew only if something has changed that concerns it."""
    choice = getattr(experiment, slot).replace(alpha=1.0)
    return _best(replace(experiment, a=choice, b=choice, seed=0), slot)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=BY_TEXT)
def _best(experiment: Experiment, slot: str) -> Best | None:
    with ONE_SEARCH_AT_A_TIME:
        return best_alpha(experiment, slot)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=BY_TEXT)
def thumbnail(experiment: Experiment, mode: Mode) -> bytes:
    """A small picture of an experiment, PNG."""
    file = io.BytesIO()
    save(experiment, file, format="png", width=800, dark=mode == "dark")
    return file.getvalue()
