"""What a regression is fitted to, from the command line: a shipped data set, or a CSV file of one's own."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import click

from optim_viz.datasets import DATASETS, OWN, Dataset, TableError, find, is_known, keep, read_table
from optim_viz.datasets.cells import shown
from optim_viz.experiment import Experiment
from optim_viz.query import flatten

LONGEST = 200
"""Letters of a path that are shown."""


def data_flags() -> list[click.Parameter]:
    """``--target``, and ``--standardized`` or ``--raw``; ``--data`` is a setting of its own."""
    return [
        click.Option(
            ["column", "--target"],
            metavar="COLUMN",
            help="What the regression predicts, where --data is a file.  [default: its last column]",
        ),
        click.Option(
            ["scaled", "--standardized/--raw"],
            default=None,
            help="Features of mean 0 and standard deviation 1, or as they are.  [default: standardized]",
        ),
    ]


def with_data(given: Mapping[str, Any]) -> dict[str, Any]:
    """The same flags, with the key of the data in place of a file's path, and the switch as a setting.

    What is so already stays.  Raises ``click.UsageError``, which ends with status 2, when the data cannot be
    used.
    """
    settings = dict(given)
    column, scaled = settings.pop("column", None), settings.pop("scaled", None)
    text, standardized = settings["f__data"], settings["f__standardized"]
    if (column, scaled, text) == (None, None, None):
        return settings
    cost = settings["f"] or flatten(settings["link"] or "")[0].get("f", "quadratic")
    if cost != "regression":
        raise click.UsageError(
            "--data, --target, --standardized and --raw are about a regression; say --objective regression."
        )
    if scaled is not None and standardized is not None:
        raise click.UsageError("--f.standardized says what --standardized or --raw says; take one of them.")
    if scaled is not None:
        settings["f__standardized"] = "true" if scaled else "false"
    if text is not None and not is_known(text):
        settings["f__data"] = _kept(text, column)
    elif column is not None:
        other = "name the file: --data my.csv" if text is None else f"{text} has one, leave it out"
        raise click.UsageError(f"--target chooses a column of a file; {other}.")
    return settings


def own_data(experiment: Experiment) -> Dataset | None:
    """The data of one's own that an experiment is on, which no link and no other process has; else None."""
    key = str(dict(experiment.f.numbers).get("data", ""))
    return find(key) if key.startswith(OWN) else None


def _kept(path: str, column: str | None) -> str:
    """The key of the data in a file, which are kept from now on."""
    try:
        return keep(read_table(path, column)).key
    except FileNotFoundError:
        near = difflib.get_close_matches(path.lower(), DATASETS, 1)
        hint = f"; did you mean {near[0]}?" if near else "."
        raise click.UsageError(
            f"There is no file {shown(path, LONGEST)}; --data is the path of a CSV file, or one of "
            f"{', '.join(DATASETS)}{hint}"
        ) from None
    except TableError as error:
        raise click.UsageError(f"{shown(path, LONGEST)} cannot be used. {error}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise click.UsageError(f"{shown(path, LONGEST)} cannot be read: {reason}.") from error
