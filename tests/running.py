"""The app as a user starts it, in a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
OPTIM_VIZ = (sys.executable, "-m", "optim_viz", "--no-browser")


@contextmanager
def running(
    port: int = 0,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    command: Sequence[str] = OPTIM_VIZ,
) -> Iterator[str]:
    """Start the app on a port (0: any free one), give its address, without a slash at the end, and stop it."""
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        found = re.search(r"http://[^/\s]+", said)
        assert found, f"the app does not say where it is: {said + process.stdout.read()}"
        # The socket listens before the line is printed: this waits for the first answer.
        with urlopen(f"{found[0]}/_stcore/health", timeout=60) as answer:
            assert answer.status == 200
        yield found[0]
    finally:
        process.terminate()
        process.communicate(timeout=60)


def workers() -> list[int]:
    """The numbers of this process's workers that are there, as Linux tells of them."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(file.read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"optim_viz.pool" in (file.parent / "cmdline").read_bytes():
                found.append(int(file.parent.name))
    return found
