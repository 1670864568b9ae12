"""The landscape of a training that is over, drawn by a worker when somebody looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from itertools import count
from threading import Lock
from typing import Any, get_args
from weakref import WeakKeyDictionary

from optim_viz.datasets import load_digits
from optim_viz.figures.landscape import Landscape, payload, specification
from optim_viz.figures.landscape_words import sentences
from optim_viz.figures.survey import EXAMPLES, POINTS, Kind, survey
from optim_viz.figures.theme import Mode
from optim_viz.network import Training
from optim_viz.network_side import sides
from optim_viz.pool import Job, PoolExecutor, TrainingTask, WorkerError
from optim_viz.ui import runs
from optim_viz.ui.network_desk import NetworkDesk

KIND = "landscape"

FIRST = "Train first; when the training is over, its landscape is drawn here."
LATER = "The landscape is drawn when the training is over."
BROKEN = "The training broke off before it had anything to draw; train again."
PENDING = f"The landscape is being drawn: {POINTS} × {POINTS} losses, each over up to {EXAMPLES:,} digits."
WAITING = "The landscape is drawn as soon as a process is free: all of them train at the moment."

MOST = 8
"""Planes of a training that are remembered."""

MOST_SEED = 10**6


_numbers = count()


class Surveys:
    """The planes on which somebody has looked at a training, and those that are being drawn."""

    def __init__(self) -> None:
        self.number = next(_numbers)
        """What tells it from all others, also from those that are gone."""
        self.futures: dict[tuple[Kind, int], Future[Landscape]] = {}
        self.executor: PoolExecutor | None = None
        self.lock = Lock()

    def ask(self, job: Job, names: Mapping[str, str], plane: tuple[Kind, int], anew: bool) -> Future[Landscape]:
        """The landscape on a plane, which may not be there yet; ``anew`` where the one before has failed."""
        with self.lock:
            future = self.futures.pop(plane, None)
            if future is None or future.cancelled() or (anew and future.done() and future.exception()):
                for other in self.futures.values():
                    other.cancel()  # what has not begun; nobody looks at it any more
                future = self._begun(job, names, plane)
            self.futures[plane] = future  # the last one asked for goes last
            for old in list(self.futures)[:-MOST]:
                del self.futures[old]
        return future

    def _begun(self, job: Job, names: Mapping[str, str], plane: tuple[Kind, int]) -> Future[Landscape]:
        if self.executor is None or self.executor.closed:
            # In place of the one for the training before, whose calls end.
            self.executor = runs.pool().executor(job.owner, KIND)
        a, b = (_training(job, slot) for slot in "ab")
        return self.executor.submit(survey, a, b, names, _task(job).digits, *plane)


_surveys: WeakKeyDictionary[Job, Surveys] = WeakKeyDictionary()
_lock = Lock()


def landscape(desk: NetworkDesk, given: Mapping[str, str]) -> dict[str, Any]:
    """A landscape with its figure and words; or what there is in its place.

    ``pending`` says that it is on its way, ``missing`` why there is none, with ``names`` where there are other
    planes to choose, and ``again`` where asking for it anew may help; ``same`` that ``have`` names what is
    there.  ``plane`` is a :data:`Kind`, ``seed`` that of a random one.
    """
    job = runs.of(desk.owner)
    experiment = desk.trained
    if job is None or experiment is None:
        return {"missing": FIRST}
    if job.goes_on:
        return {"missing": LATER}
    if not job.over:
        return {"pending": PENDING}
    trainings = {slot: _training(job, slot) for slot in "ab"}
    ended = {slot: training for slot, training in trainings.items() if training}
    if len(ended) < len(trainings):
        return {"missing": BROKEN}
    plane = kind, seed = _kind(given.get("plane", "principal")), _seed(given.get("seed", "0"))
    mode: Mode = "dark" if given.get("mode") == "dark" else "light"
    with _lock:
        surveys = _surveys.setdefault(job, Surveys())
    version = f"{surveys.number}-{kind}-{seed}-{mode}"
    if given.get("have") == version:
        return {"same": True}
    future = surveys.ask(job, experiment.names, plane, given.get("again") == "1")
    if not future.done():
        return {"pending": PENDING if future.running() else WAITING}
    names = {slot: side.name for slot, side in sides(ended).items()}
    try:
        found = future.result()
    except ValueError as error:
        return {"missing": str(error), "names": names}
    except WorkerError as error:
        return {"missing": str(error), "names": names, "again": True}
    except CancelledError:
        return {"pending": PENDING}
    except Exception as error:
        return {"missing": f"The landscape could not be drawn: {error!r}.", "names": names, "again": True}
    return {
        "version": version,
        "training": surveys.number,
        "names": names,
        "figure": specification(found, mode),
        "landscape": payload(found, mode),
        "words": sentences(found, names, _examples(job), "" if kind == "principal" else kind[-1]),
    }


def _training(job: Job, slot: str) -> Training | None:
    known = job.known[slot]
    return known.training if known else None


def _task(job: Job) -> TrainingTask:
    task = job.tasks["a"]
    assert isinstance(task, TrainingTask)
    return task


def _examples(job: Job) -> int:
    """On how many digits the loss is taken."""
    digits = _task(job).digits
    return min(EXAMPLES, len((load_digits() if digits is None else digits.load()).y))


def _kind(text: str) -> Kind:
    for kind in get_args(Kind):
        if kind == text:
            return kind  # type: ignore[no-any-return]
    raise ValueError(f"`plane` must be one of {', '.join(get_args(Kind))}; got {text[:40]!r}.")


def _seed(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= MOST_SEED:
        return int(text)
    raise ValueError(f"`seed` must be a whole number in [0, {MOST_SEED:,}]; got {text[:40]!r}.")
