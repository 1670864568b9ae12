"""A contender of a race with all that is said about it: its name, what it did, where it went."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from optim_viz import analysis, theory
from optim_viz.arrays import Array
from optim_viz.choice import Choice
from optim_viz.experiment import Experiment
from optim_viz.linked import Linked
from optim_viz.objectives import QUADRATIC, Quadratic
from optim_viz.optimizers import GradientDescent, Optimizer
from optim_viz.race import Race
from optim_viz.trajectory import Trajectory
from optim_viz.view import view
from optim_viz.wording import number

ROUNDING = 1e-12
"""So small a part of the first distance to the minimum is at the minimum, when sign changes are counted."""

ROUNDING_OF_COST = 1e-15
"""So small a part of J is lost when it is computed: a difference below that says nothing."""

IN_A_SENTENCE = {"Gradient descent": "gradient descent", "Momentum": "momentum"}
"""Names that are common nouns."""


@dataclass(frozen=True, eq=False)
class Contender:
    """One side of a race; steps are None for what did not happen."""

    title: str
    """The name at the beginning of a sentence."""
    name: str
    """The name within one."""
    choice: Choice
    trajectory: Trajectory
    objective: Any
    experiment: Experiment

    @property
    def optimizer(self) -> Optimizer:
        """Its algorithm with its numbers."""
        return self.trajectory.optimizer

    @property
    def alpha(self) -> float:
        """Its learning rate."""
        return float(self.choice["alpha"])

    @property
    def is_plain(self) -> bool:
        """Whether it is gradient descent, about which theory knows everything."""
        return isinstance(self.optimizer, GradientDescent)

    @property
    def is_adaptive(self) -> bool:
        """Whether each parameter has a learning rate of its own."""
        return self.optimizer.adaptive

    @property
    def goal(self) -> str:
        """What it means to have arrived, as a formula."""
        return goal(self.experiment, self.objective.infimum)

    @cached_property
    def arrived(self) -> int | None:
        """The first step at which J, above what it comes down to, was at most ``tolerance`` J_0."""
        e = self.experiment
        return _step(analysis.steps_to(self.trajectory, e.tolerance, self.objective.infimum))

    @cached_property
    def stays_from(self) -> int | None:
        """The step from which on it was so to the end."""
        e = self.experiment
        return _step(analysis.stays_from(self.trajectory, e.tolerance, self.objective.infimum))

    @cached_property
    def left(self) -> int | None:
        """The first step outside the pictures; None where none shows the whole path, as of a regression."""
        if not isinstance(self.objective, Quadratic):
            return None
        return _step(analysis.left_view(self.trajectory, view(self.experiment)))

    @property
    def broke(self) -> int | None:
        """The first step whose numbers are not finite."""
        return int(self.trajectory.last) + 1 if self.trajectory.diverged else None

    @property
    def divided_by_zero(self) -> bool:
        """Whether that was a division by zero: no gradient yet in some parameter, and epsilon = 0."""
        if self.broke is None or not self.is_adaptive or self.choice["epsilon"] != 0:
            return False
        last = self.broke - 1
        squares = self.trajectory.state["v"][last] + self.trajectory.gradient[last] ** 2
        return bool(np.any(squares == 0))

    @cached_property
    def wall(self) -> float | None:
        """The alpha from which on it diverges; None for methods and costs without such a wall."""
        if not isinstance(self.objective, QUADRATIC):
            return None
        wall = theory.wall(self.optimizer, float(self.objective.eigenvalues[-1]))
        return None if wall is None else float(wall)

    @cached_property
    def grows(self) -> float | None:
        """The factor by which its distance to the minimum grows a step, where alpha is beyond its wall."""
        if self.wall is None or self.alpha <= self.wall * (1 + theory.EXACT):
            return None
        factor = float(analysis.growth(self.trajectory, self.objective.minimum))
        return factor if factor > 1 else None

    @property
    def is_lost(self) -> bool:
        """Whether it diverges, or its numbers have ended."""
        return self.grows is not None or self.broke is not None

    @property
    def is_aligned(self) -> bool:
        """Whether the valley lies along the axes of w1 and w2, as a round one always does."""
        return float(self.experiment.f["angle"]) % 90 == 0 or self.experiment.f["kappa"] == 1

    @property
    def moving(self) -> list[int]:
        """The parameters with a gradient at the start, and so with a learning rate that means something."""
        rates = self.trajectory.learning_rates[0]
        return [j for j in range(len(rates)) if self.trajectory.gradient[0, j] != 0 and 0 < rates[j] < math.inf]

    @cached_property
    def final_cost(self) -> float:
        """J at its last finite point."""
        return float(analysis.final_cost(self.trajectory))

    @property
    def begins_at_minimum(self) -> bool:
        """Whether J at the start is, to rounding, what it comes down to."""
        low = self.objective.infimum
        return bool(self.trajectory.value[0] - low <= ROUNDING_OF_COST * low)

    @property
    def left_over(self) -> float:
        """The last finite J as a part of J_0, both above what J comes down to."""
        low = float(self.objective.infimum)
        return (self.final_cost - low) / (float(self.trajectory.value[0]) - low)

    @cached_property
    def flips(self) -> Array:
        """How often each parameter changed sides of the minimum, shape ``(n,)``."""
        return self._flips(self.trajectory.x - self.objective.minimum)

    @cached_property
    def crossings(self) -> Array:
        """How often the coordinates along and across the valley changed their sign, shape ``(2,)``."""
        return self._flips((self.trajectory.x - self.objective.minimum) @ self.objective.eigenvectors)

    def _flips(self, away: Array) -> Array:
        smallest = ROUNDING * float(np.hypot.reduce(away[0]))
        return analysis.flips(replace(self.trajectory, x=away), 0.0, smallest)

    @cached_property
    def first_step(self) -> Array:
        """How far the first step went in each parameter, in units of alpha, shape ``(n,)``."""
        return np.asarray(np.abs(self.trajectory.x[1] - self.trajectory.x[0]) / self.alpha)

    @cached_property
    def least(self) -> float | None:
        """The fewest steps that an adaptive method can need, where the valley lies along the axes."""
        go = theory.distance_to_go(self.objective, self.experiment.start, self.experiment.tolerance)
        return theory.fewest_steps(self.optimizer, go)


def goal(experiment: Experiment, infimum: float) -> str:
    """What it means to have arrived, as a formula; J* is what J comes down to, where that is not 0.

    >>> goal(Experiment(), 0.0), goal(Experiment(), 1430.0)
    ('J ≤ 0.001 J₀', 'J − J* ≤ 0.001 (J₀ − J*)')
    """
    part = number(experiment.tolerance, None)
    return f"J − J* ≤ {part} (J₀ − J*)" if infimum else f"J ≤ {part} J₀"


def sided(experiment: Linked, slot: str) -> str:
    """The name of a contender's optimizer, and its side where both are of one kind.

    >>> sided(Experiment(), "b"), sided(Experiment(a=Choice.of("adam")), "b")
    ('Adam', 'Adam, right')
    """
    name = str(experiment.choice(slot).kind.name)
    side = {"a": ", left", "b": ", right"}[slot]
    return name + side if experiment.choice("a").key == experiment.choice("b").key else name


def contenders(race: Race) -> tuple[Contender, Contender]:
    """Both sides of a race of single runs, with names that tell them apart."""
    experiment = race.experiment
    both = tails(experiment.a, experiment.b)
    a, b = (
        Contender(
            kind.name + tail,
            IN_A_SENTENCE.get(kind.name, kind.name) + tail,
            choice,
            run,
            race.objective,
            experiment,
        )
        for choice, run, tail in zip((experiment.a, experiment.b), (race.a, race.b), both, strict=True)
        for kind in [choice.kind]
    )
    return a, b


def tails(a: Choice, b: Choice) -> tuple[str, str]:
    """What tells two choices apart, to stand behind their names.

    >>> tails(Choice.of("adam"), Choice.of("adam", alpha=0.1))
    (' (α = 0.001)', ' (α = 0.1)')
    """
    if a.key != b.key:
        return "", ""
    names = [name for name, value in a.numbers if value != b[name]]
    if not names:
        return " (first)", " (second)"
    return _differing(a, names), _differing(b, names)


def _differing(choice: Choice, names: list[str]) -> str:
    words = []
    for name in names:
        known, value = choice.parameters[name], choice[name]
        if isinstance(value, bool):
            words.append(f"{'with' if value else 'without'} {known.label}")
        else:
            words.append(f"{known.symbol} = {number(value, None)}")
    return f" ({', '.join(words)})"


def _step(step: Array) -> int | None:
    return None if np.isnan(step) else int(step)
