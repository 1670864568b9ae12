"""The frame around the page: colours, plotly.js."""

import pytest
from playwright.sync_api import Page, expect

from optim_viz.ui.plotly_js import plotly_url
from optim_viz.ui.settings import settings

PLOTLY_JS = """async path => {
  const { href } = new URL(path, document.baseURI);
  await import(href);
  // The browser writes its record of a transfer at leisure.
  while (!performance.getEntriesByName(href).length) await new Promise(requestAnimationFrame);
  return performance.getEntriesByName(href)[0].transferSize;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system(page: Page, scheme):
    """A reader whose system is dark gets a dark page, without asking."""
    page.emulate_media(color_scheme=scheme)
    page.goto("/")
    colour = settings()[f"theme.{scheme}.backgroundColor"].lstrip("#")
    red, green, blue = bytes.fromhex(colour)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", f"rgb({red}, {green}, {blue})")


def test_plotly_is_fetched_once(page: Page):
    """A second visit takes plotly.js from the browser's own store: nothing is transferred."""
    page.goto("/")
    assert page.evaluate(PLOTLY_JS, plotly_url()) > 1e6
    page.goto("/?f=quadratic")
    assert page.evaluate(PLOTLY_JS, plotly_url()) == 0


def test_nothing_of_the_server_is_shown_as_a_menu(page: Page):
    """No deploy button, no developer's menu, no link to anywhere."""
    page.goto("/")
    expect(page.get_by_test_id("stApp")).to_be_visible()
    expect(page.get_by_test_id("stAppDeployButton")).to_have_count(0)
    expect(page.get_by_text("Deploy", exact=True)).to_have_count(0)
