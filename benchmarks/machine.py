"""How free the machine is: figures taken on a busy one say little."""

from __future__ import annotations

import os
import time


def load() -> float:
    """The load average of the last minute; 0 where the system does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def share(seconds: float = 0.5) -> float:
    """The part of its time that a process which always has something to do is given a core, 0 to 1."""
    wall, used = time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < seconds:
        pass
    return (time.process_time() - used) / (time.perf_counter() - wall)


def state() -> str:
    """Both, in words."""
    return f"load average {load():.1f}, a busy process gets {100 * share():.0f} % of a core"
