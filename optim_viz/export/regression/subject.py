"""What a race on a regression is about, in words."""

from __future__ import annotations

from collections.abc import Callable

from optim_viz.experiment import Experiment
from optim_viz.objectives import REGRESSIONS, Regression


def subject(experiment: Experiment, written: Callable[[str], bool] = str.isprintable) -> str:
    """Which regression, on what; data of one's own whose name cannot be ``written`` have none.

    >>> from optim_viz.experiment import OPENINGS
    >>> subject(OPENINGS["regression"])
    'Linear regression on Diabetes, standardized features'
    """
    recipe: Regression = experiment.f.recipe
    dataset = recipe.dataset
    name = dataset.title if written(dataset.title) else "own data"
    features = "standardized features" if recipe.standardized else "raw features"
    return f"{REGRESSIONS[dataset.regression].name} on {name}, {features}"
