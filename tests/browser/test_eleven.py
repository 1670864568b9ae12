"""The page of eleven learning rates in a browser: bars on the clock, curves, windows, data."""

import csv
import re
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from optim_viz import Experiment, perform
from optim_viz.experiment import OPENINGS
from optim_viz.figures.theme import THEMES
from optim_viz.presets import STUDIES
from tests.browser.page import (
    calm,
    comes_to,
    go_to,
    mode,
    nameless,
    position,
    settled,
    shows_in_link,
    stands_at,
    thumb,
    time,
    type_into,
)

OPENING = OPENINGS["regression"]
ADAM_ONE = 0.2  # where Adam's bar stands beside the middle of its parameter

BAR = """([place, colour]) => {
  const { xaxis: x, yaxis: y } = document.querySelector(".ov-plot")._fullLayout;
  const canvas = document.querySelectorAll(".ov-board canvas")[1];
  const ratio = canvas.width / canvas.clientWidth;
  const px = Math.round(ratio * (x._offset + (x._length * (place - x.range[0])) / (x.range[1] - x.range[0])));
  const context = canvas.getContext("2d");
  for (let py = Math.round(ratio * y._offset); py < ratio * (y._offset + y._length); py++) {
    const [red, green, blue, opacity] = context.getImageData(px, py, 1, 1).data;
    if (opacity === 255 && Math.hypot(red - colour[0], green - colour[1], blue - colour[2]) < 10)
      return y.range[1] - ((y.range[1] - y.range[0]) * (py / ratio - y._offset)) / y._length;
  }
  return null;
}"""

FRAME = """panel => {
  const plot = document.querySelector(".ov-plot");
  const { left, top } = plot.getBoundingClientRect();
  const [x, y] = ["xaxis", "yaxis"].map(name => plot._fullLayout[name + (panel === 1 ? "" : panel)]);
  return {
    left: left + x._offset, top: top + y._offset, width: x._length, height: y._length,
    x: x.range, y: y.range, title: x.title?.text,
  };
}"""


def open_eleven(page: Page, experiment: Experiment = OPENING) -> Experiment:
    """Open the page with an experiment of its own."""
    page.goto(f"/eleven-learning-rates?{experiment.link()}")
    settled(page, experiment)
    calm(page)
    return experiment


def bar(page: Page, slot: str, j: int) -> float | None:
    """The decade at which the bar of parameter j ends; None where there is no bar."""
    colour = list(bytes.fromhex(getattr(THEMES["light"], slot)[1:]))
    beside = ADAM_ONE if slot == "b" else -ADAM_ONE
    found = page.evaluate(BAR, [j + beside, colour])
    return None if found is None else float(found)


def bars_are(page: Page, experiment: Experiment, step: int) -> None:
    """Wait until the bars of both contenders end at the learning rates of a step, to a pixel and a half."""
    race = perform(experiment)
    frame = page.evaluate(FRAME, 1)
    pixel = (frame["y"][1] - frame["y"][0]) / frame["height"]
    for slot, path in (("a", race.a), ("b", race.b)):
        rates = np.log10(path.learning_rates[min(step, path.steps - 1)])
        for j in (0, 3, 10):

            def is_right(slot: str = slot, j: int = j, rate: float = rates[j]) -> bool:
                seen = bar(page, slot, j)
                return seen is not None and abs(seen - rate) <= 1.5 * pixel

            comes_to(page, is_right, True)


def point_at_bar(page: Page, j: int) -> None:
    """Move the pointer over the bars of a parameter."""
    frame = page.evaluate(FRAME, 1)
    share = (j - frame["x"][0]) / (frame["x"][1] - frame["x"][0])
    page.mouse.move(frame["left"] + share * frame["width"], frame["top"] + 0.8 * frame["height"])


def test_the_bars_move_with_the_clock(page: Page):
    """At the start, on the way and at the end they are the learning rates of that step."""
    experiment = open_eleven(page)
    for step in (0, 60, 200):
        go_to(page, step)
        bars_are(page, experiment, step)
    page.keyboard.press("Home")
    page.locator(".ov-play").click()
    page.wait_for_function("() => +document.querySelector('.ov-scrub').value > 5")
    page.locator(".ov-play").click()
    page.keyboard.press("ArrowRight")
    bars_are(page, experiment, int(time(page)))


def test_the_bars_follow_a_slider_while_it_is_dragged(page: Page):
    """Adam's are others before it is let go, gradient descent's stay; then the link has what it stands at."""
    experiment = open_eleven(page)
    go_to(page, 50)
    bars_are(page, experiment, 50)
    before = {slot: bar(page, slot, 3) for slot in "ab"}
    index = position(page, "b.alpha") - 12
    page.mouse.move(*thumb(page, "b.alpha", position(page, "b.alpha")))
    page.mouse.down()
    page.mouse.move(*thumb(page, "b.alpha", index), steps=5)
    page.wait_for_function("() => document.querySelector('.ov').dataset.shown")
    comes_to(page, lambda: bar(page, "b", 3) != before["b"], True)
    assert bar(page, "a", 3) == before["a"]
    page.mouse.up()
    value = experiment.parameter("b.alpha").positions[position(page, "b.alpha")]
    after = experiment.with_value("b.alpha", value)
    settled(page, after)
    bars_are(page, after, 50)
    shows_in_link(page, after, 50)


def test_a_parameter_is_followed(page: Page):
    """Pointing at a bar gives its numbers at this step; a click keeps them, the menu lets go."""
    experiment = open_eleven(page)
    race = perform(experiment)
    go_to(page, 40)
    line, menu = page.locator(".ov-readout"), page.get_by_label("Parameter to follow")
    top = page.locator(".ov-board").bounding_box()
    point_at_bar(page, 2)
    expect(line).to_contain_text(f"w₃ bmi, minimum at {race.objective.minimum[2]:.4g}.")
    expect(line).to_contain_text(f"Adam: α₃ {race.b.learning_rates[40, 2]:.3g}, w₃ {race.b.x[40, 2]:.4g}")
    expect(menu).to_have_value("")
    assert page.locator(".ov-board").bounding_box() == top, "nothing jumps"
    page.mouse.down()
    page.mouse.up()
    expect(menu).to_have_value("2")
    page.mouse.move(10, 10)
    expect(line).to_contain_text("w₃ bmi")
    menu.select_option("10")
    expect(line).to_contain_text("w₁₁ b")
    menu.select_option("none")
    expect(line).to_contain_text("Point at")


def test_of_a_long_run_every_step_is_read(page: Page):
    """The numbers of the followed parameter are those of the clock's step, also among 10,000."""
    experiment = open_eleven(page, OPENING.with_value("steps", 10_000))
    path = perform(experiment).b
    page.get_by_label("Parameter to follow").select_option("0")
    for step in (38, 4006):
        go_to(page, step)
        rate, weight = path.learning_rates[step, 0], path.x[step, 0]
        expect(page.locator(".ov-readout")).to_contain_text(
            f"Adam: α₁ {rate:.3g}, w₁ {weight:.4g}".replace("-", "−")
        )


def test_the_windows_axes_are_chosen(page: Page):
    """Two other parameters, in either order; one that both menus name changes places; the link says them."""
    open_eleven(page)
    across, up = page.get_by_label("Parameter across"), page.get_by_label("Parameter upwards")
    expect(across).to_have_value("4")
    across.select_option("8")
    page.wait_for_function("() => document.querySelector('.ov').dataset.window === '8,5 optimum'")
    comes_to(page, lambda: "s5" in page.evaluate(FRAME, 5)["title"], True)
    up.select_option("8")
    page.wait_for_function("() => document.querySelector('.ov').dataset.window === '5,8 optimum'")
    expect(across).to_have_value("5")
    page.get_by_label("as at this step").check()
    page.wait_for_function("() => document.querySelector('.ov').dataset.window === '5,8 present'")
    comes_to(page, lambda: "window=5,8,present" in unquote(page.url), True)
    with page.expect_response(lambda response: "step=33" in response.url) as asked:
        go_to(page, 33)
    assert asked.value.ok
    comes_to(page, lambda: "step=33" in page.url, True)
    page.goto(page.url)
    page.wait_for_selector(".ov-ready")
    expect(up).to_have_value("8")
    expect(page.get_by_label("as at this step")).to_be_checked()
    stands_at(page, 33)


def test_a_window_is_that_of_the_clocks_step_wherever_it_was_before(page: Page):
    """Also where the step is one at which the level lines had been asked for once."""
    open_eleven(page)
    present, optimum = (page.locator(f".ov-window [value={value}]") for value in ("present", "optimum"))
    present.check()
    for _ in range(2):
        with page.expect_response(lambda response: re.search("part=windows.*&step=50", response.url)):
            go_to(page, 50)
        optimum.check()
        page.wait_for_function("() => document.querySelector('.ov').dataset.window.endsWith('optimum')")
        go_to(page, 20)
        present.check()
        page.wait_for_function("() => document.querySelector('.ov').dataset.window.endsWith('present')")


def test_the_cost_above_its_minimum(page: Page):
    """The switch changes the axis of the cost, and its heading."""
    open_eleven(page)
    before = page.evaluate(FRAME, 3)["y"]
    page.get_by_label("J − J*").check()
    comes_to(page, lambda: page.evaluate(FRAME, 3)["y"] != before, True)
    expect(page.get_by_text("cost above its minimum")).to_be_visible()


def test_a_situation_and_other_data(page: Page):
    """Each is one click: names, link and words follow."""
    open_eleven(page)
    tumours = next(preset for preset in STUDIES if preset.key == "tumours")
    page.get_by_test_id("stButtonGroup").get_by_text(tumours.title, exact=True).click()
    settled(page, tumours.experiment)
    expect(page.get_by_label("Parameter across")).to_contain_text("mean perimeter")
    expect(page.locator(".ov-look")).to_have_text(tumours.text)
    shows_in_link(page, tumours.experiment)
    expect(mode(page, "best")).to_be_hidden()


def test_what_diverges_is_a_picture(page: Page):
    """Beyond the wall the numbers of gradient descent end, and the page says where."""
    open_eleven(page, OPENING.with_value("steps", 2000))
    type_into(page, "a.alpha", "0.9")
    experiment = settled(page, OPENING.with_value("steps", 2000).with_value("a.alpha", 0.9))
    last = int(perform(experiment).a.last)
    expect(page.locator(".ov-fate-a")).to_have_text(f"Gradient descent: out of range at step {last + 1:,}")
    page.keyboard.press("End")
    stands_at(page, 2000)
    comes_to(page, lambda: bar(page, "a", 3), None)


def test_each_cost_keeps_its_experiment(page: Page):
    """Compare and its settings are as they were, and so is this page, with its playhead."""
    open_eleven(page, experiment := OPENING.with_value("b.alpha", 2.0))
    go_to(page, 70)
    page.get_by_role("link", name="Compare", exact=True).click()
    settled(page, Experiment())
    type_into(page, "f.kappa", "7")
    settled(page, Experiment().with_value("f.kappa", 7.0))
    page.get_by_role("link", name="Eleven learning rates").click()
    settled(page, experiment)
    stands_at(page, 70)
    page.get_by_role("link", name="Compare", exact=True).click()
    settled(page, Experiment().with_value("f.kappa", 7.0))


def test_a_link_leads_to_the_page_that_shows_its_cost(page: Page):
    """From the address of Compare to this page, and back."""
    page.goto(f"/?{OPENING.link()}")
    settled(page, OPENING)
    expect(page).to_have_url(re.compile("/eleven-learning-rates"))
    page.goto(f"/eleven-learning-rates?{Experiment().link()}")
    settled(page, Experiment())
    expect(page.locator(".ov-start-a")).to_be_visible()


def test_the_numbers_are_taken_home(page: Page, tmp_path: Path):
    """As CSV: every step of all eleven parameters."""
    experiment = open_eleven(page)
    page.get_by_text("Take it home", exact=True).click()
    page.get_by_test_id("stButtonGroup").get_by_text("CSV", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download CSV").click()
    waiting.value.save_as(file := tmp_path / "run.csv")
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert len(rows) == 2 * 201
    assert float(rows[-1]["w11"]) == perform(experiment).b.x[-1, -1]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (900, "dark"), (390, "light")])
def test_it_fits_every_screen(page: Page, width: int, scheme: str):
    """Nothing is wider than the screen, no panel lies on another, and every control has a name."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    open_eleven(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    frames = [page.evaluate(FRAME, panel) for panel in range(1, 8)]
    for i, one in enumerate(frames):
        assert one["width"] > 150
        for other in frames[:i]:
            apart = (
                one["left"] >= other["left"] + other["width"]
                or other["left"] >= one["left"] + one["width"]
                or one["top"] >= other["top"] + other["height"]
                or other["top"] >= one["top"] + one["height"]
            )
            assert apart
    assert nameless(page) == []
