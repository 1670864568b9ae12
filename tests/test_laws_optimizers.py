"""Laws of every optimizer: a batch is its runs, the arithmetic is what was done, equal methods agree."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_viz import (
    OBJECTIVES,
    OPTIMIZERS,
    AdaGrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    Quadratic,
    RMSProp,
    Trajectory,
    iterates,
    run,
)
from optim_viz.arrays import Array
from optim_viz.optimizers.moments import sum_of_weights
from tests.strategies import Bowl, in_domain, per_run, readonly, recipes

Kind = type[Any]

every_optimizer = pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
every_objective = pytest.mark.parametrize("cost", OBJECTIVES.values(), ids=OBJECTIVES)

NUMBERS = ("x", "value", "gradient", "learning_rates")


def assert_row(together: Trajectory, row: Any, alone: Trajectory) -> None:
    """Row ``row`` of a batch is the single run ``alone``, bit for bit, NaN included."""
    for name in NUMBERS:
        np.testing.assert_array_equal(getattr(together, name)[:, *row], getattr(alone, name), err_msg=name)
    for name, array in alone.state.items():
        batch = together.state[name]
        np.testing.assert_array_equal(
            batch.reshape(len(batch)) if name == "t" else batch[:, *row], array.squeeze()
        )
    assert together.last[row] == alone.last


@every_optimizer
@every_objective
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_batch_is_its_runs(kind: Kind, cost: Kind, data: st.DataObject) -> None:
    """Arrays of hyperparameters, of cost numbers and of starts give the single runs, row by row, to the bit."""
    hyper, numbers = data.draw(per_run(kind, 3)), data.draw(per_run(cost, 3))
    starts = np.stack([data.draw(in_domain(cost)) for _ in range(3)])
    together = run(cost(**arrays(numbers)), kind(**arrays(hyper)), starts, steps=30)
    for i, start in enumerate(starts):
        alone = run(cost(**single(numbers, i)), kind(**single(hyper, i)), start, steps=30)
        assert_row(together, (i,), alone)


def arrays(numbers: dict[str, Any]) -> dict[str, Any]:
    """Lists as arrays."""
    return {name: np.array(value) if isinstance(value, list) else value for name, value in numbers.items()}


def single(numbers: dict[str, Any], i: int) -> dict[str, Any]:
    """Element ``i`` of each list."""
    return {name: value[i] if isinstance(value, list) else value for name, value in numbers.items()}


@every_optimizer
def test_a_long_batch_is_its_runs(kind: Kind) -> None:
    """121 runs of 200 steps, over a wide range of learning rates, are the 121 single runs bit for bit."""
    alphas = np.geomspace(1e-5, 10, 121)
    together = run(Quadratic(angle=30), kind(alpha=alphas), (-4, 3), steps=200)
    for i in range(0, 121, 8):
        assert_row(together, (i,), run(Quadratic(angle=30), kind(alpha=float(alphas[i])), (-4, 3), steps=200))


@every_optimizer
def test_a_grid_of_runs_is_its_runs(kind: Kind) -> None:
    """Runs may have two axes: learning rates down, condition numbers across."""
    alphas, kappas = np.geomspace(1e-3, 1, 4), np.array([1.0, 20.0, 300.0])
    together = run(Quadratic(kappa=kappas), kind(alpha=alphas[:, np.newaxis]), (-4, 3), steps=40)
    assert together.x.shape == (41, 4, 3, 2)
    assert together.value.shape == (41, 4, 3)
    assert together.last.shape == (4, 3)
    for row in np.ndindex(4, 3):
        alone = run(
            Quadratic(kappa=float(kappas[row[1]])), kind(alpha=float(alphas[row[0]])), (-4, 3), steps=40
        )
        assert_row(together, row, alone)


@every_optimizer
def test_a_list_of_hyperparameters_is_an_array(kind: Kind) -> None:
    """Two learning rates for two runs in a list are not taken for those of two parameters."""
    listed = run(Quadratic(), kind(alpha=[0.01, 0.05]), (-4, 3), steps=5)
    np.testing.assert_array_equal(
        listed.x, run(Quadratic(), kind(alpha=np.array([0.01, 0.05])), (-4, 3), steps=5).x
    )


@every_optimizer
@pytest.mark.parametrize("n", [1, 2, 11, 500])
def test_any_number_of_parameters(kind: Kind, n: int) -> None:
    """In n parameters that do not meet, every parameter walks as it would alone."""
    rng = np.random.default_rng(n)
    curvatures, start = tuple(rng.uniform(0.1, 10, n).tolist()), rng.normal(size=n)
    together = run(Bowl(curvatures), kind(alpha=0.05), start, steps=20)
    assert together.x.shape == (21, n)
    assert together.learning_rates.shape == (20, n)
    for j in {0, n // 2, n - 1}:
        alone = run(Bowl(curvatures[j : j + 1]), kind(alpha=0.05), start[j : j + 1], steps=20)
        np.testing.assert_array_equal(together.x[:, j], alone.x[:, 0])


@every_optimizer
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_arithmetic_is_what_was_done(kind: Kind, data: st.DataObject) -> None:
    """The step taken is minus alpha_j times what the update names, with the numbers on show."""
    path = run(data.draw(recipes(Quadratic)), data.draw(recipes(kind)), (-4, 3), steps=20)
    lines = {line.symbol: line.values for line in path.arithmetic()}
    direction = kind.update.rpartition("·")[2]
    np.testing.assert_array_equal(lines["αⱼ"], path.learning_rates)
    whole = int(path.last)
    size = np.abs(path.x[: whole + 1]).max()
    np.testing.assert_allclose(
        lines["Δw"][:whole], (-lines["αⱼ"] * lines[direction])[:whole], rtol=1e-9, atol=1e-15 * size
    )
    assert all(values.shape == (20, 2) for values in lines.values())


@every_optimizer
def test_learning_rates_are_positive(kind: Kind) -> None:
    """Each parameter has a learning rate above 0 at every step."""
    assert (run(Quadratic(), kind(alpha=0.01), (-4, 3), steps=100).learning_rates > 0).all()


@every_optimizer
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_first_step_goes_downhill(kind: Kind, data: st.DataObject) -> None:
    """No coordinate of the first step has the sign of its gradient, whatever the hyperparameters."""
    path = run(
        data.draw(recipes(Quadratic)), data.draw(recipes(kind)), data.draw(in_domain(Quadratic)), steps=1
    )
    assert (np.diff(path.x, axis=0) * path.gradient[:1] <= 0).all()


@every_optimizer
def test_small_steps_lower_the_cost(kind: Kind) -> None:
    """With a small learning rate, 300 steps lower the cost by more than a third."""
    path = run(Quadratic(angle=20), kind(alpha=0.02), (-4, 3), steps=300)
    assert path.value[-1] < 2 / 3 * path.value[0]


@every_optimizer
def test_inputs_stay_untouched(kind: Kind) -> None:
    """Starts and hyperparameters are not written to, and the record shares no memory with them."""
    start, alphas = readonly((-4.0, 3.0)), readonly(np.array([0.01, 0.05]))
    path = run(Quadratic(kappa=readonly(np.array([3.0, 20.0]))), kind(alpha=alphas), start, steps=10)
    np.testing.assert_array_equal(start, [-4, 3])
    np.testing.assert_array_equal(alphas, [0.01, 0.05])
    for array in (path.x, path.value, path.gradient, path.learning_rates, *path.state.values()):
        assert not np.shares_memory(array, start)
        assert not np.shares_memory(array, alphas)


@every_optimizer
def test_a_step_keeps_nothing(kind: Kind) -> None:
    """The same point and state give the same step twice, and neither is changed by it."""
    J, optimizer = Quadratic(), kind()
    x = readonly((-4.0, 3.0))
    state = type(first := optimizer.init(x))(*map(readonly, first))
    once, again = optimizer.step(J, x, state), optimizer.step(J, x, state)
    np.testing.assert_array_equal(once[0], again[0])
    for one, other in zip(once[1], again[1], strict=True):
        np.testing.assert_array_equal(one, other)
    for one, other in zip(state, optimizer.init(x), strict=True):
        np.testing.assert_array_equal(one, other)


@every_optimizer
@pytest.mark.parametrize("number", [float, np.float32, np.float64, np.array], ids=lambda kind: kind.__name__)
def test_float32_stays_float32(kind: Kind, number: Any) -> None:
    """From a start in float32 all is float32, whatever kind of number alpha is, and near what float64 gives."""
    J, start = Halves(), np.float32([-4, 3])
    (x, state), exact = (
        last(islice(iterates(J, kind(alpha=number(0.0625)), at), 21)) for at in (start, start.astype(float))
    )
    assert {x.dtype, *(array.dtype for array in state[1:])} == {np.dtype(np.float32)}
    assert kind(alpha=number(0.0625)).learning_rates(state).dtype == np.float32
    np.testing.assert_allclose(x, exact[0], rtol=1e-4)


@dataclass(frozen=True)
class Halves:
    """J(w) = 1/2 |w|^2 / 2, in the numbers of w."""

    def gradient(self, w: Array) -> Array:
        """``(..., n) -> (..., n)``."""
        return w / 2


def last(items: Iterable[Any]) -> Any:
    """The last of some items."""
    return deque(items, maxlen=1)[0]


@pytest.mark.parametrize("kind", [Momentum, Nesterov])
def test_momentum_without_memory_is_gradient_descent(kind: Kind) -> None:
    """With beta = 0 the velocity is the gradient."""
    plain = run(Quadratic(angle=30), GradientDescent(alpha=0.03), (-4, 3), steps=50)
    np.testing.assert_array_equal(
        run(Quadratic(angle=30), kind(alpha=0.03, beta=0), (-4, 3), steps=50).x, plain.x
    )


def test_momentum_is_an_averaged_velocity() -> None:
    """The velocity beta u + (1 - beta) g with alpha / (1 - beta) walks the same path."""
    J, alpha, beta = Quadratic(angle=30), 0.02, 0.8
    x, u = np.array([-4.0, 3.0]), np.zeros(2)
    expected = [x]
    for _ in range(50):
        u = beta * u + (1 - beta) * J.gradient(x)
        x = x - alpha / (1 - beta) * u
        expected.append(x)
    np.testing.assert_allclose(
        run(J, Momentum(alpha, beta), (-4, 3), steps=50).x, expected, rtol=1e-9, atol=1e-13
    )


def test_nesterov_takes_its_gradient_ahead() -> None:
    """Sutskever et al. 2013, (3) and (4): the gradient at theta + mu v; our w is that point ahead."""
    J, alpha, mu = Quadratic(angle=30), 0.02, 0.8
    theta, v = np.array([-4.0, 3.0]), np.zeros(2)
    ahead = [theta]
    for _ in range(50):
        v = mu * v - alpha * J.gradient(theta + mu * v)
        theta = theta + v
        ahead.append(theta + mu * v)
    np.testing.assert_allclose(run(J, Nesterov(alpha, mu), (-4, 3), steps=50).x, ahead, rtol=1e-9, atol=1e-13)


def test_adam_without_average_and_correction_is_rmsprop() -> None:
    """With beta1 = 0 and no bias correction, Adam's m is the gradient and its v is RMSProp's."""
    adam = run(Quadratic(angle=30), Adam(0.01, 0, 0.95, 1e-6, bias_correction=False), (-4, 3), steps=50)
    np.testing.assert_array_equal(
        adam.x, run(Quadratic(angle=30), RMSProp(0.01, 0.95, 1e-6), (-4, 3), steps=50).x
    )


def test_adam_without_memory_steps_by_sign() -> None:
    """With beta1 = beta2 = epsilon = 0 every coordinate moves by alpha, against the sign of its gradient."""
    path = run(Quadratic(angle=30), Adam(0.3, 0, 0, 0), (-4, 3), steps=50)
    np.testing.assert_allclose(np.diff(path.x, axis=0), -0.3 * np.sign(path.gradient[:-1]), rtol=1e-12)


def test_adagrads_learning_rates_only_fall() -> None:
    """A sum of squares never shrinks, so no parameter's learning rate ever rises."""
    path = run(Quadratic(angle=30), AdaGrad(0.5), (-4, 3), steps=200)
    assert (np.diff(path.learning_rates, axis=0) <= 0).all()
    np.testing.assert_allclose(path.state["v"][-1], (path.gradient[:-1] ** 2).sum(axis=0), rtol=1e-12)


def test_bias_correction_makes_a_weighted_mean() -> None:
    """m_hat and v_hat are the means of g and g^2 with weights beta^0, beta^1, ... for the newest, next, ..."""
    path = run(Quadratic(angle=30), Adam(0.1, 0.7, 0.9), (-4, 3), steps=30)
    lines = {line.symbol: line.values for line in path.arithmetic()}
    for symbol, beta, power in (("m̂", 0.7, 1), ("v̂", 0.9, 2)):
        for k in (1, 2, 30):
            weights = beta ** np.arange(k)[::-1]
            mean = np.average(path.gradient[:k] ** power, axis=0, weights=weights)
            np.testing.assert_allclose(lines[symbol][k - 1], mean, rtol=1e-11)


def test_a_table_of_steps_has_the_bits_of_its_steps() -> None:
    """1 - beta^t is the same number for one step and for many steps at once, for one run and for many."""
    betas = np.random.default_rng(0).uniform(0, 1, 20_000)
    table = sum_of_weights(betas, np.arange(1, 6).reshape(-1, 1, 1))
    for t in range(1, 6):
        np.testing.assert_array_equal(table[t - 1], sum_of_weights(betas, np.array(t)))
    for i in range(len(betas)):
        alone = sum_of_weights(float(betas[i]), np.arange(1, 6).reshape(-1, 1))
        np.testing.assert_array_equal(alone[:, 0], table[:, i, 0])
