"""The window and the level curves hold still while a slider or the start is dragged."""

from dataclasses import replace

import numpy as np
import pytest

from optim_viz import Experiment, Quadratic
from optim_viz.view import levels, view


def at(*start: float, **numbers: float) -> Experiment:
    """The default experiment from another start, on another valley."""
    e = Experiment(start=start) if start else Experiment()
    return replace(e, f=e.f.replace(**numbers))


@pytest.mark.parametrize(
    ("start", "half"),
    [
        ((-4, 3), 5),
        ((0, 0), 5),
        ((4.16, -4.16), 5),
        ((7.49, 0), 5),
        ((7.51, 0), 6),
        ((0, 5.01), 8),
        ((-40, 30), 40),
        ((0, 8), 10),
    ],
)
def test_the_window_holds_the_start_with_a_fifth_of_room(start, half):
    """Half its height is the next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten, and 5 at least."""
    (left, right), (bottom, top) = view(at(*start))
    assert (bottom, top) == (-half, half)
    assert -left == right >= top


@pytest.mark.parametrize("far", [1e6, 123456.0, 83.4, 9.99])
def test_every_start_is_inside(far):
    """However far it is."""
    (left, _), (_, top) = view(at(-far, far))
    assert 1.2 * far <= top <= 1.8 * far
    assert -left >= top


def test_the_level_curves_do_not_depend_on_what_is_dragged():
    """Neither condition number nor rotation moves them; a rescaled J has the same curves."""
    usual = levels(at())
    assert np.array_equal(levels(at(kappa=1)), usual)
    assert np.array_equal(levels(at(kappa=1000, angle=77)), usual)
    assert np.array_equal(levels(at(-4, -4)), usual)
    np.testing.assert_allclose(levels(at(scale=0.01)), 0.01 * usual)
    np.testing.assert_allclose(usual[1:] / usual[:-1], 2)


def crossed(e: Experiment, *end: float) -> int:
    """How many level curves a straight line from the minimum crosses."""
    value = Quadratic(kappa=float(e.f["kappa"])).value(np.array(end))
    return int((levels(e) < value).sum())


@pytest.mark.parametrize("start", [(-4.0, 3.0), (-40.0, 30.0), (5.0, 5.0)])
def test_a_round_bowl_shows_six_to_ten_rings_and_a_narrow_valley_reads(start):
    """At kappa = 1,000, lines run in the tenth of the picture next to the valley's axis, and cross it."""
    (_, right), (_, top) = view(at(*start))
    assert 6 <= crossed(at(*start, kappa=1), 0, top) <= 10
    assert crossed(at(*start, kappa=1000), 0, 0.1 * top) >= 5
    assert crossed(at(*start, kappa=1000), right, 0) >= 4
    # The outermost is in the corners where the valley is narrowest and lies across them.
    highest = 0.5 * 1000 * (right**2 + top**2)
    assert highest / 2 < levels(at(*start)).max() <= highest
