"""The start point, dragged over the left contour: updates a second, and how far they are behind the hand."""

from __future__ import annotations

import itertools
import math
from typing import Any

from playwright.sync_api import Page

from benchmarks.browser import opened, take
from benchmarks.figures import Aim, Figure
from benchmarks.settled import settled_after, wait_until_settled

TITLE = "Start point, 200 steps"
ABOUT = """The ring on the left contour is dragged in circles. *Event to paint*: from the `pointermove` that
asked for a start to the paint that shows the paths from it, each by a round trip to the server, one in
flight. *Updates a second*: between the first and the last update of a drag."""
SECONDS = 1.5
RADIUS = 60  # pixels


def measure(url: str, drags: int = 12) -> list[Figure]:
    """Drag the start ``drags`` times for a second and a half."""
    took: list[float] = []
    rates: list[float] = []
    settled: list[float] = []
    with opened(url) as page:
        for _ in range(drags):
            taken = drag(page)
            previews = [m for m in taken["marks"] if m["name"] == "data-preview" and "painted" in m]
            rates.append((len(previews) - 1) * 1000 / (previews[-1]["t"] - previews[0]["t"]))
            took += behind(taken["moves"], previews)
            settled.append(settled_after(taken, "pointerup")["page"])
            page.wait_for_timeout(200)
    return [
        Figure.of("event to paint of its paths", "ms", took, Aim(p95=80)),
        Figure.of("updates a second, of each drag", "/s", rates, Aim(least=20)),
        Figure.of("release to settled page", "ms", settled, Aim(p95=250)),
    ]


def drag(page: Page) -> dict[str, Any]:
    """Drag the ring in a circle that ends a little beside where it began."""
    handle = page.locator(".ov-start-a")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box, "the start point is not on the screen"
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate("bench.clear()")
    page.mouse.move(x, y)
    page.mouse.down()
    end = page.evaluate("performance.now()") + SECONDS * 1000
    for i in itertools.count(1):
        angle = i * 0.2
        page.mouse.move(x + RADIUS * (1 - math.cos(angle)), y + RADIUS / 2 * math.sin(angle))
        if i % 10 == 0 and page.evaluate("performance.now()") > end:
            break
    page.mouse.move(x + (2 if int(x) % 2 else -2), y)
    page.mouse.up()
    wait_until_settled(page, "pointerup")
    return take(page)


def behind(moves: list[dict[str, Any]], previews: list[dict[str, Any]]) -> list[float]:
    """Ms from the last move that asked for a start to the paint that shows it, for each preview."""
    took = []
    for preview in previews:
        wanted = tuple(float(w) for w in preview["value"].split(","))
        asked = [m["t"] for m in moves if m["t"] < preview["t"] and _start_in(m["start"]) == wanted]
        took.append(preview["painted"] - asked[-1])
    return took


def _start_in(title: str) -> tuple[float, ...]:
    """The coordinates in ``start: w₁ −4, w₂ 3; drag``."""
    words = title.replace("\u2212", "-").removeprefix("start: ").partition(";")[0].split(", ")
    return tuple(float(word.split()[1]) for word in words)
