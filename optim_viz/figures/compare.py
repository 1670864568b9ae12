"""The Compare figure as a Plotly figure, for notebooks and files."""

from __future__ import annotations

import plotly.graph_objects as go

from optim_viz.figures.scene import Scene
from optim_viz.figures.specification import specification
from optim_viz.figures.theme import Mode
from optim_viz.race import Race


def compare(race: Race, mode: Mode = "light") -> go.Figure:
    """What stands still on the Compare page: both contours with whole paths, costs, learning rates.

    >>> from optim_viz import Experiment, perform
    >>> compare(perform(Experiment())).layout.xaxis.range
    (-9.0, 9.0)
    """
    return go.Figure(specification(Scene.of(race), mode))
