"""Signals that come while a command waits: noted in the midst, obeyed where it says so."""

import os
import signal
import threading

import pytest

from optim_viz.commands.ending import at_a_good_moment

BOTH = (signal.SIGINT, signal.SIGTERM)


def waiting(number, done):
    """What a command does: something, in the midst of which a signal comes, and then a look at it."""
    with at_a_good_moment() as obey:
        obey()
        for _ in range(3):
            os.kill(os.getpid(), number)
        done.append("the rest of what was in hand")
        obey()


@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)]
)
def test_a_signal_is_obeyed_where_that_is_asked(number, error):
    """Not before, however often it comes; afterwards it does what it did."""
    before, done = list(map(signal.getsignal, BOTH)), []
    with pytest.raises(error) as raised:
        waiting(number, done)
    assert done
    if error is SystemExit:
        assert raised.value.code == 143
    assert list(map(signal.getsignal, BOTH)) == before


def test_what_is_ignored_stays_ignored_and_other_threads_hear_nothing():
    """As under nohup; and where Python would not let a handler be set."""
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with at_a_good_moment() as obey:
            os.kill(os.getpid(), signal.SIGINT)
            obey()
    finally:
        signal.signal(signal.SIGINT, usual)
    found = []

    def elsewhere():
        with at_a_good_moment() as obey:
            obey()
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [usual]
