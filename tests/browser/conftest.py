"""A real Chromium against the real app; what the page complains of fails the test."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError, expect

from tests.browser.find_browser import find_browser
from tests.browser.page import PATIENCE

# Whoever waits for what is promised stops when it is there: only a test that fails takes so long.
expect.set_options(timeout=PATIENCE)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that ``-m "not browser"`` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


# Opened below a page's own address, Streamlit looks for its server there before it looks at the root.
SOUGHT = re.compile(r"/[a-z-]+/_stcore/(health|host-config)$")


@pytest.fixture(scope="session")
def base_url(app_url: str) -> str:
    """Make ``page.goto("/?f=quadratic")`` go to the app."""
    return app_url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the browser of this machine, without anything that talks to the network by itself."""
    browser = find_browser()
    assert browser, "no Chromium: run `make test`, which installs one, or name one in CHROMIUM"
    return {**browser_type_launch_args, "executable_path": str(browser), "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Give every page the window of a usual laptop, light."""
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}


@pytest.fixture(autouse=True)
def problems(context: BrowserContext, app_url: str) -> Iterator[list[str]]:
    """Collect console errors, uncaught exceptions and requests to other hosts; fail the test if there are any.

    A test that provokes some, e.g. by stopping the server, says which it expects and clears the list.
    """
    context.set_default_timeout(PATIENCE)
    found: list[str] = []
    home = urlsplit(app_url).hostname

    def on_console(message: ConsoleMessage) -> None:
        url = str(message.location.get("url"))
        if message.type == "error" and not SOUGHT.search(url):
            found.append(f"console: {message.text} ({url})")

    def on_error(error: WebError) -> None:
        found.append(f"uncaught: {error.error}")

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname != home:
            found.append(f"request to another host: {request.url}")

    context.on("console", on_console)
    context.on("weberror", on_error)
    context.on("request", on_request)
    yield found
    assert not found, "\n".join(found)
