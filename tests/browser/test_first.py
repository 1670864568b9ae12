"""The first pictures: on the screen before plotly.js, and where it then draws them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from optim_viz import Experiment
from optim_viz.ui.plotly_js import plotly_url
from tests.browser.page import settled

# Of each canvas, from back to front: how many pixels are painted, and the middle of these.
CANVASES = """() => [...document.querySelectorAll(".ov-stage canvas")].map((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let [count, x, y] = [0, 0, 0];
  for (let i = 0; i < data.length / 4; i++) {
    if (!data[4 * i + 3]) continue;
    count += 1;
    x += i % canvas.width;
    y += Math.floor(i / canvas.width);
  }
  return [count, x / count, y / count];
})"""


@pytest.mark.parametrize("width", [1440, 390])
def test_the_first_pictures_wait_for_no_library(page: Page, width: int):
    """Paths and curves are drawn while plotly.js is on its way, and nothing moves when it comes."""
    experiment = Experiment(start=(3.0, 2.0)).with_value("f.angle", 30.0)
    held: list[Route] = []
    page.set_viewport_size({"width": width, "height": 900})
    page.route(f"**{plotly_url()}", lambda route: held.append(route))
    page.goto(f"/?{experiment.link()}", wait_until="commit")
    expect(page.locator(".ov.ov-first")).to_be_attached()
    expect(page.locator(".ov-start-a")).to_be_hidden()
    stage = page.locator(".ov-stage").bounding_box()
    (back, *_), _, heads = page.evaluate(CANVASES)
    assert back > 10_000
    assert heads[0] > 100
    held[0].continue_()
    settled(page, experiment)
    (back, *_), _, after = page.evaluate(CANVASES)
    assert back == 0
    assert after[1:] == pytest.approx(heads[1:], abs=1)
    assert page.locator(".ov-stage").bounding_box() == stage
    expect(page.locator(".ov-start-a")).to_be_visible()
