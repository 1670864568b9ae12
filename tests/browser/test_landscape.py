"""The landscape of the network in a browser: drawn when it is looked at, walked on, on other planes."""

from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from optim_viz.ui.landscapes import FIRST
from tests.browser.page import PATIENCE, calm, frames
from tests.browser.test_network import fits, look_inside, open_network, train, until

DRAWN = "plane => document.querySelector('.ov-landscape').dataset.version?.includes(plane)"
INK = """layer => {
  const canvas = document.querySelectorAll(".ov-terrain canvas")[layer];
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 3; i < data.length; i += 4) count += data[i] > 0;
  return count;
}"""
PIXELS = """layer => {
  const canvas = document.querySelectorAll(".ov-terrain canvas")[layer];
  return canvas.toDataURL();
}"""
ASPECT = """() => {
  const { xaxis, yaxis } = document.querySelector(".ov-terrain .ov-plot")._fullLayout;
  return xaxis._length / yaxis._length;
}"""
BACK, FRONT = 0, 1
TOP = "() => document.querySelector('.ov-deck').scrollIntoView()"


def look(page: Page) -> None:
    """Scroll to the landscape."""
    page.locator(".ov-landscape").evaluate("section => section.scrollIntoView()")


def drawn(page: Page, plane: str) -> None:
    """Wait until a plane is drawn; sections above it are drawn as they pass, and may push it down again."""
    end = monotonic() + PATIENCE / 1000
    while not page.evaluate(DRAWN, plane) and monotonic() < end:
        look(page)
        page.wait_for_timeout(100)
    assert page.evaluate(DRAWN, plane)
    calm(page)
    look(page)


def open_landscape(page: Page) -> None:
    """Train for an epoch and look at all that has come of it, the landscape last: nothing moves it any more."""
    open_network(page, "f=network&epochs=1")
    train(page)
    until(page, "done")
    look_inside(page)
    drawn(page, "principal")


def step(page: Page) -> float:
    """Where the clock stands."""
    return float(page.locator(".ov-landscape .ov-scrub").input_value())


def test_it_is_asked_for_when_it_is_looked_at(page: Page):
    """Before a training it says what to do; nothing is computed for whoever does not scroll there."""
    page.set_viewport_size({"width": 1440, "height": 600})
    asked = []
    page.on("request", lambda request: "part=landscape" in request.url and asked.append(request.url))
    open_network(page, "f=network&epochs=1")
    look(page)
    expect(page.locator(".ov-note")).to_have_text(FIRST)
    page.evaluate(TOP)
    calm(page)
    frames(page, 3)
    asked.clear()
    train(page)
    until(page, "done")
    page.wait_for_timeout(300)
    assert asked == []
    drawn(page, "principal")
    assert page.evaluate(INK, BACK) > 5000
    assert page.evaluate(INK, FRONT) > 100
    expect(page.locator(".ov-words-landscape li").first).to_contain_text("of how gradient descent moved and")


def test_both_walk_on_one_clock(page: Page):
    """Play moves both heads and what is said of them; keys do what they do on Compare, and only here."""
    open_landscape(page)
    before = page.evaluate(PIXELS, FRONT)
    still = page.evaluate(PIXELS, BACK)
    expect(page.locator(".ov-losses-a")).to_contain_text("step 0: loss")
    page.locator(".ov-landscape .ov-play").click()
    page.wait_for_function("() => +document.querySelector('.ov-landscape .ov-scrub').value > 20")
    page.keyboard.press("Space")
    stopped = step(page)
    frames(page, 3)
    assert step(page) == stopped
    assert page.evaluate(PIXELS, FRONT) != before
    assert page.evaluate(PIXELS, BACK) == still
    page.keyboard.press("End")
    assert step(page) == 313
    for slot in "ab":
        expect(page.locator(f".ov-losses-{slot}")).to_contain_text("step 313: loss")
    page.keyboard.press("ArrowLeft")
    assert step(page) == 312
    page.evaluate(TOP)
    page.keyboard.press("Home")
    page.wait_for_timeout(100)
    assert step(page) == 312


def test_other_planes_and_the_loss_under_the_pointer(page: Page):
    """A random plane around each, another one of them, and a loss at each point."""
    open_landscape(page)
    page.locator(".ov-terrain").hover(position={"x": 300, "y": 200})
    expect(page.locator(".ov-here")).to_contain_text("loss ")
    other = page.get_by_role("button", name="Another random plane")
    expect(other).to_be_hidden()
    seen = [page.evaluate(PIXELS, BACK)]
    page.get_by_role("radio", name="random plane around gradient descent").check()
    drawn(page, "random-a-0")
    seen.append(page.evaluate(PIXELS, BACK))
    other.click()
    drawn(page, "random-a-1")
    seen.append(page.evaluate(PIXELS, BACK))
    page.get_by_role("radio", name="random plane around Adam").check()
    drawn(page, "random-b-0")
    seen.append(page.evaluate(PIXELS, BACK))
    assert len(set(seen)) == 4
    expect(page.locator(".ov-words-landscape li").first).to_contain_text("around the last weights of Adam")
    page.get_by_role("link", name="Compare").click()
    page.wait_for_selector(".ov-start-a")
    page.get_by_role("link", name="Network").click()
    until(page, "done")
    drawn(page, "random-b-0")
    expect(page.locator(".ov-landscape [value=random-b]")).to_be_checked()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_it_fits(page: Page, width, scheme):
    """No scrollbar across, nothing cut off, a name for every control, and panels of the right shape."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    open_landscape(page)
    fits(page, width)
    assert page.evaluate(INK, BACK) > 3000
    assert page.evaluate(ASPECT) == pytest.approx(1.3, rel=0.02)
    title = page.locator(".ov-terrain .ytitle").first.bounding_box()
    panel = page.locator(".ov-terrain").bounding_box()
    assert title["y"] >= panel["y"]
