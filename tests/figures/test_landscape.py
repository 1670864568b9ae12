"""What the page is sent of a landscape: level lines that are level, both paths, and words that are true."""

import json

import numpy as np
import pytest

from optim_viz.figures.encode import to_json
from optim_viz.figures.landscape import LEVELS, Landscape, Walk, contours, payload, shown_share, specification
from optim_viz.landscape import Projection, Share
from tests.ui.reading import doubles, floats

XS, YS = np.linspace(-1, 3, 41), np.linspace(-2, 0, 31)


def plain(x, y):
    """A loss whose logarithm is a plane."""
    return np.exp(0.5 * x - 2 * y)


LOSS = plain(*np.meshgrid(XS, YS))
PATH = np.array([[0, -1], [1, -1.5], [2, -0.5]])
STAYED = Walk("Adam", np.array([0, 100, 200]), Projection(PATH, np.array([0, 2.0, 1.0])), np.array([2, 1, 0.5]))
NAN = np.nan
LOST = Walk(
    "Gradient descent",
    np.array([0, 90, 200]),
    Projection(np.array([[0, -1], [1, 1], [NAN, NAN]]), np.array([0, 3, NAN])),
    np.array([2, 1e300, NAN]),
)
LANDSCAPE = Landscape("principal", XS, YS, LOSS, Share(0.971, 0.9962, 0.9836, (0.72, 0.2636)), LOST, STAYED)


def lines_of(sent):
    """Level lines as the page reads them: each with its level."""
    points = floats(sent["lines"], -1, 2) if sent["lines"] else np.empty((0, 2))
    return list(zip(np.split(points, sent["ends"][:-1]), sent["of"], strict=True))


def test_level_lines_are_level():
    """On each of them the loss is one number, the one that its text says; ratios of neighbours are equal."""
    sent = contours(XS, YS, LOSS)
    ratio = (LOSS.max() / LOSS.min()) ** (1 / (LEVELS + 1))
    assert len(sent["levels"]) == LEVELS
    assert {k for _, k in lines_of(sent)} == set(range(LEVELS))
    for line, k in lines_of(sent):
        level = LOSS.min() * ratio ** (k + 1)
        np.testing.assert_allclose(plain(*line.T.astype(float)), level, rtol=1e-5)
        assert float(sent["levels"][k].replace(",", "")) == pytest.approx(level, rel=5e-3)


def test_the_lowest_point_of_the_grid_is_told():
    """Its loss, and where it is: left and up, where the loss is lowest."""
    sent = contours(XS, YS, LOSS)
    assert sent["at"] == [-1, 0]


def test_level_lines_end_where_there_is_no_loss():
    """NaN, infinite and 0 have none, and do not move the lines elsewhere."""
    for bad in (NAN, np.inf, 0.0):
        loss = LOSS.copy()
        loss[-1, :20] = bad
        loss[:, -1] = bad
        sent = contours(XS, YS, loss)
        for line, k in lines_of(sent):
            np.testing.assert_allclose(
                plain(*line.T.astype(float)), float(sent["levels"][k].replace(",", "")), rtol=5e-3
            )
            assert line[:, 0].max() <= XS[-2] + 1e-6
        assert sent["at"] == [-1, pytest.approx(YS[-2])]


@pytest.mark.parametrize("value", [1.5, NAN, np.inf])
def test_a_flat_landscape_has_no_level_lines(value):
    """Nor does one that is out of range everywhere, which has no lowest point either."""
    sent = contours(XS, YS, np.full_like(LOSS, value))
    assert (sent["lines"], sent["ends"], sent["of"], sent["levels"]) == ("", [], [], [])
    assert (sent["at"] is None) == (not np.isfinite(value))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_page_is_sent_what_was_computed(mode):
    """The grid row by row, places, distances and losses of the snapshots, and when a run was lost."""
    sent = json.loads(to_json(payload(LANDSCAPE, mode)))
    grid = sent["grid"]
    np.testing.assert_array_equal(floats(grid["loss"], grid["rows"], grid["columns"]), LOSS.astype("f4"))
    assert sent["box"] == [[-1, 3], [-2, 0]]
    assert (sent["aspect"], sent["steps"], sent["kind"]) == (2, 200, "principal")
    for slot, walk in (("a", LOST), ("b", STAYED)):
        track = sent["slots"][slot]
        np.testing.assert_array_equal(floats(track["x"], -1, 2), walk.place.coordinates.astype("f4"))
        np.testing.assert_array_equal(floats(track["distance"]), walk.place.distance.astype("f4"))
        np.testing.assert_array_equal(doubles(track["loss"]), walk.loss)
        assert track["step"] == walk.step.tolist()
        assert track["name"] == walk.name
    assert (sent["slots"]["a"]["last"], sent["slots"]["b"]["last"]) == (1, 2)
    assert sent["slots"]["a"]["fate"] == "out of range after step 90"
    assert sent["slots"]["b"]["fate"] == ""


def test_shares_are_in_words():
    """To two digits; of a training that has not moved there is none; and what is not all is not called so."""
    shares = (0.97, 0.998, 1.0, 1 - 1e-15, 6.3e-5, NAN)
    assert [*map(shown_share, shares)] == ["97 %", "over 99 %", "100 %", "100 %", "0.0063 %", None]


@pytest.mark.parametrize(("kind", "title"), [("principal", "direction"), ("random", "random direction")])
def test_both_panels_show_one_part_of_one_plane(kind, title):
    """The same ranges and the same words on both, and lengths alike along both axes."""
    shown = Landscape(kind, XS, YS, LOSS, LANDSCAPE.share, LOST, STAYED)
    figure = json.loads(to_json(specification(shown, "dark")))
    layout = figure["layout"]
    for end in ("", "2"):
        x, y = layout[f"xaxis{end}"], layout[f"yaxis{end}"]
        assert (x["range"], y["range"]) == ([-1, 3], [-2, 0])
        assert x["title"]["text"] == f"{title} 1 (72 % of the movement)"
        assert y["title"]["text"] == f"{title} 2 (26 % of the movement)"
        assert y["scaleanchor"] == f"x{end}"
    assert [trace["xaxis"] for trace in figure["data"]] == ["x", "x2"]
    assert [each["text"] for each in layout["annotations"]] == ["<b>Gradient descent</b>", "<b>Adam</b>"]
