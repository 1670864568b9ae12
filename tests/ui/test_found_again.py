"""A page that was loaded anew finds what it had begun, if nobody else has it open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from optim_viz import Choice
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.ui import network_messages, runs
from optim_viz.ui.network_desk import DESKS, NetworkDesk
from optim_viz.ui.player import mailbox

LONG = NetworkExperiment(Choice.of("network", batch="1"), epochs=100)


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    """What was begun here ends here."""
    yield
    runs.pool().close()
    runs.pool.cache_clear()


@pytest.fixture
def open_pages(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the sessions that are open, as Streamlit would tell."""
    found: set[str] = set()
    monkeypatch.setattr(runs, "is_here", lambda owner: owner in DESKS and DESKS[owner].context in found)
    return found


def opened(context: str, pages: set[str]) -> NetworkDesk:
    """A page of a session of its own."""
    desk = NetworkDesk(LONG, mode="own", context=context)
    pages.add(context)
    runs.here(desk)
    return desk


def say(desk: NetworkDesk, number: int, kind: str, **more: object) -> None:
    """What the component says."""
    outbox = {"mount": "m", "has": None, "messages": [{"type": kind, "id": number, **more}]}
    mailbox.read(outbox, desk, network_messages.CHANGES)


def test_a_training_outlives_its_page(open_pages: set[str]) -> None:
    """The page after it shows the same training, and ends it; nothing is left of the page before."""
    before = opened("before", open_pages)
    say(before, 1, "train")
    owner, job = before.owner, runs.of(before.owner)
    open_pages.remove("before")
    after = opened("after", open_pages)
    assert runs.of(after.owner) is None
    say(after, 1, "find-again", job=owner)
    assert (after.owner, runs.of(after.owner), after.trained) == (owner, job, before.trained)
    assert runs.is_here(owner)
    say(after, 2, "halt")
    assert job is not None
    assert job.state == "stopped"
    say(before, 2, "train")
    assert runs.of(owner) is job


def test_what_is_open_elsewhere_stays_there(open_pages: set[str]) -> None:
    """Two tabs do not share a training; nor does one that has begun another, or names nobody."""
    first, second = opened("first", open_pages), opened("second", open_pages)
    own = second.owner
    say(first, 1, "train")
    for number, name in enumerate((first.owner, second.owner, "nobody", ""), 1):
        say(second, number, "find-again", job=name)
        assert second.owner == own
    say(second, 5, "train")
    open_pages.remove("first")
    say(second, 6, "find-again", job=first.owner)
    assert second.owner == own
