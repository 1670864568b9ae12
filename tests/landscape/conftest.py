"""One thread: for products as small as these, a busy machine waits for a second one longer than it saves."""

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Let the library behind NumPy's products use one thread."""
    with threadpool_limits(1, user_api="blas"):
        yield
