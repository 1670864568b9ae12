"""Playback: frames a second, and the script work of a frame."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import numpy as np
from playwright.sync_api import CDPSession, Page

from benchmarks.browser import opened
from benchmarks.figures import Aim, Figure

TITLE = "Playback in four panels"
ABOUT = """The whole run plays in five seconds, looped, over four panels. *Time between frames* is that of
`requestAnimationFrame`. *Script work a frame*: all animation callbacks of the page and the handlers of slider
events in one frame. *Main thread a frame* is everything the page's main thread does, style, layout and paint
included, as Chromium counts it (`TaskDuration`)."""
PATH = "a.alpha"


def measure(url: str, seconds: float = 5) -> list[Figure]:
    """Play 1,000 steps without and with a slider being dragged, then 10,000 steps."""
    figures = []
    for steps, dragged in ((1000, False), (1000, True), (10_000, False)):
        with opened(f"{url}/?{urlencode({'steps': steps})}") as page:
            _play(page)
            frames, busy = _dragged(page, seconds) if dragged else _watched(page, seconds)
        figures += _figures(f"{steps:,} steps" + (", slider dragged" if dragged else ""), frames, busy)
    return figures


def measure_any(url: str, seconds: float = 5) -> list[Figure]:
    """Frames a second of any page, doing what it does by itself."""
    with opened(url, "canvas, svg, img") as page:
        frames, busy = _watched(page, seconds)
    return _figures("as it is", frames, busy)


def _play(page: Page) -> None:
    page.locator(".ov-speed").select_option("whole")
    page.locator(".ov-loop").click()
    page.locator(".ov-play").click()
    page.wait_for_timeout(300)


def _watched(page: Page, seconds: float) -> tuple[list[tuple[float, float]], float]:
    counter = _counter(page)
    before = _busy(counter)
    page.evaluate("bench.record()")
    page.wait_for_timeout(seconds * 1000)
    frames = page.evaluate("bench.stop()")
    return frames, _busy(counter) - before


def _dragged(page: Page, seconds: float) -> tuple[list[tuple[float, float]], float]:
    slider = page.locator(f"input[data-path='{PATH}']")
    box = slider.bounding_box()
    assert box, f"the slider of {PATH} is not on the screen"
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    page.wait_for_function(f"document.querySelector('[data-family=\"{PATH}\"]')")
    page.wait_for_timeout(200)
    counter = _counter(page)
    before = _busy(counter)
    page.evaluate("bench.record()")
    until = page.evaluate("performance.now()") + seconds * 1000
    share = 0.0
    while page.evaluate("performance.now()") < until:
        for _ in range(20):
            share = (share + 0.013) % 1
            page.mouse.move(box["x"] + box["width"] * (0.1 + 0.8 * abs(2 * share - 1)), y)
    frames = page.evaluate("bench.stop()")
    busy = _busy(counter) - before
    page.mouse.up()
    return frames, busy


def _counter(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    return session


def _busy(session: CDPSession) -> float:
    """Seconds that the page's main thread has worked since it began."""
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


def _figures(of: str, frames: Sequence[tuple[float, float]], busy: float) -> list[Figure]:
    times, work = np.asarray(frames).T
    between = np.diff(times)
    rate = 1000 * len(between) / float(times[-1] - times[0])
    thread = 1000 * busy / len(between)
    return [
        Figure(f"frames a second, {of}", "/s", rate, rate, len(between), Aim(least=58)),
        Figure.of(f"time between frames, {of}", "ms", between),
        Figure.of(f"script work a frame, {of}", "ms", work[1:], Aim(median=1)),
        Figure(f"main thread a frame, {of}", "ms", thread, thread, len(between)),
    ]
