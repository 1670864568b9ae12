"""The player's messages: each carried out once."""

import pytest

from optim_viz import Choice, Experiment
from optim_viz.best import best_alpha
from optim_viz.experiment import OPENINGS
from optim_viz.ui import cache
from optim_viz.ui.player import mailbox
from optim_viz.ui.state import State

MOUNT = "mount-1"


def outbox(*messages, mount=MOUNT, has=""):
    """What the player sends: its messages, numbered from 1 where they have no number."""
    numbered = [{"id": number, **message} for number, message in enumerate(messages, 1)]
    return {"mount": mount, "has": has, "messages": numbered}


@pytest.fixture
def state():
    """A page that shows the opening screen, its player mounted and its pictures sent."""
    return State(Experiment(), mode="own", mount=MOUNT, sent="what it shows")


def test_a_change_is_carried_out_once(state):
    """A message that comes again, because its answer was slow, changes nothing again."""
    first = {"type": "set", "path": "a.alpha", "text": "0.01"}
    mailbox.read(outbox(first), state)
    assert state.experiment["a.alpha"] == 0.01
    assert state.seen == 1
    state.set("a.alpha", 0.5)
    mailbox.read(outbox(first), state)
    assert state.experiment["a.alpha"] == 0.5
    mailbox.read(outbox(first, {"type": "set", "path": "f.kappa", "text": "7"}), state)
    assert state.experiment["a.alpha"] == 0.5
    assert state.experiment["f.kappa"] == 7
    assert state.seen == 2


def test_the_start_as_text(state):
    """Both coordinates as one setting; what is none is refused in a sentence, and the old start stays."""
    mailbox.read(outbox({"type": "set", "path": "start", "text": "1.5,-2"}), state)
    assert state.experiment.start == (1.5, -2)
    mailbox.read(outbox({"type": "set", "path": "start", "text": "1.5,x", "id": 2}), state)
    assert state.experiment.start == (1.5, -2)
    assert state.complaint.startswith("`start` must be 2 numbers")
    assert state.complaint.endswith("got '1.5,x'. The old value stays.")


@pytest.mark.parametrize(("arrives", "steps"), [(646, 1000), (200, 200), (None, 200)])
def test_a_cell_is_opened_with_steps_enough(state, arrives, steps):
    """Compare shows its run to the end: with the map's steps where its own are too few, else with its own."""
    values = {"b.alpha": "0.4732", "b.beta1": "0.991423"}
    mailbox.read(outbox({"type": "load", "values": values, "steps": arrives}), state)
    assert state.experiment["b.beta1"] == 0.991423
    assert state.experiment.steps == steps
    assert state.go == "compare"


def test_a_change_is_answered_when_it_is_carried_out(state, monkeypatch):
    """Who looks while the best learning rates are searched for sees all as it was, and nothing answered."""
    before, looked = state.experiment, []

    def search(experiment, slot):
        looked.append((state.experiment, state.mode, state.found, state.seen))
        return best_alpha(experiment, slot)

    monkeypatch.setattr(cache, "best", search)
    mailbox.read(outbox({"type": "mode", "mode": "best"}), state)
    assert looked == 2 * [(before, "own", (None, None), 0)]
    assert (state.mode, state.seen) == ("best", 1)
    assert state.experiment["a.alpha"] == best_alpha(before, "a").alpha


def test_messages_are_carried_out_in_their_order(state):
    """The last of two settings of one number counts."""
    texts = ("0.3", "0.2", "0.1")
    mailbox.read(outbox(*({"type": "set", "path": "b.alpha", "text": text} for text in texts)), state)
    assert state.experiment["b.alpha"] == 0.1


def test_a_new_mount_starts_anew(state):
    """A player mounted afresh numbers from one, and is sent the pictures that it says it lacks."""
    state.seen = 17
    mailbox.read(outbox({"type": "set", "path": "a.alpha", "text": "0.01"}, mount="mount-2"), state)
    assert state.experiment["a.alpha"] == 0.01
    assert (state.mount, state.seen, state.sent) == ("mount-2", 1, "")
    mailbox.read(outbox(mount="mount-3", has="some revision"), state)
    assert (state.mount, state.seen, state.sent) == ("mount-3", 0, "some revision")
    mailbox.read(outbox(mount="mount-4", has=None), state)
    assert state.sent == ""


def test_a_player_without_pictures_is_sent_them(state):
    """``need`` forgets what was sent, so that the next run sends all of it."""
    mailbox.read(outbox({"type": "need"}), state)
    assert state.sent == ""


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("b.beta1", "1.2", "`beta1` of `Adam` must be in [0, 1); got '1.2'. The old value stays."),
        ("a.alpha", "-1", "`alpha` of `Gradient descent` must be a positive finite number; got '-1'."),
        ("f.kappa", "nan", "`kappa` of `Quadratic` must be in [1, 1000]; got 'nan'."),
        ("f.kappa", "", "`kappa` of `Quadratic` must be in [1, 1000]; got ''."),
    ],
)
def test_what_cannot_be_taken_is_said(state, path, text, said):
    """The sentence names value and range, the old value stays, and the next good value clears it."""
    mailbox.read(outbox({"type": "set", "path": path, "text": text}), state)
    assert state.complaint.startswith(said)
    assert state.experiment == Experiment()
    mailbox.read(outbox({"type": "set", "path": path, "text": "1e-3"}, mount="next"), state)
    assert bool(state.complaint) == (path == "f.kappa")


@pytest.mark.parametrize("start", [[1e7, 0], [float("nan"), 0], [1], [1, 2, 3]])
def test_a_start_that_cannot_be_is_said(state, start):
    """It changes nothing."""
    mailbox.read(outbox({"type": "start", "start": start}), state)
    assert "`start` must be 2 numbers" in state.complaint
    assert state.experiment == Experiment()


def test_a_start_settles(state):
    """Where the handle was let go."""
    mailbox.read(outbox({"type": "start", "start": [1.25, -2]}), state)
    assert state.experiment.start == (1.25, -2.0)


def test_another_optimizer_keeps_the_learning_rate(state):
    """Everything else of it is its own default."""
    mailbox.read(outbox({"type": "slot", "slot": "a", "key": "momentum"}), state)
    assert state.experiment.a == Choice.of("momentum", alpha=0.099)
    assert state.experiment.b == Experiment().b


def test_one_learning_rate_for_both(state):
    """Asked for, the right one becomes the left one; then they change together, until each has its own."""
    state.set("b.alpha", 0.5)
    mailbox.read(outbox({"type": "mode", "mode": "same"}), state)
    assert state.experiment["b.alpha"] == 0.099
    mailbox.read(outbox({"type": "set", "path": "b.alpha", "text": "0.02"}, mount="x"), state)
    assert state.experiment["a.alpha"] == state.experiment["b.alpha"] == 0.02
    mailbox.read(outbox({"type": "mode", "mode": "own"}, mount="y"), state)
    state.set("a.alpha", 0.7)
    assert state.experiment["b.alpha"] == 0.02


def test_each_at_its_best(state):
    """Both learning rates are the best for what is on the page, and again after every change of it."""

    def best():
        found = [best_alpha(state.experiment, slot) for slot in "ab"]
        assert state.found == tuple(found)
        return found

    mailbox.read(outbox({"type": "mode", "mode": "best"}), state)
    assert [state.experiment["a.alpha"], state.experiment["b.alpha"]] == [each.alpha for each in best()]
    seen = {state.experiment["a.alpha"]}
    for number, change in enumerate(
        [
            {"type": "set", "path": "f.kappa", "text": "5"},
            {"type": "start", "start": [1.0, 2.0]},
            {"type": "slot", "slot": "a", "key": "momentum"},
        ]
    ):
        mailbox.read(outbox(change, mount=f"mount {number}"), state)
        assert [state.experiment["a.alpha"], state.experiment["b.alpha"]] == [each.alpha for each in best()]
        assert state.mode == "best"
        seen.add(state.experiment["a.alpha"])
    assert len(seen) == 4
    state.set("tolerance", 1e-6)
    assert state.experiment["b.alpha"] == best()[1].alpha


def test_a_learning_rate_that_is_moved_is_its_own(state):
    """The other one stays, and nothing is looked for any more; a value out of range ends nothing."""
    mailbox.read(outbox({"type": "mode", "mode": "best"}), state)
    best = state.experiment
    mailbox.read(outbox({"type": "set", "path": "a.alpha", "text": "-1"}, mount="x"), state)
    assert (state.mode, state.experiment) == ("best", best)
    mailbox.read(outbox({"type": "set", "path": "a.alpha", "text": "0.02"}, mount="y"), state)
    assert (state.mode, state.experiment) == ("own", best.with_value("a.alpha", 0.02))
    state.set("f.kappa", 3.0)
    assert state.experiment == best.with_value("a.alpha", 0.02).with_value("f.kappa", 3.0)
    assert state.found == (None, None)


def test_where_no_learning_rate_is_better_they_stay(state):
    """At the minimum, every run stands still."""
    state.show(state.experiment.with_start((0.0, 0.0)))
    before = state.experiment
    mailbox.read(outbox({"type": "mode", "mode": "best"}), state)
    assert (state.mode, state.experiment, state.found) == ("best", before, (None, None))


def test_the_arithmetic_is_opened_and_closed(state):
    """It is computed only while it is open."""
    mailbox.read(outbox({"type": "arithmetic", "open": True}), state)
    assert state.arithmetic
    mailbox.read(outbox({"type": "arithmetic", "open": False}, mount="x"), state)
    assert not state.arithmetic


def test_a_forgotten_page_is_taken_up_again(state):
    """After a restart, the player says what stands on it, then what was changed while nobody answered."""
    shown = Experiment(a=Choice.of("gd", alpha=0.5)).with_value("b.beta1", 0.6)
    resume = {"type": "resume", "query": shown.link(), "mode": "own"}
    change = {"type": "set", "path": "b.beta2", "text": "0.9"}
    mailbox.read(outbox(resume, change, mount="again", has=f"{shown.link()} light"), state)
    assert state.experiment == shown.with_value("b.beta2", 0.9)
    assert state.mode == "own"
    assert state.sent == f"{shown.link()} light"
    mailbox.read(outbox({**resume, "query": "f.kappa=nonsense&<script>"}, mount="hostile"), state)
    assert state.experiment == Experiment()


def test_what_a_restart_has_lost_is_said(state):
    """Data of one's own are gone with the app: the page says so, whatever was changed while nobody answered."""
    lost = OPENINGS["regression"].link().replace("diabetes", "own-0123456789abcdef")
    change = {"type": "set", "path": "b.beta2", "text": "0.9"}
    for messages in ((), (change,)):
        resume = {"type": "resume", "query": lost, "mode": "own"}
        mailbox.read(outbox(resume, *messages, mount=f"again {len(messages)}"), state)
        assert state.experiment.f["data"] == "diabetes"
        (remark,) = state.remarks
        assert "open the file again" in remark
    mailbox.read(outbox(change, mount="later"), state)
    assert not state.remarks


@pytest.mark.parametrize("mode", ["same", "own", "best"])
def test_a_forgotten_page_compares_what_it_compared(state, mode):
    """Although its link does not say it, and its numbers stay what they were."""
    mailbox.read(outbox({"type": "mode", "mode": mode}), state)
    resume = {"type": "resume", "query": state.experiment.link(), "mode": mode}
    fresh = State(Experiment())
    mailbox.read(outbox(resume, mount="again"), fresh)
    assert (fresh.mode, fresh.experiment, fresh.found) == (mode, state.experiment, state.found)


def test_every_session_is_its_own():
    """So that a player sees that it has to introduce itself."""
    assert State(Experiment()).session != State(Experiment()).session
