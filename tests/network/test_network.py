"""A network as an objective: laws of its loss and gradient, its layout, its start, its batches."""

import math
from collections import Counter
from itertools import islice, product

import numpy as np
import pytest

from optim_viz import OPTIMIZERS, Adam, GradientDescent, datasets, final, iterates, run
from optim_viz.network import ACTIVATIONS, Batches, CrossEntropy, Perceptron, cost, predict
from tests.strategies import readonly

RNG = np.random.default_rng(7)
NETWORK = Perceptron((6, 5, 4, 3), ("tanh", "sigmoid", "linear"))
X = readonly(RNG.normal(size=(50, 6)))
Y = RNG.integers(0, 3, 50)
J = CrossEntropy(NETWORK, X, Y)
W = readonly(RNG.normal(size=NETWORK.n))

# Every activation in a hidden layer, and every one in the last.
NETWORKS = [Perceptron((6, 5, 3), kinds) for kinds in product(ACTIVATIONS, ("linear", "sigmoid"))] + [
    Perceptron((6, 3), (kind,)) for kind in ACTIVATIONS
]
every_network = pytest.mark.parametrize("network", NETWORKS, ids=repr)


def by_hand(network, w, x):
    """The logits of one example, number by number."""
    functions = {
        "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
        "tanh": math.tanh,
        "relu": lambda z: max(z, 0.0),
        "linear": lambda z: z,
    }
    at = 0
    for i, o, kind in zip(network.sizes, network.sizes[1:], network.activations, strict=False):
        sums = [sum(x[j] * w[at + j * o + k] for j in range(i)) + w[at + i * o + k] for k in range(o)]
        x, at = [functions[kind](z) for z in sums], at + (i + 1) * o
    return x


@every_network
def test_the_loss_is_the_formula(network):
    """-1/m sum log p with p the softmax of the logits, number by number; so are p and accuracy."""
    w = np.random.default_rng(1).normal(size=network.n)
    logits = np.array([by_hand(network, w, x) for x in X.tolist()])
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    cost = CrossEntropy(network, X, Y)
    np.testing.assert_allclose(cost.value(w), -np.log(p[np.arange(50), Y]).mean(), rtol=1e-13)
    np.testing.assert_allclose(predict(network, w, X), p, rtol=1e-12)
    assert cost.accuracy(w) == np.mean(logits.argmax(axis=1) == Y)


@every_network
def test_the_gradient_is_the_gradient(network):
    """Central differences agree in every weight and bias."""
    cost, w = CrossEntropy(network, X, Y), np.random.default_rng(1).normal(size=network.n)
    h = 1e-5
    differences = [(cost.value(w + h * e) - cost.value(w - h * e)) / (2 * h) for e in np.eye(network.n)]
    np.testing.assert_allclose(cost.gradient(w), differences, atol=1e-9)


def test_a_batch_of_weights_is_its_rows():
    """Leading axes are runs, bit for bit, for the loss, the gradient, the accuracy and the answers."""
    points = np.random.default_rng(2).normal(size=(4, 3, NETWORK.n))
    batch = next(iter(Batches(J, size=8)))
    functions = [J.value, J.gradient, J.accuracy, batch.value, batch.gradient, lambda w: predict(NETWORK, w, X)]
    for function in functions:
        together = function(points)
        for at in np.ndindex(4, 3):
            np.testing.assert_array_equal(together[at], function(points[at]))


def test_a_batch_of_runs_is_its_runs():
    """Three starts walk together as they walk alone, also on mini-batches and in memory of either order."""
    starts = np.random.default_rng(3).normal(size=(200, NETWORK.n))
    for objective in (J, Batches(J, size=8)):
        together = final(objective, Adam(0.01), starts, steps=20)
        for i in (0, 199):
            np.testing.assert_array_equal(together[i], final(objective, Adam(0.01), starts[i], steps=20))


def test_examples_in_chunks_are_all_examples(monkeypatch):
    """However many are worked on together, loss, gradient, accuracy and answers are the same."""
    whole = J.value(W), J.gradient(W), J.accuracy(W), predict(NETWORK, W, X)
    monkeypatch.setattr(cost, "CHUNK", 7)
    parts = J.value(W), J.gradient(W), J.accuracy(W), predict(NETWORK, W, X)
    for one, other in zip(whole, parts, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-15)


def test_the_gradient_is_the_mean_of_those_of_its_examples():
    """So is the loss; a batch costs what its examples cost."""
    alone = [CrossEntropy(NETWORK, X[i : i + 1], Y[i : i + 1]) for i in range(50)]
    np.testing.assert_allclose(J.gradient(W), np.mean([each.gradient(W) for each in alone], axis=0), rtol=1e-11)
    np.testing.assert_allclose(J.value(W), np.mean([each.value(W) for each in alone]), rtol=1e-13)
    for batch in islice(Batches(J, size=8), 7):
        same = CrossEntropy(NETWORK, batch.X, batch.y)
        np.testing.assert_array_equal(batch.gradient(W), same.gradient(W))
        assert batch.value(W) == same.value(W)


def test_pixels_are_divided_by_255():
    """Bytes are pixels from 0 to 1, in either precision, and stay bytes; other whole numbers stay."""
    pixels = readonly(np.array([[0, 51, 255, 1, 2, 3]], np.uint8))
    for dtype, digits in ((np.float32, 1e-6), (np.float64, 1e-14)):
        w, bytes_ = W.astype(dtype), CrossEntropy(NETWORK, pixels, [1])
        scaled = CrossEntropy(NETWORK, pixels.astype(dtype) / dtype(255), [1])
        np.testing.assert_allclose(bytes_.value(w), scaled.value(w), rtol=digits)
        np.testing.assert_allclose(bytes_.gradient(w), scaled.gradient(w), rtol=10 * digits, atol=digits)
    assert CrossEntropy(NETWORK, pixels, [1]).X.dtype == np.uint8
    assert CrossEntropy(NETWORK, pixels.astype(int), [1]).value(W) == CrossEntropy(
        NETWORK, pixels * 1.0, [1]
    ).value(W)


def test_float32_is_near_float64():
    """Weights in float32 have a gradient in float32, and both costs agree to six digits."""
    w = W.astype(np.float32)
    assert J.gradient(w).dtype == np.float32
    np.testing.assert_allclose(J.value(w), J.value(W), rtol=1e-6)
    np.testing.assert_allclose(J.gradient(w), J.gradient(W), atol=1e-6)
    assert J.gradient(W).dtype == np.float64


def test_large_logits_neither_overflow_nor_lose_digits():
    """A wrong answer of logit 1000 costs 1000, a right one exp(-1000) = 0; no warning is given."""
    network = Perceptron((1, 2), ("linear",))
    w = np.array([0.0, 1000.0, 0.0, 0.0])
    right, wrong = (CrossEntropy(network, [[1.0]], [label]) for label in (1, 0))
    assert (right.value(w), wrong.value(w)) == (0, 1000)
    np.testing.assert_array_equal(right.gradient(w), 0)
    np.testing.assert_array_equal(wrong.gradient(w), [-1, 1, -1, 1])


def test_a_sigmoid_keeps_its_digits_and_does_not_overflow():
    """Far out on either side it is exp(z), or 1 to all digits; its slope too, and no warning is given."""
    network = Perceptron((1, 1, 2), ("sigmoid", "linear"))
    for z, expected in ((-40.0, math.exp(-40)), (-2000.0, 0.0), (2000.0, 0.0)):
        w = np.array([z, 0, 1, 0, 0, 0])
        gradient = CrossEntropy(network, [[1.0]], [1]).gradient(w)
        np.testing.assert_allclose(gradient[1], expected / 2, rtol=1e-13)


def test_small_losses_keep_their_digits():
    """Where p is nearly 1, the loss is log(1 + exp(-30)), not what is left of 1 - p."""
    network = Perceptron((1, 2), ("linear",))
    found = CrossEntropy(network, [[1.0]], [1]).value([0.0, 30.0, 0.0, 0.0])
    assert found == pytest.approx(math.log1p(math.exp(-30)), rel=1e-2)


def test_what_is_out_of_range_is_nan():
    """Weights that are no numbers have no loss and no accuracy, whatever their neighbours have."""
    points = np.stack([W, np.full(NETWORK.n, np.nan), W])
    value, accuracy = J.measure(points)
    assert np.isnan(value).tolist() == np.isnan(accuracy).tolist() == [False, True, False]


def test_the_lecture_s_network_has_20_175_weights():
    """784 x 25 + 25, 25 x 15 + 15, 15 x 10 + 10; each number stands in one place."""
    network = Perceptron()
    assert network.n == 784 * 25 + 25 + 25 * 15 + 15 + 15 * 10 + 10 == 20_175
    owners = Counter(
        at
        for layer in network.layers
        for part in (layer.weights, layer.biases)
        for at in range(network.n)[part]
    )
    assert len(owners) == network.n
    assert set(owners.values()) == {1}


def test_initial_weights_are_glorot_s():
    """Uniform up to sqrt(6 / (inputs + outputs)) in each layer, biases 0; float32 only rounds."""
    network = Perceptron()
    w = network.initial(seed=3)
    for layer in network.layers:
        limit = math.sqrt(6 / (layer.inputs + layer.outputs))
        part = w[layer.weights]
        assert np.abs(part).max() <= np.float32(limit)
        assert np.abs(part).max() > 0.95 * limit
        # The mean of m numbers has the deviation limit / sqrt(3 m); the mean square is limit^2 / 3.
        assert abs(part.mean()) < 4 * limit / math.sqrt(3 * len(part))
        assert np.mean(part**2) == pytest.approx(limit**2 / 3, rel=0.25)
        np.testing.assert_array_equal(w[layer.biases], 0)
    assert w.dtype == np.float32
    np.testing.assert_array_equal(w, network.initial(3, np.float64).astype(np.float32))
    assert not np.array_equal(w, network.initial(seed=4))


@pytest.mark.parametrize(
    ("size", "sizes"), [(8, [8] * 6 + [2]), (50, [50]), (99, [50]), (1, [1] * 50), (None, [50])]
)
def test_an_epoch_takes_each_example_once(size, sizes):
    """In batches of the size asked for, the last one smaller; the next epoch has another order."""
    numbered = CrossEntropy(Perceptron((1, 3), ("linear",)), np.arange(50.0)[:, np.newaxis], Y)
    batches = Batches(numbered, size)
    assert batches.per_epoch == len(sizes)
    both = list(islice(batches, 2 * len(sizes)))
    orders = []
    for epoch in (both[: len(sizes)], both[len(sizes) :]):
        assert [len(batch.y) for batch in epoch] == sizes
        order = np.concatenate([batch.X[:, 0] for batch in epoch]).astype(int)
        assert sorted(order) == list(range(50))
        np.testing.assert_array_equal(np.concatenate([batch.y for batch in epoch]), Y[order])
        orders.append(order.tolist())
    assert (orders[0] == orders[1]) == (size is None)


def test_the_seed_decides_the_order():
    """Two iterations of one seed see the same batches, another seed sees others."""

    def order(seed):
        return np.concatenate([batch.X for batch in islice(Batches(J, 8, seed), 14)])

    np.testing.assert_array_equal(order(1), order(1))
    assert not np.array_equal(order(1), order(2))


def test_a_gradient_is_kept():
    """A gradient is an array of its own: the next batch, which works in the same room, does not change it."""
    first, second = islice(Batches(J, size=8), 2)
    kept = first.gradient(W)
    copy = kept.copy()
    second.gradient(W)
    np.testing.assert_array_equal(kept, copy)
    np.testing.assert_array_equal(first.gradient(W), copy)


def test_streams_can_be_walked_in_turn():
    """Two runs on one stream, step by step in turn, are the runs alone."""
    batches, optimizer = Batches(J, size=8), GradientDescent(0.1)
    pairs = zip(*(iterates(batches, optimizer, start) for start in (W, -W)), strict=True)
    *_, ((x, _), (other, _)) = islice(pairs, 21)
    np.testing.assert_array_equal(x, final(batches, optimizer, W, steps=20))
    np.testing.assert_array_equal(other, final(batches, optimizer, -W, steps=20))


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_trains(key):
    """Each entry of the registry lowers the loss by a half, on mini-batches of digits, all in float32.

    Gradient descent at this learning rate lowers it by a fifth.
    """
    digits, network = datasets.load_digits(), Perceptron((784, 10), ("linear",))
    some = CrossEntropy(network, digits.X[:500], digits.y[:500])
    walk = iterates(Batches(some, size=50), OPTIMIZERS[key](alpha=0.01), network.initial(0))
    (x, state), *_ = islice(walk, 100, 101)
    assert x.dtype == np.float32
    assert all(array.dtype == np.float32 for array in state[1:])
    assert some.value(x) < some.value(network.initial(0)) / (1.25 if key == "gd" else 2)


def test_a_recorded_run_is_the_same_loop():
    """`run` on the whole cost records value, gradient and points of a network as of any cost."""
    path = run(J, Adam(0.05), W, steps=30)
    assert path.x.shape == (31, NETWORK.n)
    np.testing.assert_array_equal(path.x[-1], final(J, Adam(0.05), W, steps=30))
    np.testing.assert_array_equal(path.gradient[7], J.gradient(path.x[7]))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Perceptron((3,), ()), "`sizes` must be two or more whole numbers of at least 1"),
        (lambda: Perceptron((3, 0), ("linear",)), "`sizes` must be"),
        (lambda: Perceptron((3, 2), ()), "`activations` must be 1, one a layer; got 0."),
        (lambda: Perceptron((3, 2), ("softplus",)), "of sigmoid, tanh, relu, linear; got 'softplus'."),
        (lambda: CrossEntropy(NETWORK, X[:, :5], Y), r"must be \(m, 6\) and \(m,\); got \(50, 5\)"),
        (lambda: CrossEntropy(NETWORK, X, Y[:9]), r"got \(50, 6\) and \(9,\)"),
        (lambda: CrossEntropy(NETWORK, X, Y + 1), "`y` must be whole numbers from 0 to 2."),
        (lambda: CrossEntropy(NETWORK, X, Y * 1.0), "`y` must be whole numbers"),
        (lambda: J.value(W[:-1]), "`w` must have 74 numbers, as .*; got 73."),
        (lambda: Batches(J, size=0), "`size` must be a whole number of at least 1, or None; got 0."),
        (lambda: Batches(J, size=2.5), "`size` must be a whole number"),
    ],
)
def test_what_does_not_fit_is_refused(make, said):
    """The error names the thing and what it must be."""
    with pytest.raises(ValueError, match=said):
        make()
