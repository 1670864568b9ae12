"""Planes through trainings, and random ones: other implementations' planes, and what of a path they show."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from optim_viz.landscape import Plane, principal, random, share
from optim_viz.network import Perceptron

NETWORK = Perceptron((12, 6, 4), ("sigmoid", "linear"))
START = NETWORK.initial(3)


def walk(seed, count, size=1.0, dtype=np.float32):
    """Some snapshots of a walk from the start, with a bend and some noise."""
    rng = np.random.default_rng(seed)
    ahead, aside = rng.normal(size=(2, NETWORK.n))
    t = np.linspace(0, 1, count)[:, np.newaxis]
    path = size * (t * ahead + t**2 * aside + 0.1 * t * rng.normal(size=(count, NETWORK.n)))
    return (START + path).astype(dtype)


A, B = walk(1, 30), walk(2, 21, size=50.0)


def movements(*paths):
    """What snapshots differ from the start, each path's over its size, in the plainest way."""
    moved = [np.subtract(path, path[0], dtype=float) for path in paths]
    return [each / np.sqrt((each**2).sum()) for each in moved]


def test_principal_directions_are_those_of_the_whole_matrix():
    """Those that NumPy's singular values give, at right angles, 1 long; the start is the origin."""
    plane = principal(NETWORK, A, B)
    _, _, rows = np.linalg.svd(np.concatenate(movements(A, B)), full_matrices=False)
    np.testing.assert_allclose(np.abs(np.sum(plane.directions * rows[:2], axis=1)), 1, rtol=1e-12)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-14)
    np.testing.assert_array_equal(plane.origin, START)
    assert plane.name == "principal"


def test_shares_are_scikit_learn_s():
    """Of its PCA of the movements and their mirror images, whose mean is 0: the explained variance."""
    plane = principal(NETWORK, A, B)
    rows = np.concatenate(movements(A, B))
    pca = PCA(2, svd_solver="full").fit(np.concatenate([rows, -rows]))
    found = share(plane, A, B)
    np.testing.assert_allclose(found.directions, pca.explained_variance_ratio_, rtol=1e-10)
    np.testing.assert_allclose(found.both, pca.explained_variance_ratio_.sum(), rtol=1e-10)
    np.testing.assert_allclose(np.abs(np.sum(plane.directions * pca.components_, axis=1)), 1, rtol=1e-10)


@pytest.mark.parametrize(
    "plane", [principal(NETWORK, A, B), random(NETWORK, B[-1])], ids=["principal", "random"]
)
def test_a_share_is_what_no_distance_takes(plane):
    """1 less the squared distances from the plane through the start over the squared movement."""
    through = Plane(NETWORK, START, plane.directions, "through the start")
    found = share(plane, A, B)
    for path, part in ((A, found.a), (B, found.b)):
        rest = np.sum(through.project(path).distance ** 2)
        np.testing.assert_allclose(part, 1 - rest / np.sum((path.astype(float) - START) ** 2), atol=1e-12)
    assert found.both == (found.a + found.b) / 2


def test_no_plane_through_the_start_shows_more():
    """Turned a little, the plane shows less of the two, however it is turned."""
    plane = principal(NETWORK, A, B)
    rng = np.random.default_rng(0)
    best = share(plane, A, B).both
    for size in (1e-3, 1e-2, 1e-1):
        for _ in range(20):
            turned = plane.directions + size * rng.normal(size=plane.directions.shape)
            assert share(Plane(NETWORK, START, turned, "turned"), A, B).both < best


def test_each_training_counts_the_same():
    """The plane does not change when one of them goes a hundred times as far, or when they are exchanged."""
    plane, a, b = (principal(NETWORK, *each) for each in ((A, B), (walk(1, 30, size=100.0), B), (B, A)))
    for other in (a, b):
        np.testing.assert_allclose(other.directions, plane.directions, atol=1e-6)
    further = share(plane, A, B)
    assert share(plane, B, A)[:2] == pytest.approx((further.b, further.a))


def test_signs_are_settled():
    """The snapshots' coordinates have positive sums, whatever side the movement goes to in the weights."""
    for a, b in ((A, B), (2 * START - A, 2 * START - B), (A, 2 * START - B)):
        plane = principal(NETWORK, a, b)
        sums = sum((move @ plane.directions.T).sum(axis=0) for move in movements(a, b))
        assert (sums > 0).all()


def test_signs_of_what_goes_both_ways_are_settled():
    """Where the sums are 0, the largest weight of a direction is positive."""
    ways = np.eye(NETWORK.n)[[5, 7]]
    start = np.zeros(NETWORK.n)
    plane = principal(
        NETWORK, [start, -3 * ways[0], 3 * ways[0], -ways[1]], [start, 3 * ways[0], -3 * ways[0], ways[1]]
    )
    np.testing.assert_allclose(plane.directions, ways, atol=1e-12)


def test_three_snapshots_lie_in_their_plane():
    """A start and two ends make a plane: all lies in it, and it shows everything."""
    ends = np.array([START, A[-1]]), np.array([START, B[-1]])
    plane = principal(NETWORK, *ends)
    for path in ends:
        np.testing.assert_allclose(plane.project(path).distance, 0, atol=1e-12)
    np.testing.assert_allclose(share(plane, *ends)[:3], 1, rtol=1e-12)
    coordinates, distance = plane.project(START)
    assert (*coordinates, distance) == (0, 0, 0)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e200])
def test_snapshots_out_of_range_are_left_out(bad):
    """They change neither the plane nor the shares, and are nowhere in the plane themselves."""
    lost = np.concatenate([B.astype(float), np.full((4, NETWORK.n), bad)])
    plane, expected = principal(NETWORK, A, lost), principal(NETWORK, A, B.astype(float))
    np.testing.assert_array_equal(plane.directions, expected.directions)
    assert share(plane, A, lost) == share(plane, A, B.astype(float))
    found = plane.project(lost)
    assert np.isnan(found.coordinates[-4:]).all()
    assert np.isnan(found.distance[-4:]).all()
    for among, alone in zip(found, plane.project(B), strict=True):
        np.testing.assert_array_equal(among[:-4], alone)


def test_who_stays_where_it_is_has_no_share():
    """Then the plane is that of the other alone; one snapshot is no movement either."""
    for still in (START[np.newaxis], np.tile(START, (5, 1))):
        plane = principal(NETWORK, still, B)
        _, _, rows = np.linalg.svd(movements(B)[0], full_matrices=False)
        np.testing.assert_allclose(np.abs(np.sum(plane.directions * rows[:2], axis=1)), 1, rtol=1e-12)
        found = share(plane, still, B)
        assert np.isnan(found.a)
        assert found.both == found.b


STRAIGHT = START + np.linspace(0, 1, 9, dtype=np.float32)[:, np.newaxis] * (A[-1] - START)


LOST = np.stack([START, np.full_like(START, np.nan)])


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        (A, B + np.float32(1), "begin at the same, finite weights"),
        (np.full_like(A, np.nan), np.full_like(A, np.nan), "begin at the same, finite weights"),
        (A, B[:0], "begin at the same, finite weights"),
        (A[:0], B, "Snapshots must be two arrays"),
        (A[0], B, "Snapshots must be two arrays"),
        (A, B[:, 1:], "Snapshots must be two arrays"),
        (A[:1], np.tile(START, (3, 1)), "No weights have moved. Train for longer"),
        (LOST, LOST, "Both trainings ran out of range at once."),
        (LOST, np.tile(START, (3, 1)), "No weights have moved. Train for longer"),
        (A[[0, -1]], A[:1], "All snapshots lie on one line"),
        (STRAIGHT, STRAIGHT[:4], "All snapshots lie on one line.* Choose random directions"),
        (STRAIGHT.astype(float), STRAIGHT[:1].astype(float), "All snapshots lie on one line"),
    ],
)
def test_what_makes_no_plane_is_refused(a, b, said):
    """With what is wrong, and where there is one, the way out."""
    with pytest.raises(ValueError, match=said):
        principal(NETWORK, a, b)


def test_random_directions_are_as_large_as_the_weights_filter_by_filter():
    """The weights into each neuron have the size that the neuron's own have; biases do not move."""
    w = B[-1].astype(float)
    plane = random(NETWORK, w, seed=4)
    np.testing.assert_array_equal(plane.origin, w)
    for direction in plane.directions:
        for layer in NETWORK.layers:
            shape = layer.inputs, layer.outputs
            sizes, own = (np.linalg.norm(each[layer.weights].reshape(shape), axis=0) for each in (direction, w))
            np.testing.assert_allclose(sizes, own, rtol=1e-12)
            np.testing.assert_array_equal(direction[layer.biases], 0)


def test_random_directions_are_drawn_by_their_seed():
    """The same seed gives the same two, another one others; they are nearly at right angles."""
    network = Perceptron()
    w = network.initial(0)
    directions = [random(network, w, seed).directions for seed in (0, 0, 1)]
    np.testing.assert_array_equal(directions[0], directions[1])
    cosines = np.corrcoef(np.concatenate([directions[0], directions[2]])) - np.eye(4)
    assert np.abs(cosines).max() < 0.1


@pytest.mark.parametrize(
    ("around", "said"),
    [
        (np.full(NETWORK.n, np.nan), "`around` must be finite"),
        (np.ones(7), "`w` must have 106 numbers"),
        (A, "`around` must be one point"),
        (np.zeros(NETWORK.n), "neither 0 nor parallel"),
    ],
)
def test_random_planes_need_a_point_to_lie_around(around, said):
    """One that is finite, of the network, and no zero."""
    with pytest.raises(ValueError, match=said):
        random(NETWORK, around)


def test_a_point_of_a_plane_is_where_its_coordinates_say():
    """There and back, also where directions are neither at right angles nor alike in size."""
    directions = np.random.default_rng(0).normal(size=(2, NETWORK.n)) * [[1e-3], [1e3]]
    directions[1] += 1e6 * directions[0]
    coordinates = np.random.default_rng(1).normal(size=(3, 4, 2))
    for plane in (random(NETWORK, START), Plane(NETWORK, START, directions, "skew")):
        found = plane.project(plane.points(coordinates))
        np.testing.assert_allclose(found.coordinates, coordinates, rtol=1e-6)
        assert found.distance.max() < 1e-6 * np.abs(plane.points(coordinates)).max()


def test_projections_are_least_squares():
    """NumPy's own: the nearest point of the plane, and the root of what is left."""
    plane = random(NETWORK, START)
    for w in B[[3, -1]]:
        expected, rest, *_ = np.linalg.lstsq(plane.directions.T, w - plane.origin, rcond=None)
        found = plane.project(w)
        np.testing.assert_allclose(found.coordinates, expected, rtol=1e-10)
        np.testing.assert_allclose(found.distance**2, rest[0], rtol=1e-10)


@pytest.mark.parametrize(
    ("origin", "directions", "said"),
    [
        (np.zeros(3), np.eye(2, NETWORK.n), r"`origin` must be \(106,\)"),
        (START, np.eye(3, NETWORK.n), r"`directions` must be \(2, 106\)"),
        (np.full(NETWORK.n, np.inf), np.eye(2, NETWORK.n), "`origin` must be finite"),
        (START, np.ones((2, NETWORK.n)), "neither 0 nor parallel"),
        (START, np.eye(2, NETWORK.n) * [[1], [0]], "neither 0 nor parallel"),
    ],
)
def test_a_plane_is_a_plane(origin, directions, said):
    """Two directions that differ, of the network's length."""
    with pytest.raises(ValueError, match=said):
        Plane(NETWORK, origin, directions, "none")
