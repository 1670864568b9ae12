"""Looks and reach: sizes, dark, still layout, names for a screen reader, tooltips."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from optim_viz import Experiment, perform
from optim_viz.figures.theme import THEMES
from optim_viz.view import view
from tests.browser.page import (
    boxes,
    click_preset,
    comes_to,
    dragging,
    go_to,
    nameless,
    on_screen,
    open_page,
    position,
    settled,
    trace,
    type_into,
)

SCROLLING = """() => [...document.querySelectorAll(".ov, .ov *")].filter(element => {
  const { overflowX, overflowY } = getComputedStyle(element);
  return (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth)
    || (/auto|scroll/.test(overflowY) && element.scrollHeight > element.clientHeight);
}).map(element => element.className)"""

SIDEWAYS = """() => [...document.querySelectorAll("*")].filter(element =>
  /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1
).map(element => element.tagName + "." + element.className)"""

CUT_OFF = """() => [...document.querySelectorAll(
  ".ov :is(input, select, button, summary, [role=button]), [data-testid=stButtonGroup] button, .ov-table"
)].filter(element => {
  const { left, right, width } = element.getBoundingClientRect();
  return width > 0 && (left < -0.5 || right > innerWidth + 0.5);
}).map(element => element.outerHTML.slice(0, 120))"""

OVERLAPPING = """() => {
  const controls = [...document.querySelectorAll(
    ".ov-deck :is(input, select, button), .ov-clock :is(button, input, select), .ov-counter, .ov-title h1, " +
    "[data-testid=stButtonGroup] button"
  )].map(element => [element, element.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
  return controls.flatMap(([one, a], i) => controls.slice(i + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
  ).map(([other]) => [one.outerHTML.slice(0, 80), other.outerHTML.slice(0, 80)]));
}"""

NARROWEST = (
    """() => Math.min(...[...document.querySelectorAll(".ov input[type=range]")].map(bar => bar.clientWidth))"""
)

RANGES = """() => {
  const layout = document.querySelector(".ov-plot")._fullLayout;
  return ["xaxis", "yaxis", "xaxis2", "yaxis2"].flatMap(name => layout[name].range);
}"""

FOCUSED = """() => {
  const { dataset, classList } = document.activeElement;
  return dataset.path ?? dataset.field ?? [...classList].find(name => name.startsWith("ov-"));
}"""

PARTS = [".ov-deck", ".ov-cost", ".ov-a", ".ov-b", ".ov-stage", ".ov-clock", ".ov-arithmetic", ".ov-mode"]


@pytest.mark.parametrize("width", [390, 700, 1024, 1440, 2560])
def test_it_fits_every_width(page: Page, width):
    """No scrollbar across, none within the player; no control is cut off, covered or too small."""
    page.set_viewport_size({"width": width, "height": 844 if width < 1000 else 1000})
    open_page(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    comes_to(page, lambda: page.evaluate(SIDEWAYS), [])
    assert page.evaluate(SCROLLING) == []
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate(NARROWEST) >= 60
    page.get_by_text("Show the arithmetic").click()
    page.wait_for_function("() => document.querySelectorAll('.ov-tables table').length === 2")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SCROLLING) == []
    click_preset(page, "Over the edge")
    expect(page.locator(".ov-fate-a")).to_contain_text("left the view")
    play = page.get_by_role("button", name="Play")
    play.scroll_into_view_if_needed()
    play.click()
    page.get_by_text("More settings").scroll_into_view_if_needed()
    page.get_by_text("More settings").click()
    page.get_by_role("textbox", name="steps").fill("100")
    page.get_by_role("textbox", name="steps").press("Enter")
    page.wait_for_function("() => document.querySelector('.ov-counter').textContent.endsWith('/ 100')")
    comes_to(page, lambda: page.evaluate(SIDEWAYS), [])


def test_a_phone_drags_too(page: Page):
    """At 390 pixels, sliders and start point are as live as anywhere."""
    page.set_viewport_size({"width": 390, "height": 844})
    before = open_page(page)
    index = position(page, "b.beta1") - 10
    with dragging(page, "b.beta1", index):
        pass
    value = before.parameter("b.beta1").positions[index]
    settled(page, before := before.with_value("b.beta1", value))
    page.locator(".ov-start-b").scroll_into_view_if_needed()
    page.mouse.move(*on_screen(page, "b", [before.start])[0])
    page.mouse.down()
    page.mouse.move(*on_screen(page, "b", [[5, 2]])[0], steps=5)
    page.mouse.up()
    page.wait_for_function("() => !document.querySelector('.ov').dataset.revision.includes('start=-4,3')")
    assert settled(page).start == pytest.approx((5, 2), abs=0.1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_follow_light_and_dark(page: Page, scheme):
    """Colours of the figure, the labels and the canvas are those of the theme."""
    page.emulate_media(color_scheme=scheme)
    experiment = open_page(page)
    theme = THEMES[scheme]
    for slot in "ab":
        comes_to(page, lambda slot=slot: trace(page, f"path-{slot}")["colour"], getattr(theme, slot))
    red, green, blue = bytes.fromhex(theme.a[1:])
    expect(page.locator(".ov-fate-a")).to_have_css("color", f"rgb({red}, {green}, {blue})")
    go_to(page, 30)
    head = perform(experiment).a.x[30]
    (x, y) = on_screen(page, "a", [head])[0]
    panel = page.locator(".ov-plot").bounding_box()
    assert panel
    pixel = page.evaluate(
        """([x, y]) => {
          const canvas = document.querySelectorAll(".ov-stage canvas")[2];
          return [...canvas.getContext("2d").getImageData(Math.round(x), Math.round(y), 1, 1).data];
        }""",
        [x - panel["x"], y - panel["y"]],
    )
    assert pixel[:3] == [red, green, blue]


def test_nothing_jumps(page: Page):
    """Deck, pictures and clock stand still through a drag, a value, a preset and another optimizer."""
    page.set_viewport_size({"width": 1440, "height": 900})
    experiment = open_page(page)
    before = boxes(page, PARTS)
    index = position(page, "b.beta1") + 10
    with dragging(page, "b.beta1", index):
        assert boxes(page, PARTS) == before
    value = experiment.parameter("b.beta1").positions[index]
    settled(page, experiment := experiment.with_value("b.beta1", value))
    assert boxes(page, PARTS) == before
    type_into(page, "f.kappa", "300")
    settled(page, experiment.with_value("f.kappa", 300.0))
    assert boxes(page, PARTS) == before
    for title in ("Over the edge", "Each at its best α", "Start far away", "Narrow valley", "α too large"):
        click_preset(page, title)
        assert boxes(page, PARTS) == before, title
    page.locator(".ov-a select").select_option("adam")
    page.wait_for_function("() => document.querySelector('.ov').dataset.revision.includes('a=adam')")
    settled(page)
    assert boxes(page, PARTS) == before
    page.keyboard.press("End")
    assert boxes(page, PARTS) == before


def test_the_first_picture_fits_a_laptop(page: Page):
    """Deck, both contours, costs and clock are seen at once, without scrolling, at 1440 x 900."""
    page.set_viewport_size({"width": 1440, "height": 900})
    open_page(page)
    clock = page.locator(".ov-clock").bounding_box()
    assert clock
    assert clock["y"] + clock["height"] <= 900


def test_every_control_has_a_name(page: Page):
    """For a screen reader: walked through the browser's own accessibility tree, with everything unfolded."""
    open_page(page)
    page.get_by_text("More settings").click()
    page.get_by_text("Show the arithmetic").click()
    expect(page.get_by_role("textbox", name="steps k")).to_be_visible()
    comes_to(page, lambda: nameless(page), [])
    for name in ("Play", "One step on", "One step back", "To the start", "To the end", "Loop"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(1)
    expect(page.get_by_role("slider", name="learning rate α, Adam, right")).to_have_count(1)
    expect(page.get_by_role("slider", name="learning rate α, Gradient descent, left")).to_have_count(1)
    expect(page.get_by_role("combobox", name="Left optimizer")).to_have_count(1)
    expect(page.get_by_role("button", name="Start point at")).to_have_count(2)
    # A slot says what it holds now.
    page.locator(".ov-b select").select_option("momentum")
    expect(page.get_by_role("slider", name="learning rate α, Momentum, right")).to_have_count(1)
    expect(page.get_by_role("slider", name="momentum β, Momentum, right")).to_have_count(1)


def test_every_control_is_reached_with_the_keyboard(page: Page):
    """Tab walks from the presets through the deck, the start points and the clock."""
    open_page(page)
    seen = set()
    for _ in range(70):
        page.keyboard.press("Tab")
        seen.add(page.evaluate(FOCUSED))
    live = {path for path in Experiment().paths if Experiment().parameter(path).live}
    parts = {"ov-choice", "ov-start", "ov-play", "ov-back", "ov-on", "ov-scrub", "ov-speed", "ov-loop"}
    assert live | parts <= seen


def test_tooltips_say_step_weights_and_cost(page: Page):
    """Over a point of the path."""
    experiment = open_page(page)
    run = perform(experiment).a
    page.mouse.move(*on_screen(page, "a", [run.x[3]])[0], steps=4)
    tip = page.locator(".hoverlayer .hovertext")
    x, y = run.x[3]
    # On its way the mouse may have passed over another point.
    words = f"step 3w₁ {x:.4g}w₂ {y:.4g}J {run.value[3]:.4g}"
    comes_to(page, lambda: (tip.first.text_content() or "").replace("−", "-"), words)


def test_only_the_named_buttons_are_offered(page: Page):
    """Pictures as PNG and SVG, zoom, pan and back: nothing that would send anything anywhere."""
    open_page(page)
    page.locator(".ov-plot").hover(position={"x": 300, "y": 150})
    buttons = page.locator(".modebar-btn")
    expect(buttons).to_have_count(5)
    names = {
        button.get_attribute("data-title") or button.get_attribute("aria-label") for button in buttons.all()
    }
    assert len(names) == 5
    for name in names:
        assert name
        assert not any(word in name.lower() for word in ("cloud", "share", "edit", "studio", "upload"))


def apart(page: Page, slot: str, experiment: Experiment) -> list[float]:
    """How far a start handle is from where the figure's axes have the start, in pixels."""
    (place,) = on_screen(page, slot, [experiment.start])
    box = page.locator(f".ov-start-{slot}").bounding_box()
    assert box
    return [box["x"] + box["width"] / 2 - place[0], box["y"] + box["height"] / 2 - place[1]]


def test_zoom_keeps_canvas_and_figure_together(page: Page):
    """After a zoom in one panel, heads and start handle stand where the figure's axes say, in both panels."""
    experiment = open_page(page)
    (corner,) = on_screen(page, "a", [[-6, 4.5]])
    (other,) = on_screen(page, "a", [[-2, 1]])
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(*other, steps=5)
    page.mouse.up()
    page.wait_for_function("() => document.querySelector('.ov-plot')._fullLayout.xaxis.range[0] > -8")
    for slot in "ab":
        comes_to(page, lambda slot=slot: apart(page, slot, experiment), pytest.approx([0, 0], abs=0.6))
    # A change of a number keeps the zoom; another window, and the button, end it.
    zoomed = page.evaluate(RANGES)
    type_into(page, "b.beta1", "0.5")
    settled(page, experiment.with_value("b.beta1", 0.5))
    assert page.evaluate(RANGES) == pytest.approx(zoomed)
    for title in ("Start far away", "α too large"):
        window = np.ravel(view(click_preset(page, title)))
        assert page.evaluate(RANGES) == pytest.approx([*window, *window], rel=1e-3)
