"""Fewer points, the same line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_viz import Choice, Experiment, perform
from optim_viz.figures.thin import pairs, thin_curve, thin_path

finite = st.floats(-1e3, 1e3)


@given(st.lists(st.tuples(finite, finite), min_size=1, max_size=60), st.floats(1e-3, 10))
def test_a_thinned_path_passes_within_a_cell_of_every_point(points, cell):
    """Whatever is left out lies in the cell of the point kept before it; the ends stay."""
    x = np.array(points)
    rows = thin_path(x, cell)
    assert rows[0] == 0
    assert rows[-1] == len(x) - 1
    assert (np.diff(rows) > 0).all()
    for row in range(len(x)):
        kept = rows[rows <= row][-1]
        assert (np.abs(x[row] - x[kept]) <= cell * (1 + 1e-9)).all()


def test_a_zigzag_across_cells_keeps_all_its_points():
    """Where every step is seen, none is left out."""
    race = perform(Experiment())
    assert len(thin_path(race.a.x[:100], 5 / 1500)) == 100


@given(st.lists(finite, min_size=1, max_size=500), st.integers(1, 30))
def test_a_thinned_curve_keeps_its_ends_and_extremes(values, buckets):
    """What swings between two rows keeps its whole width, in at most three points a bucket."""
    y = np.array(values)
    rows = thin_curve(y, buckets)
    assert rows[0] == 0
    assert rows[-1] == len(y) - 1
    assert (np.diff(rows) > 0).all()
    assert len(rows) <= 3 * buckets + 1
    assert y[rows].max() == y.max()
    assert y[rows].min() == y.min()


def test_a_swinging_curve_of_ten_thousand_points_keeps_its_envelope_everywhere():
    """In every hundredth part, not only as a whole."""
    y = np.sin(np.arange(10_000) * 2.1) * np.linspace(1, 3, 10_000)
    rows = thin_curve(y, 700)
    for part in np.array_split(np.arange(10_000), 100):
        kept = rows[(rows >= part[0]) & (rows <= part[-1])]
        assert y[kept].max() > 0.97 * y[part].max()
        assert y[kept].min() < 0.97 * y[part].min()


@given(st.integers(1, 20_000), st.integers(2, 1000))
def test_pairs_are_few_and_neighbours(steps, most):
    """At most about as many as wished, both ends, each kept point beside another."""
    rows = pairs(steps, most)
    assert rows[0] == 0
    assert rows[-1] == steps
    assert (np.diff(rows) > 0).all()
    if steps < most:
        assert len(rows) == steps + 1
    else:
        assert len(rows) <= most + 2
        inner = rows[:-1]
        assert all(row + 1 in set(rows) or row - 1 in set(rows) for row in inner)


def test_not_a_number_ends_no_curve():
    """A curve whose end is not finite is thinned all the same."""
    y = np.concatenate([np.geomspace(1, 1e300, 3000), np.full(3000, np.nan)])
    rows = thin_curve(y, 100)
    assert np.nanmax(y[rows]) == pytest.approx(1e300)
    assert perform(Experiment(a=Choice.of("gd", alpha=10.0), steps=2000)).a.diverged
