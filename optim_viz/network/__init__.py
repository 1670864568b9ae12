"""A neural network is an objective on one flat vector of weights: the same optimizers, the same loop."""

from optim_viz.network.activations import ACTIVATIONS
from optim_viz.network.batches import Batches
from optim_viz.network.cost import CrossEntropy, predict
from optim_viz.network.perceptron import Layer, Perceptron
from optim_viz.network.record import QUANTILES, Training
from optim_viz.network.training import train

__all__ = [
    "ACTIVATIONS",
    "QUANTILES",
    "Batches",
    "CrossEntropy",
    "Layer",
    "Perceptron",
    "Training",
    "predict",
    "train",
]
