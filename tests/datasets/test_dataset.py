"""Tables of numbers: standardized features, and names under which data are found again."""

import gc

import numpy as np
import pytest

from optim_viz.datasets import Dataset, find, is_known, keep, shelf


def table(title="Cups", factor=1.0):
    """Three examples of one feature."""
    return Dataset(
        "cups", title, "a kitchen", ("size",), "price", X=[[factor], [2 * factor], [6 * factor]], y=[2, 2, 5]
    )


@pytest.mark.parametrize("factor", [1e-300, 1e-170, 1.0, 1e149])
def test_features_of_any_size_are_standardized(factor):
    """Mean 0 and standard deviation 1 by hand: (-2, -1, 3) / sqrt(14 / 3), also where squares would be 0."""
    found = table(factor=factor).standardized().X[:, 0]
    np.testing.assert_allclose(found, np.array([-2, -1, 3]) / np.sqrt(14 / 3), rtol=1e-12)


def test_kept_data_are_found_by_their_name():
    """The same name for the same data, another one for other numbers or another title."""
    kept = keep(table())
    assert keep(table()) is kept
    assert find(kept.key) is kept
    others = [keep(table(factor=3.0)), keep(table("Mugs"))]
    assert len({kept.key, *(other.key for other in others)}) == 3
    assert [find(other.key).title for other in others] == ["Cups", "Mugs"]
    assert find(kept.key).title == "Cups"


def test_data_that_nobody_holds_make_room(monkeypatch):
    """Beyond the room for all that was kept, those go that were not asked for longest; held ones stay."""
    monkeypatch.setattr(shelf, "HELD", 100)  # two tables of 48 bytes
    held = keep(table("held"))
    keys = [keep(table(str(number))).key for number in range(3)]
    gc.collect()
    assert [is_known(key) for key in keys] == [False, True, True]
    assert find(held.key) is held
    with pytest.raises(ValueError, match="are not here any more; read them again"):
        find(keys[0])
