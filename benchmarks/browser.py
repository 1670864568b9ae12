"""A real Chromium without a screen, drawing in software, with the probe in every page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.find_browser import find_browser

PROBE = Path(__file__).parent / "probe.js"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-extensions")
WINDOW = {"width": 1440, "height": 900}
FIGURE = ".ov[data-revision]"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser, and close it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def visitor(browser: Browser, selector: str = FIGURE) -> BrowserContext:
    """A visitor who has never been here: an empty cache; each page watches for ``selector``."""
    return _watching(browser.new_context(viewport=WINDOW, color_scheme="light"), selector)


@contextmanager
def profile(selector: str = FIGURE) -> Iterator[BrowserContext]:
    """Give a browser that keeps its cache and its compiled scripts on disk, as that of a person does."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=_executable(), args=list(FLAGS), viewport=WINDOW, color_scheme="light"
        )
        try:
            yield _watching(context, selector)
        finally:
            context.close()


def _executable() -> Path:
    found = find_browser()
    if not found:
        raise SystemExit("No Chromium: install one, or name its executable in CHROMIUM.")
    return found


def _watching(context: BrowserContext, selector: str) -> BrowserContext:
    context.add_init_script(path=PROBE)
    context.add_init_script(f"if (window === top) bench.watch({selector!r})")
    return context


@contextmanager
def opened(url: str, selector: str = FIGURE) -> Iterator[Page]:
    """Give a page of the app once its first figure is painted and nothing of the server is running."""
    with chromium() as browser:
        page = visitor(browser, selector).new_page()
        page.goto(url)
        wait_for_figure(page)
        page.wait_for_timeout(700)
        yield page


def wait_for_figure(page: Page) -> float:
    """Wait for the first figure; the time of its paint, in ms since 1970."""
    page.wait_for_function("bench.figure !== null", timeout=60_000)
    return float(page.evaluate("bench.figure"))


def take(page: Page) -> dict[str, Any]:
    """What the probe has written down since it was cleared."""
    taken: dict[str, Any] = page.evaluate("bench.take()")
    return taken
