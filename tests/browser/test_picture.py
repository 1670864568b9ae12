"""The picture buttons: the figure as on the screen, as PNG and as SVG, on the page and in the HTML file."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from optim_viz import Choice, Experiment, perform
from optim_viz.export import file_name, save
from optim_viz.figures.theme import THEMES
from tests.browser.page import go_to, on_screen, open_page

TWINS = Experiment(a=Choice.of("adam", alpha=0.2), b=Choice.of("adam", alpha=0.4))
STEP = 20
SVG = "{http://www.w3.org/2000/svg}"
ROOM = 32
"""What a picture has above the panels, in CSS pixels: the names stand there."""

RANGES = """() => {
  const { xaxis, yaxis } = document.querySelector(".ov-plot")._fullLayout;
  return [...xaxis.range, ...yaxis.range];
}"""


PLAYHEAD = """step => {
  const { xaxis3: x, yaxis3: y } = document.querySelector(".ov-plot")._fullLayout;
  return [x._offset + x.d2p(step), y._offset + y._length - 20];
}"""
"""A place of a step in the panel of the costs, in CSS pixels; the curves are above it."""

SIZE = """() => {
  const { width, height } = document.querySelector(".ov-plot")._fullLayout;
  return [width, height];
}"""

ZOOM = "Plotly.relayout(document.querySelector('.ov-plot'), {'xaxis.range': [-5, -1], 'yaxis.range': [1, 3.5]})"


@pytest.fixture(params=["page", "file", "dark page"])
def show(request: Any, page: Page, context: BrowserContext, tmp_path: Path) -> Callable[[Experiment], str]:
    """Open an experiment on the page or in a file of its own, without a network; gives the look."""

    def opened(experiment: Experiment) -> str:
        if request.param == "file":
            save(experiment, tmp_path / "race.html")
            context.set_offline(True)
            page.goto((tmp_path / "race.html").as_uri())
            page.locator(".ov.ov-ready").wait_for()
            return "light"
        look = "dark" if "dark" in request.param else "light"
        page.emulate_media(color_scheme=look)
        open_page(page, experiment=experiment)
        return look

    return opened


def taken(page: Page, title: str) -> tuple[str, Path]:
    """Click a button of the figure's bar: the file's name, and where it is."""
    page.locator(".ov-plot").hover(position={"x": 300, "y": 150})
    with page.expect_download() as download:
        page.locator(f'.modebar-btn[data-title="Download this picture as {title}"]').click()
    return download.value.suggested_filename, Path(download.value.path())


def near(picture: Image.Image, place: tuple[float, float], colour: str, reach: int = 3) -> bool:
    """Whether a pixel close to a place, in CSS pixels of the figure, has a colour."""
    x, y = round(2 * place[0]), round(2 * (place[1] + ROOM))
    part = np.asarray(picture.convert("RGB"))[y - reach : y + reach + 1, x - reach : x + reach + 1]
    return bool((np.abs(part.astype(int) - list(bytes.fromhex(colour[1:]))).max(axis=-1) < 12).any())


def over(ground: str, ink: str, share: float) -> str:
    """The colour of a half transparent ink on a ground."""
    below, above = (np.array(list(bytes.fromhex(colour[1:]))) for colour in (ground, ink))
    return "#" + bytes(np.round((1 - share) * below + share * above).astype(int).tolist()).hex()


def test_png_is_the_picture_on_the_screen(page: Page, show: Callable[[Experiment], str]):
    """Twice as fine, opaque to its corners, with heads, start rings and playhead, and with a telling name."""
    theme = THEMES[show(Experiment())]  # type: ignore[index]
    race = perform(Experiment())
    go_to(page, STEP)
    name, path = taken(page, "PNG")
    assert name == file_name(Experiment(), ".png")
    size = page.evaluate(SIZE)
    with Image.open(path) as picture:
        assert picture.size == (2 * size[0], 2 * (size[1] + ROOM))
        corners = [(0, 0), (picture.width - 1, picture.height - 1)]
        assert [picture.convert("RGBA").getpixel(at) for at in corners] == 2 * [
            (*bytes.fromhex(theme.panel[1:]), 255)
        ]
        for slot, run in (("a", race.a), ("b", race.b)):
            box = page.locator(".ov-plot").bounding_box()
            assert box
            head, start = (
                (x - box["x"], y - box["y"]) for x, y in on_screen(page, slot, [run.x[STEP], run.x[0]])
            )
            assert near(picture, head, getattr(theme, slot))
            assert near(picture, (start[0] + 6.5, start[1]), theme.text)
        line = over(theme.panel, theme.muted, 0.8)
        assert near(picture, page.evaluate(PLAYHEAD, STEP), line)
        assert not near(picture, page.evaluate(PLAYHEAD, STEP + 5), line)


def test_svg_has_names_and_the_window_of_the_screen(page: Page, show: Callable[[Experiment], str]):
    """Both names stand in it as text, also of two of one kind; a zoom is kept, on the screen as well."""
    show(TWINS)
    page.evaluate(ZOOM)
    ranges = page.evaluate(RANGES)
    go_to(page, STEP)
    name, path = taken(page, "SVG")
    assert name == file_name(TWINS, ".svg")
    root = ET.parse(path).getroot()
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert [text for text in texts if text.startswith("Adam")] == ["Adam (α = 0.2)", "Adam (α = 0.4)"]
    assert "cost J / J₀ against step" in texts
    assert "−3" in texts
    assert "5" not in texts  # a tick of the whole window
    assert not list(root.iter(f"{SVG}image"))
    assert page.evaluate(RANGES) == ranges


def test_a_run_that_left_says_so_in_the_picture(page: Page):
    """What the panel says of it on the screen is a text of the SVG."""
    experiment = Experiment(a=Choice.of("gd", alpha=0.5))
    open_page(page, experiment=experiment)
    go_to(page, 180)
    _, path = taken(page, "SVG")
    texts = ["".join(text.itertext()) for text in ET.parse(path).getroot().iter(f"{SVG}text")]
    assert "left the view at step 1, ×9 a step, overflow at step 161" in texts
