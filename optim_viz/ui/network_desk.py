"""What the page of the network remembers between reruns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from secrets import token_hex
from weakref import WeakValueDictionary

from optim_viz.alpha_sweep import Search
from optim_viz.comparison import Mode, mode_of
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.pool import Course, Job
from optim_viz.ui.desk import Desk

MOST_PINS = 6

DESKS: WeakValueDictionary[str, NetworkDesk] = WeakValueDictionary()
"""By their owners, the desks of all who are here."""


@dataclass(frozen=True, eq=False)
class Pin:
    """A pair of trainings whose curves are kept; ``number`` tells it from all others, also those of before.

    ``digits`` is what the digits are called.
    """

    number: int
    experiment: NetworkExperiment
    courses: dict[str, Course]
    digits: str


@dataclass(eq=False)
class NetworkDesk(Desk[NetworkExperiment]):
    """One visitor's page of the network; see :class:`Desk`.

    ``owner`` is whose trainings these are, a word that nobody else knows, which outlives a reload of the page;
    ``context`` is the name of Streamlit's session; ``trained`` is what the present training was begun with,
    which the deck may have left since; ``pins`` are the trainings that are compared with it, ``pinned`` the job
    that was pinned last, and ``numbered`` how many have been; ``search`` is a sweep of alpha; ``turn`` rises
    whenever the component has to ask anew; ``elsewhere`` says that more of the page than the component shows
    the settings.
    """

    owner: str = ""
    context: str = ""
    trained: NetworkExperiment | None = None
    pins: list[Pin] = field(default_factory=list)
    pinned: Job | None = None
    numbered: int = 0
    search: Search | None = None
    turn: int = 0
    elsewhere: bool = False

    def __post_init__(self) -> None:
        self.owner = self.owner or self.session

    def take_over(self, before: NetworkDesk) -> None:
        """Go on with the trainings of a page that is no more."""
        for name in ("owner", "trained", "pins", "pinned", "numbered", "search"):
            setattr(self, name, getattr(before, name))
        before.owner = token_hex(8)  # it may come back, with nothing to its name
        self.turn += 1

    def open_link(self, query: str, mode: Mode) -> None:
        """Go on with what a page that is open elsewhere shows."""
        experiment, remarks = NetworkExperiment.from_query(query)
        self.show(experiment, mode if mode != "best" else mode_of(experiment))
        # The row of digits and the remarks stand outside the component.
        self.remarks, self.elsewhere = remarks, True

    def pin(self, job: Job) -> None:
        """Keep the curves of a training; the oldest ones go when there are too many."""
        if self.trained is None or job is self.pinned or not all(job.known.values()):
            return
        self.numbered += 1
        # Without the snapshots, which no curve needs.
        courses = {slot: replace(course, training=None) for slot, course in job.known.items()}
        digits = self.trained.network.digits.title
        self.pins = [*self.pins, Pin(self.numbered, self.trained, courses, digits)][-MOST_PINS:]
        self.pinned = job

    def unpin(self, number: int) -> None:
        """Take curves off."""
        if number == self.numbered:
            self.pinned = None
        self.pins = [pin for pin in self.pins if pin.number != number]
