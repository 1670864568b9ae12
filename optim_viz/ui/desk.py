"""What a page with a deck remembers between reruns: an experiment, and what the deck and Python have said."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Generic, TypeVar

from optim_viz.choice import Choice
from optim_viz.comparison import Mode
from optim_viz.linked import Linked
from optim_viz.parameters import Number, ParameterError

ALPHAS = ("a.alpha", "b.alpha")

Settings = TypeVar("Settings", bound=Linked)


@dataclass
class Desk(Generic[Settings]):
    """One visitor's page.

    ``session`` tells it from all others, also from the one that the same visitor had on a server before.
    ``remarks`` say what of the link was not understood, ``step`` where it puts the clock; ``complaint`` says
    what of the last input was refused; ``changed`` says that the rest of the page has to follow the component,
    ``alone`` that its words are all there is of it; ``mode`` says which learning rates are compared.  ``seen``
    is the last message of the component mounted as ``mount`` that was answered, ``sent`` the revision its
    pictures show and ``explained`` that of its arithmetic.
    """

    experiment: Settings
    remarks: tuple[str, ...] = ()
    step: int = 0
    changed: bool = False
    alone: bool = True
    mode: Mode = "same"
    complaint: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    mount: str = ""
    seen: int = 0
    sent: str = ""
    explained: str = ""
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
            self.set(path, self.experiment.parameter(path).parse(text, owner_of(self.experiment, path)))
        except ParameterError as error:
            self.complaint = f"{error} The old value stays."

    def choose(self, slot: str, key: str) -> None:
        """Put another optimizer into a slot, with the learning rate that stood there."""
        old = self.experiment.choice(slot)
        self.complaint = ""
        self.show(self.experiment.with_choice(slot, Choice.of(key, alpha=old["alpha"])))

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

    def show(self, experiment: Settings, mode: Mode | None = None) -> None:
        """Settle on an experiment, and on a ``mode`` if one is given; remarks on the link are about another."""
        self.experiment, self.mode, self.remarks = experiment, mode or self.mode, ()

    def told(self, cost: str, deck: dict[str, Any], revision: str) -> dict[str, Any]:
        """What every component is told: whom it speaks to, what was heard, and how the deck stands."""
        return {
            "session": self.session,
            "mount": self.mount,
            "seen": self.seen,
            "revision": revision,
            "deck": deck,
            "message": self.complaint,
            "cost": cost,
        }

    def open_link(self, query: str, mode: Mode) -> None:
        """Go on with what a page that is open elsewhere shows."""
        raise NotImplementedError


def owner_of(experiment: Linked, path: str) -> str:
    """What a number belongs to, in words: ``Adam``; nothing for the experiment's own."""
    part, _, name = path.partition(".")
    return str(experiment.choice(part).kind.name) if name else ""
