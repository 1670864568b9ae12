"""The Compare page in a browser: what a hand does to it, and what an eye sees of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Locator, Page, expect

from optim_viz import Experiment
from optim_viz.figures.theme import THEMES
from optim_viz.presets import PRESETS

BACK, TRAILS, FRONT = 0, 1, 2
"""The canvases: what a drag shows, the trails, the heads and playheads."""

PATIENCE = 60_000
"""Milliseconds that a test waits for what is promised: a shared machine may be very slow."""

CALM = """() => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
  && document.fonts.status === 'loaded'"""

SETTLED = """link => {
  const player = document.querySelector(".ov.ov-ready");
  if (!player || player.querySelector(".ov-drag-a, .ov-drag-b, .ov-drag-f")) return false;
  const shown = player.dataset.revision.split(" ")[0];
  return (link === null || shown === link) && shown;
}"""

TRACE = """uid => {
  const trace = document.querySelector(".ov-plot")._fullData.find(each => each.uid === uid);
  return { x: Array.from(trace.x), y: Array.from(trace.y), colour: trace.line?.color };
}"""

PANEL = """slot => {
  const plot = document.querySelector(".ov-plot");
  const place = plot.getBoundingClientRect();
  const number = slot === "a" ? "" : "2";
  const [x, y] = [plot._fullLayout[`xaxis${number}`], plot._fullLayout[`yaxis${number}`]];
  return {
    left: place.left, top: place.top,
    x: [x._offset, x._length, ...x.range], y: [y._offset, y._length, ...y.range],
  };
}"""

PAINTED = """([layer, points, [red, green, blue]]) => {
  const canvas = document.querySelectorAll(".ov-stage canvas")[layer];
  const ratio = canvas.width / canvas.clientWidth;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const at = (x, y) => {
    const i = 4 * (y * canvas.width + x);
    return data[i + 3] > 0 && Math.hypot(data[i] - red, data[i + 1] - green, data[i + 2] - blue) < 60;
  };
  const near = [-1, 0, 1];
  return points.map(([x, y]) => {
    const [px, py] = [Math.round(x * ratio), Math.round(y * ratio)];
    return near.some(i => near.some(j => at(px + i, py + j)));
  });
}"""

FRAMES = """count => new Promise(done => {
  const next = () => (count-- ? requestAnimationFrame(next) : done());
  next();
})"""

INK = """layer => {
  const canvas = document.querySelectorAll(".ov-stage canvas")[layer];
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 3; i < data.length; i += 4) count += data[i] > 0;
  return count;
}"""


def open_page(page: Page, query: str = "", experiment: Experiment | None = None) -> Experiment:
    """Open a link, or an experiment's own, and wait until its pictures stand and all of the page is there."""
    page.goto(f"/?{experiment.link() if experiment else query}")
    shown = settled(page, experiment)
    calm(page)
    return shown


def calm(page: Page) -> None:
    """Wait until the server has said all it has to say, and every font is there.

    A change that was just made may not have reached the server: its first effect has to be awaited before.
    """
    page.wait_for_function(CALM)


def comes_to(page: Page, look: Callable[[], object], expected: object) -> None:
    """Wait until what is looked at equals what is expected; fail with what was seen last."""
    end = monotonic() + PATIENCE / 1000
    while (seen := look()) != expected and monotonic() < end:
        page.wait_for_timeout(50)
    assert seen == expected, f"{seen!r} is not {expected!r}"


def settled(page: Page, experiment: Experiment | None = None) -> Experiment:
    """Wait until the pictures are those of ``experiment``, or of any; give the one that they show."""
    link = page.wait_for_function(SETTLED, arg=experiment.link() if experiment else None).json_value()
    found, remarks = Experiment.from_query(link)
    assert not remarks
    return found


def revision(page: Page) -> str:
    """What the player says that its pictures show."""
    return str(page.locator(".ov.ov-ready").get_attribute("data-revision"))


def address(page: Page) -> str:
    """Where the page says that it is: its driver hears later of an address that was replaced."""
    return str(page.evaluate("location.href"))


def shows_in_link(page: Page, experiment: Experiment, step: int = 0) -> None:
    """Wait until the address is the experiment's link with the step of the clock."""
    link = experiment.link() + (f"&step={step}" if step else "")
    page.wait_for_function("link => decodeURIComponent(location.search) === `?${link}`", arg=link)


def slider(page: Page, path: str) -> Locator:
    """The slider of a number."""
    return page.locator(f'.ov input[data-path="{path}"]')


def field(page: Page, path: str) -> Locator:
    """The field for exact values beside a slider."""
    return page.locator(f'.ov input[data-field="{path}"]')


def mode(page: Page, name: str) -> Locator:
    """A place of the switch between ``same``, ``own`` and ``best`` learning rates."""
    switch = page.get_by_role("radiogroup", name="Learning rates", exact=True)
    return switch.get_by_role("radio", name=f"{name} α", exact=True)


def type_into(page: Page, path: str, text: str) -> None:
    """Type a value into a slider's field and press Enter."""
    field(page, path).fill(text)
    field(page, path).press("Enter")


def click_preset(page: Page, title: str) -> Experiment:
    """Click one of the situations, and wait until its pictures stand."""
    (preset,) = [each for each in PRESETS if each.title == title]
    page.get_by_test_id("stButtonGroup").get_by_text(title, exact=True).click()
    return settled(page, preset.experiment)


def thumb(page: Page, path: str, index: int) -> tuple[float, float]:
    """About where the thumb is at a position."""
    box = slider(page, path).bounding_box()
    assert box
    share = index / int(slider(page, path).get_attribute("max") or 1)
    return box["x"] + 8 + share * (box["width"] - 16), box["y"] + box["height"] / 2


def position(page: Page, path: str) -> int:
    """Where a slider's thumb stands."""
    return int(slider(page, path).input_value())


def grab(page: Page, path: str) -> None:
    """Press the mouse on a slider's thumb and wait for its family."""
    slider(page, path).scroll_into_view_if_needed()
    page.mouse.move(*thumb(page, path, position(page, path)))
    page.mouse.down()
    page.wait_for_function("path => document.querySelector('.ov').dataset.family === path", arg=path)


def pull(page: Page, path: str, index: int) -> None:
    """With the mouse down, pull the thumb to a position and wait until the pictures show it."""
    x, y = thumb(page, path, index)
    page.mouse.move(x, y, steps=6)
    for _ in range(20):
        frames(page, 2)  # the browser tells the page of a move with its next frame
        off = index - position(page, path)
        if off == 0:
            break
        x += off * 0.7 * (thumb(page, path, 1)[0] - thumb(page, path, 0)[0]) or off
        page.mouse.move(x, y)
    assert position(page, path) == index
    shown = f"{path}:{index}"
    page.wait_for_function("shown => document.querySelector('.ov').dataset.shown === shown", arg=shown)


@contextmanager
def dragging(page: Page, path: str, index: int) -> Iterator[None]:
    """Hold a slider's thumb at a position; let go of it at the end."""
    grab(page, path)
    pull(page, path, index)
    yield
    page.mouse.up()


def trace(page: Page, uid: str) -> dict[str, Any]:
    """A trace of the settled figure: its points and its colour."""
    return dict(page.evaluate(TRACE, uid))


def end_of_path(page: Page, slot: str) -> tuple[float, float]:
    """The last point of a settled path."""
    found = trace(page, f"path-{slot}")
    return found["x"][-1], found["y"][-1]


def on_screen(page: Page, slot: str, points: npt.ArrayLike) -> list[tuple[float, float]]:
    """Where points ``(k, 2)`` of a panel are on the page, in pixels; those outside the panel are left out."""
    panel = page.evaluate(PANEL, slot)
    (x0, width, left, right), (y0, height, low, high) = panel["x"], panel["y"]
    return [
        (
            panel["left"] + x0 + width * (x - left) / (right - left),
            panel["top"] + y0 + height * (1 - (y - low) / (high - low)),
        )
        for x, y in np.asarray(points, dtype=float)
        if left < x < right and low < y < high
    ]


def painted(page: Page, layer: int, slot: str, points: npt.ArrayLike) -> float:
    """The share of points ``(k, 2)`` of a panel at which a canvas has the contender's (light) colour."""
    panel = page.evaluate(PANEL, slot)
    within = [(x - panel["left"], y - panel["top"]) for x, y in on_screen(page, slot, points)]
    assert within
    colour = list(bytes.fromhex(getattr(THEMES["light"], slot)[1:]))
    return float(np.mean(page.evaluate(PAINTED, [layer, within, colour])))


def ink(page: Page, layer: int) -> int:
    """How many pixels of a canvas are painted."""
    return int(page.evaluate(INK, layer))


def time(page: Page) -> float:
    """The playhead, in steps."""
    return float(page.locator(".ov-scrub").input_value())


def stands_at(page: Page, step: int) -> None:
    """Wait until the playhead stands at a step."""
    expect(page.locator(".ov-scrub")).to_have_value(str(step))


def await_time(page: Page, condition: str) -> None:
    """Wait until the playhead ``t`` fulfils a condition: ``t > 5``."""
    page.wait_for_function(
        f"() => {{ const t = +document.querySelector('.ov-scrub').value; return {condition}; }}"
    )


def go_to(page: Page, step: int) -> None:
    """Bring the clock to a step, as the scrub bar does."""
    page.locator(".ov-scrub").evaluate(
        "(bar, t) => { bar.value = t; bar.dispatchEvent(new Event('input', { bubbles: true })); }", step
    )


def is_playing(page: Page) -> bool:
    """Whether the button offers a pause."""
    return page.locator(".ov-play").get_attribute("aria-label") == "Pause"


def frames(page: Page, count: int) -> None:
    """Let so many frames be painted."""
    page.evaluate(FRAMES, count)


def boxes(page: Page, selectors: Sequence[str]) -> dict[str, dict[str, float] | None]:
    """Where parts of the page stand."""
    return {selector: page.locator(selector).first.bounding_box() for selector in selectors}  # type: ignore[misc]


def nameless(page: Page) -> list[str]:
    """Controls that a screen reader could not name."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        str(node)
        for node in nodes
        if not node.get("ignored")
        and node["role"]["value"] in CONTROLS
        and not node.get("name", {}).get("value", "").strip()
    ]


CONTROLS = {
    "button",
    "combobox",
    "textbox",
    "slider",
    "radio",
    "checkbox",
    "switch",
    "link",
    "DisclosureTriangle",
}
