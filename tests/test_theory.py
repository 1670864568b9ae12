"""Theory agrees with what is run, and with a plain loop written here."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_viz import AdaGrad, Adam, GradientDescent, Momentum, Nesterov, Quadratic, RMSProp, final, run, theory

START = (-4.0, 3.0)

# Not so small that their squares are 0.
coordinates = st.floats(-50, 50).filter(lambda w: w == 0 or abs(w) > 1e-100)


def rotation(degrees: float) -> np.ndarray:
    """The matrix that turns a point by so many degrees."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s], [s, c]])


def first_step(
    kappa: float, scale: float, angle: float, alpha: float, tolerance: float, most: int
) -> int | None:
    """Gradient descent as a loop over a matrix, until the cost is small enough."""
    turn = rotation(angle)
    matrix = turn @ np.diag([scale, scale * kappa]) @ turn.T
    w = np.array(START)
    goal = tolerance * 0.5 * w @ matrix @ w
    for k in range(most + 1):
        if 0.5 * w @ matrix @ w <= goal:
            return k
        w = w - alpha * (matrix @ w)
        if np.abs(w).max() > 1e100:
            break
    return None


WALLS = [
    (GradientDescent(), theory.limit(20.0)),
    *((Momentum(beta=beta), theory.momentum_limit(20.0, beta)) for beta in (0.0, 0.3, 0.9, 0.99)),
    *((Nesterov(beta=beta), theory.nesterov_limit(20.0, beta)) for beta in (0.0, 0.3, 0.9, 0.99)),
]


@pytest.mark.parametrize(("optimizer", "wall"), WALLS, ids=repr)
def test_a_run_converges_below_its_wall_and_diverges_above_it(optimizer, wall):
    """One per cent decides."""
    assert theory.wall(optimizer, 20.0) == wall
    numbers = {"beta": optimizer.beta} if hasattr(optimizer, "beta") else {}
    kind = type(optimizer)
    below, above = (
        np.abs(final(Quadratic(kappa=20), kind(alpha=wall * side, **numbers), START, 8000))
        for side in (0.99, 1.01)
    )
    assert below.max() < 1e-6
    assert not above.max() < 1e6  # NaN where it has overflowed


def test_methods_with_a_rate_for_each_parameter_have_no_wall():
    """theory.wall says None for them."""
    assert [theory.wall(optimizer, 20.0) for optimizer in (AdaGrad(), RMSProp(), Adam())] == [None] * 3


@pytest.mark.parametrize("alpha", [0.001, 0.05, 0.0952, 0.099, 0.1, 0.11])
@pytest.mark.parametrize("angle", [0, 30, 90])
def test_each_step_multiplies_the_error_by_the_factor(alpha, angle):
    """Along both eigenvectors, with its sign."""
    J = Quadratic(kappa=20, angle=angle)
    error = run(J, GradientDescent(alpha=alpha), START, 20).x @ rotation(angle)
    factors = [theory.factor(alpha, 1.0), theory.factor(alpha, 20.0)]
    np.testing.assert_allclose(error[1:], error[:-1] * factors, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("kappa", [1.0, 3.0, 20.0, 1000.0])
def test_no_alpha_contracts_more_than_the_best_one(kappa):
    """And it contracts by (kappa - 1) / (kappa + 1)."""
    best = theory.best_alpha(0.5, 0.5 * kappa)
    least = theory.contraction(best, (0.5, 0.5 * kappa))
    assert least == pytest.approx((kappa - 1) / (kappa + 1), abs=1e-15)
    others = best * np.concatenate([np.linspace(0.5, 0.999, 50), np.linspace(1.001, 1.5, 50)])
    assert (theory.contraction(others, (0.5, 0.5 * kappa)) > least).all()


def test_functions_of_alpha_take_one_number_per_run():
    """A batch of alphas gives a batch of answers."""
    alphas = np.array([0.01, 0.05, 0.11])
    single = [float(theory.contraction(alpha, (1.0, 20.0))) for alpha in alphas]
    assert theory.contraction(alphas, (1.0, 20.0)).tolist() == single
    assert theory.limit(np.array([1.0, 20.0])).tolist() == [2.0, 0.1]
    assert theory.best_alpha(1.0, np.array([1.0, 4.0])).tolist() == [1.0, 0.4]
    assert theory.least_steps(4.0, np.array([0.1, 3.0, 4.0, 5.0])).tolist() == [40.0, 2.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("alpha_lambda", "word"),
    [
        (0.0, "crawls"),
        (1e-12, "crawls"),
        (math.nextafter(0.05, 0), "crawls"),
        (0.05, "smooth"),
        (0.999, "smooth"),
        (0.1 * 10, "one step"),
        (1 + 1e-12, "one step"),
        (1.001, "zig-zag"),
        (1.999, "zig-zag"),
        (0.1 * 20, "bounces for ever"),
        (2.001, "diverges"),
        (math.inf, "diverges"),
    ],
)
def test_every_regime_has_its_word(alpha_lambda, word):
    """The borders belong where the table says."""
    assert theory.regime(alpha_lambda) == word


@pytest.mark.parametrize("bad", [-0.1, math.nan])
def test_a_regime_of_nothing_is_refused(bad):
    """The message names the value."""
    with pytest.raises(ValueError, match=r"`alpha_lambda` must be at least 0; got"):
        theory.regime(bad)


@settings(max_examples=60, deadline=None)
@given(
    kappa=st.floats(1, 1000),
    scale=st.floats(1e-2, 1e2),
    angle=st.floats(0, 180),
    reach=st.floats(0.02, 1.2),
    tolerance=st.floats(1e-6, 0.9),
)
def test_predicted_steps_are_the_steps_of_a_plain_loop(kappa, scale, angle, reach, tolerance):
    """Below the wall and above it, in valleys of any width and direction."""
    alpha = reach * 2 / (scale * kappa)
    predicted = theory.predicted_steps(
        Quadratic(kappa=kappa, scale=scale, angle=angle), alpha, START, tolerance
    )
    # A cost within rounding of the goal may be on either side of it.
    counted = {first_step(kappa, scale, angle, alpha, tolerance * (1 + e), 1000) for e in (-1e-9, 0, 1e-9)}
    assert (predicted if predicted is None or predicted <= 1000 else None) in counted


def test_predicted_steps_know_never_from_late():
    """At the wall and above it never, just below it late; and at once where there is nothing to go."""
    J = Quadratic(kappa=20)
    assert theory.predicted_steps(J, 0.1, START, 1e-3) is None
    assert theory.predicted_steps(J, 0.2, START, 1e-3) is None
    assert theory.predicted_steps(J, 1e300, START, 1e-3) is None
    assert theory.predicted_steps(J, 0.099, (0, 0), 1e-3) == 0
    assert theory.predicted_steps(J, 1e-310, START, 1e-3) is None
    # (1 - 1e-9)^(2k) = 1e-3 along w1 alone.
    late = theory.predicted_steps(J, 1e-9, (-4, 0), 1e-3)
    assert late == pytest.approx(math.log(1e3) / 2e-9, rel=1e-6)
    assert theory.predicted_steps(Quadratic(kappa=1), 1.0, START, 1e-12) == 1


def test_a_run_that_arrives_before_it_diverges_is_predicted_to_arrive():
    """alpha lambda_2 = 2.02, but the start is almost on the axis of the valley."""
    J, start = Quadratic(kappa=20), (-4.0, 1e-6)
    value = run(J, GradientDescent(alpha=0.101), start, 2000).value
    assert value[-1] > value[0]
    assert theory.predicted_steps(J, 0.101, start, 1e-3) == np.argmax(value <= 1e-3 * value[0])
    assert theory.predicted_steps(J, 0.101, start, 1e-12) is None
    # The lowest point itself is found, for several starts, and nothing below it.
    for across in (1e-2, 1e-4, 1e-6, 1e-8):
        value = run(J, GradientDescent(alpha=0.11), (-4.0, across), 300).value
        lowest = int(np.argmin(value))
        assert lowest > 1
        part = value[lowest] / value[0]
        assert theory.predicted_steps(J, 0.11, (-4.0, across), part * (1 + 1e-9)) == lowest
        assert theory.predicted_steps(J, 0.11, (-4.0, across), part * (1 - 1e-9)) is None


@settings(max_examples=40, deadline=None)
@given(
    kappa=st.floats(1, 1000),
    angle=st.sampled_from([0, 90, 180]),
    alpha=st.floats(0.05, 2),
    x=coordinates,
    y=coordinates,
    tolerance=st.floats(1e-6, 0.5),
    rho=st.sampled_from([0.0, 0.5, 0.9, 0.99, 0.9999]),
)
def test_no_adaptive_method_is_faster_than_its_fewest_steps(kappa, angle, alpha, x, y, tolerance, rho):
    """Wherever a valley lies along the axes."""
    J = Quadratic(kappa=kappa, angle=angle)
    go = theory.distance_to_go(J, (x, y), tolerance)
    methods = [Adam(alpha=alpha), Adam(alpha=alpha, beta1=0, beta2=rho), RMSProp(alpha=alpha, rho=rho)]
    for method in [*methods, AdaGrad(alpha=alpha)]:
        value = run(J, method, (x, y), 300).value
        within = value <= tolerance * value[0]
        arrived = int(np.argmax(within)) if within.any() else math.inf
        assert theory.fewest_steps(method, go) <= arrived


@pytest.mark.parametrize(
    ("method", "room"),
    [(Adam(alpha=0.1), 1.02), (AdaGrad(alpha=0.5), 1.02), (RMSProp(alpha=0.1, rho=0.99), 1.08)],
    ids=["Adam", "AdaGrad", "RMSProp"],
)
def test_the_fewest_steps_are_nearly_reached_where_the_gradient_hardly_falls(method, room):
    """Over 30 of 10,000 units the bound is true to 2 per cent, or to 8 where an integral stands for a sum."""
    x = run(Quadratic(kappa=1), method, (-1e4, 0.0), 4000).x[:, 0]
    needed = int(np.argmax(x >= -1e4 + 30))
    assert theory.fewest_steps(method, 30.0) <= needed <= room * theory.fewest_steps(method, 30.0)


def test_methods_whose_steps_have_no_bound_have_no_fewest_steps():
    """Adam without bias correction and with beta1 > beta2, and all methods with a wall."""
    unbounded = [Adam(bias_correction=False), Adam(beta1=0.9, beta2=0.5), GradientDescent(), Momentum()]
    assert [theory.fewest_steps(method, 1.0) for method in unbounded] == [None] * 4


@pytest.mark.parametrize("angle", [0, 30, 77, 90])
def test_the_distance_to_go_ends_at_the_level_curve(angle):
    """Its reach in each parameter is that of 100,000 points of the ellipse."""
    tolerance = 0.01
    J = Quadratic(kappa=20, angle=angle)
    level = tolerance * float(J.value(START))
    t = np.linspace(0, 2 * np.pi, 100_001)
    circle = np.stack([np.cos(t) / math.sqrt(1.0), np.sin(t) / math.sqrt(20.0)], axis=-1)
    reach = np.abs(math.sqrt(2 * level) * circle @ rotation(angle).T).max(axis=0)
    expected = max(4 - reach[0], 3 - reach[1])
    assert theory.distance_to_go(J, START, tolerance) == pytest.approx(expected, abs=1e-6)
