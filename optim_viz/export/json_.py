"""JSON: the experiment, its link, the versions, what theory says, and every number of both runs."""

from __future__ import annotations

import json

from optim_viz.export.columns import columns
from optim_viz.export.protocol import Format, NoOptions, Progress
from optim_viz.objectives import COSTS
from optim_viz.race import Race
from optim_viz.summary import summary


def render(race: Race, options: NoOptions, progress: Progress) -> bytes:
    """The race as one JSON object, in ASCII: its summary, with a ``trajectory`` for each contender.

    Numbers are written so that reading them gives the same float64; null stands for what there is not.
    """
    content = summary(race)
    for contender, run in (("a", race.a), ("b", race.b)):
        content[contender]["trajectory"] = columns(run)
    return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"


FORMAT = Format(
    key="json",
    title="JSON",
    about="The experiment, its link, versions, theory and every step of both runs, at full precision.",
    ending=".json",
    mime="application/json",
    options=NoOptions,
    costs=tuple(COSTS),
    render=render,
)
