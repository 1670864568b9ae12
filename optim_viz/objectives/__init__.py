"""Costs, one a file.  The key is the cost's name in a link; the order is the order of the menu."""

from optim_viz.objectives.linear import LinearRegression
from optim_viz.objectives.logistic import LogisticRegression, NoMinimumError
from optim_viz.objectives.network import Network
from optim_viz.objectives.protocol import Objective, Smooth
from optim_viz.objectives.quadratic import Quadratic
from optim_viz.objectives.regression import REGRESSIONS, Regression

OBJECTIVES: dict[str, type[Quadratic]] = {
    "quadratic": Quadratic,
}

# All that an Experiment may name: costs, and recipes whose ``cost`` is one.
COSTS: dict[str, type[Quadratic] | type[Regression]] = {**OBJECTIVES, "regression": Regression}

# What a NetworkExperiment may name.
NETWORKS: dict[str, type[Network]] = {"network": Network}

# Costs with one Hessian everywhere, of which theory knows all about gradient descent.
QUADRATIC = (Quadratic, LinearRegression)

__all__ = [
    "COSTS",
    "NETWORKS",
    "OBJECTIVES",
    "QUADRATIC",
    "REGRESSIONS",
    "LinearRegression",
    "LogisticRegression",
    "Network",
    "NoMinimumError",
    "Objective",
    "Quadratic",
    "Regression",
    "Smooth",
]
