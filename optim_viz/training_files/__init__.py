"""Two trainings of a network as files, one format a file."""

from __future__ import annotations

from optim_viz.training_files import csv_, json_, svg
from optim_viz.training_files.protocol import Pair, Trained, TrainingFormat

FORMATS: tuple[TrainingFormat, ...] = (json_.FORMAT, csv_.FORMAT, svg.FORMAT)

__all__ = ["FORMATS", "Pair", "Trained", "TrainingFormat"]
