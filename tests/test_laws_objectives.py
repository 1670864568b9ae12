"""Laws of every cost: gradients are gradients, minima are minima, a batch is its runs."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_viz import OBJECTIVES, Quadratic
from tests.strategies import in_domain, per_run, readonly, recipes

every_objective = pytest.mark.parametrize("kind", OBJECTIVES.values(), ids=OBJECTIVES)

Kind = type[Any]


@every_objective
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_gradients_are_gradients(kind: Kind, data: st.DataObject) -> None:
    """The gradient is what central differences of the value say."""
    J, w = data.draw(recipes(kind)), data.draw(in_domain(kind))
    h = 1e-4
    steps = h * np.eye(len(w))
    measured = (J.value(w + steps) - J.value(w - steps)) / (2 * h)
    gradient = J.gradient(w)
    rounding = 4 * np.finfo(float).eps * np.max(J.value(w + steps)) / h
    np.testing.assert_allclose(measured, gradient, rtol=1e-6, atol=rounding + 1e-7 * np.abs(gradient).max())


@every_objective
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_hessians_are_hessians(kind: Kind, data: st.DataObject) -> None:
    """The Hessian is symmetric, and what central differences of the gradient say."""
    J, w = data.draw(recipes(kind)), data.draw(in_domain(kind))
    h = 1e-4
    steps = h * np.eye(len(w))
    measured = (J.gradient(w + steps) - J.gradient(w - steps)) / (2 * h)
    hessian = J.hessian(w)
    np.testing.assert_array_equal(hessian, hessian.T)
    np.testing.assert_allclose(measured, hessian, rtol=1e-6, atol=1e-7 * np.abs(hessian).max())


@every_objective
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_minima_are_minima(kind: Kind, data: st.DataObject) -> None:
    """At the minimum the gradient is 0, the curvature positive, and no other point costs less."""
    J, elsewhere = data.draw(recipes(kind)), data.draw(in_domain(kind))
    curvatures = np.linalg.eigvalsh(J.hessian(J.minimum))
    assert (curvatures > 0).all()
    assert np.abs(J.gradient(J.minimum)).max() <= 1e-12 * curvatures.max()
    assert J.value(elsewhere) >= J.value(J.minimum)


@every_objective
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_a_batch_of_costs_is_its_costs(kind: Kind, data: st.DataObject) -> None:
    """A cost whose numbers are arrays gives, row by row and bit for bit, what the single costs give."""
    numbers = data.draw(per_run(kind, 5))
    points = np.stack([data.draw(in_domain(kind)) for _ in range(5)])
    together = kind(**{name: np.array(values) for name, values in numbers.items()})
    for i, w in enumerate(points):
        alone = kind(**{name: values[i] for name, values in numbers.items()})
        np.testing.assert_array_equal(together.value(points)[i], alone.value(w))
        np.testing.assert_array_equal(together.gradient(points)[i], alone.gradient(w))
        np.testing.assert_array_equal(together.hessian(points)[i], alone.hessian(w))


@every_objective
def test_leading_axes_are_runs(kind: Kind) -> None:
    """Value, gradient and Hessian of an array of points are those of the points, whatever its leading axes."""
    J = kind()
    n = len(kind.start)
    points = np.random.default_rng(0).normal(size=(3, 4, n))
    assert J.value(points).shape == (3, 4)
    assert J.gradient(points).shape == (3, 4, n)
    assert J.hessian(points).shape == (3, 4, n, n)
    np.testing.assert_array_equal(J.value(points)[2, 1], J.value(points[2, 1]))
    np.testing.assert_array_equal(J.gradient(points)[2, 1], J.gradient(points[2, 1]))
    np.testing.assert_array_equal(J.hessian(points)[2, 1], J.hessian(points[2, 1]))


@every_objective
def test_points_stay_untouched(kind: Kind) -> None:
    """A cost does not write to the points that it is asked about, and what it returns is not they."""
    J, w = kind(), readonly(kind.start)
    for answer in (J.value(w), J.gradient(w), J.hessian(w)):
        assert not np.shares_memory(answer, w)
    np.testing.assert_array_equal(w, kind.start)


@settings(max_examples=100, deadline=None)
@given(J=recipes(Quadratic))
def test_the_quadratic_has_the_eigenvalues_that_it_says(J: Quadratic) -> None:
    """The Hessian's eigenvalues, by LAPACK, are scale and scale * kappa."""
    curvatures = np.linalg.eigvalsh(J.hessian((0.0, 0.0)))
    np.testing.assert_allclose(curvatures, [J.scale, J.scale * J.kappa], rtol=1e-12 * J.kappa)
    np.testing.assert_array_equal(J.eigenvalues, [J.scale, J.scale * J.kappa])


@settings(max_examples=100, deadline=None)
@given(J=recipes(Quadratic))
def test_the_quadratic_is_turned_by_its_angle(J: Quadratic) -> None:
    """Along the direction ``angle`` degrees from w1's axis the curvature is scale, across it scale * kappa."""
    turn = np.exp(1j * np.pi * np.float64(J.angle) / 180)
    along, across = np.array([turn.real, turn.imag]), np.array([-turn.imag, turn.real])
    steep = J.scale * J.kappa
    np.testing.assert_allclose(J.gradient(along), J.scale * along, rtol=0, atol=1e-14 * steep)
    np.testing.assert_allclose(J.gradient(across), steep * across, rtol=0, atol=1e-14 * steep)
    np.testing.assert_allclose(J.eigenvectors, np.column_stack([along, across]), rtol=0, atol=1e-15)


def test_quarter_turns_are_exact() -> None:
    """A valley turned by 90 or 180 degrees lies along the axes without rounding."""
    np.testing.assert_array_equal(Quadratic(kappa=20, angle=90).hessian((0, 0)), [[20, 0], [0, 1]])
    np.testing.assert_array_equal(Quadratic(kappa=20, angle=180).hessian((0, 0)), [[1, 0], [0, 20]])


def test_a_moved_center_moves_the_cost() -> None:
    """J around the center c is J around 0, moved by c."""
    J, moved = Quadratic(angle=30), Quadratic(angle=30, center=(2.0, -1.0))
    np.testing.assert_array_equal(moved.minimum, [2, -1])
    np.testing.assert_array_equal(moved.value((3.0, 1.0)), J.value((1.0, 2.0)))
    np.testing.assert_array_equal(moved.gradient((3.0, 1.0)), J.gradient((1.0, 2.0)))


@pytest.mark.parametrize("center", [(1.0,), (1.0, 2.0, 3.0), ((0.0, 0.0), (1.0, 1.0)), (np.nan, 0.0), 1.0])
def test_a_center_that_is_none_is_refused(center: Any) -> None:
    """A center is two finite coordinates; everything else is an error that names it."""
    with pytest.raises(ValueError, match="`center`"):
        Quadratic(center=center)
