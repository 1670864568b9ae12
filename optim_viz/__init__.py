"""optim-viz: gradient descent and Adam, step by step, with the learning rate of every parameter.

>>> from optim_viz import Adam, GradientDescent, Quadratic, run
>>> J = Quadratic(kappa=20)
>>> bounce, smooth = (run(J, method(alpha=0.099), start=(-4, 3)) for method in (GradientDescent, Adam))
>>> float(bounce.value[67]) > 40 * float(smooth.value[67])
True
"""

from optim_viz import datasets
from optim_viz.choice import Choice
from optim_viz.experiment import Experiment
from optim_viz.objectives import (
    COSTS,
    OBJECTIVES,
    REGRESSIONS,
    LinearRegression,
    LogisticRegression,
    NoMinimumError,
    Objective,
    Quadratic,
    Regression,
)
from optim_viz.optimizers import (
    OPTIMIZERS,
    AdaGrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)
from optim_viz.parameters import Parameter, ParameterError, parameter, parameters_of
from optim_viz.race import Race, perform
from optim_viz.trajectory import Trajectory, final, iterates, run

__all__ = [
    "COSTS",
    "OBJECTIVES",
    "OPTIMIZERS",
    "REGRESSIONS",
    "AdaGrad",
    "Adam",
    "Choice",
    "Experiment",
    "GradientDescent",
    "LinearRegression",
    "LogisticRegression",
    "Momentum",
    "Nesterov",
    "NoMinimumError",
    "Objective",
    "Optimizer",
    "Parameter",
    "ParameterError",
    "Quadratic",
    "RMSProp",
    "Race",
    "Regression",
    "Trajectory",
    "datasets",
    "final",
    "iterates",
    "parameter",
    "parameters_of",
    "perform",
    "run",
]
