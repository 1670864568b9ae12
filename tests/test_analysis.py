"""The measures, on runs small enough to be counted by hand and on batches."""

import math

import numpy as np
import pytest

from optim_viz import OPTIMIZERS, Adam, GradientDescent, Quadratic, Trajectory, analysis, run

NAN = math.nan


def walk(*points: float | tuple[float, ...], value: tuple[float, ...] | None = None) -> Trajectory:
    """A trajectory through these points; its cost is |w|^2 unless given."""
    x = np.array([np.atleast_1d(point) for point in points], dtype=float)
    cost = np.array(value) if value else (x**2).sum(axis=-1)
    last = np.isfinite(cost).sum() - 1
    return Trajectory(GradientDescent(), Quadratic(), x, cost, 2 * x, {}, np.ones_like(x[1:]), np.array(last))


def test_steps_to_counts_the_first_point_that_is_good_enough():
    """Point 0 is the start, and reaching the tolerance exactly is arriving."""
    path = walk(0, 0, 0, 0, 0, value=(8.0, 4.0, 1.0, 2.0, 0.5))
    assert [float(analysis.steps_to(path, t)) for t in (0.5, 0.25, 0.125, 0.1)] == [1, 2, 2, 4]
    assert np.isnan(analysis.steps_to(path, 0.05))
    assert analysis.steps_to(walk(0, 0, 0, 0, value=(8.0, 80.0, 5.0, 4.0)), 0.5) == 3
    assert analysis.steps_to(path, 0.25, minimum_value=0.4) == 2  # 8 - 0.4 = 7.6; 1 - 0.4 <= 1.9
    assert analysis.steps_to(path, 0.01, minimum_value=0.5) == 4


def test_stays_from_counts_back_from_the_end():
    """A run that comes out again has not stayed."""
    assert analysis.stays_from(walk(0, 0, 0, 0, 0, value=(8.0, 1.0, 4.0, 1.0, 0.5)), 0.25) == 3
    assert np.isnan(analysis.stays_from(walk(0, 0, 0, value=(8.0, 1.0, 4.0)), 0.25))
    assert np.isnan(analysis.stays_from(walk(1, 0, NAN), 0.25))


def test_a_start_at_the_minimum_has_arrived():
    """Zero is at most any part of zero."""
    path = run(Quadratic(), Adam(), (0, 0), 5)
    assert analysis.steps_to(path, 1e-3) == 0
    assert analysis.stays_from(path, 1e-3) == 0


def test_the_final_cost_of_a_run_that_ended_early_is_its_last_finite_one():
    """It is never NaN."""
    assert analysis.final_cost(walk(2, 3, 4)) == 16
    assert analysis.final_cost(walk(2, 3, NAN)) == 9


def test_the_path_length_is_the_sum_of_the_steps():
    """3-4-5 and 5-12-13; what is not finite is left out."""
    assert analysis.path_length(walk((0, 0), (3, 4), (8, 16))) == 18
    assert analysis.path_length(walk((0, 0), (3, 4), (NAN, NAN))) == 5
    assert analysis.path_length(walk((0, 0), (3e200, 4e200), value=(0.0, 1.0))) == pytest.approx(5e200)


@pytest.mark.parametrize(
    ("points", "flips"),
    [
        ((1, -1, 1, -1), 3),
        ((3, 2, 1), 0),
        ((1, 0, -1), 1),  # through the minimum
        ((1, 0, 1), 0),  # to it and back
        ((1, 0, 0, 0), 0),
        ((0, 0, -1, -2), 0),  # a side is entered, not changed
        ((1, 0, 0, -1, 0, 1), 2),
        ((1, -1, NAN, NAN), 1),
    ],
)
def test_a_flip_is_a_change_of_sides(points, flips):
    """A point at the minimum is on neither side."""
    assert analysis.flips(walk(*points), (0,)).tolist() == [flips]
    moved = walk(*(point + 7 for point in points), value=tuple(abs(float(point)) for point in points))
    assert analysis.flips(moved, (7,)).tolist() == [flips]


def test_noise_at_the_minimum_counts_unless_its_size_is_given():
    """No threshold is hidden."""
    path = walk(1, -1e-17, 1e-17, -1e-17)
    assert analysis.flips(path, (0,)).tolist() == [3]
    assert analysis.flips(path, (0,), smallest=1e-15).tolist() == [0]


def test_gradient_descent_beyond_one_over_the_curvature_flips_at_every_step():
    """alpha lambda = (0.099, 1.98)."""
    path = run(Quadratic(kappa=20), GradientDescent(alpha=0.099), (-4, 3), 150)
    assert analysis.flips(path, (0, 0)).tolist() == [0, 150]
    assert analysis.steadiness(path).tolist() == [150, 1]


@pytest.mark.parametrize(
    ("points", "steps"),
    [((0, 1, 2, 3), 3), ((0, 1, 2, 1, 2), 2), ((0, -1, 0), 1), ((0, 0, 1, 1, 2, 1), 4), ((5, 5, 5), 2)],
)
def test_steadiness_is_the_number_of_steps_before_turning_back(points, steps):
    """Standing still is not turning back."""
    assert analysis.steadiness(walk(*points)).tolist() == [steps]


def test_a_run_has_left_the_view_at_its_first_point_outside():
    """The frame belongs to the view, and numbers that have ended do not."""
    box = ((-5, 5), (-1, 1))
    assert analysis.left_view(walk((0, 0), (5, 1), (5, 1.1), (0, 0)), box) == 2
    assert analysis.left_view(walk((0, 0), (-6, 0)), box) == 1
    assert analysis.left_view(walk((9, 0), (0, 0)), box) == 0
    assert analysis.left_view(walk((0, 0), (1, 0), (NAN, NAN)), box) == 2
    assert np.isnan(analysis.left_view(walk((0, 0), (1, 0)), box))


def test_growth_is_the_factor_of_the_last_steps():
    """|1 - alpha lambda_2| above the wall, |1 - alpha lambda_1| below it."""
    J = Quadratic(kappa=20)
    for alpha, factor in ((0.2, 3.0), (0.01, 0.99)):
        path = run(J, GradientDescent(alpha=alpha), (-4, 3), 2000 if alpha == 0.2 else 300)
        assert analysis.growth(path, (0, 0)) == pytest.approx(factor, rel=1e-9)
    assert analysis.growth(walk(1, 2, 4, 8), (0,), steps=2) == pytest.approx(2)
    assert analysis.growth(walk(1, 3, 9), (0,)) == pytest.approx(3)
    assert analysis.growth(walk(1, 1, 0), (0,)) == 0
    assert np.isnan(analysis.growth(walk(0, 0, 0), (0,)))
    assert np.isnan(analysis.growth(walk(1, NAN, NAN), (0,)))


MEASURES = {
    "steps_to": lambda path: analysis.steps_to(path, 1e-2),
    "stays_from": lambda path: analysis.stays_from(path, 1e-2),
    "final_cost": analysis.final_cost,
    "path_length": analysis.path_length,
    "flips": lambda path: analysis.flips(path, (0, 0)),
    "steadiness": analysis.steadiness,
    "left_view": lambda path: analysis.left_view(path, ((-5, 5), (-5, 5))),
    "growth": lambda path: analysis.growth(path, (0, 0)),
    "straightness": lambda path: np.moveaxis(analysis.straightness(path), 0, -1),
    "turns": lambda path: np.moveaxis(analysis.turns(path), 0, -1),
}


def test_every_measure_is_tested_on_batches():
    """The list above is complete."""
    own = {name for name, f in vars(analysis).items() if getattr(f, "__module__", "") == analysis.__name__}
    assert {name for name in own if name[0] != "_"} == MEASURES.keys()


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_measure_of_a_batch_is_the_measure_of_each_run(measure, kind):
    """Also where some runs of it diverge."""
    alphas = np.array([0.001, 0.03, 0.099, 0.3, 40.0, 1e200])
    J = Quadratic(kappa=20, angle=20)
    batch = measure(run(J, kind(alpha=alphas.reshape(2, 3)), (-4, 3), 200))
    single = [measure(run(J, kind(alpha=float(alpha)), (-4, 3), 200)) for alpha in alphas]
    np.testing.assert_array_equal(batch, np.reshape(single, (2, 3, *np.shape(single[0]))))


def test_a_way_is_as_straight_as_its_steps_say():
    """Two steps on, one back, a rest, two on: what is left of the way, by hand; the turns are counted."""
    path = walk(0, 1, 2, 1, 1, 3)
    np.testing.assert_array_equal(analysis.straightness(path)[:, 0], [NAN, 1, 1, 1 / 3, 1 / 3, 3 / 5])
    np.testing.assert_array_equal(analysis.turns(path)[:, 0], [0, 0, 0, 1, 1, 2])
