"""What the page of eleven learning rates is sent: the numbers of the runs, and level curves that are level."""

import base64
import json
import math

import numpy as np
import pytest

from optim_viz import Experiment, datasets, perform
from optim_viz.figures.eleven import layout, payload, window
from optim_viz.figures.eleven.study import Study, distance
from optim_viz.figures.encode import to_json
from tests.ui.reading import decades, doubles, floats

LINKS = [
    "f=regression",
    "f=regression&f.standardized=false&a.alpha=2e-5&b.alpha=1",
    "f=regression&a.alpha=0.6&steps=1500",
    "f=regression&f.data=breast_cancer&a=momentum&b=adagrad",
    "f=regression&b.alpha=1e-300&b.epsilon=0&steps=7",
]


def study_of(link):
    """The study of a link."""
    experiment, remarks = Experiment.from_query(link)
    assert not remarks
    return Study.of(perform(experiment))


@pytest.fixture
def separable():
    """A link to data whose labels a line separates."""
    X = np.arange(6.0)[:, np.newaxis] + np.array([0.0, 0.3]) * np.arange(6.0)[:, np.newaxis] ** 2
    kept = datasets.keep(datasets.Dataset("x", "x", "x", ("p", "q"), "y", X, np.arange(6) > 2, ("no", "yes")))
    yield f"f=regression&f.data={kept.key}&a.alpha=1&b.alpha=1"
    del kept


@pytest.mark.parametrize("link", LINKS)
def test_a_track_holds_the_numbers_of_its_run(link):
    """Weights, gradients and learning rates to all digits and of any size, the rest as logarithms."""
    study = study_of(link)
    for path in (study.race.a, study.race.b):
        steps, n = path.steps, path.x.shape[-1]
        sent = json.loads(to_json(payload.track(path, study.minimum, study.lowest)))
        assert (sent["n"], sent["steps"], sent["last"], sent["k"]) == (n, steps, path.last, None)
        for name, array in (("w", path.x), ("gradient", path.gradient)):
            np.testing.assert_array_equal(doubles(sent[name], steps + 1, n), array)
        read, rates = doubles(sent["alphas"]).reshape(-1, n), path.learning_rates
        np.testing.assert_array_equal(np.broadcast_to(read, rates.shape)[: path.last], rates[: path.last])
        close(sent["value"], path.value)
        close(sent["distance"], np.abs(path.x - study.minimum))
        rates = path.learning_rates
        close(sent["rates"], rates[:1] if len(decades(sent["rates"])) == n else rates)
        bad = "" if path.last == steps else f"out of range at step {path.last + 1:,}"
        assert sent["fate"] == bad


def close(sent, values):
    """Logarithms as they are sent, to half a unit of theirs."""
    with np.errstate(all="ignore"):
        expected = np.log10(values).ravel()
    finite = np.isfinite(expected)
    np.testing.assert_array_equal(np.isfinite(decades(sent)), finite)
    np.testing.assert_allclose(decades(sent)[finite], expected[finite], atol=0.51 * sent["unit"], rtol=0)


def test_a_long_run_is_thinned_in_pairs():
    """Of 10,000 steps about 2,000 where so many are asked for, each with the next, the last one among them."""
    study = study_of("f=regression&steps=10000")
    assert payload.track(study.race.b, study.minimum, study.lowest)["k"] is None, "of eleven parameters, all"
    sent = payload.track(study.race.b, study.minimum, study.lowest, 2000)
    k = np.array(sent["k"])
    assert 1500 < len(k) < 2100
    assert (k[0], k[-1]) == (0, 10_000)
    assert set(np.diff(k[:-1])[::2]) == {1}
    np.testing.assert_array_equal(doubles(sent["w"], len(k), 11), study.race.b.x[k])


def test_straightness_and_turns_are_sent_whole():
    """In ten-thousandths and as counts, -1 before the first move."""
    study = study_of("f=regression&steps=50")
    path = study.race.b
    sent = payload.track(path, study.minimum, study.lowest)
    straight = np.frombuffer(base64.b64decode(sent["straight"]), "<i2").reshape(51, 11)
    turns = np.frombuffer(base64.b64decode(sent["turns"]), "<i2").reshape(51, 11)
    assert (straight[0] == -1).all()
    way = np.abs(np.diff(path.x, axis=0)).sum(axis=0)
    np.testing.assert_allclose(straight[-1] / sent["fine"], np.abs(path.x[-1] - path.x[0]) / way, atol=6e-5)
    moves = np.sign(np.diff(path.x, axis=0))
    np.testing.assert_array_equal(turns[-1], (moves[1:] * moves[:-1] < 0).sum(axis=0))


@pytest.mark.parametrize("link", LINKS)
def test_axes_hold_what_is_drawn(link):
    """All learning rates, the first and the lowest cost and the first distances lie within their axes."""
    study = study_of(link)
    for path in (study.race.a, study.race.b):
        rates = np.log10(path.learning_rates[np.isfinite(path.learning_rates) & (path.learning_rates > 0)])
        assert rates.min() >= study.log_rates[0]
        assert rates.max() <= study.log_rates[1]
    first = float(study.race.a.value[0])
    for value in (first, study.lowest):
        assert study.log_costs[0] < math.log10(value) < study.log_costs[1]
    assert study.log_excess[0] < math.log10(first - study.lowest) < study.log_excess[1]
    begin = distance(study.race.a, study.minimum)[0]
    assert np.log10(begin.max()) < study.log_distances[1]
    for extent in (study.log_rates, study.log_costs, study.log_excess, study.log_distances):
        assert extent[1] - extent[0] >= 0.05


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_figure_is_json_with_ticks_in_their_ranges(link, mode):
    """Every tick of a logarithmic axis lies on it, and at least two do."""
    study = study_of(link)
    figure = json.loads(to_json(layout.specification(study, mode)))
    axes = [figure["layout"][f"yaxis{k}"] for k in ("", "2", "4", "7")] + list(
        layout.costs(study, mode).values()
    )
    for axis in axes:
        low, high = axis["range"]
        assert len(axis["tickvals"]) == len(axis["ticktext"]) >= 2
        assert all(low - 1e-6 <= tick <= high + 1e-6 for tick in axis["tickvals"])


def test_the_exact_minimum_is_a_line():
    """At the least-squares cost, by NumPy's own solver."""
    study = study_of("f=regression&f.standardized=false")
    data = datasets.load("diabetes")
    A = np.column_stack([data.X, np.ones(442)])
    lowest = np.mean((A @ np.linalg.lstsq(A, data.y, rcond=None)[0] - data.y) ** 2) / 2
    (line,) = [each for each in layout.costs(study)["value"]["shapes"] if each["name"] == "minimum"]
    assert line["y0"] == line["y1"] == pytest.approx(math.log10(lowest), rel=1e-12)


@pytest.mark.parametrize("link", LINKS[:4])
@pytest.mark.parametrize("pair", [(4, 5), (9, 0), (2, 10)])
def test_level_curves_are_level(link, pair):
    """On each line of a window J is one number, to what a grid can tell; the others are held."""
    study = study_of(link)
    around = study.race.b.x[3]
    box = window.extent(study, pair)
    sent = window.window(study, pair, around, box)
    points = floats(sent["lines"]).astype(float).reshape(-1, 2)
    assert len(sent["ends"]) >= 5
    w = np.tile(around, (len(points), 1))
    w[:, list(pair)] = points
    above = study.race.objective.value(w) - sent["lowest"]
    height = above.max()
    for part in np.split(above, sent["ends"][:-1]):
        assert np.ptp(part) < 0.02 * height


@pytest.mark.parametrize("link", LINKS[:4])
def test_a_window_holds_start_and_minimum(link):
    """Whichever two parameters it is over."""
    study = study_of(link)
    for pair in [(0, 1), (4, 5), (10, 3)]:
        for (low, high), j in zip(window.extent(study, pair), pair, strict=True):
            assert low < study.minimum[j] < high
            assert low < study.race.a.x[0, j] < high


def test_a_window_opens_with_the_features_most_alike():
    """The pair with the largest correlation: s1 and s2, radius and perimeter."""
    for link, names in (("f=regression", ["s1", "s2"]), (LINKS[3], ["mean radius", "mean perimeter"])):
        study = study_of(link)
        X = study.race.objective.X
        best = max(abs(np.corrcoef(X[:, i], X[:, j])[0, 1]) for i in range(10) for j in range(i))
        assert abs(np.corrcoef(X[:, study.pair[0]], X[:, study.pair[1]])[0, 1]) == pytest.approx(best)
        assert [study.names[j] for j in study.pair] == names


def test_without_a_minimum_the_size_of_the_weights_is_shown(separable):
    """Where a line separates the labels, J has no minimum: no line for it, and a picture all the same."""
    study = study_of(separable)
    assert study.minimum is None
    assert study.lowest == 0
    assert all(each["name"] != "minimum" for each in layout.costs(study)["value"]["shapes"])
    sent = payload.track(study.race.b, None, 0.0)
    close(sent["distance"], np.abs(study.race.b.x))
    drawn = window.window(study, (0, 1), study.race.b.x[-1], window.extent(study, (0, 1)))
    assert drawn["ends"]
    to_json([layout.specification(study), payload.described(study, "dark", "x"), sent, drawn])


def test_names_are_shown_as_they_are():
    """What Plotly would take for HTML is not; a long name is cut, and of many some are named."""
    X = np.random.default_rng(0).normal(size=(80, 60))
    names = ("<b>bold</b> & more than there is room for", *(f"x{j}" for j in range(59)))
    kept = datasets.keep(datasets.Dataset("x", "x", "x", names, "y", X, X @ np.arange(60.0)))
    study = study_of(f"f=regression&f.data={kept.key}")
    ticks = layout.names(study)
    assert ticks["ticktext"][0] == "α₁ &lt;b&gt;bold&lt;/b&gt; &amp; more th…"
    assert len(ticks["tickvals"]) == len(set(ticks["tickvals"])) <= 40
    assert ticks["tickvals"][-1] == 60
