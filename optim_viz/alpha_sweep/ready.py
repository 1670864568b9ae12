"""The sweeps that are shipped, made by ``assets/make_alpha_sweeps.py``: there at once, and gone on from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from optim_viz.alpha_sweep.settings import AlphaSweep
from optim_viz.alpha_sweep.store import Stored, load
from optim_viz.choice import Choice
from optim_viz.network_experiment import NetworkExperiment

READY = {
    "32": AlphaSweep(NetworkExperiment(epochs=100)),
    "full": AlphaSweep(NetworkExperiment(f=Choice.of("network", batch="full"), epochs=100)),
}
"""What is shipped, by the digits a step."""


def ready_file(batch: str) -> Path:
    """Where the sweep with batches of that size is."""
    return Path(__file__).with_name(f"batch-{batch}.json")


@cache
def ready(batch: str = "32") -> Stored:
    """The shipped sweep with batches of that size, ``32`` or ``full``.

    >>> ready().results.settings.marks
    (1, 10, 100)
    """
    return load(ready_file(batch).read_text(encoding="ascii"))
