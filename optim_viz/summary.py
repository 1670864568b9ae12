"""A race in numbers for programs: what was run, with what, what theory says, and what came of it."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Any

import numpy as np

from optim_viz import analysis, regression_summary, theory
from optim_viz.contender import Contender, contenders
from optim_viz.objectives import Quadratic
from optim_viz.race import Race
from optim_viz.regression_summary import finite


def summary(race: Race) -> dict[str, Any]:
    """What a race of single runs came to, in plain numbers, texts, lists and dicts; fit for JSON.

    ``experiment`` and ``link`` read back to the experiment by :meth:`Experiment.from_query`; data of one's
    own they only name.  None stands for what did not happen, for what theory does not know, and for numbers
    that are not finite.  What a regression has beside that is in :mod:`optim_viz.regression_summary`.

    >>> from optim_viz import Experiment, perform
    >>> said = summary(perform(Experiment()))
    >>> said["a"]["steps_to_tolerance"], said["a"]["theory"]["regime"], said["theory"]["eigenvalues"]
    (169, ['smooth', 'zig-zag'], [1.0, 20.0])
    """
    experiment = race.experiment
    a, b = contenders(race)
    return {
        "link": experiment.link(),
        "experiment": experiment.to_query(),
        "versions": {
            "optim_viz": version("optim-viz"),
            "numpy": np.__version__,
            "python": platform.python_version(),
        },
        **_cost(race),
        "a": _outcome(a),
        "b": _outcome(b),
    }


def _cost(race: Race) -> dict[str, Any]:
    if not isinstance(race.objective, Quadratic):
        return {
            "data": regression_summary.data(race.experiment),
            "theory": regression_summary.objective(race.experiment, race.objective),
        }
    return {
        "theory": {
            "eigenvalues": race.objective.eigenvalues.tolist(),
            "eigenvectors": race.objective.eigenvectors.T.tolist(),
            "minimum": race.objective.minimum.tolist(),
        }
    }


def _outcome(c: Contender) -> dict[str, Any]:
    last = int(c.trajectory.last)
    quadratic = isinstance(c.objective, Quadratic)
    return {
        "name": c.title,
        "last": last,
        "diverged": bool(c.trajectory.diverged),
        "w": c.trajectory.x[last].tolist(),
        "J": c.final_cost,
        "steps_to_tolerance": c.arrived,
        "stays_from": c.stays_from,
        "left_view_at": c.left,
        "not_finite_at": c.broke,
        "grows_by": finite(c.grows),
        "path_length": finite(float(analysis.path_length(c.trajectory))),
        "sign_changes": [int(n) for n in c.flips] if quadratic else regression_summary.flips(c),
        **({} if quadratic else regression_summary.contender(c)),
        "theory": _theory(c) if quadratic else regression_summary.of_contender(c),
    }


def _theory(c: Contender) -> dict[str, Any]:
    eigenvalues = c.objective.eigenvalues.tolist()
    products = [c.alpha * eigenvalue for eigenvalue in eigenvalues]
    e = c.experiment
    return {
        "diverges_above_alpha": theory.wall(c.optimizer, eigenvalues[1]),
        "best_alpha": float(theory.best_alpha(*eigenvalues)) if c.is_plain else None,
        "alpha_eigenvalues": None if c.is_adaptive else [finite(p) for p in products],
        "regime": [theory.regime(p) for p in products] if c.is_plain else None,
        "predicted_steps": theory.predicted_steps(c.objective, c.alpha, e.start, e.tolerance)
        if c.is_plain
        else None,
        "fewest_steps": finite(c.least) if c.is_adaptive and c.is_aligned else None,
    }
