"""What the player is sent: the numbers of the run, in fewer bytes."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest

from optim_viz import Choice, Experiment, Quadratic, perform
from optim_viz.figures import payload
from optim_viz.figures.encode import to_json
from optim_viz.figures.scene import Scene
from optim_viz.optimizers import OPTIMIZERS
from tests.ui.reading import floats


def decades(sent):
    """Logarithms in whole units, as the player reads them."""
    whole = np.frombuffer(base64.b64decode(sent["data"]), dtype="<i2")
    return np.where(whole == -32768, np.nan, whole * sent["unit"])


def every(race):
    """All steps."""
    return np.arange(race.experiment.steps + 1)


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


@pytest.mark.parametrize(("paths", "concerned"), LIVE, ids=["+".join(paths) for paths, _ in LIVE])
def test_every_member_of_a_family_is_its_own_run(paths, concerned):
    """At each position of a slider, the family holds the run with that value, bit for bit in float32."""
    experiment = Experiment(steps=60)
    positions = experiment.parameter(paths[0]).positions
    sent = payload.family(perform(experiment, dict.fromkeys(paths, positions)), paths)
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
    sent = payload.family(perform(experiment, {path: positions}), (path,))
    shapes = floats(sent["shapes"], len(positions), 2, 2)
    turn = np.linspace(0, 2 * np.pi, 9)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    for shape, value in zip(shapes, positions, strict=True):
        J = experiment.with_value(path, value).f.build()
        assert J.value((shape.astype(float) @ circle).T) == pytest.approx(0.5, rel=1e-4)
    assert payload.family(perform(experiment, {"a.alpha": [0.1]}), ("a.alpha",))["shapes"] is None


def test_the_track_of_a_run_that_diverged():
    """It says where the run left, how it grows and which point was its last, and nothing stands behind that."""
    race = perform(Experiment(a=Choice.of("gd", alpha=0.5), steps=1000))
    track = payload.track(race.a, race, every(race))
    x = floats(track["x"], 1001, 2)
    (last,) = track["last"]
    assert np.isfinite(race.a.x[last]).all()
    assert np.isnan(x[last + 1 :]).all()
    outside = (np.abs(race.a.x) > np.array([9, 5])).any(axis=1)
    assert track["left"] == [np.argmax(outside)]
    assert track["growth"] == [pytest.approx(9)]  # |1 - 0.5 * 20|
    assert decades(track["rates"]) == pytest.approx([np.log10(0.5)] * 2, abs=1e-3)  # constant: one row
    calm = payload.track(race.b, race, every(race))
    assert (calm["left"], calm["last"]) == ([None], [1000])
    assert "NaN" not in to_json(track)
    assert "Infinity" not in to_json(track)


def test_a_run_of_ten_thousand_steps_keeps_its_zigzag():
    """Thinned for a drag, what is left comes in neighbouring pairs, on both sides of the valley."""
    experiment = Experiment(a=Choice.of("gd", alpha=0.0999), steps=10_000)
    race = perform(experiment, {"a.alpha": [0.0999, 0.05]})
    track = payload.family(race, ("a.alpha",))["tracks"]["a"]
    k = np.array(track["k"])
    assert len(k) <= 520
    assert k[0] == 0
    assert k[-1] == 10_000
    x = floats(track["x"], 2, len(k), 2)
    assert (x[0] == race.a.x[k, 0].astype(np.float32)).all()
    pairs = np.flatnonzero(np.diff(k) == 1)
    assert len(pairs) >= len(k) // 2 - 1
    bouncing = pairs[k[pairs] < 5000]
    assert (x[0, bouncing, 1] * x[0, bouncing + 1, 1] < 0).all()


def test_a_settled_run_is_never_thinned():
    """All 10,001 points of it are there."""
    race = perform(Experiment(steps=10_000))
    sent = payload.settled(Scene.of(race), "light")
    for slot in "ab":
        track = sent["slots"][slot]["track"]
        assert track["k"] is None
        assert (floats(track["x"], 10_001, 2) == getattr(race, slot).x.astype(np.float32)).all()


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_learning_rates_are_sent_to_a_thousandth_of_a_decade(key):
    """Also where they never change and are sent once."""
    race = perform(replace(Experiment(steps=50), a=Choice.of(key, alpha=0.01)))
    sent = payload.track(race.a, race, every(race))["rates"]
    rates = decades(sent).reshape(-1, 2)
    expected = np.log10(race.a.learning_rates)
    assert len(rates) == (1 if (expected == expected[0]).all() else 50)
    assert np.abs(rates - expected).max() <= sent["unit"]


def test_decades_keep_what_is_not_finite_apart():
    """NaN and minus infinity become one mark; very large ones get a coarser unit, never a wrong value."""
    sent = payload.decades(np.array([0.0, -1.5, np.nan, -np.inf, 3.25]))
    assert sent["unit"] == 1e-3
    assert decades(sent) == pytest.approx([0, -1.5, np.nan, np.nan, 3.25], nan_ok=True)
    wide = payload.decades(np.array([600.0, -600.0, 1.0]))
    assert decades(wide) == pytest.approx([600, -600, 1], abs=wide["unit"])


def test_a_preview_is_the_run_from_there():
    """Both contenders, and the start it belongs to."""
    experiment = Experiment(start=(1.25, -2), steps=80)
    race = perform(experiment)
    sent = payload.preview(race)
    assert tuple(sent["start"]) == (1.25, -2.0)
    for slot in "ab":
        assert (floats(sent["tracks"][slot]["x"], 81, 2) == getattr(race, slot).x.astype(np.float32)).all()


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_arithmetic_adds_up(key):
    """In full precision: the point of a step, plus the last line of its rule, is the next point."""
    race = perform(replace(Experiment(steps=30), a=Choice.of(key, alpha=0.01)))
    lines = payload.arithmetic(race)["a"]
    values = [np.frombuffer(base64.b64decode(line["values"])).reshape(30, 2) for line in lines]
    by_symbol = dict(zip((line["symbol"] for line in lines), values, strict=True))
    assert np.array_equal(by_symbol["g"], Quadratic(kappa=20).gradient(race.a.x[:-1]))
    steps = [each for each in values if np.allclose(race.a.x[:-1] + each, race.a.x[1:], rtol=1e-12, atol=1e-15)]
    assert steps
    assert len({line["symbol"] for line in lines}) == len(lines)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(a=Choice.of("gd", alpha=1e300), b=Choice.of("adam", alpha=1e300), steps=20),
        Experiment(start=(0, 0)),
        Experiment(a=Choice.of("adagrad", alpha=1.0, epsilon=0.0), start=(0, 3)),
        Experiment(start=(1e6, -1e6), steps=1),
    ],
    ids=["huge", "at the minimum", "division by zero", "far"],
)
def test_nothing_but_json_is_sent(experiment):
    """Whatever the run, the text is strict JSON, without NaN."""
    race = perform(experiment)
    text = to_json(payload.settled(Scene.of(race), "dark"))

    def refuse(name):
        raise AssertionError(f"{name} is no JSON")

    json.loads(text, parse_constant=refuse)
