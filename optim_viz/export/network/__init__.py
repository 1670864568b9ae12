"""Scripts that train the network of the lecture as an experiment says, one framework a file."""

from __future__ import annotations

from optim_viz.export.network import keras_, optax_, torch_
from optim_viz.export.network.script import NetworkScript

SCRIPTS: tuple[NetworkScript, ...] = (keras_.SCRIPT, torch_.SCRIPT, optax_.SCRIPT)

__all__ = ["SCRIPTS", "NetworkScript"]
