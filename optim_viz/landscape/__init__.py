"""The loss of a network over a plane in the space of its weights, and where trainings walk on it."""

from optim_viz.landscape.components import principal
from optim_viz.landscape.extent import AROUND, Extent, extent
from optim_viz.landscape.filters import random
from optim_viz.landscape.movement import Share, share
from optim_viz.landscape.plane import Plane, Projection
from optim_viz.landscape.surface import surface

__all__ = [
    "AROUND",
    "Extent",
    "Plane",
    "Projection",
    "Share",
    "extent",
    "principal",
    "random",
    "share",
    "surface",
]
