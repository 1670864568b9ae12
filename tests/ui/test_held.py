"""What is remembered is bounded, made once, and forgotten when it fails."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from optim_viz.ui.held import Held


def test_the_longest_unused_goes_first():
    """And what alone is larger than all there is room for stays until the next comes."""
    made = []
    held = Held(lambda size: made.append(size) or size, size=lambda value: value, most=10)
    for size in (4, 5, 4, 6, 5, 99, 1):
        assert held(size) == size
    assert made == [4, 5, 6, 5, 99, 1]
    assert list(held.answers) == [1]


def test_what_two_ask_for_is_made_once():
    """The second one waits for the first, and somebody who asks for something else does not."""
    begun, go, made = Event(), Event(), []

    def make(key):
        if key == "slow":
            begun.set()
            assert go.wait(10)
        made.append(key)
        return key

    held = Held(make, size=lambda value: 1, most=10)
    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(held, "slow") for _ in range(2)]
        assert begun.wait(10)
        assert held("quick") == "quick"
        go.set()
        assert [each.result(10) for each in both] == ["slow", "slow"]
    assert made == ["quick", "slow"]


def test_what_fails_is_tried_again():
    """The error is raised, and the next one who asks gets an answer."""
    fails = iter([True, False])

    def make(key):
        if next(fails):
            raise ValueError("not yet")
        return key

    held = Held(make, size=lambda value: 1, most=10)
    with pytest.raises(ValueError, match="not yet"):
        held(1)
    assert held(1) == 1
