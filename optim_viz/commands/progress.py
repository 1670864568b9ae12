"""A bar on the terminal for what takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from optim_viz.export.protocol import Progress, silent

PATIENCE = 0.5
"""After so many seconds, what is still being made gets a progress bar."""


@contextmanager
def progress_bar(name: str) -> Iterator[Progress]:
    """A bar on the terminal, if there is one, as soon as it takes long."""
    if not sys.stderr.isatty():
        yield silent
        return
    began = time.monotonic()
    with ExitStack() as stack:
        bars: list[Any] = []

        def tell(done: float) -> None:
            if not bars and time.monotonic() - began > PATIENCE:
                bars.append(stack.enter_context(click.progressbar(length=1000, label=name, file=sys.stderr)))
            for bar in bars:
                bar.update(round(1000 * done) - bar.pos)

        yield tell
