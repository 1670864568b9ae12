"""Compare while two trainings run in the server's workers: a slider let go, beside a quiet server."""

from __future__ import annotations

from playwright.sync_api import Page

from benchmarks.browser import opened
from benchmarks.figures import Aim, Figure
from benchmarks.live import PAUSE
from benchmarks.sliders import drag

TITLE = "Compare while two trainings run"
ABOUT = """A visitor drags Adam's learning rate or its β₁ on Compare, lets go, and waits until the page is
settled; then trains a network with both optimizers, a digit a step so that it lasts, goes back to Compare, and
does the same again while both trainings run in workers of the server, on the same two cores. The aim is at most
one and a half times the quiet page's 95th percentile. *Updates*: how often the curves on the network's page
come to another state while both train, in each of five seconds. Where Numba is installed, OPTIM_VIZ_FAST=off
keeps the trainings from being over too soon."""
LONG = "f=network&f.batch=1&epochs=100"
PATHS = ("b.alpha", "b.beta1")  # by turns, so that each asks for a family of its own
STATE = "state => document.querySelector('.ov')?.dataset.state === state"


UPDATES = """seconds => new Promise(done => {
  const counts = [];
  let count = 0;
  const observer = new MutationObserver(() => (count += 1));
  observer.observe(document.querySelector(".ov"), { attributes: true, attributeFilter: ["data-share"] });
  const timer = setInterval(() => {
    counts.push(count);
    count = 0;
    if (counts.length < seconds) return;
    clearInterval(timer);
    observer.disconnect();
    done(counts);
  }, 1000);
})"""


def measure(url: str, rounds: int = 40, seconds: int = 5) -> list[Figure]:
    """Let go of a slider ``rounds`` times on the quiet server, and as often on the busy one."""
    with opened(url) as page:
        quiet = _released(page, rounds)
    with opened(f"{url}/network?{LONG}", ".ov.ov-ready") as page:
        page.get_by_role("button", name="Train", exact=True).click()
        page.wait_for_function(STATE, arg="running")
        page.wait_for_function("() => +document.querySelector('.ov').dataset.share > 0")
        updates = [float(count) for count in page.evaluate(UPDATES, seconds)]
        page.get_by_role("link", name="Compare").click()
        page.wait_for_selector(".ov-start-a")
        page.wait_for_timeout(2000)
        busy = _released(page, rounds)
        page.get_by_role("link", name="Network").click()
        # It fails where the trainings ended before.
        page.wait_for_function(STATE, arg="running")
        page.get_by_role("button", name="Stop").click()
    beside = Figure.of("release to settled page, quiet", "ms", quiet)
    aim = Aim(p95=round(1.5 * beside.p95))
    return [
        beside,
        Figure.of("release to settled page, two trainings", "ms", busy, aim),
        Figure.of("updates of the curves while both train", "/s", updates, Aim(least=4)),
    ]


def _released(page: Page, rounds: int) -> list[float]:
    bases = {path: int(page.locator(f"input[data-path='{path}']").input_value()) for path in PATHS}
    took = []
    for k in range(rounds):
        path = PATHS[k % len(PATHS)]
        took.append(drag(page, path, bases[path]).settled["page"])
        page.wait_for_timeout(PAUSE)
    return took
