"""Optimizers, one a file.  The key is the name in a link; the order is the order of the lesson."""

from optim_viz.optimizers.adagrad import AdaGrad
from optim_viz.optimizers.adam import Adam
from optim_viz.optimizers.gradient_descent import GradientDescent
from optim_viz.optimizers.momentum import Momentum
from optim_viz.optimizers.nesterov import Nesterov
from optim_viz.optimizers.protocol import Line, Optimizer
from optim_viz.optimizers.rmsprop import RMSProp

OPTIMIZERS: dict[str, type[Optimizer]] = {
    "gd": GradientDescent,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RMSProp,
    "adam": Adam,
}

__all__ = [
    "OPTIMIZERS",
    "AdaGrad",
    "Adam",
    "GradientDescent",
    "Line",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSProp",
]
