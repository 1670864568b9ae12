"""Settings of all tests."""

import gc
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.running import running

# No deadline: the machines that run this are shared, and a slow example is not a wrong one.
settings.register_profile("optim-viz", deadline=None, print_blob=True)
settings.load_profile("optim-viz")


# A shell that starts the tests in the background has them ignore Ctrl-C, and so would all that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Leave out of later garbage collections what was imported: it stays as long as the tests run."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    """Give the address of the real app, started as a user starts it; one server a test process.

    On every machine two trainings fill it, so that a third one waits.
    """
    with running(environment={"OPTIM_VIZ_WORKERS": "2"}) as url:
        yield url
