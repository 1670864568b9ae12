"""The benchmarks' machinery: the statistics by hand, and each measurement once; no time is asserted."""

import doctest

import pytest

from benchmarks import (
    busy,
    core,
    digits,
    figures,
    first,
    imports,
    landscape,
    live,
    load,
    network,
    playback,
    report,
    start,
    updates,
)
from benchmarks.figures import Aim, Figure
from benchmarks.settled import settled_after

ONE_TO_HUNDRED = [float(i) for i in range(1, 101)]


def test_the_examples_are_true():
    """What the docstrings show is what comes out."""
    assert doctest.testmod(figures).failed == 0


def test_median_and_95th_percentile():
    """Of 1 ... 100: the median lies between 50 and 51, the 95th percentile 95 % of the way from 1 to 100."""
    figure = Figure.of("x", "ms", ONE_TO_HUNDRED[::-1])
    assert (figure.median, figure.events) == (50.5, 100)
    assert figure.p95 == pytest.approx(1 + 0.95 * 99)


def test_nothing_measured_is_no_figure():
    """No samples raise, and the message names what was to be measured."""
    with pytest.raises(ValueError, match="pointer-down"):
        Figure.of("pointer-down", "ms", [])


@pytest.mark.parametrize(
    ("aim", "met"),
    [
        (Aim(), None),
        (Aim(median=50.5), True),
        (Aim(median=50), False),
        (Aim(median=60, p95=95), False),
        (Aim(median=60, p95=96), True),
        (Aim(least=50), True),
        (Aim(least=51), False),
    ],
)
def test_an_aim_is_met_or_not(aim, met):
    """Both bounds have to hold; without an aim nothing is claimed."""
    assert Figure.of("x", "ms", ONE_TO_HUNDRED, aim).met is met


def test_a_section_is_replaced_in_its_place(tmp_path):
    """Measuring one group again leaves the sections of the others, and their order, alone."""
    page = tmp_path / "docs" / "benchmarks.md"
    row = Figure.of("x", "ms", ONE_TO_HUNDRED)
    for group, title in (("live", "First"), ("load", "Other"), ("live", "Second")):
        report.write(group, report.section(group, title, "about", [row], "calm"), page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks")
    assert "First" not in text
    assert 0 < text.index("## Second") < text.index("## Other")
    assert "| 50.5 ms" in text
    assert "| 95 ms" in text


def test_settled_is_the_later_of_figure_and_words():
    """Paints before the release do not count, and of those after it the last does."""
    taken = {
        "done": {"pointerup": 100.0},
        "marks": [
            {"name": "data-revision", "t": 90.0, "painted": 99.0},
            {"name": "data-revision", "t": 150.0, "painted": 160.0},
            {"name": "words", "t": 110.0, "painted": 120.0},
            {"name": "words", "t": 180.0, "painted": 190.0},
        ],
    }
    assert settled_after(taken, "pointerup") == {"figure": 60.0, "words": 90.0, "page": 90.0}


def test_a_preview_is_timed_from_the_move_that_asked_for_it():
    """A start passed twice counts from the second time; moves after the answer do not count."""
    moves = [
        {"t": 10.0, "start": "start: w₁ \u22124, w₂ 3; drag"},
        {"t": 20.0, "start": "start: w₁ \u22123.5, w₂ 3; drag"},
        {"t": 30.0, "start": "start: w₁ \u22124, w₂ 3; drag"},
        {"t": 60.0, "start": "start: w₁ \u22124, w₂ 3; drag"},
    ]
    assert start.behind(moves, [{"value": "-4,3", "t": 50.0, "painted": 55.0}]) == [25.0]


def test_core_and_import_are_measured():
    """Both run without a server, and an import takes some time."""
    assert all(figure.median > 0 for figure in core.measure(times=2))
    numpy, ours, _, network = imports.measure(pairs=1)
    assert min(numpy.median, ours.median, network.median) > 0


@pytest.mark.parametrize("alone", [True, pytest.param(False, marks=pytest.mark.frameworks)])
def test_sweeps_are_measured(alone, monkeypatch):
    """NumPy's sweep, and each installed framework's, in processes of their own; a sweep takes some memory."""
    if alone:
        monkeypatch.setattr(updates, "find_spec", lambda name: name == "numpy")
    measured = {figure.what: figure for figure in updates.measure(times=1, runs=64, steps=20)}
    assert {"optim-viz, NumPy", "peak memory, 640 runs, optim-viz, NumPy"} <= measured.keys()
    assert all(figure.median > 0 for figure in measured.values())


def test_trainings_are_measured():
    """NumPy's, and each installed framework's, in processes of their own; a training takes some memory."""
    measured = {figure.what: figure for figure in network.measure(times=1, count=320)}
    assert {"optim-viz, NumPy", "peak memory, optim-viz, NumPy"} <= measured.keys()
    assert all(figure.median > 0 for figure in measured.values())


def test_digits_are_repeated_where_there_are_too_few(monkeypatch, tmp_path):
    """As often as is necessary, and the title says so; a part of the shipped ones is no repetition."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("OPTIM_VIZ_MNIST", raising=False)
    few, many = digits.some(5), digits.some(10_003)
    assert (len(few.y), few.title) == (5, "MNIST")
    assert (many.y[10_000:] == few.y[:3]).all()
    assert (many.X[10_000:] == few.X[:3]).all()
    assert many.title == "10,000 digits, repeated"


def test_a_landscape_is_measured():
    """In a process of its own, on the shipped digits."""
    plane, surface = landscape.measure(times=1, points=3, counts=(200,))
    assert (plane.what, surface.what) == ("plane", "surface, 3 x 3 points, 200 digits")
    assert min(plane.median, surface.median) > 0


def test_users_are_answered(app_url):
    """Four users of a second get all their answers, and bytes with them."""
    trips, received = load.measure(app_url, users=4, seconds=1)
    assert trips.events >= 4
    assert received.median > 0


@pytest.mark.browser
def test_sliders_are_measured(app_url):
    """Every slider is dragged, and every input event of the drags is on the canvas at its paint."""
    measured = {figure.what: figure for figure in live.measure(app_url, rounds=1)}
    assert measured["input events drawn"].median == 100
    assert measured["pointer-down to family"].events == len(live.PATHS)


@pytest.mark.browser
def test_compare_is_measured_while_others_train(app_url):
    """A slider is let go on the quiet server and on the busy one, and curves that grow are counted."""
    quiet, beside, updates = busy.measure(app_url, rounds=2, seconds=1)
    assert (quiet.events, beside.events, updates.events) == (2, 2, 1)


@pytest.mark.browser
def test_the_start_is_measured(app_url):
    """A drag of the start shows updates, each of them for a place where the hand has been."""
    updates = start.measure(app_url, drags=1)[0]
    assert updates.events > 1


@pytest.mark.browser
def test_playback_is_measured(app_url):
    """Frames are counted while it plays, and while a slider is dragged as well."""
    measured = playback.measure(app_url, seconds=0.5)
    assert [figure.what for figure in measured if figure.what.startswith("frames")] == [
        "frames a second, 1,000 steps",
        "frames a second, 1,000 steps, slider dragged",
        "frames a second, 10,000 steps",
    ]
    assert all(figure.median > 0 for figure in measured if figure.unit == "/s")


@pytest.mark.browser
def test_the_first_figure_of_any_page_is_measured(app_url):
    """With a selector of one's own, cold and warm."""
    cold, warm = first.loading(app_url, loads=1, selector="canvas", earlier=0)
    assert cold.events == warm.events == 1
    for figure in first.loading(app_url, loads=1, selector="canvas", what="all", earlier=0):
        assert figure.met is None
