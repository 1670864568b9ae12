"""Where two trainings walked: the plane, the window, the losses of the grid and those of the walks."""

import pickle
import re
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from optim_viz import Adam, GradientDescent
from optim_viz.figures.landscape import payload
from optim_viz.figures.landscape_words import sentences
from optim_viz.figures.survey import ASPECT, POINTS, survey
from optim_viz.landscape import extent, principal, random, share
from optim_viz.network import CrossEntropy, Perceptron
from optim_viz.pool import Shared
from tests.trainings import DIGITS, course, trained

NAMES = {"a": "gradient descent", "b": "Adam"}
SHARED = Shared(DIGITS)
COST = CrossEntropy(trained(Adam(), epochs=1).network, DIGITS.X, DIGITS.y)


@pytest.fixture(autouse=True, scope="module")
def _one_thread():
    """On a busy machine several wait for each other."""
    with threadpool_limits(1, user_api="blas"):
        yield


@pytest.fixture(scope="module")
def pair():
    """Two short trainings that learn something."""
    return trained(GradientDescent(0.5), snapshots=6), trained(Adam(0.01), snapshots=6)


def test_the_plane_through_both_is_that_of_the_core(pair):
    """Coordinates, shares and window are the core's, and the panel has the shape that was asked for."""
    a, b = pair
    found = survey(a, b, NAMES, SHARED)
    plane = principal(a.network, a.snapshots, b.snapshots)
    places = [plane.project(each.snapshots) for each in pair]
    for walk, place in zip((found.a, found.b), places, strict=True):
        np.testing.assert_array_equal(walk.place.coordinates, place.coordinates)
        np.testing.assert_array_equal(walk.place.distance, place.distance)
    assert found.share == share(plane, a.snapshots, b.snapshots)
    assert found.box == extent(*(place.coordinates for place in places), aspect=ASPECT)
    assert found.aspect == pytest.approx(ASPECT)


def test_losses_are_those_of_the_network(pair):
    """On the grid at the weights of the plane, on the walks at the snapshots themselves."""
    a, b = pair
    found = survey(a, b, NAMES, SHARED)
    plane = principal(a.network, a.snapshots, b.snapshots)
    for j, i in ((0, 0), (POINTS - 1, 3), (20, 20)):
        there = COST.value(plane.points([found.xs[i], found.ys[j]]))
        assert found.loss[j, i] == pytest.approx(there, rel=1e-4)
    for walk, training in ((found.a, a), (found.b, b)):
        np.testing.assert_allclose(walk.loss, COST.value(training.snapshots), rtol=1e-6)
        np.testing.assert_array_equal(walk.step, training.snapshot_step)


@pytest.mark.parametrize("slot", ["a", "b"])
def test_a_random_plane_has_the_end_of_a_contender_in_its_middle(pair, slot):
    """Its last weights are at 0, 0, with their own loss; another seed gives another plane."""
    training = pair["ab".index(slot)]
    found = survey(*pair, NAMES, SHARED, f"random-{slot}", seed=3)
    walk = getattr(found, slot)
    np.testing.assert_allclose(walk.place.coordinates[-1], 0, atol=1e-9)
    assert found.box == ((-ASPECT, ASPECT), (-1, 1))
    assert found.loss[20, 20] == pytest.approx(COST.value(training.w), rel=1e-4)
    plane = random(training.network, training.w, seed=3)
    assert found.loss[0, 0] == pytest.approx(COST.value(plane.points([-ASPECT, -1])), rel=1e-4)
    other = survey(*pair, NAMES, SHARED, f"random-{slot}", seed=4)
    assert not np.allclose(other.loss, found.loss)


def test_one_that_was_stopped_ends_where_it_was(pair):
    """Between two snapshots, the last weights count as well."""
    some = course(Adam(0.01), snapshots=2)
    stopped = next(each for each in some if each.step[-1] == 20)
    assert stopped.snapshot_step[-1] == 13
    found = survey(pair[0], stopped, NAMES, SHARED)
    assert found.b.step[-1] == 20
    assert found.b.loss[-1] == pytest.approx(COST.value(stopped.w), rel=1e-6)


def test_one_that_is_lost_is_drawn_until_then():
    """Its place ends where its numbers do; a random plane around it is refused by its name."""
    steep = Perceptron((784, 8, 10), ("relu", "linear"))
    lost, stayed = (trained(each, network=steep, snapshots=26) for each in (GradientDescent(1e30), Adam(0.01)))
    assert lost.diverged
    found = survey(lost, stayed, NAMES, SHARED)
    last = int(np.isfinite(lost.snapshots).all(axis=1).argmin()) - 1
    assert last > 0
    assert np.isfinite(found.a.place.distance).argmin() == last + 1
    assert np.isfinite(found.b.place.distance).all()
    fate = f"out of range after step {last}"
    assert payload(found, "light")["slots"]["a"]["fate"] == fate
    said = sentences(found, NAMES, 1300)
    assert said[-1] == f"The numbers of gradient descent run {fate}; its path ends there."
    assert "gradient descent ends" not in said[-2]
    with pytest.raises(ValueError, match="gradient descent: its last weights are out of range"):
        survey(lost, stayed, NAMES, SHARED, "random-a")


def test_one_that_is_lost_at_once_has_no_share(pair):
    """It is not said to stay, and the other one's plane is drawn."""
    lost = trained(GradientDescent(3e38), snapshots=6)
    said = sentences(survey(lost, pair[1], NAMES, SHARED), NAMES, 1300)
    assert re.match(r"This plane shows [^,;]+ % of how Adam moved; the rest is out of the picture\.", said[0])
    assert said[-1] == "The numbers of gradient descent run out of range after step 0; its path ends there."


def test_numbers_too_large_for_a_loss_are_told(pair):
    """All over such a plane there is no level line, and nobody ends anywhere."""
    first, *rest = pair[0].taken
    grown = tuple(w * np.float32(1e38 / np.abs(w).max()) for w in rest)
    huge = replace(pair[0], taken=(first, *grown), w=grown[-1])
    assert not huge.diverged
    found = survey(huge, pair[1], NAMES, SHARED, "random-a")
    assert payload(found, "light")["levels"] == []
    assert "The loss is out of range all over this part of the plane" in sentences(found, NAMES, 1300, "a")[-1]


def test_of_a_plane_that_holds_both_nothing_is_said_to_leave_it():
    """As after the one step of a full batch, which makes a plane with the start."""
    both = [trained(each, batch=None, epochs=1, snapshots=6) for each in (GradientDescent(0.1), Adam(0.01))]
    said = sentences(survey(*both, NAMES, SHARED), NAMES, 1300)
    assert said[0] == "This plane shows 100 % of how gradient descent moved and 100 % of how Adam moved."
    assert (
        said[1] == "Level lines are of the loss on the plane itself, over the first 1,300 digits to learn from."
    )


def test_two_of_a_kind_walk_one_path(pair):
    """Of the same training twice there is a plane, on which both walk alike."""
    found = survey(pair[1], pair[1], NAMES, SHARED)
    np.testing.assert_array_equal(found.a.place.coordinates, found.b.place.coordinates)
    with pytest.raises(ValueError, match="lie on one line"):
        survey(*[trained(Adam(), epochs=1, batch=None, snapshots=6)] * 2, NAMES, SHARED)


def test_trainings_that_never_moved_have_no_plane():
    """Stopped before the first step, or without snapshots: both are told."""
    first = course(Adam(), snapshots=6)[0]
    with pytest.raises(ValueError, match="No weights have moved"):
        survey(first, first, NAMES, SHARED)
    with pytest.raises(ValueError, match="without snapshots"):
        survey(*[trained(Adam(), epochs=1)] * 2, NAMES, SHARED)


def test_sentences_say_what_is_left_out(pair):
    """Shares of both, distances from the plane, the lowest loss, and where both end."""
    found = survey(*pair, NAMES, SHARED)
    said = sentences(found, NAMES, 1300)
    a, b = (f"{round(100 * part)} %" for part in found.share[:2])
    rest = "the rest is out of the picture."
    assert said[0] == f"This plane shows {a} of how gradient descent moved and {b} of how Adam moved; {rest}"
    assert "over the first 1,300 digits" in said[1]
    assert f"Adam by up to {found.b.place.distance.max():.2g}" in said[1]
    assert said[2].startswith("The weights of each were kept at 7 steps")
    assert f"lowest loss of the grid, {found.loss.min():.3g}" in said[3]
    assert f"Adam at {found.b.loss[-1]:.3g}." in said[3]
    random_one = survey(*pair, NAMES, SHARED, "random-b")
    said = sentences(random_one, NAMES, 1300, "b")
    assert "around the last weights of Adam" in said[0]
    assert "a random plane shows what lies around its middle, not the way there" in said[1]


def test_it_travels(pair):
    """What a worker sends back is what was computed."""
    found = survey(*pair, NAMES, SHARED)
    again = pickle.loads(pickle.dumps(found))
    np.testing.assert_array_equal(again.loss, found.loss)
    assert again.share == found.share
