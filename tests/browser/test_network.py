"""The page of the network in a browser: train, watch, pause, leave and come back, stop, pin, take home."""

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect

from optim_viz import datasets
from optim_viz.datasets import load_digits
from optim_viz.network_experiment import NetworkExperiment
from tests.browser.page import PATIENCE, calm, comes_to, nameless, type_into
from tests.browser.test_looks import CUT_OFF, SCROLLING, SIDEWAYS
from tests.running import running

STATE = "state => document.querySelector('.ov')?.dataset.state === state"
SHARE = "() => Number(document.querySelector('.ov').dataset.share)"
WATCH = """() => {
  globalThis.seen = [];
  new MutationObserver(() => seen.push(1))
    .observe(document.querySelector(".ov"), { attributes: true, attributeFilter: ["data-share"] });
}"""
ENDLESS = "f=network&f.batch=1&epochs=100"  # on any machine longer than a test
POINTS = """() => document.querySelector("[data-chart=curves]")._fullData.map(trace => trace.x.length)"""
SECTIONS = ("rates", "units", "answers", "confusion")
PRESENT = """async part => {
  const have = document.querySelector(`.ov-inside-${part}`).dataset.version ?? "";
  const job = sessionStorage.getItem("optim-viz training");
  const mode = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const reply = await fetch(`/optim-viz/network?${new URLSearchParams({ part, have, job, mode })}`);
  return Boolean((await reply.json()).same);
}"""
"""Whether a section shows what the server knows now: it is drawn anew while a training goes on."""


def open_network(page: Page, query: str = "") -> None:
    """Open the page and wait until its chart stands."""
    page.goto(f"/network?{query}" if query else "/network")
    page.wait_for_selector(".ov.ov-ready")
    calm(page)


def train(page: Page) -> None:
    """Press Train and wait until it runs, or is done already."""
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function("() => ['running', 'done'].includes(document.querySelector('.ov').dataset.state)")


def look_inside(page: Page) -> None:
    """After a training: look at each section until it shows how the training has ended."""
    for section in SECTIONS:
        place = page.locator(f".ov-inside-{section}")
        place.scroll_into_view_if_needed()
        expect(place).to_be_visible()
        comes_to(page, lambda section=section: page.evaluate(PRESENT, section), True)


def stands_still(page: Page) -> float:
    """Wait until no more news come for a while; how much of the training is done then."""
    end = monotonic() + PATIENCE / 1000
    held = None
    while held != (held := page.evaluate(SHARE)):
        assert monotonic() < end, "it goes on"
        page.wait_for_timeout(1500)
    return float(held)


def until(page: Page, state: str) -> None:
    """Wait until the training is in a state."""
    page.wait_for_function(STATE, arg=state)


def status(page: Page) -> str:
    """What is said of the training."""
    return page.locator(".ov-status").inner_text()


def test_curves_grow_while_it_trains_and_can_be_held(page: Page):
    """A dozen states are seen on the way; a pause holds, another page and back finds it, stop ends it."""
    open_network(page, ENDLESS)
    page.evaluate(WATCH)
    train(page)
    for count in range(1, 13):  # each of them in its own time: workers stand back where others have work to do
        page.wait_for_function("count => seen.length > count", arg=count)
    page.wait_for_function(f"() => Math.min(...({POINTS})()) >= 2")
    page.get_by_role("button", name="Pause").click()
    until(page, "paused")
    held = stands_still(page)  # the last news may still be on their way
    page.wait_for_timeout(1500)
    assert page.evaluate(SHARE) == held
    assert status(page).startswith("Paused in epoch")
    page.get_by_role("link", name="Compare").click()
    page.wait_for_selector(".ov-start-a")
    page.get_by_role("link", name="Network").click()
    until(page, "paused")
    assert page.evaluate(SHARE) == held
    page.get_by_role("button", name="Go on").click()
    until(page, "running")
    page.wait_for_function(f"({SHARE})() > {held}")
    page.get_by_role("button", name="Stop").click()
    until(page, "stopped")
    assert status(page).startswith("Stopped in epoch")


def test_others_wait_in_a_queue_with_their_place(page: Page, new_context: Callable[[], BrowserContext]):
    """Who comes when all workers are taken is told the place, and begins when one is free."""
    second = new_context().new_page()
    second.set_default_timeout(PATIENCE)
    for visitor in (page, second):
        open_network(visitor, ENDLESS)
        visitor.get_by_role("button", name="Train", exact=True).click()
        until(visitor, "running" if visitor is page else "waiting")
    assert status(second) == "Waits for a free place, 1 in the queue: it is the next."
    page.get_by_role("button", name="Stop").click()
    until(second, "running")
    second.get_by_role("button", name="Stop").click()
    until(second, "stopped")


def test_a_reload_finds_the_training_again(page: Page):
    """It goes on, with what was pinned; another tab does not share it."""
    open_network(page, "f=network&epochs=1")
    train(page)
    until(page, "done")
    page.get_by_role("button", name="Pin").click()
    expect(page.locator(".ov-pins li")).to_have_count(1)
    type_into(page, "f.batch", "1")
    type_into(page, "epochs", "100")
    train(page)
    until(page, "running")
    page.reload()
    until(page, "running")
    expect(page.locator(".ov-pins li")).to_have_count(1)
    other = page.context.new_page()
    open_network(other, ENDLESS)
    assert status(other) == "Not trained yet."
    other.close()
    page.get_by_role("button", name="Stop").click()
    until(page, "stopped")


def test_a_page_that_is_closed_frees_its_place(page: Page):
    """Not at once, since it may be loaded anew; whoever waits begins then."""
    with running(environment={"OPTIM_VIZ_WORKERS": "2", "OPTIM_VIZ_LEFT": "2"}) as server:
        other = page.context.new_page()
        for visitor, state in ((page, "running"), (other, "waiting")):
            visitor.goto(f"{server}/network?{ENDLESS}")
            visitor.wait_for_selector(".ov.ov-ready")
            visitor.get_by_role("button", name="Train", exact=True).click()
            until(visitor, state)
        page.goto("about:blank")
        until(other, "running")
        other.close()


def test_sections_show_what_was_learned(page: Page):
    """After a training: learning rates, units, digits with both answers, confusions, and the sweep of alpha."""
    open_network(page, "f=network&epochs=1&a.alpha=0.3")
    train(page)
    until(page, "done")
    look_inside(page)
    expect(page.locator(".ov-digits li")).to_have_count(24)
    expect(page.locator(".ov-confusion")).to_have_count(2)
    shown = page.locator(".ov-confusion-b .ov-right").all_inner_texts()
    right = sum(int(text.replace(",", "")) for text in shown)
    expect(page.locator(".ov-words-network")).to_contain_text(f"Adam {right:,} (")
    page.locator(".ov-which").scroll_into_view_if_needed()
    expect(page.locator(".ov-alphas-source")).to_contain_text("Ready: made on")
    expect(page.locator(".ov-alphas-words li")).not_to_have_count(0)


def test_a_sweep_is_begun_cancelled_and_gone_on_with(page: Page):
    """What is done is kept, gone on with, and shown as soon as there is something to compare."""
    open_network(page, "f=network&f.batch=8&epochs=1")
    page.locator(".ov-which").scroll_into_view_if_needed()
    page.get_by_role("button", name="Compute again").click()
    said = page.locator(".ov-alphas-said")
    expect(said).to_contain_text(re.compile(r"^[1-9]\d* of 150 trainings"))
    expect(page.locator(".ov-alphas-source")).to_contain_text("Computed here: 10,000 digits")
    page.get_by_role("button", name="Cancel").click()
    expect(said).to_contain_text("which are kept")
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    kept = int(said.inner_text().split()[0])
    expect(page.locator(".ov-alphas-source")).to_contain_text("batches of 8, 1 epoch")
    page.wait_for_function(
        "kept => parseInt(document.querySelector('.ov-alphas-said').textContent) > kept", arg=kept
    )
    page.get_by_role("button", name="Cancel").click()
    expect(said).to_contain_text("which are kept")


def test_a_late_answer_about_a_sweep_is_dropped(page: Page):
    """One that was asked for before the sweep was begun, and comes after it, ends nothing on the page."""
    held: list[tuple[Route, APIResponse]] = []

    def answer(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    open_network(page, "f=network&f.batch=8&epochs=1")
    page.locator(".ov-which").scroll_into_view_if_needed()
    expect(page.locator(".ov-alphas-source")).to_contain_text("Ready: made on")
    page.route("**/optim-viz/network?part=alphas**", answer)
    type_into(page, "seed", "1")
    comes_to(page, lambda: len(held), 1)
    page.get_by_role("button", name="Compute again").click()
    said = page.locator(".ov-alphas-said")
    expect(said).to_contain_text("of 150 trainings")
    (route, late), *_ = held
    with page.expect_response(lambda response: response.request == route.request):
        route.fulfill(response=late)
    expect(said).to_contain_text(re.compile(r"^[1-9]\d* of 150 trainings"))
    page.get_by_role("button", name="Cancel").click()
    expect(said).to_contain_text("which are kept")


def test_what_was_trained_is_compared_with_what_was_pinned(page: Page):
    """A pinned pair stays when others are trained, puts its settings back, and can be taken off."""
    open_network(page, "f=network&epochs=1")
    train(page)
    until(page, "done")
    page.get_by_role("button", name="Pin").click()
    pinned = page.locator(".ov-pins li")
    expect(pinned).to_have_count(1)
    expect(pinned).to_contain_text("Adam, α = 0.001")
    type_into(page, "b.alpha", "0.01")
    expect(page.locator(".ov-status")).to_contain_text("other settings")
    page.get_by_role("button", name="Train", exact=True).click()
    # Those that are over can be pinned; the ones of before are.
    expect(page.get_by_role("button", name="Pin")).to_be_enabled()
    page.wait_for_function("() => document.querySelector('[data-chart=curves]')._fullData.length === 8")
    page.get_by_title("Put these settings on the deck").click()
    expect(page.locator('.ov input[data-field="b.alpha"]')).to_have_value("0.001")
    page.get_by_role("button", name="Take off").click()
    expect(pinned).to_have_count(0)


def test_a_link_says_the_settings_and_trains_nothing(page: Page):
    """The address holds all of the deck; whoever opens it sees the settings, and no training."""
    open_network(page)
    type_into(page, "f.batch", "full")
    type_into(page, "epochs", "3")
    wanted = NetworkExperiment().with_value("f.batch", "full").with_value("epochs", 3)
    page.wait_for_function("link => decodeURIComponent(location.search) === `?${link}`", arg=wanted.link())
    open_network(page, wanted.link())
    assert status(page) == "Not trained yet."
    expect(page.locator('.ov input[data-field="f.batch"]')).to_have_value("full")
    page.goto(f"/?{wanted.link()}")
    page.wait_for_selector(".ov-training")


def test_it_waits_for_what_draws(page: Page):
    """Where plotly.js comes late, nothing is drawn before, and all of it afterwards."""
    held: list[Route] = []
    page.route("**/plotly*", lambda route: held.append(route))
    page.goto("/network")
    page.wait_for_selector(".ov-deck select")
    page.locator(".ov-which").scroll_into_view_if_needed()
    comes_to(page, lambda: len(held), 1)
    page.wait_for_timeout(1000)
    assert len(held) == 1
    expect(page.locator(".ov.ov-ready")).to_have_count(0)
    held[0].continue_()
    page.wait_for_selector(".ov.ov-ready")
    expect(page.locator("[data-chart=curves]")).to_contain_text("Accuracy on the 2,000 test digits")


def test_bad_numbers_are_refused_with_their_range(page: Page):
    """What cannot be taken is said, and the old value stays."""
    open_network(page)
    type_into(page, "epochs", "1000")
    expect(page.locator(".ov > .ov-message")).to_contain_text("must be a whole number in [1, 100]; got '1000'")
    expect(page.locator('.ov input[data-field="epochs"]')).to_have_value("10")


def test_scripts_and_files_are_taken_home(page: Page):
    """Scripts with the present settings, whole programs; and the training, once there is one."""
    open_network(page, "f=network&b.alpha=0.003&epochs=7")
    page.get_by_text("Take it home").click()
    for name in ("Keras", "PyTorch", "Optax"):
        page.get_by_role("radio", name=f"{name} script").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download {name}").click()
        text = download.value.path().read_text(encoding="utf-8")
        ast.parse(text)
        assert "0.003" in text
        assert "\nEPOCHS, BATCH, SEED = 7, 32, 0\n" in text
        assert download.value.suggested_filename.endswith(f".{name.lower().removeprefix('py')}.py")
    train(page)
    until(page, "done")
    page.get_by_role("radio", name="JSON").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download JSON").click()
    taken = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert taken["settings"]["epochs"] == 7
    assert taken["b"]["numbers"]["alpha"] == 0.003
    shown = page.locator(".ov-words-network").inner_text()
    assert f"{round(2000 * taken['b']['test_accuracy'][-1]):,} of the 2,000" in shown


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_it_fits(page: Page, width, scheme):
    """No scrollbar across, nothing cut off, and a name for every control, trained or not."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    open_network(page, "f=network&epochs=1")
    train(page)
    until(page, "done")
    look_inside(page)
    fits(page, width)


def fits(page: Page, width: int) -> None:
    """Wait until there is no scrollbar across, nothing is cut off, and every control has a name."""
    comes_to(page, lambda: page.evaluate("document.documentElement.scrollWidth") <= width, True)
    for wrong in (SIDEWAYS, SCROLLING, CUT_OFF):
        comes_to(page, lambda wrong=wrong: page.evaluate(wrong), [])
    comes_to(page, lambda: nameless(page), [])


def test_digits_of_ones_own(page: Page, tmp_path: Path):
    """A picture and a file cut short are refused in words; Keras's form is taken, and trained on.

    Each is still on its way when the button is pressed: the press waits for it.
    """
    shipped = Path(datasets.__file__).with_name("mnist.npz").read_bytes()
    picture, short, whole = (tmp_path / name for name in ("cat.png", "short.npz", "few.npz"))
    picture.write_bytes(bytes.fromhex("89504E470D0A1A0A"))
    short.write_bytes(shipped[:100_000])
    digits = load_digits()
    np.savez(
        whole,
        x_train=digits.X[:300].reshape(-1, 28, 28),
        y_train=digits.y[:300],
        x_test=digits.X_test[:100].reshape(-1, 28, 28),
        y_test=digits.y_test[:100],
    )
    open_network(page, "f=network&epochs=1")
    answer = page.get_by_test_id("stPopoverBody").get_by_test_id("stAlert")
    page.get_by_role("button", name="All 60,000, or your own").click()
    for file, said in ((picture, "is a PNG picture"), (short, "short.npz is a ZIP archive")):
        give_late(page, file)
        expect(answer).to_contain_text(said)
        page.get_by_test_id("stFileChipDeleteBtn").click()
        expect(answer).to_have_count(0)
    give_late(page, whole)
    expect(page.locator(".ov-about")).to_contain_text("300 handwritten digits to learn from, 100 to test")
    train(page)
    until(page, "done")
    expect(page.locator("[data-chart=curves]")).to_contain_text("Accuracy on the 100 test digits")


def give_late(page: Page, file: Path) -> None:
    """Choose a file of one's own, and use it before it is here."""
    held: list[Route] = []
    page.route("**/upload_file/**", lambda route: held.append(route))
    box = page.get_by_test_id("stPopoverBody")
    box.locator("input[type=file]").set_input_files(file)
    expect(box.get_by_test_id("stFileUploader")).to_contain_text(file.name)
    comes_to(page, lambda: len(held), 1)
    box.get_by_role("button", name="Use these digits").click()
    expect(box.get_by_test_id("stAlert")).to_contain_text("as soon as it is here")
    for route in held:
        route.continue_()
    page.unroute("**/upload_file/**")
