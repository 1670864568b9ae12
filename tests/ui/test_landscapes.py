"""The landscape of a page without a browser: before, on its way, drawn, and after a worker was killed."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from optim_viz import Choice
from optim_viz.figures.encode import to_json
from optim_viz.figures.landscape import payload
from optim_viz.figures.survey import survey
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.ui import landscapes, network, network_messages, runs
from optim_viz.ui.network_desk import NetworkDesk
from tests.ui.reading import doubles, floats

SHORT = NetworkExperiment(Choice.of("network", batch="256"), epochs=1)
LOST = SHORT.with_value("a.alpha", 3e38)


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    """What was begun here ends here."""
    yield
    runs.pool().close()
    runs.pool.cache_clear()


def visitor(experiment: NetworkExperiment = SHORT) -> NetworkDesk:
    """Somebody who has the page open."""
    desk = NetworkDesk(experiment, mode="own")
    runs.here(desk)
    return desk


def over(desk: NetworkDesk) -> None:
    """Wait until the training is over."""
    job, end = runs.of(desk.session), time.monotonic() + 60
    assert job is not None
    while not job.over and time.monotonic() < end:
        job.wait(job.version, 1)


def trained(experiment: NetworkExperiment = SHORT) -> NetworkDesk:
    """Somebody whose training is over."""
    desk = visitor(experiment)
    network_messages.CHANGES["train"]({"type": "train"}, desk)
    over(desk)
    return desk


def ask(desk: NetworkDesk, **more: object) -> dict[str, object]:
    """One answer, as the browser reads it."""
    given = {"part": "landscape", "job": desk.session, **more}
    query = "&".join(f"{key}={value}" for key, value in given.items())
    answer: dict[str, object] = json.loads(to_json(network.answer(query)))
    return answer


def drawn(desk: NetworkDesk, **more: object) -> dict[str, object]:
    """The answer when it is there."""
    end = time.monotonic() + 60
    answer = ask(desk, **more)
    while "pending" in answer and time.monotonic() < end:
        time.sleep(0.05)
        answer = ask(desk, **{**more, "again": 0})
    return answer


@pytest.fixture(scope="module")
def desk() -> NetworkDesk:
    """Somebody who has trained."""
    return trained()


def test_before_a_training_is_over_there_is_a_sentence() -> None:
    """What to do where nothing was trained, and when it comes while something is."""
    desk = visitor(NetworkExperiment(epochs=100))
    assert ask(desk) == {"missing": landscapes.FIRST}
    network_messages.CHANGES["train"]({"type": "train"}, desk)
    assert ask(desk) == {"missing": landscapes.LATER}
    job = runs.of(desk.session)
    assert job is not None
    job.stop()
    over(desk)


def test_it_is_drawn_by_a_worker_with_the_numbers_of_the_core(desk: NetworkDesk) -> None:
    """On its way at first; then what :func:`survey` gives of the same trainings, in one figure and words."""
    assert "pending" in ask(desk)
    answer = drawn(desk)
    job = runs.of(desk.session)
    assert job is not None
    with threadpool_limits(1, user_api="blas"):
        found = survey(*(job.known[slot].training for slot in "ab"), SHORT.names)
    sent, own = answer["landscape"], payload(found, "light")
    assert isinstance(sent, dict)
    np.testing.assert_allclose(floats(sent["grid"]["loss"]), floats(own["grid"]["loss"]), rtol=1e-5)
    for slot in "ab":
        track, mine = sent["slots"][slot], own["slots"][slot]
        np.testing.assert_allclose(floats(track["x"]), floats(mine["x"]), atol=1e-4)
        np.testing.assert_allclose(doubles(track["loss"]), doubles(mine["loss"]), rtol=1e-5)
        assert track["name"] == SHORT.names[slot]
    assert sent["steps"] == 40
    words = answer["words"]
    assert isinstance(words, list)
    assert words[0].startswith("This plane shows")
    assert answer["names"] == {"a": "gradient descent", "b": "Adam"}
    assert ask(desk, have=answer["version"]) == {"same": True}
    assert ask(desk, have=answer["version"], mode="dark")["figure"] != answer["figure"]


@pytest.mark.parametrize("slot", ["a", "b"])
def test_random_planes_lie_around_each(desk: NetworkDesk, slot: str) -> None:
    """The middle has the loss at which that contender ends; other seeds give other planes."""
    first, second = (drawn(desk, plane=f"random-{slot}", seed=seed)["landscape"] for seed in (0, 1))
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    grid = floats(first["grid"]["loss"], 41, 41)
    assert grid[20, 20] == pytest.approx(doubles(first["slots"][slot]["loss"])[-1], rel=1e-4)
    assert first["grid"]["loss"] != second["grid"]["loss"]
    assert first["kind"] == "random"


def test_one_whose_numbers_ran_out_is_drawn_until_then() -> None:
    """With its fate and its words; around its end there is no plane, which is said."""
    desk = trained(LOST)
    job = runs.of(desk.session)
    assert job is not None
    assert job.known["a"].diverged
    answer = drawn(desk)
    assert answer["landscape"]["slots"]["a"]["fate"].startswith("out of range after step")  # type: ignore[index]
    refused = drawn(desk, plane="random-a")
    assert "its last weights are out of range" in str(refused["missing"])
    assert "again" not in refused
    assert "figure" in drawn(desk, plane="random-b")


def test_on_a_line_there_is_no_plane_but_there_are_others() -> None:
    """First steps along one gradient make no plane; the names that the choice of others needs are sent."""
    full = NetworkExperiment(Choice.of("network", batch="full"), epochs=1)
    desk = trained(full.with_choice("b", Choice.of("momentum")))
    refused = drawn(desk)
    assert str(refused["missing"]).startswith("All snapshots lie on one line")
    assert refused["names"] == {"a": "gradient descent", "b": "momentum"}
    assert "figure" in drawn(desk, plane="random-a")


def test_it_waits_while_all_processes_train(desk: NetworkDesk) -> None:
    """Trainings come first, which is said; it is drawn when one of them has ended."""
    jobs = []
    for _ in range(runs.pool().workers):
        other = visitor(NetworkExperiment(epochs=100))
        network_messages.CHANGES["train"]({"type": "train"}, other)
        jobs.append((other, runs.of(other.session)))
    plane = {"plane": "random-b", "seed": 99}
    assert ask(desk, **plane) == {"pending": landscapes.WAITING}
    for _, job in jobs:
        assert job is not None
        job.stop()
    assert "figure" in drawn(desk, **plane)


def test_a_killed_worker_is_told_and_it_is_drawn_anew(desk: NetworkDesk) -> None:
    """The message says what happened; only when it is asked for again, another worker draws it."""
    plane = {"plane": "random-a", "seed": 77}
    assert "pending" in ask(desk, **plane)
    for pid in runs.pool().pids:
        os.kill(pid, signal.SIGKILL)
    answer = drawn(desk, **plane)
    assert "was ended by signal 9" in str(answer["missing"])
    assert answer["again"] is True
    assert ask(desk, **plane) == answer
    assert "figure" in drawn(desk, **plane, again=1)


def test_a_new_training_takes_its_place() -> None:
    """What was drawn of the one before is not shown for the next."""
    desk = trained()
    before = drawn(desk)
    desk.show(SHORT.with_value("b.alpha", 0.01))
    network_messages.CHANGES["train"]({"type": "train"}, desk)
    over(desk)
    after = drawn(desk, have=before["version"])
    assert after["training"] != before["training"]
    assert after["landscape"]["slots"]["b"]["name"] == "Adam, α = 0.01"  # type: ignore[index]


def test_few_planes_are_remembered(desk: NetworkDesk) -> None:
    """Those that were asked for last; what has not begun is not drawn for nobody."""
    for seed in range(landscapes.MOST + 3):
        ask(desk, plane="random-b", seed=seed)
    job = runs.of(desk.session)
    assert job is not None
    known = landscapes._surveys[job].futures
    assert len(known) == landscapes.MOST
    assert list(known)[-1] == ("random-b", landscapes.MOST + 2)
    assert "figure" in drawn(desk, plane="random-b", seed=landscapes.MOST + 2)


@pytest.mark.parametrize(
    ("field", "value"), [("plane", "flat"), ("seed", "-1"), ("seed", "1e3"), ("seed", "9" * 30)]
)
def test_what_is_no_plane_is_refused(desk: NetworkDesk, field: str, value: str) -> None:
    """With its name and what it may be."""
    with pytest.raises(ValueError, match=f"`{field}` must be"):
        ask(desk, **{field: value})
