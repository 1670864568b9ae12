"""Single runs in Python's own numbers are NumPy's runs, bit for bit, over the whole registry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_viz import OPTIMIZERS, Adam, GradientDescent, Quadratic, RMSProp, plain, run
from tests.strategies import experiments

START = np.array([-4.0, 3.0])


def by_numpy(monkeypatch, objective, optimizer, start, steps):
    """The same run with NumPy doing all of it."""
    with monkeypatch.context() as patch:
        patch.setattr(plain, "record", lambda *_: None)
        return run(objective, optimizer, start, steps)


def same(one, other):
    """Whether all that two runs hold is the same."""
    arrays = zip(
        [one.x, one.value, one.gradient, one.learning_rates, one.last, *one.state.values()],
        [other.x, other.value, other.gradient, other.learning_rates, other.last, *other.state.values()],
        strict=True,
    )
    return list(one.state) == list(other.state) and all(
        a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes() for a, b in arrays
    )


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_each_optimizer_is_quick_alone(key):
    """Every entry of the registry has its single runs done in plain numbers."""
    columns = plain.record(Quadratic(kappa=7, angle=20), OPTIMIZERS[key](), START, steps=3)
    assert columns is not None
    assert [column.shape for column in columns] == [(4, 2)] * len(columns)


@given(experiment=experiments(), slot=st.sampled_from("ab"))
def test_the_same_bits_as_numpy(experiment, slot):
    """Any run, also one that diverges, holds the same bits either way."""
    recipe = experiment.f.build(), getattr(experiment, slot).build()
    steps = min(experiment.steps, 300)
    with pytest.MonkeyPatch.context() as patch:
        assert same(run(*recipe, experiment.start, steps), by_numpy(patch, *recipe, experiment.start, steps))


@pytest.mark.parametrize(
    ("optimizer", "start"),
    [
        (GradientDescent(alpha=0.5), (-4, 3)),
        (Adam(alpha=1e300), (1e6, -1e6)),
        (Adam(alpha=0.1, epsilon=0.0), (0.0, 1.0)),
        (Adam(alpha=0.1, beta1=0.0, beta2=0.0, epsilon=0.0), (1.0, 1.0)),
        (RMSProp(alpha=1.0, rho=0.0, epsilon=0.0), (1.0, 0.0)),
    ],
)
def test_out_of_range_and_divided_by_zero(monkeypatch, optimizer, start):
    """Where numbers overflow, or Python would refuse a division, the record is NumPy's all the same."""
    cost = Quadratic(kappa=20)
    assert same(run(cost, optimizer, start, 2000), by_numpy(monkeypatch, cost, optimizer, start, 2000))


def test_the_root_of_a_negative_number(monkeypatch):
    """Python refuses it; the record is NumPy's, which says NaN and ends the run."""

    class Rooted(GradientDescent):
        rule = staticmethod(rooted)

        def step(self, objective, x, state):
            x, g = rooted(x, objective.gradient(x), self.alpha)
            return x, state._replace(t=state.t + 1, g=g)

    cost, optimizer = Quadratic(kappa=20), Rooted(alpha=0.1)
    found = run(cost, optimizer, START, 50)
    assert found.diverged
    assert same(found, by_numpy(monkeypatch, cost, optimizer, START, 50))


def rooted(x, g, alpha):
    """Step along the root of g, which may be below 0."""
    return x - alpha * np.sqrt(g), g


def test_what_is_not_for_plain_numbers():
    """Batches, float32, and rules that are more than arithmetic and square roots are left to NumPy."""

    class Bounded(GradientDescent):
        @staticmethod
        def rule(x, g, alpha):
            return x - alpha * np.tanh(g), g

    class Cubed(GradientDescent):
        @staticmethod
        def rule(x, g, alpha):
            return x - alpha * g**3, g

    class Doubled(GradientDescent):
        @staticmethod
        def rule(x, g, alpha, times=2.0):
            return x - alpha * times * g, g

    factor = 2.0

    class Enclosed(GradientDescent):
        @staticmethod
        def rule(x, g, alpha):
            return x - alpha * factor * g, g

    batch = np.array([0.1, 0.2])
    assert plain.record(Quadratic(), GradientDescent(alpha=batch), START, 3) is None
    assert plain.record(Quadratic(kappa=batch * 10), GradientDescent(), START, 3) is None
    assert plain.record(Quadratic(), GradientDescent(), np.stack([START, START]), 3) is None
    assert plain.record(Quadratic(), GradientDescent(), START.astype(np.float32), 3) is None
    for other in (Bounded, Cubed, Doubled, Enclosed):
        assert plain.record(Quadratic(), other(), START, 3) is None
