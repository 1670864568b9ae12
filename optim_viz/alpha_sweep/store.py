"""A sweep of alpha as text and back: what is done is kept, and gone on with later."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np

from optim_viz.alpha_sweep.performing import Finished, Row
from optim_viz.alpha_sweep.results import MEASURES, Results
from optim_viz.alpha_sweep.settings import AlphaSweep, Run
from optim_viz.network_experiment import NetworkExperiment

KIND = "optim-viz sweep of alpha"
"""What such a text begins with."""


class StoreError(ValueError):
    """A text that holds no sweep of alpha; the message says what is wrong with it."""


class Made(NamedTuple):
    """When and with what a sweep was made: a date ``2026-01-31``, and versions by name."""

    date: str
    versions: Mapping[str, str]

    @classmethod
    def now(cls) -> Made:
        """Today, with what is installed here."""
        versions = {
            "optim-viz": version("optim-viz"),
            "NumPy": np.__version__,
            "Python": platform.python_version(),
        }
        return cls(datetime.now(UTC).date().isoformat(), versions)


class Stored(NamedTuple):
    """A sweep as far as it was done, and when and with what."""

    results: Results
    made: Made


def dump(results: Results, made: Made | None = None) -> str:
    """The sweep as JSON, a line a training; null is what is no finite number.

    Numbers are written so that reading them gives the same float64.

    >>> load(dump(Results(AlphaSweep(seeds=(0,))))).results.settings.seeds
    (0,)
    """
    settings, made = results.settings, made or Made.now()
    head = {
        "kind": KIND,
        "date": made.date,
        "versions": dict(made.versions),
        "experiment": settings.experiment.to_query(),
        "alphas": settings.alphas,
        "seeds": settings.seeds,
        "marks": settings.marks,
        "run": ["slot", "alpha", "seed", *MEASURES],
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in head.items()]
    runs = ",\n".join(_line(run, results.rows[run]) for run in settings.runs if run in results.rows)
    return "{\n" + ",\n".join([*lines, f' "runs": [\n{runs}\n ]']) + "\n}\n"


def load(text: str) -> Stored:
    """Read what :func:`dump` has written; raises :class:`StoreError` for everything else.

    >>> load("{}")
    Traceback (most recent call last):
        ...
    optim_viz.alpha_sweep.store.StoreError: This is no sweep of alpha: `kind` is not 'optim-viz sweep of alpha'.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"This is no sweep of alpha: it is not JSON ({error}).") from error
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise StoreError(f"This is no sweep of alpha: `kind` is not {KIND!r}.")
    try:
        settings = _settings(content)
        made = Made(_text(content["date"]), {_text(k): _text(v) for k, v in content["versions"].items()})
        finished = [_finished(line, settings) for line in content["runs"]]
        return Stored(Results.of(settings, finished), made)
    except KeyError as error:
        raise StoreError(f"This sweep of alpha cannot be read: it has no {error}.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(f"This sweep of alpha cannot be read: {error}") from error


def _line(run: Run, row: Row) -> str:
    measures = [[None if math.isnan(value) else value for value in values] for values in row]
    return json.dumps([*run, *measures], allow_nan=False, separators=(",", ":"))


def _settings(content: dict[str, Any]) -> AlphaSweep:
    experiment, remarks = NetworkExperiment.from_query(content["experiment"])
    if remarks:
        raise StoreError(" ".join(remarks))
    settings = AlphaSweep(experiment, tuple(content["alphas"]), tuple(content["seeds"]))
    if content["marks"] != list(settings.marks):
        raise StoreError(f"its marks are {content['marks']!r}, not {list(settings.marks)!r}.")
    return settings


def _finished(line: Any, settings: AlphaSweep) -> Finished:
    slot, alpha, seed, *measures = line
    run = Run(slot, alpha, seed)
    if run not in settings.runs:
        raise StoreError(f"{run!r} is none of its trainings.")
    if len(measures) != len(MEASURES) or any(len(values) != len(settings.marks) for values in measures):
        raise StoreError(f"{run!r} has not {len(MEASURES)} times {len(settings.marks)} numbers.")
    return Finished(run, Row(*(tuple(map(_number, values)) for values in measures)))


def _number(value: Any) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise StoreError(f"{value!r} is no number.")
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise StoreError(f"{value!r} is no text.")
    return value
