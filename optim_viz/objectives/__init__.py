"""Costs, one a file.  The key is the cost's name in a link; the order is the order of the menu."""

from optim_viz.objectives.linear import LinearRegression
from optim_viz.objectives.logistic import LogisticRegression, NoMinimumError
from optim_viz.objectives.protocol import Objective, Smooth
from optim_viz.objectives.quadratic import Quadratic

OBJECTIVES: dict[str, type[Quadratic]] = {
    "quadratic": Quadratic,
}

# Costs that need data, which no link can carry; the key is the ``regression`` of a Dataset.
REGRESSIONS: dict[str, type[LinearRegression] | type[LogisticRegression]] = {
    "linear": LinearRegression,
    "logistic": LogisticRegression,
}

__all__ = [
    "OBJECTIVES",
    "REGRESSIONS",
    "LinearRegression",
    "LogisticRegression",
    "NoMinimumError",
    "Objective",
    "Quadratic",
    "Smooth",
]
