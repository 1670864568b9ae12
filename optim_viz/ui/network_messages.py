"""What the page of the network says beyond its deck: train, pause, go on, stop; pin these curves."""

from __future__ import annotations

from optim_viz.alpha_sweep import AlphaSweep, Search
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.pool import QueueFullError
from optim_viz.ui import runs
from optim_viz.ui.network_desk import NetworkDesk
from optim_viz.ui.player.mailbox import DECK, Change, Message


def _train(message: Message, desk: NetworkDesk) -> None:
    desk.complaint = ""
    try:
        runs.begin(desk.owner, desk.experiment)
    except (QueueFullError, ValueError, OSError) as error:
        desk.complaint = str(error)
    else:
        desk.trained = desk.experiment
    # Last: whoever asks before that asks again.
    desk.turn += 1


def _pause(message: Message, desk: NetworkDesk) -> None:
    if job := runs.of(desk.owner):
        job.pause()
    desk.turn += 1


def _resume(message: Message, desk: NetworkDesk) -> None:
    if job := runs.of(desk.owner):
        job.resume()
    desk.turn += 1


def _halt(message: Message, desk: NetworkDesk) -> None:
    if job := runs.of(desk.owner):
        job.stop()
    desk.turn += 1


def _pin(message: Message, desk: NetworkDesk) -> None:
    if job := runs.of(desk.owner):
        desk.pin(job)
    desk.turn += 1


def _unpin(message: Message, desk: NetworkDesk) -> None:
    desk.unpin(int(message["number"]))
    desk.turn += 1


def _load_pin(message: Message, desk: NetworkDesk) -> None:
    """Put the settings of a pinned training on the deck."""
    experiment, remarks = NetworkExperiment.from_query(str(message["query"]))
    desk.show(experiment, "own")
    desk.remarks, desk.elsewhere = remarks, True
    desk.turn += 1


def _find_again(message: Message, desk: NetworkDesk) -> None:
    runs.find_again(desk, str(message["job"]))


def _ended(message: Message, desk: NetworkDesk) -> None:
    """A training is over: the rest of the page may have something to give of it."""


def _sweep(message: Message, desk: NetworkDesk) -> None:
    """Train with many learning rates, as the deck says the rest; what was begun before ends."""
    if desk.search:
        desk.search.cancel()
    desk.search = Search(AlphaSweep(desk.experiment))
    _go_on(message, desk)


def _go_on(message: Message, desk: NetworkDesk) -> None:
    if desk.search:
        desk.complaint = ""
        try:
            runs.search(desk.owner, desk.search)
        except (RuntimeError, ValueError, OSError) as error:
            desk.complaint = str(error)
    desk.turn += 1


def _cancel(message: Message, desk: NetworkDesk) -> None:
    if desk.search:
        desk.search.cancel()
    desk.turn += 1


CHANGES: dict[str, Change] = {
    **DECK,
    "train": _train,
    "pause": _pause,
    "resume-training": _resume,
    "halt": _halt,
    "find-again": _find_again,
    "ended": _ended,
    "alphas-start": _sweep,
    "alphas-resume": _go_on,
    "alphas-cancel": _cancel,
    "pin": _pin,
    "unpin": _unpin,
    "load-pin": _load_pin,
}
