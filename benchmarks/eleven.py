"""The page of eleven learning rates: its first figure beside Compare's, a control let go, a large table."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import numpy as np
from playwright.sync_api import Page

from benchmarks.browser import opened, take
from benchmarks.figures import Aim, Figure
from benchmarks.first import PICTURES, loading
from benchmarks.sliders import THUMB
from optim_viz import datasets, perform
from optim_viz.experiment import OPENINGS

TITLE = "Eleven learning rates"
ABOUT = """*First figure*: as in that section, of this page and of Compare; the aim is one and a half times
Compare's. *Released*: a slider of Adam is dragged a little and let go, with 2,000 steps; from `pointerup` to
the paint of the new pictures. *Table*: a CSV of 100,000 rows and 50 columns is read, and both contenders of
the opening screen take 200 full-batch steps of its linear regression, in this process."""

PAGE = "eleven-learning-rates"
STEPS = 2000
ROWS, COLUMNS = 100_000, 50
SHOWN = "since => bench.marks.some(m => m.name === 'data-revision' && m.t > since && m.painted)"


def measure(url: str, rounds: int = 40) -> list[Figure]:
    """Load both pages, let go of a slider ``rounds`` times, read and run a table."""
    loads = max(3, rounds // 2)
    compare = loading(url, loads, PICTURES, "Compare")
    own = loading(f"{url}/{PAGE}", loads, PICTURES, "this page")
    limits = [Aim(median=round(1.5 * beside.median)) for beside in compare]
    first = [replace(figure, aim=aim) for figure, aim in zip(own, limits, strict=True)]
    link = OPENINGS["regression"].with_value("steps", STEPS).link()
    with opened(f"{url}/{PAGE}?{link}") as page:
        page.wait_for_timeout(1500)
        released = [_release(page, k) for k in range(rounds)]
    tables = [_table(k) for k in range(max(3, rounds // 8))]
    return [
        *first,
        *compare,
        Figure.of("released to painted pictures, 2,000 steps", "ms", released, Aim(p95=300)),
        Figure.of("table read and run", "ms", tables, Aim(median=2000)),
    ]


def _release(page: Page, k: int) -> float:
    slider = page.locator("input[data-path='b.alpha']")
    box = slider.bounding_box()
    assert box, "the slider is not on the screen"
    last, here = int(slider.get_attribute("max") or 0), int(slider.input_value())
    left, width, y = box["x"] + THUMB / 2, box["width"] - THUMB, box["y"] + box["height"] / 2
    page.evaluate("bench.clear()")
    page.mouse.move(left + width * here / last, y)
    page.mouse.down()
    page.mouse.move(left + width * (here + (-6 if k % 2 == 0 else 6)) / last, y, steps=3)
    page.mouse.up()
    since = page.evaluate("bench.done.pointerup")
    page.wait_for_function(SHOWN, arg=since)
    marks = [m for m in take(page)["marks"] if m["name"] == "data-revision" and "painted" in m]
    page.wait_for_timeout(500)
    return float([m for m in marks if m["t"] > since][-1]["painted"]) - float(since)


def _table(k: int) -> float:
    random = np.random.default_rng(k)
    table = random.normal(size=(ROWS, COLUMNS))
    text = io.StringIO()
    names = ",".join(f"x{j}" for j in range(COLUMNS))
    np.savetxt(text, table, delimiter=",", fmt="%.6g", header=names, comments="")
    content = text.getvalue().encode()
    began = time.perf_counter()
    kept = datasets.keep(datasets.read_table(content))
    opening = OPENINGS["regression"]
    perform(opening.with_choice("f", opening.f.replace(data=kept.key)))
    return 1000 * (time.perf_counter() - began)
