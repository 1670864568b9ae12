"""The learning-rate page in a browser: its charts follow, and its cells open on Compare."""

import csv
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from optim_viz import Choice, Experiment
from optim_viz.robustness import budgeted, curve
from optim_viz.ui.charts import answer
from tests.browser.page import (
    calm,
    comes_to,
    field,
    open_page,
    position,
    settled,
    shows_in_link,
    slider,
    thumb,
    type_into,
)

CURVE = """uid => Array.from(document.querySelector("[data-chart=robustness]")._fullData
  .find(each => each.uid === uid).y)"""


def open_rates(page: Page, experiment: Experiment | None = None) -> Experiment:
    """Open the page with a link of its own, and wait until its chart stands and all of the page is there."""
    page.goto(f"/learning-rate?{experiment.link() if experiment else ''}")
    shown = settled(page, experiment)
    calm(page)
    return shown


def says(page: Page, experiment: Experiment) -> None:
    """Wait until the sentences under the chart are those of an experiment."""
    said = [text for chart in ("robustness", "formula") for text in ask(experiment, chart)]
    expect(page.locator(".ov-words-robust li")).to_have_text(said)


def ask(experiment: Experiment, chart: str) -> list[str]:
    """The words that the server has for a chart."""
    return list(answer(f"{experiment.link()}&chart={chart}")["words"])


def filled(page: Page, number: int) -> None:
    """Wait until a map has all its rows."""
    box = page.locator(".ov-map").nth(number)
    box.scroll_into_view_if_needed()
    expect(box.locator(".ov-cell")).to_have_text(re.compile("α = "))


def test_the_chart_is_that_of_the_link(page: Page):
    """Its sentences are those of the experiment, and a number that is typed in changes them and the link."""
    experiment = open_rates(page, Experiment().with_value("f.kappa", 5.0))
    says(page, experiment)
    type_into(page, "f.scale", "0.01")
    settled(page, experiment := experiment.with_value("f.scale", 0.01))
    says(page, experiment)
    shows_in_link(page, experiment)


def test_the_chart_follows_a_slider_while_it_is_dragged(page: Page):
    """Gradient descent's curve is another one before the slider is let go; Adam's stays with J's scale."""
    experiment = open_rates(page)
    before = {slot: page.evaluate(CURVE, f"steps-{slot}") for slot in "ab"}
    index = position(page, "f.scale") - 20
    page.mouse.move(*thumb(page, "f.scale", position(page, "f.scale")))
    page.mouse.down()
    page.mouse.move(*thumb(page, "f.scale", index), steps=5)
    page.wait_for_function("() => document.querySelector('.ov').dataset.shown")
    expect(slider(page, "f.scale")).not_to_have_value(str(index + 20))
    page.wait_for_function(f"before => ({CURVE})('steps-a').join() !== before.join()", arg=before["a"])
    page.mouse.up()
    value = experiment.parameter("f.scale").positions[position(page, "f.scale")]
    settled(page, experiment.with_value("f.scale", value))
    assert page.evaluate(CURVE, "steps-a") != before["a"]
    after = page.evaluate(CURVE, "steps-b")
    assert [y for y in after if y == y] == pytest.approx([y for y in before["b"] if y == y], abs=1)


def test_nothing_below_the_sentences_moves_during_a_drag(page: Page):
    """While that about the formula is not there, its place is kept; a shorter text gives it back."""
    open_rates(page, experiment := Experiment())
    says(page, experiment)
    words, button = page.locator(".ov-words-robust"), page.locator(".ov-best")
    before = button.bounding_box()
    page.mouse.move(*thumb(page, "b.beta1", position(page, "b.beta1")))
    page.mouse.down()
    page.mouse.move(*thumb(page, "b.beta1", position(page, "b.beta1") - 3), steps=3)
    expect(words.locator("li")).to_have_count(5)
    assert button.bounding_box() == before
    page.mouse.up()
    expect(words.locator("li")).to_have_count(6)
    page.get_by_label("Left optimizer").select_option("nesterov")
    expect(words.locator("li")).to_have_count(5)
    expect(words).to_have_attribute("style", "")


@pytest.mark.parametrize(("path", "by"), [("tolerance", -30), ("start.0", 40)])
def test_tolerance_and_start_are_live_too(page: Page, path: str, by: int):
    """Both curves are others before the slider is let go; then the link has what it stands at."""
    experiment = open_rates(page)
    before = {slot: page.evaluate(CURVE, f"steps-{slot}") for slot in "ab"}
    index = position(page, path) + by
    page.mouse.move(*thumb(page, path, position(page, path)))
    page.mouse.down()
    page.mouse.move(*thumb(page, path, index), steps=5)
    for slot in "ab":
        page.wait_for_function(
            f"([uid, before]) => ({CURVE})(uid).join() !== before.join()", arg=[f"steps-{slot}", before[slot]]
        )
    page.mouse.up()
    stands = field(page, path).input_value()
    after = (
        experiment.with_start((float(stands), 3.0))
        if path == "start.0"
        else experiment.with_value(path, float(stands))
    )
    settled(page, after)
    says(page, after)
    shows_in_link(page, after)


def test_a_coordinate_that_is_none_is_refused(page: Page):
    """A sentence says what the start must be, and the old one stays."""
    experiment = open_rates(page)
    type_into(page, "start.1", "far")
    expect(page.locator(".ov-message")).to_contain_text("start must be 2 numbers")
    expect(field(page, "start.1")).to_have_value("3")
    settled(page, experiment)


def test_a_cell_opens_on_compare(page: Page):
    """A click loads its alpha and condition number; the other contender keeps its own."""
    open_rates(page)
    filled(page, 0)
    plot = page.locator(".ov-map").nth(0).locator(".ov-plot")
    box = plot.bounding_box()
    assert box
    cell = page.locator(".ov-map").nth(0).locator(".ov-cell")
    middle = cell.inner_text()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.6 * box["height"])
    expect(cell).not_to_have_text(middle)
    said = cell.inner_text()
    alpha, kappa = (float(text) for text in re.findall(r"= ([\d.e-]+)", said))
    page.mouse.down()
    page.mouse.up()
    steps = re.search(r": ([\d,]+) steps", said)
    expected = Experiment().with_value("a.alpha", alpha).with_value("f.kappa", kappa)
    if steps and int(steps[1]) > expected.steps:
        expected = replace(expected, steps=1000)
    page.wait_for_url(re.compile(r"//[^/]+/(\?|$)"))
    assert settled(page, expected) == expected
    if steps:
        expect(page.locator(".ov-words")).to_contain_text(steps[1])


def test_a_cell_is_reached_with_the_keys(page: Page):
    """Arrows choose it, the line below says it, Enter opens it."""
    open_rates(page)
    filled(page, 1)
    box = page.locator(".ov-map").nth(1)
    box.locator(".ov-plot").focus()
    cell = box.locator(".ov-cell")
    first = cell.inner_text()
    page.keyboard.press("ArrowRight")
    expect(cell).not_to_have_text(first)
    second = cell.inner_text()
    page.keyboard.press("Shift+ArrowDown")
    expect(cell).not_to_have_text(second)
    third = cell.inner_text()
    assert first != third
    alpha, kappa = (float(text) for text in re.findall(r"= ([\d.e-]+)", third))
    page.keyboard.press("Enter")
    expected = Experiment().with_value("b.alpha", alpha).with_value("f.kappa", kappa)
    assert settled(page, expected) == expected


def test_compare_shows_the_steps_of_a_slow_cell(page: Page):
    """Also of one that takes more steps than Compare did before."""
    open_rates(page)
    filled(page, 1)
    box = page.locator(".ov-map").nth(1)
    box.locator(".ov-plot").focus()
    page.keyboard.press("Shift+ArrowLeft")
    said = re.search(r"α = ([\d.]+), κ = ([\d.]+): (\d+) steps", box.locator(".ov-cell").inner_text())
    assert said
    assert int(said[3]) > Experiment().steps
    page.keyboard.press("Enter")
    cell = replace(Experiment().with_value("b.alpha", float(said[1])), steps=1000)
    settled(page, cell.with_value("f.kappa", float(said[2])))
    expect(page.locator(".ov-words")).to_contain_text(re.compile(f"Adam .*after {said[3]}"))


def test_going_back_and_forth_loses_nothing(page: Page):
    """Neither the experiment nor where the clock stood."""
    experiment = Experiment(a=Choice.of("momentum", alpha=0.02), start=(3, -2), steps=120)
    open_page(page, experiment=experiment)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("link", name="Learning rate", exact=True).click()
    page.wait_for_selector(".ov-words-robust li")
    type_into(page, "b.beta1", "0.5")
    settled(page, changed := experiment.with_value("b.beta1", 0.5))
    page.get_by_role("link", name="Compare").click()
    page.wait_for_selector(".ov-arithmetic")
    assert settled(page, changed) == changed
    expect(page.locator(".ov-counter")).to_have_text("step 20 / 120")


def test_the_fan_plays(page: Page):
    """Seven learning rates on one clock."""
    open_rates(page)
    page.locator(".ov-fan").scroll_into_view_if_needed()
    expect(page.locator(".ov-legend span")).to_have_count(7)
    expect(page.locator(".ov-legend span").nth(3)).to_have_text("0.099")
    expect(page.locator(".ov-fan .ov-counter")).to_have_text(re.compile(r"^step 0 / \d"))
    page.locator(".ov-fan").get_by_role("button", name="Play").click()
    page.wait_for_function("() => Number(document.querySelector('.ov-scrub').value) > 2")
    page.get_by_label("Ratio of neighbouring").select_option("10")
    expect(page.locator(".ov-legend span").nth(4)).to_have_text("0.99")


@pytest.mark.parametrize("width", [390, 2560])
def test_it_is_as_wide_as_the_window(page: Page, width):
    """Nothing is cut off or scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    open_rates(page)
    filled(page, 0)
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")

    def outside() -> list[dict[str, float]]:
        boxes = [box for plot in page.locator(".ov .ov-plot").all() if (box := plot.bounding_box())]
        return [dict(box) for box in boxes if box["x"] < 0 or box["x"] + box["width"] > width + 1]

    comes_to(page, outside, [])


def test_each_at_its_best_opens_on_compare(page: Page):
    """With the learning rates of the sweep, and the sentence that says so."""
    open_rates(page)
    page.get_by_role("button", name="Open Compare with each at its best").click()
    page.wait_for_selector(".ov-arithmetic")
    best = Experiment().with_value("a.alpha", 0.0898).with_value("b.alpha", 0.154)
    assert settled(page, best) == best
    expect(page.locator(".ov").get_by_role("radio", name="best α")).to_be_checked()
    expect(page.locator(".ov-lead")).to_contain_text("Each at its best for this start and tolerance")


def test_maps_come_back_with_their_setting(page: Page):
    """Gradient descent has no decay rates to be mapped; when Adam takes its place, there are maps of them."""
    open_rates(page, Experiment(b=Choice.of("gd")))
    filled(page, 1)
    expect(page.locator(".ov-map:visible")).to_have_count(2)
    page.get_by_label("Right optimizer").select_option("adam")
    expect(page.locator(".ov-map:visible")).to_have_count(4)


def test_a_sweep_is_taken_home(page: Page, tmp_path: Path):
    """Its file holds every run of the chart, and the command beside it names the same link and file."""
    experiment = open_rates(page)
    page.get_by_text("Take it home").click()
    box = page.get_by_test_id("stExpander").filter(has_text="Sweep over")
    box.get_by_role("button", name="Make CSV").click()
    with page.expect_download() as waiting:
        box.get_by_role("button", name=re.compile("^Download")).click()
    waiting.value.save_as(file := tmp_path / waiting.value.suggested_filename)
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    runs = curve(experiment, "b")
    adam = [row for row in rows if row["contender"] == "b"]
    assert [float(row["alpha"]) for row in adam] == runs.alphas.tolist()
    stays = [float(row["stays"]) if row["stays"] else math.nan for row in adam]
    np.testing.assert_array_equal(stays, runs.outcomes.stays)
    command = box.locator("code").first
    expect(command).to_contain_text(budgeted(experiment).link())
    expect(command).to_contain_text(f"--out {file.name}")


def test_a_cell_that_oscillates_says_so(page: Page):
    """Without memory and with large steps, Adam comes to the minimum and leaves it again."""
    open_rates(page)
    filled(page, 2)
    box = page.locator(".ov-map").nth(2)
    x, y = box.locator(".ov-plot").evaluate(
        """(plot, [alpha, row]) => {
      const { xaxis, yaxis } = plot._fullLayout;
      const bounds = plot.getBoundingClientRect();
      return [bounds.left + xaxis._offset + xaxis.d2p(alpha), bounds.top + yaxis._offset + yaxis.d2p(row)];
    }""",
        [0.5, 0.01],
    )
    page.mouse.move(x, y)
    expect(box.locator(".ov-cell")).to_have_text(
        "α = 3.162, β₁ = 0: not in 1,000 steps; within the tolerance at step 2 already, but not to stay"
    )
