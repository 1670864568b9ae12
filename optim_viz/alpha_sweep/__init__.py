"""Which alpha learns fastest?  Trainings of the network with many learning rates, from several seeds."""

from optim_viz.alpha_sweep.performing import Finished, Row, RunError, perform
from optim_viz.alpha_sweep.ready import READY, ready
from optim_viz.alpha_sweep.results import MEASURES, Band, Results
from optim_viz.alpha_sweep.search import Search, Status
from optim_viz.alpha_sweep.settings import ALPHAS, SLOTS, AlphaSweep, Run
from optim_viz.alpha_sweep.store import Made, Stored, StoreError, dump, load

__all__ = [
    "ALPHAS",
    "MEASURES",
    "READY",
    "SLOTS",
    "AlphaSweep",
    "Band",
    "Finished",
    "Made",
    "Results",
    "Row",
    "Run",
    "RunError",
    "Search",
    "Status",
    "StoreError",
    "Stored",
    "dump",
    "load",
    "perform",
    "ready",
]
