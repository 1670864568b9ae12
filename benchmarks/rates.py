"""The learning-rate page: its chart after a control is let go and while one is dragged, and its maps."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page

from benchmarks.browser import opened, take
from benchmarks.figures import Aim, Figure
from benchmarks.sliders import THUMB
from optim_viz.figures.encode import to_json
from optim_viz.ui import charts

TITLE = "Learning-rate page"
ABOUT = """*Computed*: both contenders with 181 learning rates each, 1,000 steps, as the answer to a request,
in a process of its own; a *map* is 81 x 61 runs of 1,000 steps, its rows in four parts. *Released*: the
slider of the condition number is dragged a little, and let go; from `pointerup` to the paint of the new
chart. *Dragged*: updates of the chart a second, while that slider is moved to and fro."""
SHOWN = "since => bench.marks.some(m => m.name === 'data-revision' && m.t > since && m.painted)"


def measure(url: str, rounds: int = 100) -> list[Figure]:
    """Compute charts and maps, then drag on the page."""
    figures = [
        _timed(
            "chart computed",
            rounds,
            lambda k: charts.answer(f"chart=robustness&f.kappa={20 + k / 10}"),
            Aim(median=60),
        ),
        _timed("map of gradient descent computed", 5, lambda k: _map("map-a", k), Aim(median=1000)),
        _timed("map of Adam computed", 5, lambda k: _map("map-b", k), Aim(median=1000)),
    ]
    with opened(f"{url}/learning-rate") as page:
        page.wait_for_timeout(1500)
        released = [_release(page, k) for k in range(rounds)]
        rates = [_drag(page) for _ in range(5)]
    return [
        *figures,
        Figure.of("released to painted chart", "ms", released, Aim(p95=250)),
        Figure.of("chart updates a second, dragged", "/s", rates),
    ]


def _chart(k: int) -> None:
    charts.answer(f"chart=robustness&f.kappa={20 + k / 10}")


def _map(name: str, k: int) -> None:
    link = f"chart={name}&start={-4 + k / 100},3"
    for part in range(charts.PARTS):
        to_json(charts.answer(f"{link}&part={part}"))


def _release(page: Page, k: int) -> float:
    x, y, here = _slider(page)
    page.evaluate("bench.clear()")
    page.mouse.move(x(here), y)
    page.mouse.down()
    page.mouse.move(x(here + (3 if k % 2 == 0 else -3)), y)
    page.mouse.up()
    since = page.evaluate("bench.done.pointerup")
    page.wait_for_function(SHOWN, arg=since)
    marks = [
        m for m in take(page)["marks"] if m["name"] == "data-revision" and m["t"] > since and "painted" in m
    ]
    page.wait_for_timeout(400)
    return float(marks[-1]["painted"]) - float(since)


def _drag(page: Page) -> float:
    x, y, here = _slider(page)
    page.evaluate("""() => {
      globalThis.updates = [];
      new MutationObserver(() => updates.push(performance.now()))
        .observe(document.querySelector('.ov'), { attributes: true, attributeFilter: ['data-shown'] });
    }""")
    page.mouse.move(x(here), y)
    page.mouse.down()
    for step in range(120):
        page.mouse.move(x(here + abs(15 - step % 30)), y)
    page.mouse.move(x(here), y)
    page.mouse.up()
    times: list[float] = page.evaluate("updates")
    page.wait_for_timeout(600)
    return (len(times) - 1) * 1000 / (times[-1] - times[0])


def _slider(page: Page) -> tuple[Callable[[int], float], float, int]:
    slider = page.locator("input[data-path='f.kappa']")
    box = slider.bounding_box()
    assert box, "the slider of the condition number is not on the screen"
    left, width = box["x"] + THUMB / 2, box["width"] - THUMB
    last = int(slider.get_attribute("max") or 0)
    here = int(slider.input_value())
    return (lambda at: left + width * at / last), box["y"] + box["height"] / 2, here


def _timed(what: str, times: int, action: Callable[[int], object], aim: Aim) -> Figure:
    took = []
    for k in range(times + 1):
        began = time.perf_counter()
        action(k)
        took.append(1000 * (time.perf_counter() - began))
    return Figure.of(what, "ms", took[1:], aim)
