"""What one visitor's page remembers between reruns: an experiment, and what the player and it have said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from optim_viz.best import searchable
from optim_viz.comparison import Found, Mode, mode_of
from optim_viz.experiment import OPENINGS, Experiment
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.objectives import NETWORKS
from optim_viz.parameters import Number, ParameterError
from optim_viz.query import parse_start, read_step
from optim_viz.race import Race
from optim_viz.ui import cache
from optim_viz.ui.desk import ALPHAS, Desk
from optim_viz.ui.long_links import MARK
from optim_viz.ui.network_desk import NetworkDesk

KEY = "optim-viz"
LONGEST_WINDOW = 20


@dataclass
class State(Desk[Experiment]):
    """One visitor's pages; see :class:`Desk` for what each page with a deck remembers.

    ``named`` is the cost that the link names, ``window`` what it says of windows; ``found`` is what the best
    learning rates are while ``mode`` is ``best``; ``race`` is the experiment shown last, performed; ``chosen``
    is what was typed of files to take home; ``made`` is the last file that took a while, and of what;
    ``parked`` are the experiments on other costs than that of the present page, and how their learning rates
    are compared; ``go`` is the page, one of ``pages`` by their paths, that a click has asked for; ``network``
    is the desk of the page on which a network is trained.
    """

    named: str = ""
    window: str = ""
    found: Found = (None, None)
    chosen: dict[str, Number] = field(default_factory=dict)
    arithmetic: bool = False
    race: Race | None = None
    made: tuple[object, bytes] | None = None
    parked: dict[str, tuple[Experiment, Mode, Found]] = field(default_factory=dict)
    go: str = ""
    pages: dict[str, Any] = field(default_factory=dict)
    network: NetworkDesk = field(default_factory=lambda: NetworkDesk(NetworkExperiment(), mode="own"))

    def __post_init__(self) -> None:
        # The same visitor, whatever the page.
        self.network.session = self.session

    def parse(self, path: str, text: str) -> None:
        """Put what was typed into the experiment; what cannot be taken is said, and the old value stays."""
        if path != "start":
            super().parse(path, text)
            return
        self.complaint = ""
        try:
            self.show(self.experiment.with_start(parse_start(text, len(self.experiment.start))))
        except ParameterError as error:
            self.complaint = f"{error} The old value stays."

    def turn_to(self, cost: str) -> None:
        """Go on with the experiment on ``cost``, as it was when its pages were left."""
        here = self.experiment.f.key
        if cost == here:
            return
        self.parked[here] = self.experiment, self.mode, self.found
        opening = OPENINGS[cost]
        fresh = opening, mode_of(opening), (None, None)
        self.experiment, self.mode, self.found = self.parked.pop(cost, fresh)
        # The link's step was about the other cost.
        self.complaint, self.step = "", 0

    def open_link(self, query: str, mode: Mode) -> None:
        """Go on with what a page that is open elsewhere shows."""
        experiment, remarks = Experiment.from_query(query)
        self.open(experiment)
        self.compare(mode)
        self.remarks = remarks

    def open(self, experiment: Experiment) -> None:
        """Show another situation; which learning rates are compared follows from it."""
        self.mode = mode_of(experiment)
        self.complaint = ""
        self.show(experiment)

    def show(self, experiment: Experiment, mode: Mode | None = None) -> None:
        """Settle on an experiment, and on a ``mode`` if one is given; remarks on the link no longer concern it.

        While each is to be at its best, the learning rates are the best ones for it.
        """
        mode = mode or self.mode
        if mode == "best" and not searchable(experiment):
            mode = mode_of(experiment)
        found: Found = (None, None)
        if mode == "best":
            found = (cache.best(experiment, "a"), cache.best(experiment, "b"))
            for path, best in zip(ALPHAS, found, strict=True):
                experiment = experiment.with_value(path, best.alpha) if best else experiment
        # All at once: a run that does not wait for the search shows what was or what is, no mixture.
        self.experiment, self.mode, self.found, self.remarks = experiment, mode, found, ()


def current() -> State:
    """The state of this visitor's pages; a new one is read from the link."""
    if KEY not in st.session_state:
        query = {key: st.query_params.get_all(key) for key in st.query_params}
        cut = query.pop(MARK, None)
        named = query.get("f", [""])[0]
        state = State(Experiment(), named=named)
        desk: Desk[Any] = state.network if named in NETWORKS else state
        desk.experiment, remarks = type(desk.experiment).from_query(query)
        if cut:
            remarks = ("It is too long; only its beginning was read.", *remarks)
        desk.step, said = read_step(query.get("step", ["0"])[0], _steps(desk))
        desk.remarks = (*remarks, *said)
        desk.mode = mode_of(desk.experiment)
        state.window = query.get("window", [""])[0][:LONGEST_WINDOW]
        st.session_state[KEY] = state
    return st.session_state[KEY]  # type: ignore[no-any-return]


def _steps(desk: Desk[Any]) -> int:
    """How many steps there are; 0 where the digits cannot be read, which the page of the network says."""
    try:
        return int(desk.experiment.steps)
    except (ValueError, OSError):
        return 0
