"""Sweeps as files, one format a file."""

from __future__ import annotations

from optim_viz.sweep_files import csv_, json_, pictures
from optim_viz.sweep_files.protocol import OUTCOMES, SweepFormat

FORMATS: tuple[SweepFormat, ...] = (csv_.FORMAT, json_.FORMAT, pictures.PNG, pictures.SVG)

__all__ = ["FORMATS", "OUTCOMES", "SweepFormat"]
