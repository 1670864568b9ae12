"""What is answered while something is dragged: the runs of a link, and of all positions of a slider."""

import json
from urllib.parse import quote

import numpy as np
import pytest

from optim_viz import Choice, Experiment, perform
from optim_viz.ui import live
from tests.ui.reading import decades, floats, reply

LIVE = [
    (("a.alpha",), "a"),
    (("b.alpha",), "b"),
    (("b.beta1",), "b"),
    (("b.beta2",), "b"),
    (("f.kappa",), "ab"),
    (("f.angle",), "ab"),
    (("f.scale",), "ab"),
    (("a.alpha", "b.alpha"), "ab"),
]


def family(experiment, *paths):
    """The runs for all positions of the sliders at ``paths``, moved together."""
    return live.answer(f"{experiment.link()}&vary={','.join(paths)}")


@pytest.mark.parametrize(("paths", "concerned"), LIVE, ids=["+".join(paths) for paths, _ in LIVE])
def test_every_member_of_a_family_is_its_own_run(paths, concerned):
    """At each position of a slider, the family holds the run with that value, bit for bit in float32."""
    experiment = Experiment(steps=60)
    positions = experiment.parameter(paths[0]).positions
    sent = family(experiment, *paths)
    assert "".join(sent["tracks"]) == concerned
    for index, value in enumerate(positions):
        there = experiment
        for path in paths:
            there = there.with_value(path, value)
        race = perform(there)
        for slot in concerned:
            alone = getattr(race, slot)
            track = sent["tracks"][slot]
            assert track["runs"] == len(positions)
            x = floats(track["x"], len(positions), 61, 2)[index]
            with np.errstate(over="ignore"):
                assert np.array_equal(x, alone.x.astype(np.float32), equal_nan=True)
            assert track["last"][index] == alone.last
            cost = decades(track["cost"]).reshape(len(positions), 61)[index]
            with np.errstate(divide="ignore"):
                expected = np.log10(alone.value) - np.log10(alone.value[0])
            finite = np.isfinite(expected)
            assert np.array_equal(finite, np.isfinite(cost))
            assert cost[finite] == pytest.approx(expected[finite], abs=track["cost"]["unit"])


@pytest.mark.parametrize("path", ["f.kappa", "f.angle", "f.scale"])
def test_a_family_of_the_cost_holds_its_level_curves(path):
    """The matrix of each position sends the unit circle to the level J = 1/2."""
    experiment = Experiment().with_value("f.angle", 25.0)
    positions = experiment.parameter(path).positions
    shapes = floats(family(experiment, path)["shapes"], len(positions), 2, 2)
    turn = np.linspace(0, 2 * np.pi, 9)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    for shape, value in zip(shapes, positions, strict=True):
        J = experiment.with_value(path, value).f.build()
        assert J.value((shape.astype(float) @ circle).T) == pytest.approx(0.5, rel=1e-4)
    assert family(experiment, "a.alpha")["shapes"] is None


def test_a_run_of_ten_thousand_steps_keeps_its_zigzag():
    """Thinned for a drag, what is left comes in neighbouring pairs, on both sides of the valley."""
    experiment = Experiment(a=Choice.of("gd", alpha=0.0999), b=Choice.of("gd"), steps=10_000)
    race = perform(experiment)
    track = live.answer(experiment.link())["tracks"]["a"]
    k = np.array(track["k"])
    assert len(k) <= 520
    assert k[0] == 0
    assert k[-1] == 10_000
    x = floats(track["x"], len(k), 2)
    assert (x == race.a.x[k].astype(np.float32)).all()
    pairs = np.flatnonzero(np.diff(k) == 1)
    assert len(pairs) >= len(k) // 2 - 1
    bouncing = pairs[k[pairs] < 5000]
    assert (x[bouncing, 1] * x[bouncing + 1, 1] < 0).all()


def test_without_a_slider_both_run_once():
    """So a start that is dragged is followed: the link with that start."""
    experiment = Experiment(start=(1.25, -2), steps=80)
    race = perform(experiment)
    sent = live.answer(experiment.link())
    for slot in "ab":
        assert (floats(sent["tracks"][slot]["x"], 81, 2) == getattr(race, slot).x.astype(np.float32)).all()


def requested(query):
    """The status of the answer to a request, its kind and its text."""
    answered = reply(live.route(), query)
    return answered.status_code, answered.media_type, answered.body.decode()


@pytest.mark.parametrize("vary", ["f.beta", "steps", "b.epsilon", "a.alpha,<script>", "b.bias_correction"])
def test_what_is_no_live_slider_is_refused(vary):
    """In a sentence that names those there are, without a traceback."""
    there = "f.kappa, f.angle, f.scale, a.alpha, b.alpha, b.beta1, b.beta2"
    wrong = vary.rpartition(",")[2]
    said = f"`vary` must name some of {there}; got {wrong!r}."
    assert requested(f"vary={quote(vary)}") == (400, "text/plain", said)


def test_a_hostile_query_is_answered_like_any_link():
    """What is not understood in it is replaced, as on the page."""
    status, kind, text = requested("f.kappa=1e999&steps=-5&a=%3Cscript%3E&start=nan,nan&color=red")
    assert (status, kind) == (200, "application/json")
    assert set(json.loads(text)["tracks"]) == {"a", "b"}
