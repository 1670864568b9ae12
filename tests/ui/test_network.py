"""The page of the network without a browser: its deck, its messages, and how a training stands."""

from __future__ import annotations

import gc
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from optim_viz import Adam, Choice
from optim_viz.alpha_sweep import AlphaSweep, Search
from optim_viz.cli import main
from optim_viz.commands import train as train_command
from optim_viz.datasets import Digits, DigitsError, digit_shelf, keep_digits, load_digits
from optim_viz.export.network import SCRIPTS
from optim_viz.figures.encode import to_json
from optim_viz.network import train
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.pool import Job, Limits, Pool, WorkerError
from optim_viz.training_files import FORMATS, Pair, Trained, TrainingFormat
from optim_viz.ui import digits_choice, network, network_downloads, network_messages, network_status, runs
from optim_viz.ui.network_desk import DESKS, MOST_PINS, NetworkDesk
from optim_viz.ui.player import mailbox
from tests.ui.reading import html, opened, told, well

SHORT = NetworkExperiment(Choice.of("network", batch="256"), epochs=1)
LONG = NetworkExperiment(Choice.of("network", batch="1"), epochs=100)


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    """What was begun here ends here."""
    yield
    runs.pool().close()
    runs.pool.cache_clear()


@pytest.fixture
def desk() -> NetworkDesk:
    """A visitor who has the page open."""
    visitor = NetworkDesk(SHORT, mode="own")
    runs.here(visitor)
    return visitor


def say(desk: NetworkDesk, kind: str, **more: object) -> None:
    """What the component says."""
    desk.seen += 1
    message = {"type": kind, "id": desk.seen, **more}
    desk.seen -= 1
    outbox = {"mount": desk.mount, "has": None, "messages": [message]}
    mailbox.read(outbox, desk, network_messages.CHANGES)


def ask(desk: NetworkDesk, **more: object) -> dict[str, object]:
    """How the training stands, as the browser reads it."""
    given = {"part": "course", "job": desk.session, **more}
    query = "&".join(f"{key}={value}" for key, value in given.items())
    answer: dict[str, object] = json.loads(to_json(network.answer(query)))
    return answer


def job_of(desk: NetworkDesk) -> Job:
    """The training of a visitor."""
    job = runs.of(desk.session)
    assert job is not None
    return job


def over(desk: NetworkDesk) -> dict[str, object]:
    """How it stands when it has ended."""
    job, end = job_of(desk), time.monotonic() + 60
    while not job.over and time.monotonic() < end:
        job.wait(job.version, 1)
    return ask(desk)


def test_a_link_opens_the_page_with_its_settings() -> None:
    """From the root of the app, and without training anything."""
    app = opened({"f": "network", "f.batch": "full", "b.alpha": "0.01", "epochs": "3", "steps": "5"})
    data = told(app)
    assert data["cost"] == "network"
    shown = NetworkExperiment.from_query(data["query"])[0]
    assert (shown["f.batch"], shown["b.alpha"], shown.epochs) == ("full", 0.01, 3)
    assert any("`steps` is not known here" in warning.value for warning in app.warning)
    assert runs.of(data["job"]) is None
    controls = [each["path"] for each in data["deck"]["parts"]["f"]["controls"]]
    assert controls == ["f.batch", "epochs", "seed"]


def test_a_training_comes_to_the_numbers_of_the_api(desk: NetworkDesk) -> None:
    """Train, and the curves end where :func:`optim_viz.network.train` does with the same settings."""
    assert ask(desk)["state"] == "none"
    say(desk, "train")
    answer = over(desk)
    assert answer["state"] == "done"
    assert answer["share"] == 1
    *_, last = train(load_digits(), Adam(alpha=0.001), epochs=1, batch=256)
    course = job_of(desk).known["b"]
    np.testing.assert_allclose(course.test_accuracy, last.test_accuracy, atol=2e-3)
    np.testing.assert_allclose(course.loss[-1], last.loss[-1], rtol=1e-3)
    assert ask(desk, have=answer["version"]) == {"same": True}


def test_pins_keep_curves_and_the_oldest_go(desk: NetworkDesk) -> None:
    """A training is pinned once; each pin has a number of its own and settings that can be put back."""
    for seed in range(MOST_PINS + 1):
        say(desk, "set", path="seed", text=str(seed))
        say(desk, "train")
        over(desk)
        say(desk, "pin")
        say(desk, "pin")
    assert [pin.experiment.seed for pin in desk.pins] == list(range(1, MOST_PINS + 1))
    assert len({pin.number for pin in desk.pins}) == MOST_PINS
    first = ask(desk)["pins"][0]  # type: ignore[index]
    say(desk, "load-pin", query=first["query"])
    assert desk.experiment.seed == 1
    say(desk, "unpin", number=first["number"])
    assert [pin.experiment.seed for pin in desk.pins] == list(range(2, MOST_PINS + 1))


def test_a_killed_worker_is_told_and_training_begins_anew(desk: NetworkDesk) -> None:
    """The message names what happened, and the next Train runs."""
    desk.show(NetworkExperiment(epochs=100))
    say(desk, "train")
    job = job_of(desk)
    while job.known["a"] is None:
        job.wait(job.version, 1)
    os.kill(runs.pool().pids[0], signal.SIGKILL)
    answer = over(desk)
    assert answer["state"] == "failed"
    assert "was ended by signal 9" in str(answer["status"])
    assert "start again" in str(answer["status"])
    desk.show(SHORT)
    say(desk, "train")
    assert over(desk)["state"] == "done"


def workers_are(sent: signal.Signals) -> None:
    """Have the workers stand still, or go on."""
    for pid in runs.pool().pids:
        with suppress(ProcessLookupError):  # one that was ended a moment ago
            os.kill(pid, sent)


def under_way(desk: NetworkDesk) -> list[Future[Any]]:
    """What has begun of a visitor's sweep, once something has."""
    executors, end = runs.pool()._board.executors, time.monotonic() + 20
    while not (running := list(executors[desk.owner, runs.SWEEP].running)):
        assert time.monotonic() < end
        time.sleep(0.01)
    return [call.future for call in running]


def test_a_sweep_that_is_resumed_while_it_stops_loses_nothing(desk: NetworkDesk) -> None:
    """The trainings that had begun go on in their workers; a sweep whose executor was taken gets another."""
    say(desk, "train")
    over(desk)
    workers_are(signal.SIGSTOP)
    search = desk.search = Search(AlphaSweep(SHORT, alphas=(0.001, 0.01), seeds=(0,)))
    say(desk, "alphas-resume")
    begun = under_way(desk)
    say(desk, "alphas-cancel")
    assert search.status.state == "stopping"
    say(desk, "alphas-resume")
    assert search.status.state == "running"
    workers_are(signal.SIGCONT)
    assert [future.exception(60) for future in begun] == [None] * len(begun)
    search.wait(60)
    assert search.status.state == "done"
    workers_are(signal.SIGSTOP)
    search = desk.search = Search(search.settings)
    say(desk, "alphas-resume")
    under_way(desk)
    runs.pool().executor(desk.owner, runs.SWEEP)  # takes it back, as when the page was closed
    search.wait(60)
    assert search.status.state == "stopped"
    workers_are(signal.SIGCONT)
    say(desk, "alphas-resume")
    search.wait(60)
    assert search.status.state == "done"
    assert not desk.complaint


def test_nobody_elses_training_is_shown() -> None:
    """A request that names nobody who is here is refused, with what to do."""
    for query in ("part=course&job=unknown", "part=course"):
        with pytest.raises(ValueError, match="not known here any more; reload it"):
            network.answer(query)
    with pytest.raises(ValueError, match="`part` must be one of course"):
        network.answer("part=weights")


def test_who_has_left_is_not_here(desk: NetworkDesk) -> None:
    """The pool asks about owners; one whose page is forgotten is gone."""
    assert runs.is_here(desk.session)
    assert not runs.is_here("nobody")
    visitor = NetworkDesk(SHORT, mode="own")
    runs.here(visitor)
    owner = visitor.session
    assert DESKS[owner] is visitor
    del visitor
    assert not runs.is_here(owner)


def test_who_was_away_finds_what_was_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done, and why the rest was stopped; it goes with the desk of the page."""
    gone: set[str] = set()
    monkeypatch.setattr(runs, "Pool", partial(Pool, limits=Limits(left=0.1), look=0.02))
    monkeypatch.setattr(runs, "is_here", lambda owner: owner in DESKS and owner not in gone)
    monkeypatch.setattr(runs, "pool", cache(runs.pool.__wrapped__))
    with runs.pool() as pool:
        done, stopped = (NetworkDesk(each, mode="own") for each in (SHORT, LONG))
        for visitor in (done, stopped):
            runs.here(visitor)
        say(done, "train")
        over(done)
        say(stopped, "train")
        gone.update([done.owner, stopped.owner])
        over(stopped)
        time.sleep(0.1)  # so that the watch has come to both
        gone.clear()
        assert str(ask(done)["status"]).startswith("Done: 1 epoch")
        assert str(ask(stopped)["status"]).endswith("Its page was closed.")
        assert ask(stopped)["state"] == "stopped"
        owner, end = done.owner, time.monotonic() + 20
        del done, visitor
        while pool.job(owner, runs.TRAINING):
            assert time.monotonic() < end
            time.sleep(0.02)
        assert pool.job(stopped.owner, runs.TRAINING)


def test_digits_of_ones_own_go_with_the_last_who_holds_them() -> None:
    """Neither their arrays nor the file that workers read stay behind."""
    digits = load_digits()
    own = Digits("mine", "a test", digits.X[:9], digits.y[:9], digits.X_test[:4], digits.y_test[:4])
    shared = runs.shared(own)
    assert shared is not None
    assert runs.shared(own) is shared
    path = Path(shared.stored.path)
    assert path.is_file()
    del shared
    gc.collect()
    assert not path.exists()


def test_a_link_to_a_broken_file_of_keras_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says what is wrong with it and shows the shipped digits."""
    file = tmp_path / "datasets" / "mnist.npz"
    file.parent.mkdir()
    file.write_bytes(b"no archive")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    app = opened({"f": "network", "f.data": "mnist", "step": "3"})
    assert "f.data=mnist-10k" in told(app)["query"]
    assert any("mnist.npz" in error.value for error in app.error)


def with_fold_out_of_digits() -> AppTest:
    """The page with the panel open that reads digits of one's own."""
    return opened({"f": "network"}, digits_choice.OPEN)


def test_what_is_wrong_with_files_is_told_where_they_are_given() -> None:
    """Until something else is tried, in the panel; of a file that is used nothing is left to say."""
    app = with_fold_out_of_digits()
    assert "at most 100 MB and 75,000 digits in all" in app.caption[0].value
    (button,) = [each for each in app.button if each.label == "Use these digits"]
    well(button.click().run())
    (error,) = app.error
    assert "There is nothing to read yet" in error.value
    well(app.run())
    assert len(app.error) == 1
    picture = [("cat.png", bytes.fromhex("89504E470D0A1A0A"), "image/png")]
    well(app.file_uploader[0].set_value(picture).run())  # the press has waited for it
    assert "is a PNG picture" in app.error[0].value
    well(app.file_uploader[0].set_value([("dog.png", *picture[0][1:])]).run())
    assert not app.error
    (button,) = [each for each in app.button if each.label == "Use these digits"]
    well(button.click().run())
    assert "dog.png` is a PNG picture" in app.error[0].value


def test_visitors_with_equal_digits_hold_the_same(desk: NetworkDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What all of them hold together is what one holds."""
    sessions: list[dict[str, Any]] = [{}, {}]
    digits = load_digits()
    arrays = digits.X[:9], digits.y[:9], digits.X_test[:4], digits.y_test[:4]
    monkeypatch.setattr(digits_choice, "_given", lambda: Digits("mine", "a test", *arrays))
    for session in sessions:
        monkeypatch.setattr(digits_choice, "st", SimpleNamespace(session_state=session))
        digits_choice._take(desk)
    (name, one), (_, other) = (session[digits_choice.HELD] for session in sessions)
    assert desk.experiment["f.data"] == name
    assert one is other


@pytest.mark.parametrize(
    ("count", "size", "said"),
    [
        (5, 10, "5 files are given; at most 4 are read"),
        (4, 30_000_000, "The files have 120,000,000 bytes together"),
    ],
)
def test_too_many_files_are_refused_before_they_are_copied(
    count: int, size: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their number and their sizes."""
    files = [SimpleNamespace(name=f"{number}", size=size) for number in range(count)]
    fake = SimpleNamespace(session_state={digits_choice.FILES: files}, context=SimpleNamespace(headers={}))
    monkeypatch.setattr(digits_choice, "st", fake)
    with pytest.raises(DigitsError, match=said):
        digits_choice._given()


@pytest.mark.parametrize(
    ("address", "headers", "home"),
    [
        ("localhost", {"Host": "localhost:8501"}, True),
        ("127.0.0.1", {"Host": "127.0.0.1:8501"}, True),
        ("::1", {"Host": "[::1]:8501"}, True),
        ("0.0.0.0", {"Host": "localhost:8501"}, False),
        ("localhost", {"Host": "example.org:8501"}, False),
        ("localhost", {}, False),
        ("localhost", {"Host": "localhost:8501", "X-Forwarded-For": "192.0.2.1"}, False),
        ("localhost", {"Host": "localhost:8501", "X-Forwarded-Host": "example.org"}, False),
        ("localhost", {"Host": "localhost:8501", "Forwarded": "for=192.0.2.1"}, False),
    ],
)
def test_paths_are_opened_at_home_only(
    address: str, headers: dict[str, str], home: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is reached from this machine alone, by that name, and nobody hands on what others ask."""
    monkeypatch.setattr(digits_choice.config, "get_option", {"server.address": address}.__getitem__)
    monkeypatch.setattr(digits_choice.st, "context", SimpleNamespace(headers=headers))
    assert digits_choice._at_home() is home


def test_all_of_mnist_is_called_what_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """From a file that somebody gives: in the row of digits, in the link, in a script and in the command."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    digits = load_digits()
    few = Digits("few.npz", "a test", digits.X[:9], digits.y[:9], digits.X_test[:4], digits.y_test[:4])
    monkeypatch.setitem(few.__dict__, "is_mnist", True)
    name = keep_digits(few)
    app = opened({"f": "network", "f.data": name})
    assert not app.error
    assert "f.data=mnist&" in told(app)["query"]
    (menu,) = [each for each in app.button_group if each.label == "Digits"]
    assert list(menu.options) == ["MNIST, the first 10,000", "MNIST, all 60,000"]
    assert not any("Your digits" in piece for piece in html(app))
    experiment = NetworkExperiment(Choice.of("network", data=name))
    assert network_downloads.command(experiment).endswith(" --mnist mnist.npz")
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "mnist.npz").touch()
    assert network_downloads.command(experiment).endswith(" --mnist keras")
    assert "digits.npz" not in SCRIPTS[0].render(experiment).decode()
    digit_shelf._held.pop(name)


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.key)
def test_files_of_a_training_are_those_of_its_numbers(
    known: TrainingFormat, desk: NetworkDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the page gives is what the format makes of both trainings of the job; before, there is nothing."""
    given: list[tuple[str, str, bytes]] = []

    def keep(title: str, make: Callable[[], bytes], name: str, mime: str) -> None:
        given.append((title, name, make()))

    monkeypatch.setattr(network_downloads, "_button", keep)
    network_downloads._file(desk, known.key)
    assert not given
    say(desk, "train")
    over(desk)
    # The file is of what was trained, whatever the deck shows by now.
    say(desk, "set", path="b.alpha", text="0.5")
    network_downloads._file(desk, known.key)
    courses = job_of(desk).known
    pair = Pair(load_digits(), *(Trained(courses[slot].training, courses[slot].seconds) for slot in "ab"))
    assert given == [(known.title, f"network_gd-vs-adam_epochs-1{known.ending}", known.render(pair))]
    assert len(courses["a"].training.test_loss) == 2


def test_the_command_trains_what_the_page_does() -> None:
    """What it is told are the settings of the experiment, also where a batch is of more than all digits."""
    query = "a=momentum&a.beta=0.5&b=adam&b.alpha=0.02&b.bias_correction=false&epochs=3&seed=5&f.batch=20000"
    experiment, remarks = NetworkExperiment.from_query(query)
    assert not remarks
    words = network_downloads.command(experiment).split()
    assert words[:2] == ["optim-viz", "train"]
    asked: dict[str, Any] = {}

    def ask_for(digits: Digits, optimizers: dict[str, Any], **settings: Any) -> None:
        asked.update(optimizers=optimizers, digits=digits, **settings)
        raise WorkerError("enough")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train_command, "train_both", ask_for)
        assert CliRunner().invoke(main, words[1:]).exit_code == 1
    chosen = {slot: Choice.like(optimizer) for slot, optimizer in asked["optimizers"].items()}
    assert chosen == {"a": experiment.a, "b": experiment.b}
    assert asked["digits"] is experiment.network.digits
    assert (asked["batch"], asked["epochs"], asked["seed"]) == (20000, 3, 5)


def test_pins_tell_what_differs(desk: NetworkDesk) -> None:
    """Numbers that are not the usual ones stand at the pin."""
    say(desk, "set", path="b.beta1", text="0.8")
    say(desk, "train")
    over(desk)
    say(desk, "pin")
    (pin,) = ask(desk)["pins"]  # type: ignore[misc]
    assert pin["text"] == "Gradient descent, α = 0.01 · Adam, α = 0.001, β₁ = 0.8 · batch 256 · seed 0"


def stood(state: str = "paused", message: str = "", **steps: int | None) -> Job:
    """A training of 10 epochs of 100 steps, each contender after so many steps; None for one not begun."""
    known = {
        slot: step
        if step is None
        else SimpleNamespace(step=[0, step], per_epoch=100, epochs=10, share=step / 1000, spent=4.2)
        for slot, step in steps.items()
    }
    return SimpleNamespace(state=state, message=message, known=known, place=None, seconds=8.0)  # type: ignore[return-value]


TEN = NetworkExperiment()
TWICE = NetworkExperiment(Choice.of("network"), Choice.of("adam"), Choice.of("adam", alpha=0.01))


@pytest.mark.parametrize(
    ("job", "experiment", "said"),
    [
        (stood(a=250, b=299), TEN, "Paused in epoch 3 of 10."),
        (
            stood(a=760, b=500),
            TEN,
            "Paused in epoch 8 of 10 with gradient descent and 6 with Adam.",
        ),
        (
            stood("stopped", a=1000, b=0),
            TWICE,
            "Stopped in epoch 10 of 10 with Adam (α = 0.001) and 1 with Adam (α = 0.01).",
        ),
        (
            stood("running", a=None, b=500),
            TEN,
            "Epoch 6 of 10 with Adam; gradient descent has not begun, about 24 seconds left.",
        ),
        (stood("running", a=990, b=990), TEN, "Epoch 10 of 10, less than a second left."),
        (stood("running", a=None, b=None), TEN, "Epoch 1 of 10."),
        (stood("stopped", a=None, b=None), TEN, "Stopped before it began."),
        (stood("done", a=1000, b=1000), TEN, "Done: 10 epochs, Gradient descent 4.2 s, Adam 4.2 s of work."),
        (
            stood("done", a=1000, b=1000),
            TWICE,
            "Done: 10 epochs, Adam (α = 0.001) 4.2 s, Adam (α = 0.01) 4.2 s of work.",
        ),
        (stood("stopped", "It took too long.", a=9, b=9), TEN, "Stopped in epoch 1 of 10. It took too long."),
        (None, TEN, "Not trained yet."),
    ],
)
def test_a_training_is_told_in_a_line(job: Job | None, experiment: NetworkExperiment, said: str) -> None:
    """The epoch of each where they differ, with names that tell them apart; no more blanks than words need."""
    assert network_status.status(job, experiment, experiment) == said


def test_batches_of_more_than_all_are_told() -> None:
    """Where a step sees all digits by another number than theirs."""
    large = NetworkExperiment(Choice.of("network", batch="20000"))
    told = "Batches of 20,000 are all 10,000 digits."
    assert network_status.status(None, None, large) == f"Not trained yet. {told}"
    others = "The deck shows other settings than it was begun with."
    done = stood("done", a=1000, b=1000)
    assert network_status.status(done, TEN, large).endswith(f" of work. {others} {told}")
