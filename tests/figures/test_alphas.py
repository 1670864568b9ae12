"""The picture of a sweep of alpha holds its medians and bands, and what has diverged is marked."""

import json
import math

import numpy as np
import pytest

from optim_viz.alpha_sweep import AlphaSweep, Results, Run
from optim_viz.choice import Choice
from optim_viz.figures.encode import to_json
from optim_viz.figures.network.alphas import alphas
from optim_viz.figures.theme import THEMES
from optim_viz.network_experiment import NetworkExperiment
from tests.alpha_sweep.conftest import FULL, made_up

SETTINGS = AlphaSweep(NetworkExperiment(epochs=100), alphas=(0.001, 0.01, 0.1, 1.0, 10.0))


def number(run: Run, mark: int) -> float | None:
    """Gradient descent diverges at 0.1 from one seed, at 1 from all; the others differ by seed and mark."""
    if run.slot == "a" and (run.alpha == 1 or (run.alpha == 0.1 and run.seed == 2)):
        return None
    return round(0.5 + 0.1 * math.log10(run.alpha) / 3 + 0.01 * run.seed + 0.001 * mark, 6)


RESULTS = made_up(SETTINGS, number)


def traces(spec, begin):
    """The traces whose uid begins so, by the rest of it."""
    return {t["uid"].removeprefix(begin): t for t in spec["data"] if t["uid"].startswith(begin)}


@pytest.mark.parametrize("mode", THEMES)
@pytest.mark.parametrize("narrow", [False, True])
def test_each_panel_shows_its_medians_and_bands(mode, narrow):
    """For both contenders, at each mark, accuracy and loss, on axes of their own, in their colours."""
    spec = alphas(RESULTS, mode, narrow)
    json.loads(to_json(spec))
    panels = set()
    for measure in ("test_accuracy", "loss"):
        band = RESULTS.band(measure)
        for mark in range(3):
            for i, slot in enumerate("ab"):
                line = traces(spec, "")[f"{measure}-{mark}-{slot}"]
                np.testing.assert_array_equal(line["x"], SETTINGS.alphas)
                np.testing.assert_array_equal(line["y"], band.median[i, :, mark])
                assert line["line"]["color"] == getattr(THEMES[mode], slot)
                panels.add((line["xaxis"], line["yaxis"]))
                outline = traces(spec, "band-")[f"{measure}-{mark}-{slot}"]
                stretches = [[0, 1, 2], [4]] if slot == "a" else [[0, 1, 2, 3, 4]]
                x = [k for s in stretches for k in (*s, *s[::-1], None)]
                assert outline["x"] == [None if k is None else SETTINGS.alphas[k] for k in x]
                high = [band.high[i, k, mark] for k in stretches[0]]
                assert outline["y"][: len(high)] == high
                low = [band.low[i, k, mark] for k in stretches[0][::-1]]
                assert outline["y"][len(high) : 2 * len(high)] == low
    assert len(panels) == 6
    for x, y in panels:
        assert spec["layout"][x.replace("x", "xaxis")]["anchor"] == y
    headings = [note["text"] for note in spec["layout"]["annotations"]]
    assert headings.count("After 10 epochs") == (2 if narrow else 1)


def test_what_has_diverged_is_marked_and_said():
    """A cross at the foot wherever a training has diverged; the line has a gap where most have."""
    spec = alphas(RESULTS)
    for measure in ("test_accuracy", "loss"):
        crosses = traces(spec, f"lost-{measure}-")
        assert crosses["0-a"]["x"].tolist() == [0.1, 1.0]
        assert not len(crosses["0-b"]["x"])
        assert crosses["0-a"]["text"][1] == "has diverged"
        assert crosses["0-a"]["text"][0].endswith("over 3 seeds, diverged from 1")
        low, high = spec["layout"]["yaxis" if measure == "test_accuracy" else "yaxis4"]["range"]
        foot = crosses["0-a"]["y"] if measure == "test_accuracy" else np.log10(crosses["0-a"]["y"])
        assert ((foot > low) & (foot < low + 0.1 * (high - low))).all()
    assert math.isnan(traces(spec, "")["loss-0-a"]["y"][3])
    assert "diverged" in spec["layout"]["annotations"][0]["text"]
    fine = made_up(SETTINGS, lambda run, mark: 0.5)
    assert "diverged" not in alphas(fine)["layout"]["annotations"][0]["text"]


def test_the_defaults_have_a_ring():
    """At 0.01 for gradient descent and 0.001 for Adam, on the curve; none where they were not tried."""
    spec = alphas(RESULTS)
    rings = traces(spec, "default-test_accuracy-")
    assert (rings["1-a"]["x"].tolist(), rings["1-b"]["x"].tolist()) == ([0.01], [0.001])
    median = RESULTS.band("test_accuracy").median
    assert (rings["1-a"]["y"][0], rings["1-b"]["y"][0]) == (median[0, 1, 1], median[1, 0, 1])
    elsewhere = made_up(AlphaSweep(NetworkExperiment(epochs=1), alphas=(0.02, 0.2)), number)
    assert all(len(ring["x"]) == 0 for ring in traces(alphas(elsewhere), "default-").values())


def test_a_point_says_its_numbers():
    """Median and range over the seeds, as people write them; with one seed, just its number."""
    line = traces(alphas(RESULTS), "")["test_accuracy-0-b"]
    assert line["text"][1] == "44.4 %<br>43.4 % to 45.4 % over 3 seeds"
    one = made_up(SETTINGS, number, lambda run: run.seed == 0)
    assert traces(alphas(one), "")["test_accuracy-0-b"]["text"][1] == "43.4 %, 1 seed"


@pytest.mark.parametrize("narrow", [False, True])
def test_losses_that_are_close_have_ticks(narrow):
    """From 0.25 to 0.45, with room: 0.2 and 0.5 are named; over many decades, their powers are."""
    near = made_up(SETTINGS, lambda run, mark: 0.75 if run.slot == "a" else 0.55)
    assert alphas(near, narrow=narrow)["layout"]["yaxis4"]["ticktext"] == ["0.2", "0.5"]
    far = made_up(SETTINGS, lambda run, mark: 1 - 10 ** (-1 - 4 * (run.slot == "a")))
    found = alphas(far, narrow=narrow)["layout"]["yaxis4"]["ticktext"]
    assert found == [f"10<sup>−{power}</sup>" for power in (5, 4, 3, 2, 1)]


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_and_little_can_be_drawn(narrow):
    """Before anything is done, with one mark, one learning rate, all diverged, full batches."""
    full = AlphaSweep(NetworkExperiment(f=FULL, b=Choice.of("adam"), epochs=1), alphas=(0.5,), seeds=(0,))
    for results in (Results(SETTINGS), Results(full), made_up(full, lambda run, mark: None)):
        spec = alphas(results, "dark", narrow)
        json.loads(to_json(spec))
        assert len({trace["xaxis"] for trace in spec["data"]}) == 2 * len(results.settings.marks)
    assert "After 1 step" in [note["text"] for note in spec["layout"]["annotations"]]
