"""What one visitor's page remembers between reruns: an experiment, and what the player and it have said."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import streamlit as st

from optim_viz.best import searchable
from optim_viz.choice import Choice
from optim_viz.comparison import Found, Mode, mode_of
from optim_viz.experiment import OPENINGS, Experiment
from optim_viz.parameters import Number, ParameterError
from optim_viz.query import parse_start, read_step
from optim_viz.race import Race
from optim_viz.ui import cache
from optim_viz.ui.long_links import MARK

KEY = "optim-viz"
LONGEST_WINDOW = 20
ALPHAS = ("a.alpha", "b.alpha")


@dataclass
class State:
    """One visitor's page.

    ``session`` tells it from all others, also from the one that the same visitor had on a server before.
    ``remarks`` say what of the link was not understood, ``named`` that it names a cost, ``step`` and ``window``
    where it puts the clock and what it says of windows; ``complaint`` says what of the last input was refused;
    ``changed`` says that the rest of the page has to follow the player, ``alone`` that its words are all there
    is of it; ``mode`` says which learning rates are compared, and ``found`` what the best ones are while it is
    ``best``.  ``seen`` is the last message of the player mounted as ``mount`` that was answered, ``sent`` the
    revision its pictures show and ``explained`` that of its arithmetic; ``race`` is the experiment shown last,
    performed; ``chosen`` is what was typed of files to take home; ``made`` is the last file that took a while,
    and of what; ``parked`` are the experiments on other costs than that of the present page, and how their
    learning rates are compared; ``go`` is the page, one of ``pages`` by their paths, that a click has asked
    for.
    """

    experiment: Experiment
    remarks: tuple[str, ...] = ()
    named: bool = False
    step: int = 0
    window: str = ""
    changed: bool = False
    alone: bool = True
    mode: Mode = "same"
    found: Found = (None, None)
    complaint: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, Number] = field(default_factory=dict)
    arithmetic: bool = False
    race: Race | None = None
    made: tuple[object, bytes] | None = None
    mount: str = ""
    seen: int = 0
    sent: str = ""
    explained: str = ""
    parked: dict[str, tuple[Experiment, Mode, Found]] = field(default_factory=dict)
    go: str = ""
    pages: dict[str, Any] = field(default_factory=dict)
    session: str = field(default_factory=lambda: token_hex(8))

    def set(self, path: str, value: Number) -> None:
        """Put a number into the experiment.

        One learning rate for both goes to both; one that was the best is now a learning rate of its own.
        """
        experiment = self.experiment
        for each in self.together(path):
            experiment = experiment.with_value(each, value)
        if self.mode == "best" and path in ALPHAS:
            self.mode = "own"
        self.show(experiment)

    def together(self, path: str) -> tuple[str, ...]:
        """The paths that change with ``path``."""
        return ALPHAS if self.lock and path in ALPHAS else (path,)

    def parse(self, path: str, text: str) -> None:
        """Put what was typed into the experiment; what cannot be taken is said, and the old value stays."""
        self.complaint = ""
        try:
            if path == "start":
                self.show(self.experiment.with_start(parse_start(text, len(self.experiment.start))))
            else:
                self.set(path, self.experiment.parameter(path).parse(text, owner_of(self.experiment, path)))
        except ParameterError as error:
            self.complaint = f"{error} The old value stays."

    def choose(self, slot: str, key: str) -> None:
        """Put another optimizer into a slot, with the learning rate that stood there."""
        old: Choice = getattr(self.experiment, slot)
        self.complaint = ""
        self.show(self.experiment.with_choice(slot, Choice.of(key, alpha=old["alpha"])))

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

    @property
    def lock(self) -> bool:
        """Whether both learning rates are held together."""
        return self.mode == "same"

    def compare(self, mode: Mode) -> None:
        """Say which learning rates are compared: with ``same``, the right one becomes the left one."""
        if mode == "same":
            self.mode = mode
            self.set("a.alpha", self.experiment["a.alpha"])
        else:
            self.show(self.experiment, mode)

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
    """The state of this visitor's page; a new one is read from the link."""
    if KEY not in st.session_state:
        query = {key: st.query_params.get_all(key) for key in st.query_params}
        cut = query.pop(MARK, None)
        experiment, remarks = Experiment.from_query(query)
        if cut:
            remarks = ("It is too long; only its beginning was read.", *remarks)
        step, said = read_step(query.get("step", ["0"])[0], experiment.steps)
        state = State(experiment, (*remarks, *said), named="f" in query, step=step)
        state.window = query.get("window", [""])[0][:LONGEST_WINDOW]
        state.mode = mode_of(experiment)
        st.session_state[KEY] = state
    return st.session_state[KEY]  # type: ignore[no-any-return]


def owner_of(experiment: Experiment, path: str) -> str:
    """What a number belongs to, in words: ``Adam``; nothing for the experiment's own."""
    part, _, name = path.partition(".")
    return getattr(experiment, part).kind.name if name else ""
