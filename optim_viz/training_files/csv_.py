"""CSV: one line a contender and step at which something was kept.

Numbers are written so that reading them gives the same float64.  Empty is what was not measured, as on the test
digits between the ends of epochs, and what is no finite number.
"""

from __future__ import annotations

import math

from optim_viz.training_files.protocol import Pair, Trained, TrainingFormat

COLUMNS = ("contender", "step", "epoch", "loss", "accuracy", "test_loss", "test_accuracy")


def render(pair: Pair) -> bytes:
    """The trainings as CSV, in ASCII."""
    lines = [",".join(COLUMNS)]
    lines += [line for slot, each in pair.sides.items() for line in _lines(slot, each)]
    return ("\n".join(lines) + "\n").encode("ascii")


def _lines(slot: str, trained: Trained) -> list[str]:
    training = trained.training
    tests = zip(training.test_loss.tolist(), training.test_accuracy.tolist(), strict=True)
    tested = {epoch * training.per_epoch: test for epoch, test in enumerate(tests)}
    kept = (training.step, training.epoch, training.loss, training.accuracy)
    lines = []
    for step, *values in zip(*(each.tolist() for each in kept), strict=True):
        texts = map(_text, (*values, *tested.get(step, (math.nan, math.nan))))
        lines.append(",".join((slot, str(step), *texts)))
    return lines


def _text(value: float) -> str:
    return repr(value) if math.isfinite(value) else ""


FORMAT = TrainingFormat("csv", "CSV", ".csv", render)
