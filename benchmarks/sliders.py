"""Drags a slider as a hand does: down, out and back a few positions, up."""

from __future__ import annotations

from typing import Any, NamedTuple

from playwright.sync_api import Page

from benchmarks.browser import take
from benchmarks.settled import settled_after, wait_until_settled

THUMB = 16
OUT_AND_BACK = (2, 4, 6, 8, 10, 12, 10, 8, 6, 4, 2)
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
ALL_PAINTED = "bench.inputs.every(each => each.painted)"
FAMILY_CAME = "path => bench.marks.some(m => m.name === 'data-family' && m.value === path)"


class Drag(NamedTuple):
    """One drag: ms from pointer-down to the family, the events of the drag, ms from pointer-up to settled."""

    path: str
    family: float
    inputs: list[dict[str, Any]]
    settled: dict[str, float]


def drag(page: Page, path: str, base: int) -> Drag:
    """Drag a slider out and back, to its position ``base`` or, if it stands there, to the next one."""
    slider = page.locator(f"input[data-path='{path}']")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box, f"the slider of {path} is not on the screen"
    last = int(slider.get_attribute("max") or 0)
    here = int(slider.input_value())
    inwards = 1 if base < last / 2 else -1
    y = box["y"] + box["height"] / 2

    def x(position: int) -> float:
        return box["x"] + THUMB / 2 + (box["width"] - THUMB) * min(last, max(0, position)) / last

    page.evaluate("bench.clear()")
    page.mouse.move(x(here), y)
    page.mouse.down()
    page.wait_for_function(FAMILY_CAME, arg=path)
    for offset in OUT_AND_BACK:
        page.mouse.move(x(base + inwards * offset), y)
    page.mouse.move(x(base + inwards if here == base else base), y)
    # Without a frame in between, the release would bring the last move together with the one before.
    page.evaluate(TWO_FRAMES)
    page.wait_for_function(ALL_PAINTED)
    page.mouse.up()
    wait_until_settled(page, "pointerup")
    taken = take(page)
    came = next(m["t"] for m in taken["marks"] if m["name"] == "data-family")
    return Drag(path, came - taken["done"]["pointerdown"], taken["inputs"], settled_after(taken, "pointerup"))
