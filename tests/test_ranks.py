"""Rank correlation is Spearman's: places counted by hand, ties averaged, undefined where nothing differs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_viz.ranks import rank_correlation, ranks

rows = st.lists(st.integers(-5, 5).map(float), min_size=2, max_size=30)


@given(rows)
def test_a_rank_is_counted(x):
    """One more than the smaller numbers, and half of the others that are equal."""
    counted = [1 + sum(b < a for b in x) + (sum(b == a for b in x) - 1) / 2 for a in x]
    assert ranks(x).tolist() == counted


@given(st.permutations(range(11)))
def test_without_ties_it_is_the_formula_of_the_squared_differences(order):
    """1 - 6 sum d² / (n (n² - 1)), for any order of eleven."""
    squares = sum((a - b) ** 2 for a, b in enumerate(order))
    assert rank_correlation(range(11), order) == pytest.approx(1 - 6 * squares / (11 * 120), abs=1e-15)


@given(rows, rows)
def test_with_ties_it_is_the_correlation_of_the_ranks(x, y):
    """Pearson's of counted places, as NumPy computes it; None where all are equal."""
    x, y = x[: len(y)], y[: len(x)]
    found = rank_correlation(x, y)
    if min(len(set(x)), len(set(y))) == 1:
        assert found is None
        return
    assert found == pytest.approx(np.corrcoef(ranks(x), ranks(y))[0, 1], abs=1e-12)
    assert rank_correlation(y, x) == found


@pytest.mark.parametrize(
    "sizes", [np.geomspace(1e-300, 1e300, 7), [1.0, 1.0, 2.0, 2.0, 2.0, 5.0]], ids=["apart", "ties"]
)
def test_the_same_order_is_exactly_one_and_the_reverse_minus_one(sizes):
    """Whatever the sizes are, and with ties."""
    assert rank_correlation(sizes, np.log(sizes)) == 1.0
    assert rank_correlation(sizes, -np.asarray(sizes)) == -1.0
