"""A training: what is kept of it is what happened, and it learns as well as it should."""

import pickle
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from optim_viz import OPTIMIZERS, Adam, GradientDescent, final
from optim_viz.datasets import Digits, load_digits
from optim_viz.network import QUANTILES, CrossEntropy, Perceptron, train
from optim_viz.network.training import beginning

ALL = load_digits()
DIGITS = Digits("few", "MNIST", ALL.X[:1300], ALL.y[:1300], ALL.X_test[:200], ALL.y_test[:200])
SETTINGS = {"epochs": 2, "batch": 100, "every": 5, "snapshots": 4}
PART = CrossEntropy(Perceptron(), DIGITS.X[:1000], DIGITS.y[:1000])
TEST = CrossEntropy(Perceptron(), DIGITS.X_test, DIGITS.y_test)


def whole(optimizer, digits=DIGITS, **settings):
    """The last of a training."""
    *_, training = train(digits, optimizer, **{**SETTINGS, **settings})
    return training


@pytest.fixture(scope="module")
def trained():
    """Two epochs of Adam, 13 steps each, with five snapshots."""
    return whole(Adam(0.01))


def test_it_is_the_one_loop(trained):
    """The weights are those of `final` with the same batches, to the bit, whatever is kept on the way."""
    start, batches = beginning(DIGITS, Perceptron(), batch=100, seed=0)
    walked = final(batches, Adam(0.01), start, steps=26)
    np.testing.assert_array_equal(trained.w, walked)
    np.testing.assert_array_equal(whole(Adam(0.01), every=1000, snapshots=0).w, walked)
    assert trained.w.dtype == np.float32


def test_what_is_kept_is_what_happened(trained):
    """Loss and accuracy are those of the weights, at every fifth step, the first and each epoch's last."""
    assert trained.step.tolist() == [0, 1, 5, 10, 13, 15, 20, 25, 26]
    np.testing.assert_array_equal(trained.epoch, trained.step / 13)
    every_step = whole(Adam(0.01), every=1, snapshots=26)
    assert every_step.snapshot_step.tolist() == list(range(27))
    for k, step in enumerate(trained.step):
        w = every_step.snapshots[step]
        assert trained.loss[k] == PART.value(w)
        assert trained.accuracy[k] == PART.accuracy(w)
    np.testing.assert_array_equal(trained.test_loss, [TEST.value(w) for w in every_step.snapshots[::13]])
    np.testing.assert_array_equal(trained.test_accuracy, [TEST.accuracy(w) for w in every_step.snapshots[::13]])


def test_snapshots_are_evenly_spaced(trained):
    """Five of them over four quarters, the start and the end among them; none unless asked for."""
    assert trained.snapshot_step.tolist() == [0, 6, 13, 20, 26]
    np.testing.assert_array_equal(trained.snapshots[-1], trained.w)
    assert trained.snapshots.dtype == np.float32
    assert whole(Adam(), snapshots=0).snapshots.shape == (0, Perceptron().n)


def test_learning_rates_are_adam_s(trained):
    """Of each layer's weights and biases: the smallest, the median, the largest alpha_j, from v anew."""
    (_, batches), v = beginning(DIGITS, Perceptron(), batch=100, seed=0), 0
    path = whole(Adam(0.01), every=1, snapshots=26).snapshots
    for w, batch in zip(path[:-1], islice(batches, 26), strict=True):
        v = 0.999 * v + 0.001 * batch.gradient(w.astype(float)) ** 2
    alphas = 0.01 / (np.sqrt(v / (1 - 0.999**26)) + 1e-8)
    for k, layer in enumerate(Perceptron().layers):
        for j, part in enumerate((layer.weights, layer.biases)):
            found = trained.learning_rates[-1, k, j]
            # The learning rate of a pixel that has hardly had ink is as exact as its gradient, which is tiny.
            np.testing.assert_allclose(found[0], alphas[part].min(), rtol=1e-3)
            np.testing.assert_allclose(
                found[3], np.sort(alphas[part])[round((len(alphas[part]) - 1) / 2)], rtol=1e-3
            )
            np.testing.assert_allclose(found[-1], alphas[part].max(), rtol=1e-3)
            assert (np.diff(found) >= 0).all()
    assert trained.learning_rates.shape == (9, 3, 2, len(QUANTILES))
    assert np.isnan(trained.learning_rates[0]).all()


def test_gradient_descent_has_one_learning_rate():
    """All quantiles of all layers are alpha, at every step."""
    np.testing.assert_array_equal(whole(GradientDescent(0.125)).learning_rates[1:], 0.125)


def test_it_tells_how_far_it_is():
    """Each one given is further than the last, and nothing given is changed later."""
    given = list(train(DIGITS, Adam(0.01), **SETTINGS))
    assert [training.step[-1] for training in given] == [0, 1, 5, 10, 13, 15, 20, 25, 26]
    assert given[0].share == 0
    assert given[4].share == 0.5
    assert given[-1].share == 1
    assert [len(training.test_loss) for training in given] == [1, 1, 1, 1, 2, 2, 2, 2, 3]
    for training in given:
        np.testing.assert_array_equal(training.loss, given[-1].loss[: len(training.loss)])
        assert not training.w.flags.writeable
    assert "2 of 2 epochs, test accuracy 0." in repr(given[-1])


def test_it_can_be_stopped_and_paused():
    """Nothing runs before it is asked for, and two trainings can be asked in turn."""
    one, other = (train(DIGITS, Adam(0.01), **SETTINGS) for _ in range(2))
    for _ in range(3):
        next(one)
    np.testing.assert_array_equal(list(other)[-1].w, whole(Adam(0.01)).w)
    np.testing.assert_array_equal(list(one)[-1].w, whole(Adam(0.01)).w)
    stopped = train(DIGITS, Adam(0.01), **SETTINGS)
    next(stopped)
    stopped.close()
    assert list(stopped) == []


def test_the_seed_decides_start_and_batches():
    """Contenders of one seed begin at the same weights and see the same batches; others do not."""
    a, b, c = whole(Adam(), seed=1), whole(GradientDescent(), seed=1), whole(Adam(), seed=2)
    np.testing.assert_array_equal(a.snapshots[0], b.snapshots[0])
    assert not np.array_equal(a.snapshots[0], c.snapshots[0])
    streams = [beginning(DIGITS, Perceptron(), batch=100, seed=seed)[1] for seed in (1, 1, 2)]
    orders = [np.concatenate([batch.y for batch in islice(stream, 13)]) for stream in streams]
    np.testing.assert_array_equal(orders[0], orders[1])
    assert not np.array_equal(orders[0], orders[2])


def test_full_batches_take_all_examples_at_each_step():
    """One step an epoch, the lecture's gradient descent: the loop on the whole cost."""
    training = whole(GradientDescent(0.5), batch=None, epochs=3)
    cost = CrossEntropy(Perceptron(), DIGITS.X, DIGITS.y)
    assert training.step.tolist() == [0, 1, 2, 3]
    np.testing.assert_array_equal(training.w, final(cost, GradientDescent(0.5), training.snapshots[0], steps=3))


def test_a_training_travels_light(trained):
    """From process to process it takes its numbers along, not the digits; the same ones arrive."""
    content = pickle.dumps(replace(trained, taken=()))
    assert len(content) < 200_000
    np.testing.assert_array_equal(pickle.loads(content).learning_rates, trained.learning_rates)


def test_a_start_of_one_s_own_keeps_its_type():
    """Float64 weights train in float64; other networks train as well."""
    network = Perceptron((784, 8, 10), ("relu", "linear"))
    start = network.initial(5, np.float64)
    training = whole(Adam(), network=network, start=start)
    assert training.w.dtype == training.snapshots.dtype == np.float64
    np.testing.assert_array_equal(training.snapshots[0], start)


def test_a_training_that_diverges_keeps_its_shape():
    """It goes on to its end without a warning; its numbers are NaN, its accuracy is none."""
    training = whole(GradientDescent(1e30), network=Perceptron((784, 8, 10), ("relu", "linear")))
    assert training.diverged
    assert training.step[-1] == 26
    assert np.isfinite(training.loss[0])
    assert np.isnan([training.loss[-1], training.accuracy[-1], training.test_accuracy[-1]]).all()
    assert np.isnan(training.learning_rates[-1]).all()
    assert not whole(Adam(0.01)).diverged


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_trains(key):
    """Each entry of the registry learns in two epochs of a linear network: above 60 %, chance is 10 %."""
    linear = Perceptron((784, 10), ("linear",))
    training = whole(
        OPTIMIZERS[key](alpha=0.05 if key in ("gd", "momentum", "nesterov") else 0.005), network=linear
    )
    assert training.test_accuracy[-1] > 0.6
    assert training.w.dtype == np.float32


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("optimizer", "low", "high"), [(Adam(0.001), 0.87, 0.905), (GradientDescent(0.1), 0.84, 0.89)]
)
def test_it_learns_as_well_as_it_should(optimizer, low, high, seed):
    """Ten epochs on the shipped digits: Adam about 88 to 89 %, gradient descent about 86 to 87 %."""
    *_, training = train(ALL, optimizer, epochs=10, seed=seed, every=1000)
    assert low < training.test_accuracy[-1] < high
    assert training.accuracy[-1] > training.test_accuracy[-1]
    assert (np.diff(training.test_loss) < 0.02).all()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"epochs": 0}, "`epochs` must be a whole number of at least 1; got 0."),
        ({"every": 0}, "`every` must be a whole number of at least 1; got 0."),
        ({"snapshots": -1}, "`snapshots` must be a whole number of at least 0; got -1."),
        ({"batch": 0}, "`size` must be a whole number of at least 1, or None; got 0."),
        ({"start": np.zeros(7)}, "`w` must have 20,175 numbers"),
        ({"start": np.full(20_175, np.nan)}, "`start` must be finite"),
    ],
)
def test_what_does_not_fit_is_refused_at_once(settings, said):
    """Before anything is asked for, with the name and the value."""
    with pytest.raises(ValueError, match=said):
        train(DIGITS, Adam(), **settings)


def test_a_training_is_one_run():
    """Arrays of hyperparameters are for sweeps."""
    with pytest.raises(ValueError, match=r"A training is one run; `Adam` holds arrays \(2,\)"):
        train(DIGITS, replace(Adam(), alpha=np.array([0.1, 0.2])))
