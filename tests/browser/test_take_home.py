"""Take it home: what the page gives is what was on it."""

import csv
import io
import json
import shutil
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from optim_viz import Choice, Experiment, Race, perform
from optim_viz.export import FORMATS, file_name, save
from optim_viz.figures.theme import THEMES
from tests.browser.page import address, calm, click_preset, comes_to, open_page, settled

TURNED = Experiment(
    f=Choice.of("quadratic", kappa=12.5, angle=30.0),
    a=Choice.of("momentum", alpha=0.02),
    start=(-3.3, 1.7),
    steps=60,
)
TITLES = {known.key: known.title for known in FORMATS}


def taken(page: Page, title: str) -> Locator:
    """Open the fold-out where it is closed, choose a format, and give the fold-out."""
    box = page.get_by_test_id("stExpander").filter(has_text="Take it home")
    choice = box.get_by_role("radio", name=title, exact=True)
    if not choice.is_visible():
        box.get_by_text("Take it home").click()
    choice.click()
    expect(choice).to_be_checked()
    # The words about a format are the first of it that comes; with the run's end all the rest is there.
    about = next((known.about for known in FORMATS if known.title == title), "Opens the same page")
    expect(box).to_contain_text(about)
    calm(page)
    return box


def downloaded(page: Page, box: Locator) -> tuple[str, Path]:
    """Click the download button: the file's name, and where it is."""
    button = box.get_by_test_id("stDownloadButton").get_by_role("button")
    expect(button).to_have_count(1)  # that of the format before has gone
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path())


def content(race: Race, key: str, **options: bool) -> bytes:
    """The file as Python writes it."""
    file = io.BytesIO()
    save(race, file, format=key, **options)
    return file.getvalue()


def last_points(race: Race) -> list[list[float]]:
    """Where both runs end."""
    return [run.x[int(run.last)].tolist() for run in (race.a, race.b)]


def test_every_format_is_offered(page: Page):
    """The link first, then what this machine can make, in the registry's order; nothing before it is open."""
    open_page(page)
    box = page.get_by_test_id("stExpander").filter(has_text="Take it home")
    expect(box.get_by_role("radio")).to_have_count(0)
    taken(page, "PNG picture")
    offered = [title for key, title in TITLES.items() if key != "mp4" or shutil.which("ffmpeg")]
    expect(box.get_by_role("radio")).to_have_text(["Link", *offered])
    expect(box.locator("img")).to_be_visible()


def test_files_are_those_of_python(page: Page):
    """Each name tells what is inside; the content is, byte for byte, what `save` writes for the page's link."""
    open_page(page, experiment=TURNED)
    race = perform(settled(page))
    for key in ("png", "svg", "csv", "json", "html"):
        name, path = downloaded(page, taken(page, TITLES[key]))
        assert name == f"momentum-vs-adam_kappa-12.5_angle-30_alpha-0.02-0.099.{key}"
        assert path.read_bytes() == content(race, key)


def test_csv_and_json_have_the_numbers_of_the_page_s_link(page: Page):
    """After a click on a situation, both files have its last points, and the address says the same run."""
    open_page(page)
    click_preset(page, "Turned valley")
    page.wait_for_function("decodeURIComponent(location.search).includes('f.angle=30')")
    experiment, remarks = Experiment.from_query(urlsplit(address(page)).query)
    assert not remarks
    settled(page, experiment)
    expected = last_points(perform(experiment))
    name, path = downloaded(page, taken(page, "CSV"))
    assert name == file_name(experiment, ".csv")
    rows = list(csv.DictReader(path.read_text("ascii").splitlines()))
    ends = [[row for row in rows if row["contender"] == slot][-1] for slot in "ab"]
    assert [[float(end["w1"]), float(end["w2"])] for end in ends] == expected
    _, path = downloaded(page, taken(page, "JSON"))
    said = json.loads(path.read_text("ascii"))
    assert [said[slot]["w"] for slot in "ab"] == expected
    assert Experiment.from_query(said["link"])[0] == experiment


def test_a_script_repeats_the_page_s_run(page: Page):
    """Downloaded and run alone, it prints the last points digit for digit; the one-liners stand on the page."""
    open_page(page, experiment=TURNED)
    name, path = downloaded(page, taken(page, "NumPy script"))
    assert name == file_name(TURNED, ".py")
    told = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True).stdout
    for line, point in zip(told.splitlines(), last_points(perform(TURNED)), strict=True):
        assert f"w = {point}" in line
    box = taken(page, "Keras script")
    expect(box).to_contain_text("tf.keras.optimizers.SGD(learning_rate=0.02, momentum=0.9)")
    expect(box).to_contain_text(
        "tf.keras.optimizers.Adam(learning_rate=0.099, beta_1=0.9, beta_2=0.999, epsilon=1e-08)"
    )


def test_a_gif_is_made_by_a_click(page: Page):
    """Nothing is there to download before; then it has the frames asked for, and goes when the settings do."""
    open_page(page)
    box = taken(page, "Animated GIF")
    expect(box.get_by_test_id("stDownloadButton")).to_have_count(0)
    for label, text in (("width", "400"), ("length", "1"), ("frames a second", "10")):
        typed(box, label, text)
    box.get_by_role("button", name="Make Animated GIF").click()
    expect(box.get_by_test_id("stDownloadButton")).to_be_visible()
    calm(page)
    name, path = downloaded(page, box)
    assert name == file_name(Experiment(), ".gif")
    with Image.open(path) as picture:
        assert (picture.n_frames, picture.width, picture.info["loop"]) == (10, 400, 0)
    typed(box, "frames a second", "12")
    expect(box.get_by_test_id("stDownloadButton")).to_have_count(0)


def option(box: Locator, label: str) -> Locator:
    """The field of an option."""
    return box.get_by_test_id("stTextInput").filter(has_text=label).locator("input")


def typed(box: Locator, label: str, text: str) -> None:
    """Type a number into an option."""
    field = option(box, label)
    field.fill(text)
    field.press("Enter")


def test_the_link_is_the_page_s(page: Page):
    """What stands there is the page's address, and opens the same experiment in another window."""
    open_page(page, experiment=TURNED)
    box = taken(page, "Link")
    expect(box.locator("code")).to_contain_text("f.kappa=12.5")
    page.locator(".ov").get_by_role("button", name="One step on").click()
    expect(box.locator("code")).to_contain_text("&step=1")
    link = box.locator("code").inner_text()
    shown, here = urlsplit(link), urlsplit(address(page))
    assert (shown.netloc, shown.query) == (here.netloc, f"{TURNED.link()}&step=1")
    assert Experiment.from_query(shown.query) == Experiment.from_query(here.query) == (TURNED, ())
    other = page.context.new_page()
    other.goto(link)
    assert settled(other) == TURNED


def test_a_width_out_of_range_does_no_harm(page: Page):
    """What cannot be is refused with value and range, and the picture is made as it was."""
    open_page(page)
    box = taken(page, "PNG picture")
    field = option(box, "width")
    for text in ("5", "99999", "-1", "", "801.5", "abc"):
        typed(box, "width", text)
        said = f"width of PNG picture must be a whole number in [400, 4000]; got '{text}'. The old value stays."
        expect(box.get_by_role("alert")).to_have_text(said)
        expect(field).to_have_value("1200")
        calm(page)
        _, path = downloaded(page, box)
        with Image.open(path) as picture:
            assert picture.width == 1200, text
    expect(page.get_by_test_id("stException")).to_have_count(0)
    typed(box, "width", "640")
    expect(box.get_by_role("alert")).to_have_count(0)
    calm(page)
    _, path = downloaded(page, box)
    with Image.open(path) as picture:
        assert picture.width == 640


def test_dark_pictures(page: Page):
    """A picture that is asked for dark has the dark ground, and so has its preview."""
    open_page(page)
    box = taken(page, "PNG picture")
    light = str(box.locator("img").get_attribute("src"))
    box.get_by_text("dark", exact=True).click()
    expect(box.locator("img")).not_to_have_attribute("src", light)
    calm(page)
    _, path = downloaded(page, box)
    dark = tuple(bytes.fromhex(THEMES["dark"].panel[1:]))
    preview = b64decode(str(box.locator("img").get_attribute("src")).partition(",")[2])
    for picture in (Image.open(path), Image.open(io.BytesIO(preview))):
        with picture:
            assert picture.convert("RGB").getpixel((0, 0)) == dark


def test_every_file_has_a_preview(page: Page):
    """Below each format stands its picture, or the first lines of its text."""
    open_page(page)
    for known in FORMATS:
        if known.missing():
            continue
        box = taken(page, known.title)
        kind, _, part = known.mime.partition("/")
        picture = kind in ("image", "video") or part in ("pdf", "html")
        expect(box.locator("img" if picture else "pre").first).to_be_visible()


def test_it_can_be_read_in_the_dark(page: Page):
    """In dark mode the fold-out's words keep a contrast of 4.5 to 1 against the page (WCAG 2, AA)."""
    page.emulate_media(color_scheme="dark")
    open_page(page)
    for title in ("Link", "CSV", "NumPy script", "PNG picture"):
        box = taken(page, title)
        comes_to(page, lambda box=box: faint(box), {})


def faint(box: Locator) -> dict[str, float]:
    """The words of a fold-out with too little contrast, and how much they have."""
    said = box.locator("p, code, code *").evaluate_all(COLOURS)
    assert len(said) > len(TITLES)
    return {text: contrast(*colours) for text, *colours in said if contrast(*colours) < 4.5}


COLOURS = """elements => elements.filter(each => each.textContent.trim()).map(element => {
  const layers = [];
  let alpha = 1;
  for (let at = element; at; at = at.parentElement) {
    alpha *= +getComputedStyle(at).opacity;
    layers.unshift(getComputedStyle(at).backgroundColor);
  }
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const paint = colour => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const ground = layers.map(paint).at(-1);
  context.globalAlpha = alpha;
  return [element.textContent, paint(getComputedStyle(element).color), ground];
})"""
"""The text of elements, the colour that it has in effect, and the one of the ground behind it."""


def contrast(ink: list[int], ground: list[int]) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted(luminance(colour) for colour in (ink, ground))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: list[int]) -> float:
    """Relative luminance, 0 to 1, as WCAG 2 defines it."""
    share = np.array(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
