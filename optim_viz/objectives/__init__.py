"""Costs, one a file.  The key is the cost's name in a link; the order is the order of the menu."""

from optim_viz.objectives.protocol import Objective, Smooth
from optim_viz.objectives.quadratic import Quadratic

OBJECTIVES: dict[str, type[Quadratic]] = {
    "quadratic": Quadratic,
}

__all__ = ["OBJECTIVES", "Objective", "Quadratic", "Smooth"]
