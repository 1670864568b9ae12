"""Makes the pictures of the README: the real app, driven in a headless Chromium.

    python -m assets.make_pictures

in the repository's folder, with the extra ``test`` installed, writes beside this file

compare.webp
    An animation: the opening screen is played, then the learning rate of both is dragged.
page-light.webp, page-dark.webp
    The whole page as it opens.
rates-light.webp, rates-dark.webp
    The chart of the learning-rate page.
eleven-light.webp, eleven-dark.webp
    The page of eleven learning rates, on raw features.
network-light.webp, network-dark.webp
    The page of the network after a training, down to what the first layer looks for.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from optim_viz.presets import STUDIES
from tests.browser.find_browser import find_browser
from tests.running import running

HERE = Path(__file__).parent
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")

Frame = tuple[Image.Image, int]
"""A picture and for how many milliseconds it is shown."""

ANIMATION_WIDTH = 1000
ANIMATION_BYTES = 2_500_000

# A headless browser draws no pointer; without one, a dragged slider seems to move by itself.
POINTER = """
const pointer = document.createElement("div");
pointer.style.cssText = "position:fixed;z-index:1000000;pointer-events:none;left:-99px;top:0";
pointer.innerHTML = `<svg width="26" height="26" viewBox="0 0 20 20"><path d="M3 1v15l4-4 3 6 3-1-3-6h6z"
  fill="#111" stroke="#fff" stroke-width="1.3"/></svg>`;
document.body.append(pointer);
const follow = (e) => { pointer.style.left = `${e.clientX - 3}px`; pointer.style.top = `${e.clientY}px`; };
document.addEventListener("pointermove", follow, true);
"""


def opened(browser: Browser, url: str, width: int, height: int, scale: float, scheme: str = "light") -> Page:
    """The opening screen in a window of its own, once it stands still."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(url)
    page.locator(".ov-plot .main-svg").first.wait_for()
    page.get_by_text("More settings").wait_for()
    page.locator(".ov-ready").wait_for()
    page.wait_for_timeout(1500)
    return page


def picture(page: Page, bottom: float) -> Image.Image:
    """The window down to ``bottom``, in CSS pixels."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.viewport_size is not None
    clip = {"x": 0.0, "y": 0.0, "width": float(page.viewport_size["width"]), "height": bottom}
    return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")  # type: ignore[arg-type]


def bottom_of(place: Locator) -> float:
    """Where an element ends, in CSS pixels from the top of the window."""
    box = place.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def scene(page: Page) -> Iterator[Frame]:
    """The opening screen: 100 steps are played, then one slider is dragged for both learning rates."""
    page.evaluate(POINTER)
    bottom = math.ceil(bottom_of(page.locator(".ov-clock"))) + 12
    scrub = page.locator(".ov-scrub")
    yield picture(page, bottom), 900
    for step in [*range(1, 40), *range(40, 101, 2)]:
        scrub.evaluate("(e, t) => { e.value = t; e.dispatchEvent(new Event('input', {bubbles: true})) }", step)
        yield picture(page, bottom), 60
    yield picture(page, bottom), 900

    slider = page.locator(".ov-a input[type=range]").first
    at, last = int(slider.input_value()), int(slider.get_attribute("max") or 0)

    def nearest(alpha: float) -> int:
        low, high = 1e-5, 10.0
        return round(math.log(alpha / low) / math.log(high / low) * last)

    page.mouse.move(*thumb(slider, at, last))
    yield picture(page, bottom), 600
    page.mouse.down()
    page.wait_for_timeout(600)
    for alpha, rest in ((0.01, 700), (0.112, 1200), (0.05, 300)):
        to = nearest(alpha)
        for position in range(at, to, 1 if to > at else -1):
            page.mouse.move(*thumb(slider, position, last))
            yield picture(page, bottom), 80
        page.mouse.move(*thumb(slider, to, last))
        yield picture(page, bottom), rest
        at = to
    page.mouse.up()
    page.wait_for_timeout(1500)
    yield picture(page, bottom), 2000


def thumb(slider: Locator, position: int, last: int, size: float = 16) -> tuple[float, float]:
    """Where the thumb of a slider is when it stands at ``position`` of 0 ... ``last``."""
    box = slider.bounding_box()
    assert box is not None
    return box["x"] + size / 2 + position / last * (box["width"] - size), box["y"] + box["height"] / 2


def animate(frames: list[Frame], path: Path) -> None:
    """Write an animation, and see that it is not too heavy for a README."""
    height = round(ANIMATION_WIDTH * frames[0][0].height / frames[0][0].width)
    first, *rest = (image.resize((ANIMATION_WIDTH, height), Image.Resampling.LANCZOS) for image, _ in frames)
    first.save(
        path,
        save_all=True,
        append_images=rest,
        duration=[milliseconds for _, milliseconds in frames],
        loop=0,
        quality=82,
        method=4,
    )
    size = path.stat().st_size
    assert size <= ANIMATION_BYTES, f"{path.name} has {size:,} bytes; at most {ANIMATION_BYTES:,} are wanted."


def main() -> None:
    """Make all pictures anew."""
    with running() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))
        for scheme in ("light", "dark"):
            page = opened(browser, url, 1400, 1400, 1.5, scheme)
            whole = picture(page, bottom_of(page.get_by_text("More settings")) + 24)
            whole.save(HERE / f"page-{scheme}.webp", quality=88, method=6)
            page.close()
            page = opened(browser, f"{url}/learning-rate", 1400, 1100, 1.5, scheme)
            page.locator(".ov-words-robust li").nth(5).wait_for()
            rates = picture(page, bottom_of(page.locator(".ov-words-robust")) + 12)
            rates.save(HERE / f"rates-{scheme}.webp", quality=88, method=6)
            page.close()
            study = STUDIES[1].experiment.link()
            page = opened(browser, f"{url}/eleven-learning-rates?{study}", 1400, 1400, 1.5, scheme)
            page.keyboard.press("End")
            page.wait_for_timeout(500)
            eleven = picture(page, bottom_of(page.locator(".ov-clock")) + 12)
            eleven.save(HERE / f"eleven-{scheme}.webp", quality=88, method=6)
            page.close()
            page = opened(browser, f"{url}/network", 1400, 2400, 1.5, scheme)
            page.get_by_role("button", name="Train", exact=True).click()
            page.locator('.ov[data-state="done"]').wait_for(timeout=120_000)
            page.locator(".ov-inside-units canvas").first.wait_for()
            page.wait_for_timeout(1500)
            network = picture(page, bottom_of(page.locator(".ov-inside-units")) + 12)
            network.save(HERE / f"network-{scheme}.webp", quality=86, method=6)
            page.close()
        animate(list(scene(opened(browser, url, 1366, 900, 1))), HERE / "compare.webp")
        browser.close()
    for path in sorted(HERE.glob("*.webp")):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
