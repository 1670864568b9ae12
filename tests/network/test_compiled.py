"""Compiled trainings are NumPy's to the last digits of float32, for every optimizer."""

import numpy as np
import pytest

from optim_viz import OPTIMIZERS, Adam, GradientDescent
from optim_viz.compiling import Kernels, available
from optim_viz.datasets import Digits, load_digits
from optim_viz.network import Perceptron, compiled, marks, train

ALL = load_digits()
FEW = Digits("few", "MNIST", ALL.X[:1300], ALL.y[:1300], ALL.X_test[:200], ALL.y_test[:200])

needs_numba = pytest.mark.skipif(not available(), reason="Numba is not installed")


@pytest.fixture
def walked(monkeypatch):
    """A function that trains in a given way, and gives all that was said on the way."""

    def walked(how, digits, optimizer, **settings):
        monkeypatch.setenv("OPTIM_VIZ_FAST", how)
        return list(train(digits, optimizer, **settings))

    return walked


@pytest.fixture
def both(walked):
    """A function that trains with NumPy and compiled, and gives the whole of each."""

    def both(digits, optimizer, **settings):
        plain, quick = (walked(how, digits, optimizer, **settings)[-1] for how in ("off", "on"))
        assert not np.array_equal(plain.w, quick.w), "both are NumPy's"
        return plain, quick

    return both


def assert_close(plain, quick):
    """All that was kept, at the same steps, to 1e-5; accuracies but for one example."""
    for name in ("step", "snapshot_step"):
        np.testing.assert_array_equal(getattr(quick, name), getattr(plain, name))
    for name in ("loss", "test_loss", "w", "snapshots"):
        one, other = getattr(plain, name), getattr(quick, name)
        assert (one.dtype, one.shape) == (other.dtype, other.shape)
        np.testing.assert_allclose(other, one, rtol=1e-5, atol=1e-5, err_msg=name)
    # After Adam's first step biases are plus or minus alpha: where no unit is alive, answers are tied.
    np.testing.assert_allclose(np.delete(quick.accuracy, 1), np.delete(plain.accuracy, 1), atol=0.0011)
    np.testing.assert_allclose(quick.test_accuracy, plain.test_accuracy, atol=0.0051)
    # The learning rate of a pixel that has hardly had ink is as exact as its gradient, which is tiny.
    for middle in (2, 3, 4):
        np.testing.assert_allclose(
            quick.learning_rates[..., middle], plain.learning_rates[..., middle], rtol=1e-3
        )


@pytest.mark.parametrize("pixels", [1, 255, 256, 257, 511, 512, 784])
def test_marks_are_the_pictures(pixels, monkeypatch):
    """Put back one after the other, they give the pictures: empty, full, and with ink at the very ends."""
    monkeypatch.setattr(marks, "TOGETHER", 4)
    rng = np.random.default_rng(pixels)
    X = rng.integers(0, 256, (10, pixels), np.uint8) * (rng.random((10, pixels)) < 0.01)
    X[0], X[1], X[2], X[3] = 0, 255, [1, *[0] * (pixels - 1)], [*[0] * (pixels - 1), 1]
    X = X.astype(np.uint8)
    found = marks.Marks.of(X)
    assert found.first[-1] == len(found.marks)
    for picture, first, last in zip(X, found.first, found.first[1:], strict=False):
        back = np.zeros(pixels, int)
        np.add.at(back, np.cumsum(found.marks[first:last, 0], dtype=int), found.marks[first:last, 1])
        np.testing.assert_array_equal(back, picture)


CALM = {"rmsprop": {"alpha": 0.0002}, "adagrad": {"alpha": 0.004}}


@needs_numba
@pytest.mark.frameworks
@pytest.mark.parametrize("key", OPTIMIZERS)
def test_an_epoch_is_numpys(key, both):
    """An epoch of the lecture's network on the shipped digits, whose last batch has 16, is equal to 1e-5.

    RMSProp and AdaGrad get less than their usual alpha, at which NumPy's own steps soon differ in the fourth
    digit when the start does in the last one.
    """
    optimizer = OPTIMIZERS[key](**CALM.get(key, {}))
    plain, quick = both(ALL, optimizer, epochs=1, snapshots=3)
    assert len(ALL.y) % 32 == 16
    assert_close(plain, quick)
    assert plain.loss[-1] < plain.loss[0]


@needs_numba
@pytest.mark.frameworks
@pytest.mark.parametrize(
    ("sizes", "activations"),
    [
        ((784, 10), ("linear",)),
        ((784, 10), ("sigmoid",)),
        ((784, 33, 12, 7, 10), ("tanh", "relu", "sigmoid", "linear")),
        ((784, 1, 10), ("relu", "tanh")),
    ],
)
@pytest.mark.parametrize("batch", [1, 7, 5000])
def test_other_networks_and_batches(sizes, activations, batch, both):
    """Any layers and activations, batches of one example, of seven, and larger than there are examples."""
    few = Digits("fewer", "MNIST", FEW.X[:200], FEW.y[:200], FEW.X_test, FEW.y_test)
    network = Perceptron(sizes, activations)
    assert_close(*both(few, Adam(), network=network, epochs=2, batch=batch, every=3, snapshots=2))


@needs_numba
@pytest.mark.frameworks
def test_what_is_said_on_the_way_is_the_same(walked):
    """At the same steps and as often, whatever is kept; nothing that was given is changed later."""
    settings = {"epochs": 2, "batch": 100, "snapshots": 4}
    plain, quick = (walked(how, FEW, Adam(0.01), every=5, **settings) for how in ("off", "on"))
    assert [said.step[-1] for said in quick] == [said.step[-1] for said in plain]
    for one, other in zip(plain, quick, strict=True):
        np.testing.assert_allclose(other.w, one.w, rtol=1e-5, atol=1e-5)
        assert not other.w.flags.writeable
    seldom = walked("on", FEW, Adam(0.01), every=1000, **settings)[-1]
    np.testing.assert_array_equal(seldom.w, quick[-1].w)
    np.testing.assert_array_equal(seldom.snapshots, quick[-1].snapshots)


@needs_numba
@pytest.mark.frameworks
def test_two_walks_can_be_asked_in_turn(walked, monkeypatch):
    """A training that waits while another goes on comes to the same."""
    alone = walked("on", FEW, Adam(0.01), epochs=1, every=5)
    one, other = (train(FEW, Adam(0.01), epochs=1, every=5) for _ in range(2))
    for pair in zip(alone, one, other, strict=True):
        for training in pair[1:]:
            np.testing.assert_array_equal(training.w, pair[0].w)


@needs_numba
@pytest.mark.frameworks
@pytest.mark.parametrize(("first", "alpha"), [("relu", 1e30), ("linear", 20.0), ("sigmoid", 1e300)])
def test_what_diverges_keeps_its_shape(first, alpha, both):
    """It goes on to its end without a warning, and is NaN at the steps at which NumPy's is."""
    network = Perceptron((784, 8, 10), (first, "linear"))
    plain, quick = both(FEW, GradientDescent(alpha), network=network, epochs=2, batch=100, every=1)
    assert plain.diverged
    assert quick.diverged
    np.testing.assert_array_equal(quick.step, plain.step)
    for name in ("loss", "accuracy", "test_loss", "test_accuracy"):
        np.testing.assert_array_equal(np.isnan(getattr(quick, name)), np.isnan(getattr(plain, name)), name)
    assert np.isnan(quick.loss[-1])
    assert np.isfinite(quick.loss[0])


def test_it_can_be_switched_off(walked, monkeypatch):
    """``OPTIM_VIZ_FAST=off`` leaves all to NumPy, and what is neither on nor off is named."""
    monkeypatch.setattr(compiled, "available", lambda: True)
    monkeypatch.setattr(compiled, "compiled", lambda *_: pytest.fail("compiled"))
    walked("off", FEW, Adam(), epochs=1)
    with pytest.raises(ValueError, match="must be on, off or not set; got 'perhaps'"):
        walked("perhaps", FEW, Adam(), epochs=1)


def test_what_is_numpys_is_not_compiled(walked, monkeypatch):
    """Without Numba, in float64, on full batches, and with a first layer too wide to be written out."""
    monkeypatch.setattr(compiled, "compiled", lambda *_: pytest.fail("compiled"))
    monkeypatch.setattr(compiled, "available", lambda: True)
    walked("on", FEW, Adam(), epochs=1, batch=None)
    walked("on", FEW, Adam(), epochs=1, start=Perceptron().initial(0, np.float64))
    wide = Perceptron((784, compiled.WIDEST + 1, 10), ("sigmoid", "linear"))
    walked("on", FEW, Adam(), epochs=1, batch=500, network=wide)
    monkeypatch.setattr(compiled, "available", lambda: False)
    walked("on", FEW, Adam(), epochs=1)


def test_compiled_when_it_pays(monkeypatch):
    """A training's own steps count: a short one is NumPy's, a long one is compiled at its beginning."""
    asked = []

    class Stopped(Exception):
        """In place of compiling."""

    def stop(*key):
        asked.append(key)
        raise Stopped

    n, per_epoch = Perceptron().n, 41
    monkeypatch.delenv("OPTIM_VIZ_FAST", raising=False)
    monkeypatch.setattr(compiled, "available", lambda: True)
    monkeypatch.setattr(compiled, "compiled", stop)
    monkeypatch.setattr(compiled, "_kernels", Kernels(10 * per_epoch * n))
    for _ in range(3):
        next(train(FEW, Adam(), epochs=9))
    assert not asked
    with pytest.raises(Stopped):
        next(train(FEW, Adam(), epochs=10))
    with pytest.raises(Stopped):
        next(train(FEW, GradientDescent(), epochs=10))
    assert [(width, layers) for _, width, layers in asked] == [(25, 3), (25, 3)]
