"""The route of the page of the network: how a training stands, and pictures of what has come of it.

A request names its owner, ``job=...``, a word that nobody else knows; what belongs to nobody is nothing yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

from starlette.routing import Route

from optim_viz.choice import Choice
from optim_viz.datasets import Digits
from optim_viz.figures.network.answers import answers
from optim_viz.figures.network.confusion import confusion
from optim_viz.figures.network.curves import PINS, Line, Scale, curves
from optim_viz.figures.network.rates import rates
from optim_viz.figures.network.units import units
from optim_viz.figures.theme import Mode
from optim_viz.network.record import PART
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.network_side import Sides, sides_of
from optim_viz.network_words import progress_sentences
from optim_viz.parameters import Parameter
from optim_viz.pool import Job
from optim_viz.ui import alphas, runs
from optim_viz.ui.address import at
from optim_viz.ui.answers import answering
from optim_viz.ui.landscapes import landscape
from optim_viz.ui.network_desk import DESKS, NetworkDesk, Pin
from optim_viz.ui.network_status import share_of, status

BEFORE = (
    "Train begins both at the same weights and shows them the same digits in the same order; how they fare is "
    "told here while they learn."
)

Answer = dict[str, Any]
Given = dict[str, str]


def answers_url() -> str:
    """The path of the route on this server."""
    return at("optim-viz/network")


def course(desk: NetworkDesk, given: Given) -> Answer:
    """How the training stands, with its curves; nothing where ``have`` names what is there already."""
    job = runs.of(desk.owner)
    mode = _mode(given)
    version = f"{job.number}-{job.version}-{desk.turn}-{mode}" if job else f"0-0-{desk.turn}-{mode}"
    if given.get("have") == version:
        return {"same": True}
    scale: Scale = "top" if given.get("scale") == "top" else "all"
    shown = desk.trained if job and desk.trained else desk.experiment
    digits = shown.network.digits
    epochs = max([shown.epochs, *(pin.experiment.epochs for pin in desk.pins)])
    lines = [*_pinned(desk.pins), *(_present(job, shown) if job else ())]
    followed, tested = min(PART, len(digits.y)), len(digits.y_test)
    return {
        "version": version,
        "state": job.state if job else "none",
        "over": job is None or job.over,
        "share": share_of(job),
        "status": status(job, desk.trained, desk.experiment),
        "figure": curves(lines, epochs, followed, tested, scale, given.get("narrow") == "1", mode),
        "pins": [_described(pin, k, job is desk.pinned, shown, mode) for k, pin in enumerate(desk.pins)],
        "limits": runs.limits(),
        "words": progress_sentences(known_of(desk), digits) if job else [BEFORE],
    }


def inside(desk: NetworkDesk, given: Given) -> Answer:
    """What the networks look like from inside: the picture ``part``, unless ``have`` names it."""
    known = known_of(desk)
    rows = "step" if given["part"] == "rates" else "test_loss"
    done = [len(getattr(side.known, rows)) for side in known.values()]
    mode = _mode(given)
    job = runs.of(desk.owner)
    version = f"{job.number if job else 0}-{done}-{mode}"
    if given.get("have") == version:
        return {"same": True}
    if not known or desk.trained is None:
        return {"version": version, "missing": True}
    return {"version": version, **INSIDE[given["part"]](known, desk.trained.network.digits, mode)}


INSIDE: dict[str, Callable[[Sides, Digits, Mode], Answer]] = {
    "rates": rates,
    "units": units,
    "answers": lambda there, digits, _: answers(there, digits),
    "confusion": lambda there, digits, _: confusion(there, digits),
}


def sweep(desk: NetworkDesk, given: Given) -> Answer:
    """Which alpha learns fastest: the ready sweep, or the visitor's own."""
    which, have = given.get("which", "own"), given.get("have", "")
    return alphas.answer(desk.search, _mode(given), given.get("narrow") == "1", which, have)


PARTS: dict[str, Callable[[NetworkDesk, Given], Answer]] = {
    "course": course,
    **dict.fromkeys(INSIDE, inside),
    "alphas": sweep,
    "landscape": landscape,
}


def known_of(desk: NetworkDesk) -> Sides:
    """What is known of the present trainings, by their slots; of one that waits, nothing."""
    job, experiment = runs.of(desk.owner), desk.trained
    return {} if job is None or experiment is None else sides_of(experiment, job.known)


def answer(query: str) -> Answer:
    """What a query asks for; raises ``ValueError`` when it names no part, or nobody who is here."""
    given = {key: values[-1] for key, values in parse_qs(query).items()}
    part = given.get("part", "")
    if part not in PARTS:
        raise ValueError(f"`part` must be one of {', '.join(PARTS)}; got {part!r}.")
    desk = DESKS.get(given.get("job", ""))
    if desk is None:
        raise ValueError("This page is not known here any more; reload it.")
    return PARTS[part](desk, given)


def route() -> Route:
    """Return the route."""
    return answering(answers_url(), answer)


def _mode(given: Given) -> Mode:
    return "dark" if given.get("mode") == "dark" else "light"


def _present(job: Job, experiment: NetworkExperiment) -> Iterator[Line]:
    names = experiment.names
    for slot, known in job.known.items():
        if known:
            yield Line(slot, names[slot], known.epoch, known.loss, known.accuracy, known.test_accuracy)


def _pinned(pins: list[Pin]) -> Iterator[Line]:
    for k, pin in enumerate(pins):
        names = pin.experiment.names
        for slot, known in pin.courses.items():
            yield Line(slot, names[slot], known.epoch, known.loss, known.accuracy, known.test_accuracy, k)


def _described(pin: Pin, k: int, present: bool, beside: NetworkExperiment, mode: Mode) -> Answer:
    """What stands at a pin: all that may tell it from what is shown beside it."""
    settings = pin.experiment
    sides = [", ".join([settings.names[slot], *_own(settings.choice(slot))]) for slot in "ab"]
    other = [] if settings["f.data"] == beside["f.data"] else [pin.digits]
    text = " · ".join([*sides, f"batch {settings['f.batch']}", f"seed {settings.seed}", *other])
    colour = PINS[mode][k % len(PINS[mode])]
    return {"number": pin.number, "text": text, "colour": colour, "query": settings.link(), "present": present}


def _own(choice: Choice) -> list[str]:
    """The numbers of a contender, beyond its learning rate, that are not the usual ones."""
    return [
        f"{choice.parameters[name].symbol} = {Parameter.format(value)}"
        for name, value in choice.numbers
        if name != "alpha" and value != choice.parameters[name].default
    ]
