"""The loss over a plane: it is the cost itself, at every point, however far out."""

import numpy as np
import pytest

from optim_viz.landscape import AROUND, Plane, extent, principal, random, surface
from optim_viz.network import CrossEntropy, Perceptron

SIGMOID = Perceptron((12, 7, 5, 4), ("sigmoid", "sigmoid", "linear"))
NETWORKS = [
    SIGMOID,
    Perceptron((12, 6, 4), ("relu", "linear")),
    Perceptron((12, 9, 8, 6, 4), ("tanh", "relu", "sigmoid", "linear")),
    Perceptron((12, 4), ("linear",)),
    Perceptron((12, 4), ("sigmoid",)),
]
RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (300, 12), np.uint8)
LABELS = RNG.integers(0, 4, 300)


def cost_of(network, X=PIXELS, y=LABELS):
    """The cross-entropy of a network on some pictures."""
    return CrossEntropy(network, X, y)


def expected(cost, plane, xs, ys, dtype=np.float64):
    """The cost's own value at each point of a grid."""
    return cost.value(plane.points(np.stack(np.meshgrid(xs, ys), axis=-1)).astype(dtype))


@pytest.mark.parametrize("network", NETWORKS, ids=str)
@pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_it_is_the_cost(network, dtype, rtol):
    """At each point the value that the cost has at these weights, a row for each y."""
    cost, plane = cost_of(network), random(network, network.initial(0))
    xs, ys = np.linspace(-3, 3, 7), np.linspace(-2, 4, 4)
    found = surface(cost, plane, xs, ys, dtype=dtype)
    assert found.shape == (4, 7)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, expected(cost, plane, xs, ys), rtol=rtol)


@pytest.mark.parametrize("size", [1, 5001, 12_000])
def test_it_is_the_mean_of_all_examples(size):
    """However many they are, and also where they are no pixels."""
    rng = np.random.default_rng(1)
    cost = cost_of(SIGMOID, rng.normal(size=(size, 12)), rng.integers(0, 4, size))
    plane = random(SIGMOID, SIGMOID.initial(0))
    xs, ys = [-0.5, 0.25], [1.0]
    np.testing.assert_allclose(
        surface(cost, plane, xs, ys, dtype=np.float64), expected(cost, plane, xs, ys), rtol=1e-12
    )


def test_a_wide_layer_and_many_points_are_worked_on_in_pieces():
    """A row of 3,000 points of a layer of 400 neurons is the cost as well."""
    network = Perceptron((12, 400, 4), ("sigmoid", "linear"))
    cost, plane = cost_of(network, PIXELS[:20], LABELS[:20]), random(network, network.initial(0))
    xs = np.linspace(-1, 1, 3000)
    found = surface(cost, plane, xs, [0.5])
    np.testing.assert_allclose(found[:, ::999], expected(cost, plane, xs[::999], [0.5]), rtol=1e-5)


@pytest.mark.parametrize("network", NETWORKS, ids=str)
@pytest.mark.parametrize("far", [40, 300, 1e4])
def test_far_out_it_is_the_cost_as_well(network, far):
    """Where exponentials leave the range of numbers, sums do not: losses of thousands are what they are."""
    cost, plane = cost_of(network), random(network, network.initial(1))
    for xs, ys in (([-far, 0, far], [-1, 1]), ([-1, 0, 1], [-far, far])):
        for dtype, rtol in ((np.float64, 1e-12), (np.float32, 3e-4)):
            found = surface(cost, plane, xs, ys, dtype=dtype)
            # Single precision's own error grows with the sums; beside this tolerance a wrong branch is huge.
            np.testing.assert_allclose(found, expected(cost, plane, xs, ys), rtol=rtol)
            assert np.isfinite(found).all()


def test_out_of_range_it_says_so():
    """Infinite or NaN, as the cost, without a warning; what is in range on the same grid is not touched."""
    network = NETWORKS[1]
    cost, plane = cost_of(network), random(network, network.initial(0))
    xs, ys = [-1e25, 0, 1e25], [-1e25, 0]
    found = surface(cost, plane, xs, ys)
    with np.errstate(all="ignore"):
        wanted = expected(cost, plane, xs, ys, np.float32)
    np.testing.assert_array_equal(np.isfinite(found), np.isfinite(wanted))
    np.testing.assert_array_equal(np.isfinite(found), [[False] * 3, [False, True, False]])
    np.testing.assert_allclose(found[1, 1], wanted[1, 1], rtol=1e-5)


def test_snapshots_of_the_plane_have_their_loss_on_it():
    """At the projection of weights that lie in the plane, the surface is the loss at these weights."""
    cost, start = cost_of(SIGMOID), SIGMOID.initial(0)
    ends = start + np.random.default_rng(2).normal(size=(2, SIGMOID.n)).astype(np.float32)
    plane = principal(SIGMOID, [start, ends[0]], [start, ends[1]])
    for w in (start, *ends):
        (x, y), distance = plane.project(w)
        assert distance < 1e-12
        np.testing.assert_allclose(surface(cost, plane, [x], [y], dtype=np.float64), cost.value(w), rtol=1e-5)


def test_it_says_how_far_it_is_and_can_be_stopped():
    """Its share of the work rises to 1; an exception of whoever is told ends it."""
    cost, plane = cost_of(SIGMOID), random(SIGMOID, SIGMOID.initial(0))
    told = []
    surface(cost, plane, [0, 1], [0, 1, 2], progress=told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1])

    def stop(share):
        told.append(share)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        surface(cost, plane, [0, 1], [0, 1, 2], progress=stop)
    assert len(told) == 4


def test_nothing_given_is_changed():
    """Examples, plane and grid are what they were; none has to be writable."""
    X, xs = PIXELS.copy(), np.array([-1.0, 0.0, 1.0])
    X.flags.writeable = xs.flags.writeable = False
    cost, plane = cost_of(SIGMOID, X), random(SIGMOID, SIGMOID.initial(0))
    first = surface(cost, plane, xs, xs)
    np.testing.assert_array_equal(surface(cost, plane, xs, xs), first)
    np.testing.assert_array_equal(X, PIXELS)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"xs": [0, np.nan]}, "`xs` must be one or more finite numbers"),
        ({"ys": []}, "`ys` must be one or more finite numbers"),
        ({"ys": [[0, 1]]}, "`ys` must be one or more finite numbers"),
        ({"dtype": np.float16}, "`dtype` must be float32 or float64"),
        (
            {"plane": Plane(NETWORKS[1], NETWORKS[1].initial(), np.eye(2, NETWORKS[1].n), "x")},
            "`plane` must be of",
        ),
    ],
)
def test_what_does_not_fit_is_refused(settings, said):
    """With the name of what it is."""
    given = {"plane": random(SIGMOID, SIGMOID.initial(0)), "xs": [0], "ys": [0], **settings}
    with pytest.raises(ValueError, match=said):
        surface(cost_of(SIGMOID), **given)


PATHS = [np.array([[0, 0], [3, 1], [8, -2.0]]), np.array([[0, 0], [1, 5.0]])]


@pytest.mark.parametrize("aspect", [0.5, 1, 1.8])
def test_a_window_holds_both_paths_with_room(aspect):
    """In the middle, some room on each side, and a length is the same along both axes of its panel."""
    (left, right), (bottom, top) = extent(*PATHS, aspect=aspect)
    assert (right - left) / (top - bottom) == pytest.approx(aspect)
    assert (left + right, bottom + top) == pytest.approx((8, 3))
    assert min(0 - left, right - 8, -2 - bottom, top - 5) > 0.08 * min(right - left, top - bottom)
    # No smaller one would do: along one axis there is just the room that was asked for.
    assert min((right - left) / 8, (top - bottom) / 7) == pytest.approx(1.24)


def test_a_path_that_goes_away_does_not_widen_the_window():
    """Unless there is no other; then what is finite of it is shown."""
    lost = np.array([[0, 0], [1e9, 1e9], [np.nan, np.nan]])
    assert extent(PATHS[0], lost) == extent(PATHS[0])
    assert extent(lost, lost) == extent(lost[:2])


def test_a_window_needs_something_to_show():
    """Paths that stay at one point have none; around a point, a random plane is shown from -1 to 1."""
    for paths in ([], [np.zeros((3, 2))], [np.full((2, 2), np.nan)]):
        with pytest.raises(ValueError, match="do not move on this plane"):
            extent(*paths)
    with pytest.raises(ValueError, match="`aspect` must be above 0; got 0"):
        extent(*PATHS, aspect=0)
    assert AROUND == ((-1, 1), (-1, 1))
