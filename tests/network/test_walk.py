"""Trainings in memory that is used again take the steps of the one loop, to the bit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from optim_viz import OPTIMIZERS, Adam, GradientDescent, final
from optim_viz.datasets import Digits, load_digits
from optim_viz.network import Perceptron, train, walk
from optim_viz.network.in_place import InPlace
from optim_viz.network.training import beginning
from optim_viz.optimizers.operations import operations_of

ALL = load_digits()
FEW = Digits("few", "MNIST", ALL.X[:300], ALL.y[:300], ALL.X_test[:100], ALL.y_test[:100])
NETWORK = Perceptron((784, 8, 10), ("tanh", "linear"))


@pytest.fixture(autouse=True)
def by_numpy(monkeypatch) -> Iterator[None]:
    """Nothing is compiled."""
    monkeypatch.setenv("OPTIM_VIZ_FAST", "off")


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_bits_are_those_of_the_loop(key, dtype, monkeypatch):
    """Of each optimizer, in both types, with a last batch that is smaller: as `final` on the same batches."""
    monkeypatch.setattr(walk, "raw_iterates", lambda *_: pytest.fail("not in place"))
    optimizer, start = OPTIMIZERS[key](), NETWORK.initial(3, dtype)
    *_, last = train(FEW, optimizer, network=NETWORK, start=start, epochs=2, batch=64, every=3)
    _, batches = beginning(FEW, NETWORK, batch=64, seed=0)
    np.testing.assert_array_equal(last.w, final(batches, optimizer, start, steps=10))
    assert last.w.dtype == dtype


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_what_is_remembered_has_the_bits_too(key):
    """Every field of the state, after each of some steps along the same gradients."""

    class Slope:
        """A cost of which only the gradient is known."""

        def __init__(self, g):
            self.gradient = lambda w: g

    optimizer, rng = OPTIMIZERS[key](), np.random.default_rng(0)
    x = rng.normal(size=50).astype(np.float32)
    update, state = InPlace(operations_of(optimizer), optimizer, x), optimizer.init(x)
    for t, numbers in enumerate(update.numbers_of(1, 8), 1):
        g = rng.normal(size=50).astype(np.float32)
        update.g[:] = g
        update.update(numbers)
        x, state = optimizer.step(Slope(g), x, state)
        np.testing.assert_array_equal(update.x, x)
        for name, mine, theirs in zip(state._fields, update.state(t), state, strict=True):
            np.testing.assert_array_equal(mine, theirs, err_msg=name)
            assert mine.dtype == theirs.dtype


def test_numbers_of_many_steps_are_those_of_each():
    """Adam's corrections come for a hundred steps at once, with the bits of step after step."""
    operations = operations_of(Adam())
    one = [operations.table(Adam(), t, t, np.float64)[0] for t in range(1, 101)]
    np.testing.assert_array_equal(operations.table(Adam(), 1, 100, np.float64), one)
    np.testing.assert_array_equal(one[1][:2], Adam().weights(np.array(2)))


@dataclass(frozen=True, eq=False)
class Clipped(GradientDescent):
    """Gradient descent whose rule asks for more than one parameter at a time, or for values."""

    rule: ClassVar = staticmethod(lambda x, g, alpha: (x - alpha * g / np.linalg.norm(g), g))

    def step(self, objective, x, state):
        """One step."""
        x, g = type(self).rule(x, objective.gradient(x), self.alpha)
        return x, state._replace(t=state.t + 1, g=g)


@dataclass(frozen=True, eq=False)
class Branching(Clipped):
    """The same with a rule that decides by a value."""

    rule: ClassVar = staticmethod(lambda x, g, alpha: (x - alpha * g if np.abs(g).max() > 0 else x, g))


@dataclass(frozen=True, eq=False)
class Choosing(Clipped):
    """The same with a rule that is made of other functions."""

    rule: ClassVar = staticmethod(lambda x, g, alpha: (np.where(g > 0, x - alpha, x + alpha), g))


@dataclass(frozen=True, eq=False)
class Still(Clipped):
    """The same with a rule that leaves everything where it is."""

    rule: ClassVar = staticmethod(lambda x, g, alpha: (x, g))


@pytest.mark.parametrize("kind", [Clipped, Branching, Choosing, Still])
def test_other_rules_go_array_by_array(kind):
    """What is not made of operations on each parameter alone is left to the optimizer's own step."""
    optimizer = replace(kind(), alpha=0.5)
    assert operations_of(optimizer) is None
    *_, last = train(FEW, optimizer, network=NETWORK, epochs=1, batch=64)
    start, batches = beginning(FEW, NETWORK, batch=64, seed=0)
    np.testing.assert_array_equal(last.w, final(batches, optimizer, start, steps=5))


def test_a_rule_is_asked_with_symbols_once():
    """A training asks the rule itself only for what it does, not at its steps."""
    asked = []

    @dataclass(frozen=True, eq=False)
    class Counted(GradientDescent):
        rule: ClassVar = staticmethod(lambda x, g, alpha: (asked.append(1), (x - alpha * g, g))[1])

    list(train(FEW, Counted(), network=NETWORK, epochs=2))
    assert asked == [1]
