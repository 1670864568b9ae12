"""Laws of the one loop, over every optimizer: what is recorded, how divergence looks, streams, errors."""

import re
from itertools import islice, repeat
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_viz import (
    OPTIMIZERS,
    Adam,
    GradientDescent,
    LinearRegression,
    Quadratic,
    Trajectory,
    datasets,
    final,
    iterates,
    run,
)
from optim_viz.arrays import Array
from tests.strategies import Bowl, recipes

Kind = type[Any]

every_optimizer = pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)

J = Quadratic(kappa=20, angle=30)
START = (-4.0, 3.0)
WILD = 1e200  # the learning rate of a first step that no cost survives


def numbers(path: Trajectory) -> dict[str, Array]:
    """All that is recorded once a point: ``(steps + 1, ...)``."""
    remembered = {name: array for name, array in path.state.items() if name != "t"}
    return {"x": path.x, "value": path.value, "gradient": path.gradient, **remembered}


@every_optimizer
def test_the_record_is_the_walk(kind: Kind) -> None:
    """Each point comes from the one before by one step; value and gradient are the cost's at each point."""
    optimizer = kind(alpha=0.05)
    path = run(J, optimizer, START, steps=20)
    x, state = path.x[0], optimizer.init(path.x[0])
    np.testing.assert_array_equal(x, START)
    for k in range(20):
        x, state = optimizer.step(J, x, state)
        np.testing.assert_array_equal(path.x[k + 1], x)
        np.testing.assert_array_equal(path.learning_rates[k], optimizer.learning_rates(state))
        for name, remembered in state._asdict().items():
            np.testing.assert_array_equal(path.state[name][k + 1].squeeze(), remembered)
    np.testing.assert_array_equal(path.value, J.value(path.x))
    np.testing.assert_array_equal(path.gradient, J.gradient(path.x))
    np.testing.assert_array_equal(path.state["t"].squeeze(), np.arange(21))
    assert (path.steps, path.last, path.diverged) == (20, 20, False)


@every_optimizer
@settings(max_examples=30, deadline=None)
@given(data=st.data(), steps=st.integers(1, 60))
def test_three_ways_to_run_are_one(kind: Kind, data: st.DataObject, steps: int) -> None:
    """``final`` is the last point of ``run``, diverged runs included; ``iterates`` gives its finite points."""
    cost, optimizer = data.draw(recipes(Quadratic)), data.draw(recipes(kind))
    path = run(cost, optimizer, START, steps)
    np.testing.assert_array_equal(final(cost, optimizer, START, steps), path.x[-1])
    walked = np.array([x for x, _ in islice(iterates(cost, optimizer, START), int(path.last) + 1)])
    np.testing.assert_array_equal(walked, path.x[: len(walked)])


def test_iterates_walk_in_memory_of_their_own() -> None:
    """Whoever writes to a point of the walk does not move the start that it was given."""
    start = np.array([-4.0, 3.0])
    x, _ = next(iterates(J, GradientDescent(alpha=np.ones(3)), start))
    x[0] = 7.0
    np.testing.assert_array_equal(start, [-4, 3])
    np.testing.assert_array_equal(x, [[7, 7], [-4, 3], [-4, 3]])


@every_optimizer
def test_a_shorter_run_is_the_beginning_of_a_longer_one(kind: Kind) -> None:
    """Nothing in the first 30 steps depends on how many follow."""
    short, long = (run(J, kind(alpha=0.05), START, steps) for steps in (30, 100))
    for name, array in numbers(short).items():
        np.testing.assert_array_equal(array, numbers(long)[name][:31])
    np.testing.assert_array_equal(short.learning_rates, long.learning_rates[:30])


@every_optimizer
def test_convergence_is_measured_never_enforced(kind: Kind) -> None:
    """A run that starts at the minimum stays there for as many steps as were asked for."""
    path = run(J, kind(), J.minimum, steps=50)
    np.testing.assert_array_equal(path.x, np.zeros((51, 2)))
    assert path.last == 50


@every_optimizer
@settings(max_examples=50, deadline=None)
@given(cost=recipes(Quadratic), alpha=st.floats(1, 300).map(lambda power: 10**power))
def test_divergence_keeps_its_shape(kind: Kind, cost: Quadratic, alpha: float) -> None:
    """Every number up to ``last`` is finite, every number after it NaN; no warning, no shape lost."""
    path = run(cost, kind(alpha=alpha), START, steps=40)
    last = int(path.last)
    assert 0 <= last <= 40
    assert path.diverged == (last < 40)
    for array in numbers(path).values():
        assert len(array) == 41
        assert np.isfinite(array[: last + 1]).all()
        assert np.isnan(array[last + 1 :]).all()
    assert np.isfinite(path.learning_rates[:last]).all()
    assert np.isnan(path.learning_rates[last:]).all()


@every_optimizer
def test_a_wild_learning_rate_diverges(kind: Kind) -> None:
    """A step of 1e200 leaves the numbers behind: the start alone is kept."""
    path = run(J, kind(alpha=WILD), START, steps=10)
    assert path.last == 0
    assert path.diverged
    np.testing.assert_array_equal(path.x[0], START)


@every_optimizer
def test_neighbours_of_a_diverging_run_are_untouched(kind: Kind) -> None:
    """Between two runs that diverge, the third is what it is alone."""
    together = run(J, kind(alpha=np.array([WILD, 0.05, WILD])), START, steps=50)
    alone = run(J, kind(alpha=0.05), START, steps=50)
    np.testing.assert_array_equal(together.last, [0, 50, 0])
    for name, array in numbers(alone).items():
        np.testing.assert_array_equal(numbers(together)[name][:, 1], array)
    np.testing.assert_array_equal(together.learning_rates[:, 1], alone.learning_rates)


def test_gradient_descent_diverges_where_theory_says() -> None:
    """The error grows by |1 - alpha lambda| = 9 a step, so J passes 1.8e308 between steps 161 and 162."""
    path = run(Quadratic(kappa=1), GradientDescent(alpha=10), (1, 0), steps=200)
    # 1/2 9^(2k) reaches the largest float at k = (log10(1.8e308) + log10 2) / (2 log10 9) = 161.7
    assert path.last == 161
    np.testing.assert_allclose(path.x[:162, 0], (-9.0) ** np.arange(162), rtol=1e-12)


def test_divergence_of_what_is_remembered_counts() -> None:
    """Where Adam's v overflows, the run ends, though its point would stand still with finite coordinates."""
    path = run(Bowl((1.0, 1.0)), Adam(alpha=1.0), (1e160, 1.0), steps=5)
    assert path.last == -1
    far = run(Quadratic(), Adam(alpha=1e153, beta1=0), START, steps=5)
    assert 0 < far.last < 5
    assert np.isnan(final(Quadratic(), Adam(alpha=1e153, beta1=0), START, steps=5)).all()


@every_optimizer
def test_a_stream_of_one_cost_is_that_cost(kind: Kind) -> None:
    """A run on J, J, J, ... is the run on J."""
    whole = run(J, kind(alpha=0.05), START, steps=30)
    streamed = run(repeat(J), kind(alpha=0.05), START, steps=30, measure=J)
    for name, array in numbers(whole).items():
        np.testing.assert_array_equal(numbers(streamed)[name], array)
    np.testing.assert_array_equal(final(repeat(J), kind(alpha=0.05), START, steps=30), whole.x[-1])


@every_optimizer
def test_each_step_takes_one_cost_of_a_stream(kind: Kind) -> None:
    """Step k sees objective k and no other; what is recorded is the measured cost."""
    costs = [Quadratic(kappa=kappa) for kappa in (2.0, 30.0, 7.0)]
    optimizer = kind(alpha=0.05)
    path = run(costs, optimizer, START, steps=3, measure=J)
    x, state = path.x[0], optimizer.init(path.x[0])
    for k, cost in enumerate(costs):
        x, state = optimizer.step(cost, x, state)
        np.testing.assert_array_equal(path.x[k + 1], x)
    np.testing.assert_array_equal(path.value, J.value(path.x))


def test_a_stream_is_consumed_one_cost_a_step() -> None:
    """No more costs are drawn than steps are taken."""
    costs = iter([J] * 10)
    run(costs, GradientDescent(), START, steps=4, measure=J)
    assert len(list(costs)) == 6


def test_streams_of_unlike_length_and_measure_are_errors() -> None:
    """A stream that ends early, or comes without the cost to measure, is named."""
    with pytest.raises(ValueError, match="ended after 2 of 5 steps"):
        run([J, J], GradientDescent(), START, steps=5, measure=J)
    with pytest.raises(ValueError, match="ended after 2 of 5 steps"):
        final([J, J], GradientDescent(), START, steps=5)
    with pytest.raises(ValueError, match="`measure`"):
        run([J, J], GradientDescent(), START, steps=2)


@pytest.mark.parametrize("steps", [0, -1, 2.5, 10.0, True, "10", None])
def test_steps_that_are_none_are_refused(steps: Any) -> None:
    """Steps are a whole number of at least 1; the error says what was given."""
    for way in (run, final):
        with pytest.raises(ValueError, match="`steps` must be a whole number of at least 1; got") as error:
            way(J, GradientDescent(), START, steps)
        assert repr(steps) in str(error.value)


@pytest.mark.parametrize("start", [(np.nan, 0.0), (np.inf, 0.0), 3.0, (), [[]]])
def test_starts_that_are_none_are_refused(start: Any) -> None:
    """A start is finite and has a parameter axis; the error names it."""
    with pytest.raises(ValueError, match="`start` must"):
        run(J, GradientDescent(), start)


def test_runs_that_do_not_fit_are_refused() -> None:
    """Three learning rates for two decay rates are an error that gives both shapes."""
    with pytest.raises(ValueError, match=r"`alpha` \(3,\), `beta1` \(2,\)"):
        Adam(alpha=np.ones(3), beta1=np.zeros(2))


@pytest.mark.parametrize("walk", [run, final], ids=["run", "final"])
def test_a_start_of_another_length_is_refused(walk: Any) -> None:
    """In a sentence that says how many coordinates there are to be."""
    data = datasets.load("diabetes")
    cost = LinearRegression(data.X, data.y)
    said = "`start` must have 11 coordinates, one for each parameter of `LinearRegression`; got 2."
    with pytest.raises(ValueError, match=re.escape(said)):
        walk(cost, GradientDescent(), (-4, 3))
    with pytest.raises(ValueError, match="must have 2 coordinates"):
        walk(Quadratic(), GradientDescent(), (1, 2, 3))
