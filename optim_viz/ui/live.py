"""The route that answers while something is dragged: runs of settings that nobody has settled on yet.

A request is a link, and an answer depends on nothing else: no session takes part, so that a drag need not
wait for the page to run.  ``vary=a.alpha,b.alpha`` asks for a family, the runs for all positions of a slider.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from starlette.routing import Route

from optim_viz.experiment import Experiment
from optim_viz.figures import payload
from optim_viz.race import perform_slot
from optim_viz.ui.address import at
from optim_viz.ui.answers import answering


def live_url() -> str:
    """The path of the route on this server."""
    return at("optim-viz/live")


def answer(query: str) -> dict[str, Any]:
    """The runs that a query asks for, of those contenders that ``vary`` concerns, or of both without it.

    Raises ``ValueError`` when ``vary`` names something that the experiment does not have.
    """
    given = parse_qs(query)
    paths = tuple(path for path in given.pop("vary", [""])[-1].split(",") if path)
    experiment, _ = Experiment.from_query(given)
    live = [path for path in experiment.paths if experiment.parameter(path).live]
    for path in paths:
        if path not in live:
            raise ValueError(f"`vary` must name some of {', '.join(live)}; got {path!r}.")
    vary = {path: experiment.parameter(path).positions for path in paths}
    of_cost = any(path.startswith("f.") for path in paths)
    concerned = "ab" if of_cost or not paths else sorted({path[0] for path in paths})
    runs = {slot: perform_slot(experiment, slot, vary) for slot in concerned}
    return payload.live(experiment, runs, of_cost)


def route() -> Route:
    """Return the route."""
    return answering(live_url(), answer)
