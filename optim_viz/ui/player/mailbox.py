"""The player's messages, read: each changes the state or asks for an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from optim_viz.parameters import ParameterError
from optim_viz.robustness import budgeted
from optim_viz.ui.desk import Desk
from optim_viz.ui.state import State

Message = dict[str, Any]
Change = Callable[[Message, Any], None]


def read(outbox: dict[str, Any], state: Any, changes: Mapping[str, Change] | None = None) -> None:
    """Take the messages of an outbox, ``{"mount", "has", "messages"}``, in their order.

    ``state`` is the :class:`~optim_viz.ui.desk.Desk` of the page, and ``changes`` what its messages do; those
    of Compare where it says none.  A message comes again until it has been answered: one that only asks is then
    answered again, one that changes something is not carried out twice.
    """
    if outbox["mount"] != state.mount:
        state.mount, state.seen, state.sent = outbox["mount"], 0, outbox["has"] or ""
        state.explained = ""
    remarks: tuple[str, ...] = ()
    for message in outbox["messages"]:
        kind, new = message["type"], message["id"] > state.seen
        if "path" in message and message["path"] not in (*state.experiment.paths, "start"):
            pass  # about an optimizer that has just left its slot
        elif kind in ASKS:
            ASKS[kind](message, state)
        elif new:
            (changes or CHANGES)[kind](message, state)
            state.changed = True
            if kind == "resume":
                remarks = state.remarks
        # Not before: a run of all of the page does not wait for a change that takes long, and would say that
        # it has been answered.
        state.seen = max(state.seen, message["id"])
    # The changes that were waiting for the session to be there again have nothing to do with them.
    state.remarks = remarks or state.remarks


def _need(message: Message, state: State) -> None:
    state.sent = state.explained = ""


def _set(message: Message, state: Desk[Any]) -> None:
    state.parse(message["path"], str(message["text"]))


def _start(message: Message, state: State) -> None:
    state.complaint = ""
    try:
        state.show(state.experiment.with_start(message["start"]))
    except ParameterError as error:
        state.complaint = f"{error} The old value stays."


def _slot(message: Message, state: Desk[Any]) -> None:
    state.choose(message["slot"], message["key"])


def _mode(message: Message, state: Desk[Any]) -> None:
    state.complaint = ""
    state.compare(message["mode"])


def _load(message: Message, state: State) -> None:
    """Open Compare with a cell of a map, or with each at its best.

    ``{"values": {path: text}, "steps": those after which the cell's run has arrived, or None}``.  Where Compare
    would end before that, it takes as many steps as the map.
    """
    state.complaint = ""
    experiment = state.experiment
    try:
        for path, text in message.get("values", {}).items():
            if path in experiment.paths:
                experiment = experiment.with_value(path, experiment.parameter(path).parse(str(text)))
    except ParameterError as error:
        state.complaint = str(error)
        return
    if message.get("best"):
        state.compare("best")
    else:
        if (message.get("steps") or 0) > experiment.steps:
            experiment = budgeted(experiment)
        state.open(experiment)
    state.go = "compare"


def _resume(message: Message, state: Desk[Any]) -> None:
    state.open_link(str(message["query"]), message["mode"])


def _arithmetic(message: Message, state: State) -> None:
    state.arithmetic = bool(message["open"])
    state.explained = ""


ASKS = {"need": _need}
DECK: dict[str, Change] = {"resume": _resume, "set": _set, "slot": _slot, "mode": _mode}
"""What every deck says."""

CHANGES: dict[str, Change] = {
    **DECK,
    "start": _start,
    "load": _load,
    "arithmetic": _arithmetic,
}
