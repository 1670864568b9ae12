"""The Compare figure: its parts, its data, its text."""

import base64
import json

import numpy as np
import plotly.graph_objects as go
import pytest

from optim_viz import Choice, Experiment, perform
from optim_viz.figures.compare import compare
from optim_viz.figures.encode import base64_of, to_json
from optim_viz.figures.scene import TINTED, Scene
from optim_viz.figures.specification import specification
from optim_viz.figures.theme import THEMES
from optim_viz.presets import PRESETS

DIVERGING = Experiment(a=Choice.of("gd", alpha=0.5), steps=1000)
EXPERIMENTS = {
    **{preset.key: preset.experiment for preset in PRESETS},
    "diverging": DIVERGING,
    "one step": Experiment(steps=1),
    "ten thousand steps": Experiment(steps=10_000),
    "at the minimum": Experiment(start=(0, 0)),
}


def traces(figure):
    """The traces by their uid, each of which is there once."""
    found = {trace.uid: trace for trace in figure.data}
    assert len(found) == len(figure.data)
    return found


def test_the_parts_of_the_figure():
    """Two contour panels with level curves, axes, minimum and path; costs and rates of both below them."""
    figure = compare(perform(Experiment()))
    found = traces(figure)
    tints = len(Scene.of(perform(Experiment())).level_curves[::TINTED])
    expected = {"tolerance": ("x3", "y3")}
    for slot, plane in (("a", ("x", "y")), ("b", ("x2", "y2"))):
        for number in range(tints):
            expected[f"level-{slot}-{number}"] = plane
        for part in ("level-{}-lines", "axis-{}", "minimum-{}", "path-{}"):
            expected[part.format(slot)] = plane
        expected[f"cost-{slot}"] = ("x3", "y3")
        for part in ("0", "1", "labels"):
            expected[f"rate-{slot}-{part}"] = ("x4", "y4")
    assert {uid: (trace.xaxis, trace.yaxis) for uid, trace in found.items()} == expected


def test_the_axes_of_the_figure():
    """Equal scales in both planes, which move together; logarithmic below; the clock's steps across."""
    layout = compare(perform(Experiment())).layout
    assert layout.yaxis.scaleanchor == "x"
    assert (layout.xaxis2.matches, layout.yaxis2.matches) == ("x", "y")
    assert layout.xaxis.range == layout.xaxis2.range == (-9, 9)
    assert layout.yaxis.range == layout.yaxis2.range == (-5, 5)
    assert layout.yaxis3.type == layout.yaxis4.type == "log"
    assert layout.xaxis3.range == layout.xaxis4.range == (0, 200)
    assert layout.yaxis3.range[0] <= -3 <= layout.yaxis3.range[1]


@pytest.mark.parametrize("mode", THEMES)
@pytest.mark.parametrize("key", EXPERIMENTS)
def test_every_figure_is_one_that_plotly_accepts(key, mode):
    """With finite points only, in strict JSON."""
    race = perform(EXPERIMENTS[key])
    figure = compare(race, mode)
    assert isinstance(figure, go.Figure)
    for slot in "ab":
        path = traces(figure)[f"path-{slot}"]
        assert np.isfinite(np.asarray(path.x, dtype=float)).all()
        assert np.isfinite(np.asarray(path.y, dtype=float)).all()
    json.loads(to_json(specification(Scene.of(race), mode)), parse_constant=pytest.fail)


@pytest.mark.parametrize("key", [key for key in EXPERIMENTS if key != "diverging"])
def test_every_drawn_point_is_a_point_of_the_run(key):
    """With its step and its cost for the tooltip, from the start to the end."""
    race = perform(EXPERIMENTS[key])
    found = traces(compare(race))
    for slot, run in (("a", race.a), ("b", race.b)):
        path = found[f"path-{slot}"]
        steps, costs = np.asarray(path.customdata, dtype=float).T
        rows = steps.astype(int)
        left = np.abs(run.x[rows]).max() > 1e3 * Scene.of(race).half
        assert rows[0] == 0
        assert left or rows[-1] == race.experiment.steps
        assert (np.stack([path.x, path.y], axis=1) == run.x[rows]).all()
        assert (costs == run.value[rows]).all()


def test_a_run_that_leaves_is_drawn_to_the_edge_and_never_clamped():
    """Its last drawn point is a real one, far outside the window; the other contender's path is untouched."""
    race = perform(DIVERGING)
    found = traces(compare(race))
    path = found["path-a"]
    rows = np.asarray(path.customdata, dtype=float)[:, 0].astype(int)
    assert (np.stack([path.x, path.y], axis=1) == race.a.x[rows]).all()
    assert abs(path.y[-1]) > 1000
    alone = perform(Experiment(steps=1000))
    assert (np.asarray(found["path-b"].x)[-1], np.asarray(found["path-b"].y)[-1]) == tuple(alone.b.x[-1])


def test_level_curves_are_the_same_in_both_panels():
    """One cost, drawn twice."""
    found = traces(compare(perform(EXPERIMENTS["turned-valley"])))
    for uid, trace in found.items():
        if uid.startswith("level-a"):
            other = found[uid.replace("-a-", "-b-")]
            assert np.array_equal(trace.x, other.x, equal_nan=True)
            assert np.array_equal(trace.y, other.y, equal_nan=True)


def test_a_tooltip_says_step_weights_and_cost():
    """In that order, over the path."""
    template = traces(compare(perform(Experiment())))["path-a"].hovertemplate
    places = [template.index(word) for word in ("step", "w₁", "w₂", "J")]
    assert places == sorted(places)


def test_contenders_are_told_apart_by_colour_dash_and_marker():
    """In every panel they share."""
    found = traces(compare(perform(Experiment())))
    for part in ("path", "cost", "rate"):
        a, b = (found[f"{part}-{slot}" + ("-0" if part == "rate" else "")] for slot in "ab")
        assert a.line.color != b.line.color
        assert a.line.dash != b.line.dash
    assert found["path-a"].marker.symbol != found["path-b"].marker.symbol


def test_arrays_survive_the_way_to_the_browser():
    """base64 of little-endian float32, row by row, is read back as the same numbers."""
    given = np.array([[1.5, -2.25], [1e-30, 3e38]], dtype=np.float32)
    sent = json.loads(to_json({"deep": [{"y": given}]}))["deep"][0]["y"]
    assert sent["dtype"] == "f4"
    back = np.frombuffer(base64.b64decode(sent["bdata"]), dtype="<f4").reshape(2, 2)
    assert (back == given).all()
    assert base64_of([1, 2], "<i2") == base64.b64encode(b"\x01\x00\x02\x00").decode()


def test_what_no_browser_could_read_is_refused():
    """NaN outside an array, and anything that is no number, text or array."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"x": float("nan")})
    with pytest.raises(TypeError, match="cannot hold Experiment"):
        to_json({"x": Experiment()})
