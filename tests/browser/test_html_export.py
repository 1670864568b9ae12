"""The HTML file in a real Chromium: from the disk, with the network off."""

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from optim_viz import Adam, Choice, Experiment, perform
from optim_viz.export.html import FORMAT, Options
from optim_viz.export.protocol import silent
from optim_viz.figures.theme import THEMES
from tests.browser.page import comes_to

CDN = "https://cdn.plot.ly/**"
HOSTILE = '</script><img src="x" onerror="globalThis.hit = 1"><b>'

# The colour at a point of a panel, of the canvas that draws the heads.
PIXEL = """([names, w]) => {
  const layout = document.querySelector(".ov-plot")._fullLayout;
  const [x, y] = names.map((name) => layout[name]);
  const canvas = [...document.querySelectorAll(".ov-stage canvas")].at(-1);
  const ratio = canvas.width / canvas.clientWidth;
  const place = [x._offset + x.d2p(w[0]), y._offset + y.d2p(w[1])].map((px) => Math.round(px * ratio));
  return [...canvas.getContext("2d").getImageData(...place, 1, 1).data];
}"""

DRAWN = "document.querySelector('.ov-plot')._fullLayout.width"

Open = Callable[..., None]


@pytest.fixture
def show(page: Page, context: BrowserContext, tmp_path: Path) -> Open:
    """Write the file of an experiment and open it without a network."""

    def open_file(experiment: Experiment = Experiment(), **options: bool) -> None:  # noqa: B008
        file = tmp_path / "race.html"
        file.write_bytes(FORMAT.render(perform(experiment), Options(**options), silent))
        context.set_offline(not options.get("cdn"))
        page.goto(file.as_uri())

    return open_file


def ready(page: Page) -> None:
    """Wait until the pictures are there."""
    expect(page.locator(".ov-ready")).to_be_attached()


def step(page: Page) -> int:
    """The step that the counter shows."""
    return int(re.findall(r"\d+", page.locator(".ov-counter").inner_text())[0])


def head(page: Page, slot: str, w: np.ndarray[Any, Any]) -> str:
    """The colour drawn at a point of a contender's panel, as a theme writes it."""
    names = {"a": ["xaxis", "yaxis"], "b": ["xaxis2", "yaxis2"]}[slot]
    red, green, blue, _ = page.evaluate(PIXEL, [names, w.tolist()])
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_it_plays_without_a_network(page: Page, show: Open):
    """It opens still, plays and pauses by the space bar and by its button, and nothing else moves."""
    page.emulate_media(reduced_motion="reduce")
    show()
    ready(page)
    expect(page.locator(".ov-counter")).to_have_text("step 0 / 200")
    page.keyboard.press(" ")
    page.wait_for_function("parseInt(document.querySelector('.ov-counter').textContent.slice(5)) > 5")
    assert page.evaluate("document.getAnimations().length") == 0
    page.keyboard.press(" ")
    stopped = step(page)
    page.wait_for_timeout(300)
    assert step(page) == stopped
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_scrubbing_keys_and_the_final_point(page: Page, show: Open):
    """Scrubber and keys go to their steps; at the end both heads are drawn at the run's last point."""
    show()
    ready(page)
    race = perform(Experiment())
    counter = page.locator(".ov-counter")
    page.locator(".ov-scrub").fill("120")
    expect(counter).to_have_text("step 120 / 200")
    assert head(page, "a", race.a.x[120]) == THEMES["light"].a
    assert head(page, "b", race.b.x[120]) == THEMES["light"].b
    page.locator("body").click(position={"x": 5, "y": 5})
    for key, expected in (
        ("End", 200),
        ("ArrowLeft", 199),
        ("Shift+ArrowLeft", 189),
        ("Home", 0),
        ("End", 200),
    ):
        page.keyboard.press(key)
        expect(counter).to_have_text(f"step {expected} / 200")
    for slot, trajectory in (("a", race.a), ("b", race.b)):
        assert head(page, slot, trajectory.x[-1]) == getattr(THEMES["light"], slot)
        said = page.locator(f".settings dt.{slot} + dd .point").inner_text()
        assert [float(number) for number in re.findall(r"= (\S+?)(?:,|$)", said)] == trajectory.x[-1].tolist()


def test_hover_and_arithmetic_show_the_numbers(page: Page, show: Open):
    """Under the pointer stands the point's step; Adam's first corrected v is the gradient squared."""
    show()
    ready(page)
    page.locator(".ov-start-b").scroll_into_view_if_needed()
    ring = page.locator(".ov-start-b").bounding_box()
    assert ring
    page.mouse.move(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2, steps=4)
    expect(page.locator(".hoverlayer")).to_contain_text("step 0")
    expect(page.locator(".hoverlayer")).to_contain_text("J 98")
    page.get_by_text("Show the arithmetic").click()
    gradient = np.array([1.0, 20.0]) * (-4, 3)
    row = page.locator(".ov-tables table").last.locator("tr", has_text="v̂").first
    expect(row).to_be_visible()
    comes_to(
        page, lambda: [float(text) for text in row.locator("td").all_inner_texts()[2:]], (gradient**2).tolist()
    )
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ov-step")).to_have_text("step 1 → 2")


@pytest.mark.parametrize(
    ("experiment", "fate"),
    [
        (Experiment(steps=10_000), ""),
        (Experiment(a=Choice.of("gd", alpha=0.5)), "left the view at step 1, ×9 a step, overflow at step 161"),
        (Experiment(steps=1), ""),
    ],
    ids=["10,000 steps", "diverges", "one step"],
)
def test_any_race_can_be_shown(page: Page, show: Open, experiment: Experiment, fate: str):
    """Long, short and diverging runs open and go to their end; what went away says so."""
    show(experiment)
    ready(page)
    page.keyboard.press("End")
    expect(page.locator(".ov-counter")).to_have_text(f"step {experiment.steps:,} / {experiment.steps:,}")
    expect(page.locator(".ov-fate-a span")).to_have_text(fate)
    assert head(page, "b", perform(experiment).b.x[-1]) == THEMES["light"].b


@pytest.mark.parametrize("width", [390, 2560])
def test_it_fits_a_telephone_and_a_projector(page: Page, show: Open, width: int):
    """Nothing is cut off at the side; the four panels keep inside, also after the window has changed."""
    page.set_viewport_size({"width": 1000, "height": 900})
    show(dark=True)
    ready(page)
    expect(page.locator("body")).to_have_css("background-color", "rgb(15, 20, 25)")
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function(f"Math.abs({DRAWN} - document.querySelector('.ov').clientWidth) < 1")
    comes_to(page, lambda: page.evaluate("document.documentElement.scrollWidth"), width)


def test_names_are_shown_as_they_are(page: Page, show: Open, monkeypatch):
    """Markup in a name is text everywhere: in the title, beside the pictures, in tables."""
    monkeypatch.setattr(Adam, "name", HOSTILE)
    show()
    ready(page)
    page.get_by_text("Show the arithmetic").click()
    assert HOSTILE in page.title()
    for place in (".ov-b strong", ".ov-tables th[style]", ".words th.b"):
        expect(page.locator(place).filter(has_text="onerror").first).to_have_text(HOSTILE)
    assert page.evaluate("globalThis.hit") is None


def test_plotly_js_from_a_network_is_taken_if_it_is_the_same(
    page: Page, context: BrowserContext, show: Open, problems: list[str]
):
    """The installed file is taken, the same with one more byte is refused, and the page says why."""
    known = (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    served = [known]

    def answer(route: Route) -> None:
        route.fulfill(
            body=served[0], content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"}
        )

    context.route(CDN, answer)
    show(cdn=True)
    ready(page)
    assert len(problems) == 1
    asked = "request to another host: https://cdn.plot.ly/plotly-"
    assert asked in problems.pop()
    served[0] = known + b"\n"
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("plotly.js could not be loaded from https://cdn.plot.ly/")
    # The browser's own words may come after those of the page.
    comes_to(page, lambda: [part in " ".join(problems) for part in (asked, "integrity")], [True, True])
    problems.clear()


def test_without_its_network_the_file_says_what_is_missing(
    page: Page, context: BrowserContext, show: Open, problems: list[str]
):
    """A sentence stands in place of the pictures; the words and the arithmetic are there all the same."""
    context.route(CDN, lambda route: route.abort())
    show(cdn=True)
    expect(page.get_by_role("alert")).to_contain_text("for which a network is needed")
    expect(page.locator(".words li").first).to_be_visible()
    page.get_by_text("Show the arithmetic").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ov-step")).to_have_text("step 1 → 2")
    comes_to(page, lambda: {said.split(":")[0] for said in problems}, {"request to another host", "console"})
    problems.clear()
