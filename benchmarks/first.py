"""The first figure: after navigation, with a cold and a warm browser cache, and after `optim-viz`."""

from __future__ import annotations

import time

from playwright.sync_api import BrowserContext

from benchmarks.app import started
from benchmarks.browser import FIGURE, chromium, profile, visitor, wait_for_figure
from benchmarks.figures import Aim, Figure

TITLE = "First figure"
ABOUT = """*Cold*: a visitor with an empty cache; *warm*: one who has been here three times, so that
the browser has kept the files and compiled them. Both from the start of the navigation to the first task
after the paint of the *first figure*: the level curves, both paths, costs and learning rates, which the page
draws itself; with *all*, plotly.js has added axes and numbers, and the figure can be touched. *Command*:
from the start of the process `optim-viz` to all, in a browser that is open but has never seen the app."""

PICTURES = ".ov.ov-first"
EARLIER = 3  # visits; after the second, Chromium keeps compiled scripts
SETTLE = 800  # ms between two loads


def measure(url: str, loads: int = 20, starts: int = 10, selector: str = FIGURE) -> list[Figure]:
    """Load the page ``loads`` times cold and warm; start the command ``starts`` times."""
    figures = [*loading(url, loads, PICTURES), *loading(url, loads, selector, "all")]
    if starts:
        took = [_start() for _ in range(starts)]
        figures.append(Figure.of("command to all", "ms", took, Aim(median=5000)))
    return figures


def loading(
    url: str, loads: int, selector: str, what: str = "first figure", earlier: int = EARLIER
) -> list[Figure]:
    """First figure of any page; before the warm loads come ``earlier`` visits that do not count."""
    aims = (Aim(median=2300), Aim(median=800)) if what == "first figure" else (Aim(), Aim())
    cold, warm = [], []
    with chromium() as browser:
        for _ in range(loads):
            context = visitor(browser, selector)
            cold.append(_load(context, url))
            context.close()
    with profile(selector) as context:
        for _ in range(earlier):
            _load(context, url)
        for _ in range(loads):
            warm.append(_load(context, url))
    return [
        Figure.of(f"navigation to {what}, cold cache", "ms", cold, aims[0]),
        Figure.of(f"navigation to {what}, warm cache", "ms", warm, aims[1]),
    ]


def _load(context: BrowserContext, url: str) -> float:
    page = context.new_page()
    page.goto(url, wait_until="commit")
    took = wait_for_figure(page) - float(page.evaluate("performance.timeOrigin"))
    page.wait_for_timeout(SETTLE)
    page.close()
    return took


def _start() -> float:
    with chromium() as browser:
        page = visitor(browser).new_page()
        began = time.time()
        with started() as url:
            page.goto(url, wait_until="commit")
            return wait_for_figure(page) - 1000 * began
