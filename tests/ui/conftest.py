"""Settings of the tests of the app without a browser."""

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Give this process its main module back: Streamlit puts a script in its place, and removes the file.

    A process that is spawned later would begin with that file.
    """
    ours = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = ours
