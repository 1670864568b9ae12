"""JSON: what was trained on what, and for each contender all that was kept."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from optim_viz.network import QUANTILES
from optim_viz.training_files.protocol import Pair, Trained, TrainingFormat

KEPT = ("step", "epoch", "loss", "accuracy", "learning_rates", "test_loss", "test_accuracy")
"""Arrays of a training, as :class:`optim_viz.network.Training` describes them."""


def render(pair: Pair) -> bytes:
    """The trainings as one JSON object, in ASCII.

    Numbers are written so that reading them gives the same float64; null is what is no finite number.
    """
    digits, training = pair.digits, pair.a.training
    content: dict[str, Any] = {
        "settings": {
            "digits": digits.title,
            "examples": len(digits.y),
            "test_examples": len(digits.y_test),
            "followed": pair.followed,
            "sizes": training.network.sizes,
            "activations": training.network.activations,
            "batch": training.batch or "full",
            "epochs": training.epochs,
            "seed": training.seed,
            "quantiles": QUANTILES,
        },
        "versions": {"optim_viz": version("optim-viz"), "numpy": np.__version__},
    }
    for slot, each in pair.sides.items():
        choice = pair.choices[slot]
        content[slot] = {"optimizer": choice.key, "name": choice.kind.name, "numbers": dict(choice.numbers)}
        content[slot] |= _kept(each)
    return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"


def _kept(trained: Trained) -> dict[str, Any]:
    arrays = {name: _plain(getattr(trained.training, name)) for name in KEPT}
    return {"epochs_done": trained.training.done, **arrays, "seconds": trained.seconds}


def _plain(values: npt.NDArray[Any]) -> Any:
    """As nested lists, None where there is no finite number."""
    plain = values.astype(object)
    plain[~np.isfinite(values)] = None
    return plain.tolist()


FORMAT = TrainingFormat("json", "JSON", ".json", render)
