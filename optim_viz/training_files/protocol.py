"""What a format of trainings is: both trainings in, bytes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optim_viz.choice import Choice
from optim_viz.datasets import Digits
from optim_viz.network import Training
from optim_viz.network.record import PART
from optim_viz.wording import count, number


@dataclass(frozen=True, eq=False)
class Trained:
    """A training, whole or stopped, and the seconds that each of its epochs took."""

    training: Training
    seconds: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Pair:
    """Both contenders' trainings on the same digits."""

    digits: Digits
    a: Trained
    b: Trained

    @property
    def sides(self) -> dict[str, Trained]:
        """By their slots, ``a`` and ``b``."""
        return {"a": self.a, "b": self.b}

    @property
    def choices(self) -> dict[str, Choice]:
        """What each is trained by."""
        return {slot: Choice.like(each.training.optimizer) for slot, each in self.sides.items()}

    @property
    def names(self) -> dict[str, str]:
        """What each is called beside the other: its optimizer, and its side where that is not enough."""
        a, b = (choice.kind.name for choice in self.choices.values())
        return {"a": a, "b": b} if a != b else {"a": f"{a} (a)", "b": f"{b} (b)"}

    @property
    def labels(self) -> dict[str, str]:
        """The names with the learning rates: ``Adam, α = 0.001``."""
        alphas = {slot: number(choice["alpha"], None) for slot, choice in self.choices.items()}
        return {slot: f"{name}, α = {alphas[slot]}" for slot, name in self.names.items()}

    @property
    def epochs(self) -> str:
        """How many were trained: ``10 epochs``, or of one that was stopped ``4 of 100 epochs``."""
        done = [str(number) for number in dict.fromkeys(self.done.values())]
        planned = self.a.training.epochs
        return (
            count(planned, "epoch") if self.is_whole else f"{' and '.join(done)} of {count(planned, 'epoch')}"
        )

    @property
    def done(self) -> dict[str, int]:
        """Whole epochs of each, by their slots."""
        return {slot: each.training.done for slot, each in self.sides.items()}

    @property
    def is_whole(self) -> bool:
        """Whether neither was stopped."""
        return set(self.done.values()) == {self.a.training.epochs}

    @property
    def followed(self) -> int:
        """How many of the digits, the first ones, the loss is followed on."""
        return min(PART, len(self.digits.y))


@dataclass(frozen=True)
class TrainingFormat:
    """One file format of trainings: ``csv``, ``CSV``, ``.csv``, and what makes the bytes."""

    key: str
    title: str
    ending: str
    render: Callable[[Pair], bytes]
