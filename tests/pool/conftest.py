"""Pools that tests share, since a worker takes half a second to begin."""

from collections.abc import Iterator

import pytest

from optim_viz.pool import Pool


@pytest.fixture(scope="session")
def two() -> Iterator[Pool]:
    """Two workers."""
    with Pool(2, look=0.05) as pool:
        yield pool


@pytest.fixture(scope="session")
def one() -> Iterator[Pool]:
    """One worker."""
    with Pool(1, look=0.05) as pool:
        yield pool
