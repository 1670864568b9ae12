"""A race on a regression in numbers for programs: the data, what theory says, and what came of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from optim_viz import analysis, theory
from optim_viz.arrays import Array
from optim_viz.contender import Contender
from optim_viz.datasets import find
from optim_viz.experiment import Experiment
from optim_viz.objectives import LinearRegression, LogisticRegression
from optim_viz.regression_tables import curvatures
from optim_viz.regression_why import correlations


def data(experiment: Experiment) -> dict[str, Any]:
    """What is learned from.

    >>> said = data(Experiment.from_query("f=regression&f.standardized=false")[0])
    >>> said["title"], said["examples"], said["features"][:3], said["standardized"]
    ('Diabetes', 442, ['age', 'sex', 'bmi'], False)
    """
    dataset = find(experiment.f["data"])
    return {
        "key": dataset.key,
        "title": dataset.title,
        "source": dataset.source,
        "regression": dataset.regression,
        "examples": len(dataset.y),
        "features": list(dataset.features),
        "target": dataset.target,
        "labels": None if dataset.labels is None else list(dataset.labels),
        "standardized": bool(experiment.f["standardized"]),
    }


def objective(experiment: Experiment, J: LinearRegression | LogisticRegression) -> dict[str, Any]:
    """What theory says of the cost: curvatures and minimum, one number for each of ``parameters``.

    None where there is no minimum, and for the condition number of columns that depend on each other.
    """
    known = _has_minimum(J)
    return {
        "parameters": list(experiment.f.recipe.parameters),
        "lipschitz": J.lipschitz,
        "eigenvalues": J.eigenvalues.tolist() if known else None,
        "rank": J.rank,
        "condition_number": finite(J.condition_number) if known else None,
        "minimum": J.minimum.tolist() if known else None,
        "lowest": J.lowest if known else None,
        **(_score(J, J.minimum) if known else {}),
    }


def contender(c: Contender) -> dict[str, Any]:
    """What one run shows beyond what runs on any cost do."""
    J = c.objective
    straight, gradient, _ = correlations(c.trajectory)
    return {
        "J_above_minimum": c.final_cost - J.infimum,
        **_score(J, c.trajectory.x[int(c.trajectory.last)]),
        "turns": [int(n) for n in analysis.turns(c.trajectory)[-1]],
        "rank_correlation_of_learning_rates": {"straightness": straight, "gradient": gradient},
    }


def of_contender(c: Contender) -> dict[str, Any]:
    """What theory says of one run: all of it for the constant curvatures of linear regression only."""
    linear = isinstance(c.objective, LinearRegression)
    plain, low_high = c.is_plain and linear, curvatures(c.objective)[[0, -1]].tolist() if linear else []
    products = [c.alpha * eigenvalue for eigenvalue in c.objective.eigenvalues.tolist()] if linear else []
    e = c.experiment
    return {
        "diverges_above_alpha": c.wall,
        "falls_below_alpha": 2 / c.objective.lipschitz if c.is_plain else None,
        "best_alpha": float(theory.best_alpha(*low_high)) if plain else None,
        "alpha_eigenvalues": None if c.is_adaptive or not linear else [finite(p) for p in products],
        "regime": [theory.regime(p) for p in products] if plain else None,
        "predicted_steps": theory.predicted_steps(c.objective, c.alpha, e.start, e.tolerance)
        if plain
        else None,
    }


def flips(c: Contender) -> list[int] | None:
    """How often each parameter changed sides of the minimum; None where there is not one minimum."""
    J = c.objective
    return [int(n) for n in c.flips] if _has_minimum(J) and J.rank == len(J.start) else None


def finite(x: float | None) -> float | None:
    """The number, or None where it is none that JSON knows."""
    return x if x is not None and math.isfinite(x) else None


def _has_minimum(J: LinearRegression | LogisticRegression) -> bool:
    return isinstance(J, LinearRegression) or not J.separable


def _score(J: LinearRegression | LogisticRegression, w: Array) -> dict[str, float | None]:
    with np.errstate(over="ignore"):
        if isinstance(J, LinearRegression):
            return {"r_squared": finite(float(J.r_squared(w)))}
        return {"accuracy": finite(float(J.accuracy(w)))}
