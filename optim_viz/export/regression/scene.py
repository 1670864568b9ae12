"""What is drawn of runs on a regression: learning rates, cost and distances in decades, and their axes."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz.arrays import Array
from optim_viz.export.scale import Scale
from optim_viz.figures.eleven.study import Study, distance
from optim_viz.figures.scene import log_ratio
from optim_viz.race import Race
from optim_viz.trajectory import Trajectory


@dataclass(frozen=True, eq=False)
class Scene:
    """Runs on one regression, by their slots, as log10 values.

    Parameters
    ----------
    study
        Names of the ``n`` parameters, minimum, and ranges of the axes, as on the screen.
    runs
        The trajectories.
    lowest, tolerance
        log10 of what J comes down to, -inf for 0, and of the cost at which a run has arrived.
    rates, cost, away
        log10 of the learning rates ``(steps, n)``, of J ``(steps + 1,)``, and of the distances
        abs(w_j - w_j*) from the minimum ``(steps + 1, n)``; abs(w_j) where there is none.
    rates_scale, cost_scale, away_scale
        Their axes.
    """

    study: Study
    runs: dict[str, Trajectory]
    lowest: float
    tolerance: float
    rates: dict[str, Array]
    cost: dict[str, Array]
    away: dict[str, Array]
    rates_scale: Scale
    cost_scale: Scale
    away_scale: Scale

    @classmethod
    def of(cls, race: Race, slots: str = "ab") -> Scene:
        """The scene of a race between single runs, or of one of them."""
        study = Study.of(race)
        runs = {slot: getattr(race, slot) for slot in slots}
        first = float(race.a.value[0])
        level = study.lowest + race.experiment.tolerance * (first - study.lowest)
        lowest, arrived = log_ratio([study.lowest, level], 1.0).tolist()
        return cls(
            study=study,
            runs=runs,
            lowest=lowest,
            tolerance=arrived,
            rates={slot: log_ratio(run.learning_rates, 1.0) for slot, run in runs.items()},
            cost={slot: log_ratio(run.value, 1.0) for slot, run in runs.items()},
            away={slot: log_ratio(distance(run, study.minimum), 1.0) for slot, run in runs.items()},
            rates_scale=Scale(*study.log_rates),
            cost_scale=Scale(*study.log_costs),
            away_scale=Scale(*study.log_distances),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Of the parameters, ``n``."""
        return self.study.names

    @property
    def steps(self) -> int:
        """How many steps each run takes."""
        return self.study.race.experiment.steps

    @property
    def separable(self) -> bool:
        """Whether there is no minimum."""
        return self.study.minimum is None

    @property
    def unique(self) -> bool:
        """Whether there is one minimum only."""
        return bool(self.study.race.objective.rank == len(self.names))
