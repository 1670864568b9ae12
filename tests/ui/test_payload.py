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
from tests.ui.reading import decades, floats


def every(race):
    """All steps."""
    return np.arange(race.experiment.steps + 1)


def test_the_track_of_a_run_that_diverged():
    """It says where the run left, how it grows and which point was its last, and nothing stands behind that."""
    race = perform(Experiment(a=Choice.of("gd", alpha=0.5), steps=1000))
    track = payload.track(race.a, race.experiment, every(race))
    x = floats(track["x"], 1001, 2)
    (last,) = track["last"]
    assert np.isfinite(race.a.x[last]).all()
    assert np.isnan(x[last + 1 :]).all()
    outside = (np.abs(race.a.x) > np.array([9, 5])).any(axis=1)
    assert track["left"] == [np.argmax(outside)]
    assert track["growth"] == [pytest.approx(9)]  # |1 - 0.5 * 20|
    assert decades(track["rates"]) == pytest.approx([np.log10(0.5)] * 2, abs=1e-3)  # constant: one row
    calm = payload.track(race.b, race.experiment, every(race))
    assert (calm["left"], calm["last"]) == ([None], [1000])
    assert "NaN" not in to_json(track)
    assert "Infinity" not in to_json(track)


def test_a_settled_run_is_never_thinned():
    """All 10,001 points of it are there."""
    race = perform(Experiment(steps=10_000))
    sent = payload.settled(Scene.of(race), "light", "race")
    for slot in "ab":
        track = sent["slots"][slot]["track"]
        assert track["k"] is None
        assert (floats(track["x"], 10_001, 2) == getattr(race, slot).x.astype(np.float32)).all()


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_learning_rates_are_sent_to_a_thousandth_of_a_decade(key):
    """Also where they never change and are sent once."""
    race = perform(replace(Experiment(steps=50), a=Choice.of(key, alpha=0.01)))
    sent = payload.track(race.a, race.experiment, every(race))["rates"]
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
    text = to_json(payload.settled(Scene.of(race), "dark", "race"))

    def refuse(name):
        raise AssertionError(f"{name} is no JSON")

    json.loads(text, parse_constant=refuse)
