"""The route of the page of eleven learning rates: its pictures as answers to a link.

A request is a link with ``part=NAME``, and an answer depends on nothing else: the page asks for all of it when
something has settled, for runs alone while a slider is dragged, and for level curves while the clock moves.
"""

from __future__ import annotations

from typing import Any, get_args
from urllib.parse import parse_qs

from starlette.routing import Route

from optim_viz.experiment import Experiment
from optim_viz.export import file_name
from optim_viz.figures.eleven import layout, payload
from optim_viz.figures.eleven.study import Study
from optim_viz.figures.eleven.window import Others, Pair, extent, window
from optim_viz.figures.theme import Mode
from optim_viz.ui import cache
from optim_viz.ui.address import at
from optim_viz.ui.answers import answering

Answer = dict[str, Any]


def eleven_url() -> str:
    """The path of the route on this server."""
    return at("optim-viz/eleven")


def everything(experiment: Experiment, given: dict[str, str]) -> Answer:
    """The figure, what holds for all of it, and the runs of ``slots``, of both without it."""
    study = cache.study(experiment)
    mode: Mode = "dark" if given.get("mode") == "dark" else "light"
    return {
        "figure": layout.specification(study, mode),
        "study": payload.described(study, mode, file_name(experiment)) | {"costs": layout.costs(study, mode)},
        "tracks": {slot: _track(study, getattr(study.race, slot)) for slot in _slots(given)},
        "windows": windows(experiment, given),
    }


def runs(experiment: Experiment, given: dict[str, str]) -> Answer:
    """The runs of ``slots``, with fewer steps where there are many; while one of their numbers is dragged."""
    objective = experiment.f.build()
    minimum, lowest = _reference(objective)
    return {
        "tracks": {
            slot: payload.track(cache.run_of(experiment, slot), minimum, lowest, payload.MOST_STEPS_LIVE)
            for slot in _slots(given)
        }
    }


def windows(experiment: Experiment, given: dict[str, str]) -> Answer:
    """Level curves over the parameters ``pair``, for each contender, around what it has reached at ``step``.

    With ``others=optimum`` they are the same for both, around the minimum; where there is none, around the
    last point.
    """
    study = cache.study(experiment)
    pair = _pair(study, given.get("pair", ""))
    others = given.get("others", "optimum")
    if others not in get_args(Others):
        raise ValueError(f"`others` must be one of {', '.join(get_args(Others))}; got {others!r}.")
    box = extent(study, pair)
    answer: Answer = {"pair": pair, "box": box, "others": others}
    if others == "optimum" and study.minimum is not None:
        both = window(study, pair, study.minimum, box)
        return answer | {"a": both, "b": both}
    for slot in "ab":
        path = getattr(study.race, slot)
        step = min(_whole(given.get("step", "0"), study.race.experiment.steps), int(path.last))
        answer[slot] = window(study, pair, path.x[step if others == "present" else int(path.last)], box)
    return answer


PARTS = {"everything": everything, "runs": runs, "windows": windows}


def answer(query: str) -> Answer:
    """What a query asks for; raises ``ValueError`` when it names no part."""
    given = {key: values[-1] for key, values in parse_qs(query).items()}
    part = given.pop("part", "")
    if part not in PARTS:
        raise ValueError(f"`part` must be one of {', '.join(PARTS)}; got {part!r}.")
    experiment, _ = Experiment.from_query({"f": "regression", **given})
    if experiment.f.key != "regression":
        raise ValueError("`f` must be regression here.")
    if experiment.f["data"] != given.get("f.data", experiment.f["data"]):
        # After a restart, before the page knows: other data's pictures would stand under their name.
        raise ValueError(f"The data `{given['f.data'][:40]}` are not here any more.")
    return PARTS[part](experiment, given)


def route() -> Route:
    """Return the route."""
    return answering(eleven_url(), answer)


def _slots(given: dict[str, str]) -> list[str]:
    return [slot for slot in "ab" if slot in given.get("slots", "a,b").split(",")]


def _track(study: Study, path: Any) -> Answer:
    return payload.track(path, study.minimum, study.lowest)


def _reference(objective: Any) -> tuple[Any, float]:
    separable = getattr(objective, "separable", False)
    return (None if separable else objective.minimum), float(objective.infimum)


def _pair(study: Study, text: str) -> Pair:
    """Two different parameters; those whose features are most alike where the text names none."""
    count = len(study.names)
    try:
        i, j = (int(word) for word in text.split(","))
    except ValueError:
        return study.pair
    return (i, j) if i != j and 0 <= i < count and 0 <= j < count else study.pair


def _whole(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else 0
