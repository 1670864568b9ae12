"""The app as a user starts it, in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

COMMAND = (sys.executable, "-m", "optim_viz", "--no-browser")


@contextmanager
def started(port: int = 0) -> Iterator[str]:
    """Start the app on a port (0: any free one), give its address as soon as it says it, and stop it."""
    process = subprocess.Popen([*COMMAND, "--port", str(port)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        found = re.search(r"http://[^/\s]+", said)
        if not found:
            raise SystemExit(f"The app does not say where it is: {said + process.stdout.read()}")
        yield found[0]
    finally:
        process.terminate()
        process.communicate(timeout=20)


@contextmanager
def ready(port: int = 0) -> Iterator[str]:
    """As :func:`started`, once the app answers."""
    with started(port) as url:
        with urlopen(f"{url}/_stcore/health", timeout=60) as answer:
            answer.read()
        yield url
