"""What mathematics says about gradient descent and Adam on a quadratic, with numbers made from it alone.

The matrix A is built here, so that nothing is compared with itself.  Boyd and Vandenberghe, Convex
Optimization, section 9.3; Kingma and Ba 2015, sections 2 and 2.1.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_viz import AdaGrad, Adam, GradientDescent, Momentum, Nesterov, Quadratic, RMSProp, run
from optim_viz.arrays import Array

Kind = type[Any]

START = (-4.0, 3.0)

kappas = st.floats(0, 3).map(lambda power: 10**power)
angles = st.floats(0, 180)
scales = st.sampled_from([1e-4, 0.01, 1.0, 7.3, 100.0])


def turn(degrees: float) -> Array:
    """The matrix that turns a vector by an angle."""
    z = np.exp(1j * np.pi * degrees / 180)
    return np.array([[z.real, -z.imag], [z.imag, z.real]])


@settings(max_examples=100, deadline=None)
@given(kappa=kappas, angle=angles, scale=scales, part=st.floats(0.001, 1.2))
def test_gradient_descent_has_a_closed_form(kappa: float, angle: float, scale: float, part: float) -> None:
    """w_k = c + (I - alpha A)^k (w_0 - c), below the wall 2 / lambda_max and above it."""
    alpha, center = part * 2 / (scale * kappa), np.array([1.5, -0.5])
    R, eigenvalues = turn(angle), scale * np.array([1, kappa])
    factors = (1 - alpha * eigenvalues) ** np.arange(61)[:, np.newaxis]
    expected = center + (factors * (R.T @ (START - center))) @ R.T
    path = run(Quadratic(kappa, angle, scale, center), GradientDescent(alpha), START, steps=60)
    np.testing.assert_allclose(path.x, expected, rtol=1e-10, atol=1e-11 * np.abs(expected).max())


@settings(max_examples=30, deadline=None)
@given(kappa=st.floats(1, 100), angle=angles, scale=scales)
def test_the_wall_stands_at_two_over_lambda_max(kappa: float, angle: float, scale: float) -> None:
    """A thousandth below alpha = 2 / lambda_max gradient descent converges, a thousandth above it diverges."""
    wall = 2 / (scale * kappa)
    start = turn(angle) @ np.ones(2)
    path = run(
        Quadratic(kappa, angle, scale), GradientDescent(wall * np.array([0.999, 1.001])), start, steps=2000
    )
    # Across the valley J goes with 0.998^(2k) and 1.002^(2k): 3.3e-4 and 3,000 after 2,000 steps.
    below, above = path.value[-1] / path.value[0]
    assert below < 1e-3
    assert above > 1000 * kappa / (1 + kappa)


@pytest.mark.parametrize("kappa", [1.0, 2.0, 64.0, 512.0])
def test_on_the_wall_it_bounces_for_ever(kappa: float) -> None:
    """At alpha = 2 / lambda_max exactly, the error across the valley keeps its size and flips its sign."""
    path = run(Quadratic(kappa), GradientDescent(2 / kappa), START, steps=500)
    np.testing.assert_array_equal(path.x[:, 1], 3 * (-1.0) ** np.arange(501))


@pytest.mark.parametrize("kappa", [1.0, 4.0, 20.0])
def test_one_over_lambda_is_one_step(kappa: float) -> None:
    """At alpha = 1 / lambda_max the error across the valley is gone after one step."""
    path = run(Quadratic(kappa), GradientDescent(1 / kappa), START, steps=3)
    np.testing.assert_allclose(path.x[1:, 1], 0, atol=1e-15)


@settings(max_examples=50, deadline=None)
@given(kappa=st.floats(1.1, 1000), angle=angles)
def test_the_best_alpha_shrinks_every_error_alike(kappa: float, angle: float) -> None:
    """At alpha = 2 / (lambda_1 + lambda_2) each step multiplies the distance by (kappa - 1) / (kappa + 1)."""
    path = run(Quadratic(kappa, angle), GradientDescent(2 / (1 + kappa)), START, steps=30)
    distance = np.linalg.norm(path.x, axis=-1)
    expected = 5 * ((kappa - 1) / (kappa + 1)) ** np.arange(31)
    np.testing.assert_allclose(distance, expected, rtol=1e-9, atol=1e-12)


@settings(max_examples=50, deadline=None)
@given(kappa=kappas, angle=angles, part=st.floats(0.01, 1.9), beta=st.floats(0, 0.99))
def test_momentum_is_a_matrix_power(kappa: float, angle: float, part: float, beta: float) -> None:
    """In eigen-direction i error and velocity go with the powers of [[1 - a l, -a b], [l, b]] (Goh 2017)."""
    alpha, R = part / kappa, turn(angle)
    expected = np.zeros((41, 2))
    for i, curvature in enumerate((1.0, kappa)):
        matrix = np.array([[1 - alpha * curvature, -alpha * beta], [curvature, beta]])
        state = np.array([R.T[i] @ START, 0.0])
        for k in range(41):
            expected[k, i] = state[0]
            state = matrix @ state
    path = run(Quadratic(kappa, angle), Momentum(alpha, beta), START, steps=40)
    np.testing.assert_allclose(path.x, expected @ R.T, rtol=1e-9, atol=1e-11 * np.abs(expected).max())


@settings(max_examples=100, deadline=None)
@given(
    kappa=kappas,
    angle=angles,
    scale=scales,
    alpha=st.sampled_from([1e-5, 0.099, 10.0]),
    beta=st.floats(0, 0.999),
)
@pytest.mark.parametrize("kind", [Adam, AdaGrad])
def test_the_first_step_has_length_alpha(
    kind: Kind, kappa: float, angle: float, scale: float, alpha: float, beta: float
) -> None:
    """With epsilon -> 0 the first step moves every coordinate by alpha, whatever the cost and decay rates."""
    decays = {"beta1": beta, "beta2": beta} if kind is Adam else {}
    path = run(Quadratic(kappa, angle, scale), kind(alpha=alpha, epsilon=0, **decays), START, steps=1)
    expected = -alpha * np.sign(path.gradient[0])
    np.testing.assert_allclose(path.x[1] - path.x[0], expected, rtol=1e-9 + 1e-15 / alpha)


def test_without_bias_correction_the_first_step_is_longer() -> None:
    """Without correction it is alpha (1 - beta1) / sqrt(1 - beta2): 3.16 alpha at the usual decay rates."""
    path = run(Quadratic(), Adam(0.1, epsilon=0, bias_correction=False), START, steps=1)
    np.testing.assert_allclose(np.abs(path.x[1] - path.x[0]), 0.1 * 0.1 / np.sqrt(0.001), rtol=1e-12)


@pytest.mark.parametrize("distance", [3.0, 30.0, 300.0])
def test_adam_needs_distance_over_alpha_steps(distance: float) -> None:
    """From afar Adam's steps are about alpha long: half the way takes at least half of distance / alpha."""
    steps = int(distance / 0.1)
    w = run(Quadratic(kappa=1), Adam(0.1), (-distance, 0.0), steps).x[:, 0]
    assert np.argmax(w > -distance / 2) >= steps / 2
    assert (np.abs(np.diff(w)) < 0.1 * 1.000001).all()


@settings(max_examples=30, deadline=None)
@given(kappa=kappas, angle=angles, power=st.sampled_from([-13, -3, 1, 6]))
@pytest.mark.parametrize("kind", [Adam, AdaGrad, RMSProp])
def test_adaptive_methods_ignore_a_rescaled_cost(kind: Kind, kappa: float, angle: float, power: int) -> None:
    """With epsilon = 0 the path does not change when J is multiplied; by a power of two, not by one bit."""
    optimizer = kind(alpha=0.1, epsilon=0)
    path, rescaled = (run(Quadratic(kappa, angle, scale), optimizer, START, 100) for scale in (1.0, 2.0**power))
    np.testing.assert_array_equal(rescaled.x, path.x)
    np.testing.assert_array_equal(rescaled.learning_rates, path.learning_rates / 2.0**power)


@pytest.mark.parametrize("kind", [Adam, AdaGrad, RMSProp])
def test_the_usual_epsilon_hardly_matters(kind: Kind) -> None:
    """With the default epsilon, J and J / 1000 are walked down alike, to a part in 10,000 of the way."""
    path, rescaled = (run(Quadratic(20, 30, scale), kind(alpha=0.1), START, 40) for scale in (1.0, 0.001))
    np.testing.assert_allclose(rescaled.x, path.x, rtol=0, atol=5e-4)


@pytest.mark.parametrize("kind", [GradientDescent, Momentum, Nesterov])
def test_others_do_not_ignore_it(kind: Kind) -> None:
    """J times 4 is J with 4 alpha: a learning rate without memory of squares is one over a curvature."""
    path, faster, steeper = (
        run(Quadratic(20, 30, scale), kind(alpha=alpha), START, 40).x
        for scale, alpha in ((1.0, 0.01), (1.0, 0.04), (4.0, 0.01))
    )
    np.testing.assert_array_equal(steeper, faster)
    assert np.abs(steeper - path).max() > 0.1


@settings(max_examples=30, deadline=None)
@given(kappa=kappas, angle=angles)
@pytest.mark.parametrize("kind", [GradientDescent, Momentum, Nesterov])
def test_gradient_descent_commutes_with_a_rotation(kind: Kind, kappa: float, angle: float) -> None:
    """Turn the valley and the start, and the path turns with them."""
    R, optimizer = turn(angle), kind(alpha=0.9 / kappa)
    straight = run(Quadratic(kappa), optimizer, START, steps=60).x
    turned = run(Quadratic(kappa, angle), optimizer, R @ START, steps=60).x
    np.testing.assert_allclose(turned, straight @ R.T, rtol=1e-9, atol=1e-11 * np.abs(straight).max())


@pytest.mark.parametrize("angle", [10.0, 30.0, 45.0, 120.0])
@pytest.mark.parametrize("kind", [Adam, AdaGrad, RMSProp])
def test_adaptive_methods_do_not(kind: Kind, angle: float) -> None:
    """A learning rate for every coordinate depends on where the coordinates lie: the turned path is another."""
    R, optimizer = turn(angle), kind(alpha=0.1)
    straight = run(Quadratic(20), optimizer, START, steps=60).x
    turned = run(Quadratic(20, angle), optimizer, R @ START, steps=60).x
    assert np.abs(turned - straight @ R.T).max() > 0.1


@pytest.mark.parametrize("kind", [Adam, AdaGrad, RMSProp])
def test_along_the_axes_the_valley_does_not_matter(kind: Kind) -> None:
    """Where the valley lies along the axes, the path with epsilon = 0 is the same for every kappa."""
    optimizer = kind(alpha=0.1, epsilon=0)
    round_one, narrow = (run(Quadratic(kappa), optimizer, START, steps=200).x for kappa in (1.0, 512.0))
    np.testing.assert_array_equal(narrow, round_one)
