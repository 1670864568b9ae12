"""JSON: the experiment, its link, and for each contender its axes and outcomes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from optim_viz.sweep import Sweep
from optim_viz.sweep_files.protocol import SweepFormat, plain


def render(sweeps: Sequence[Sweep], outcomes: Sequence[str]) -> bytes:
    """The sweeps as one JSON object, in ASCII.

    Outcomes are nested lists, one level an axis, in the order of the axes.  Numbers are written so that
    reading them gives the same float64; null stands for what did not happen.
    """
    experiment = sweeps[0].experiment
    content: dict[str, Any] = {
        "link": experiment.link(),
        "experiment": experiment.to_query(),
        "versions": {"optim_viz": version("optim-viz"), "numpy": np.__version__},
    }
    for sweep in sweeps:
        content[sweep.slot] = {
            "name": getattr(experiment, sweep.slot).kind.name,
            "axes": {path: values.tolist() for path, values in sweep.axes.items()},
            "outcomes": {
                outcome: np.array(plain(sweep, outcome), dtype=object).reshape(sweep.shape).tolist()
                for outcome in outcomes
            },
        }
    return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"


FORMAT = SweepFormat("json", "JSON", ".json", render)
