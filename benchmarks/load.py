"""Many users of one server process, each of whom changes something once a second."""

from __future__ import annotations

import asyncio
import random

from benchmarks.client import Visitor
from benchmarks.figures import Aim, Figure
from optim_viz.experiment import Experiment

TITLE = "Users of one process"
ABOUT = """Clients without a browser, in one process beside the server, on the same cores. Each does something
once a second, at its own moment: 17 of 20 times it lets go of a slider at a random position, else it takes
hold of one and gets its family. *Round trip*: from the moment it is due until the server's run is over, or
the family has come."""
PATHS = ("a.alpha", "b.alpha", "b.beta1", "b.beta2", "f.kappa", "f.angle", "f.scale")
FAMILIES = 0.15


def measure(url: str, users: int = 40, seconds: float = 30) -> list[Figure]:
    """Let ``users`` work for ``seconds``."""
    took, received = asyncio.run(_all(url, users, seconds))
    what = f"round trip, {users} users"
    return [
        Figure.of(what, "ms", [1000 * s for s in took], Aim(p95=150)),
        Figure("received by all", "MB/s", received / seconds / 1e6, received / seconds / 1e6, len(took)),
    ]


async def _all(url: str, users: int, seconds: float) -> tuple[list[float], int]:
    visitors = [await Visitor.arrive(url) for _ in range(users)]
    before = sum(visitor.received for visitor in visitors)
    took = await asyncio.gather(*(_one(v, random.Random(i), seconds) for i, v in enumerate(visitors)))
    received = sum(visitor.received for visitor in visitors) - before
    await asyncio.gather(*(visitor.leave() for visitor in visitors))
    return [each for one in took for each in one], received


async def _one(visitor: Visitor, chance: random.Random, seconds: float) -> list[float]:
    clock = asyncio.get_running_loop().time
    due = clock() + chance.random()
    end = due + seconds
    took = []
    while due < end:
        await asyncio.sleep(max(0.0, due - clock()))
        path = chance.choice(PATHS)
        if chance.random() < FAMILIES:
            await visitor.ask(f"vary={path}")
        else:
            position = chance.choice(Experiment().parameter(path).positions)
            await visitor.say({"type": "set", "path": path, "text": str(position)})
        took.append(clock() - due)
        due += 1
    return took
