"""``optim-viz run``: both runs in numbers, without a browser."""

from __future__ import annotations

import inspect
import json
from typing import Any

import click

from optim_viz.commands.data import own_data
from optim_viz.commands.printed import numbers, say, table
from optim_viz.commands.settings import experiment_flags, read_experiment
from optim_viz.contender import contenders
from optim_viz.datasets import find
from optim_viz.datasets.cells import shown
from optim_viz.experiment import Experiment
from optim_viz.objectives import Quadratic
from optim_viz.race import Race, perform
from optim_viz.summary import summary
from optim_viz.tables import Row, measure_rows, theory_rows
from optim_viz.wording import count, number


def run(address: str | None, as_json: bool, **given: Any) -> None:
    """Print what both runs come to: final cost, steps to the tolerance, regime, divergence.

    LINK is the address of a page, or what stands behind its question mark.

    \b
    optim-viz run --kappa 20 --a gd --a.alpha 0.099 --b adam --b.alpha 0.099 --steps 200
    optim-viz run "a=gd&a.alpha=0.05" --json
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    if address and given["link"]:
        raise click.UsageError("The link is given twice, as LINK and as --link; give it once.")
    race = perform(read_experiment({**given, "link": address or given["link"]}))
    say(json.dumps(summary(race), indent=2, allow_nan=False) if as_json else report(race))


def report(race: Race) -> str:
    """What was run, a table of what was measured and what theory says, and how to see it.

    >>> print(report(perform(Experiment())).splitlines()[6])
    steps to J ≤ 0.001 J₀  169                  68
    """
    experiment, cost = race.experiment, race.objective
    heads = Row("", *(c.title for c in contenders(race)))
    rows = [*measure_rows(race), *(row for row in theory_rows(race) if row.label != "steps measured")]
    return "\n".join(
        [
            f"{cost.formula}: {numbers(experiment.f) if isinstance(cost, Quadratic) else _data(experiment)}",
            f"from {_start(experiment)}, {count(experiment.steps, 'step')}",
            f"a  {experiment.a.kind.name}: {numbers(experiment.a)}",
            f"b  {experiment.b.kind.name}: {numbers(experiment.b)}",
            "",
            *table([heads, *rows]),
            "",
            _see(experiment),
        ]
    )


command = click.Command(
    "run",
    callback=run,
    help=inspect.getdoc(run),
    params=[
        click.Argument(["address"], required=False, metavar="[LINK]"),
        click.Option(["as_json", "--json"], is_flag=True, help="Print JSON, with numbers at full precision."),
        *experiment_flags(),
    ],
)


def _data(experiment: Experiment) -> str:
    """What a regression learns from: ``Diabetes, 442 examples, 10 raw features, target `target```."""
    data = find(experiment.f["data"])
    title = shown(data.title) if own_data(experiment) else data.title
    kind = "standardized" if experiment.f["standardized"] else "raw"
    m, d = data.X.shape
    sizes = f"{count(m, 'example')}, {count(d, f'{kind} feature')}"
    return f"{title}, {sizes}, target {shown(data.target)}"


def _see(experiment: Experiment) -> str:
    """How to see the same on the page."""
    if own_data(experiment):
        return "See it:  start optim-viz and open the file there; no link can hold data of your own."
    return f'See it:  optim-viz --link "{experiment.link()}"'


def _start(experiment: Experiment) -> str:
    if len(experiment.start) > 2 and not any(experiment.start):
        return f"0 in all {len(experiment.start)} parameters"
    return f"({', '.join(number(w, None) for w in experiment.start)})"
