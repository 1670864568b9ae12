"""The clock: one playhead for all four pictures, by mouse and by keyboard."""

from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from optim_viz import Experiment, perform
from tests.browser.page import (
    FRONT,
    TRAILS,
    address,
    await_time,
    calm,
    comes_to,
    dragging,
    end_of_path,
    field,
    frames,
    go_to,
    ink,
    is_playing,
    open_page,
    painted,
    position,
    settled,
    shows_in_link,
    stands_at,
    time,
    type_into,
)
from tests.ui.reading import read

RATE = """async ms => {
  const bar = document.querySelector(".ov-scrub");
  const next = () => new Promise(requestAnimationFrame);
  const begun = await next();
  const t = +bar.value;
  let now = begun;
  while (now < begun + ms) now = await next();
  return (1000 * (+bar.value - t)) / (now - begun);
}"""

ROWS = """() => [...document.querySelectorAll(".ov-tables table:nth-child(2) tbody tr")]
  .map(row => [...row.cells].map(cell => cell.innerText))"""


def test_buttons_of_the_clock(page: Page):
    """Play moves the playhead, pause stops it, the others go a step or to an end."""
    open_page(page)
    stands_at(page, 0)
    page.get_by_role("button", name="Play").click()
    await_time(page, "t > 3")
    assert is_playing(page)
    page.get_by_role("button", name="Pause").click()
    stopped = time(page)
    frames(page, 10)
    assert time(page) == stopped
    assert not is_playing(page)
    page.get_by_role("button", name="One step on").click()
    stands_at(page, int(stopped) + 1)
    page.get_by_role("button", name="One step back").click()
    stands_at(page, int(stopped))
    page.get_by_role("button", name="To the end").click()
    stands_at(page, 200)
    expect(page.locator(".ov-counter")).to_have_text("step 200 / 200")
    page.get_by_role("button", name="To the start").click()
    stands_at(page, 0)


def test_keys_of_the_clock(page: Page):
    """Space plays and pauses; arrows go one step, with shift ten; Home and End go to the ends."""
    open_page(page)
    for key, expected in [
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("Shift+ArrowRight", 12),
        ("ArrowLeft", 11),
        ("Shift+ArrowLeft", 1),
        ("Shift+ArrowLeft", 0),
        ("End", 200),
        ("ArrowRight", 200),
        ("Home", 0),
    ]:
        page.keyboard.press(key)
        stands_at(page, expected)
    page.keyboard.press(" ")
    await_time(page, "t > 2")
    page.keyboard.press(" ")
    assert not is_playing(page)
    # After a click on a button, space still means the clock, not that button again.
    page.get_by_role("button", name="To the start").click()
    page.keyboard.press(" ")
    await_time(page, "t > 1")
    page.keyboard.press(" ")
    # Where a key already means something, it keeps that meaning.
    stopped = time(page)
    field(page, "a.alpha").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    assert time(page) == stopped
    assert not is_playing(page)


def test_the_playhead_is_in_every_picture(page: Page):
    """Heads on both paths where the run is at that step, and trails that grow behind them."""
    experiment = open_page(page)
    race = perform(experiment)
    go_to(page, 1)
    short = ink(page, TRAILS)
    go_to(page, 40)
    assert ink(page, TRAILS) > 2 * short
    for slot, run in (("a", race.a), ("b", race.b)):
        assert painted(page, FRONT, slot, run.x[40:41]) == 1
        assert painted(page, TRAILS, slot, run.x[:41]) == 1
    assert painted(page, FRONT, "a", race.a.x[4:5]) == 0
    go_to(page, 3)
    assert painted(page, TRAILS, "a", race.a.x[10:12]) == 0


def test_the_scrub_bar_is_dragged(page: Page):
    """Its middle is half of the run, wherever the mouse lets go."""
    open_page(page)
    bar = page.locator(".ov-scrub").bounding_box()
    assert bar
    middle = bar["y"] + bar["height"] / 2
    page.mouse.move(bar["x"] + 8, middle)
    page.mouse.down()
    page.mouse.move(bar["x"] + bar["width"] / 4, middle, steps=4)
    await_time(page, "Math.abs(t - 50) <= 3")
    page.mouse.move(bar["x"] + bar["width"] / 2, middle, steps=4)
    page.mouse.up()
    await_time(page, "Math.abs(t - 100) <= 2")
    expect(page.locator(".ov-counter")).to_have_text(f"step {int(time(page))} / 200")


def test_speed_and_loop(page: Page):
    """Twenty steps a second times the speed, or the whole run in five seconds; a loop begins again."""
    open_page(page, "steps=1000")
    page.get_by_role("button", name="Play").click()
    for choice, expected in [("1", 20), ("4", 80), ("0.25", 5), ("whole", 200)]:
        page.get_by_label("Speed").select_option(choice)
        go_to(page, 0)  # or a slow machine would come to the end of the run
        assert page.evaluate(RATE, 650) == pytest.approx(expected, rel=0.2)
    page.get_by_role("button", name="Loop").click()
    expect(page.get_by_role("button", name="Loop")).to_have_attribute("aria-pressed", "true")
    go_to(page, 950)
    await_time(page, "t < 900")
    assert is_playing(page)
    page.get_by_role("button", name="Loop").click()
    go_to(page, 950)
    await_time(page, "t === 1000")
    expect(page.locator(".ov-play")).to_have_attribute("aria-label", "Play")


def test_playhead_and_playing_survive_a_change(page: Page):
    """Whether a number is typed or a slider dragged: the clock goes on where it was."""
    experiment = open_page(page)
    go_to(page, 50)
    type_into(page, "f.kappa", "10")
    settled(page, experiment := experiment.with_value("f.kappa", 10.0))
    stands_at(page, 50)
    page.get_by_label("Speed").select_option("0.25")
    page.get_by_role("button", name="Play").click()
    await_time(page, "t > 50.5")
    begun, before = monotonic(), time(page)
    index = position(page, "b.beta1") + 5
    with dragging(page, "b.beta1", index):
        during = time(page)
        assert is_playing(page)
    value = experiment.parameter("b.beta1").positions[index]
    settled(page, experiment.with_value("b.beta1", value))
    assert is_playing(page)
    # Five steps a second, for as long as this has taken; the bar moves by parts of a step.
    after = time(page)
    assert before < during < after < before + 5 * (monotonic() - begun) + 1
    # A shorter run ends the playhead where the run ends.
    page.keyboard.press("End")
    page.get_by_text("More settings").click()
    page.get_by_role("textbox", name="steps k").fill("30")
    page.get_by_role("textbox", name="steps k").press("Enter")
    page.wait_for_function("() => document.querySelector('.ov-counter').textContent === 'step 30 / 30'")


def test_the_step_is_in_the_link(page: Page):
    """The address follows the clock, and a fresh page begins there."""
    experiment = open_page(page)
    go_to(page, 37)
    shows_in_link(page, experiment, 37)
    fresh = page.context.new_page()
    fresh.goto(address(page))
    settled(fresh, experiment)
    stands_at(fresh, 37)
    expect(fresh.locator(".ov-counter")).to_have_text("step 37 / 200")


def test_the_arithmetic_of_the_present_step(page: Page):
    """The table has the numbers of the step that the clock stands at, and stays open through a change."""
    experiment = open_page(page)
    page.get_by_text("Show the arithmetic").click()

    def numbers(symbol: str) -> list[float]:
        cells = next((row for row in page.evaluate(ROWS) if row[0] == symbol), [])
        return [read(cell.replace("·10", " × 10")) for cell in cells[2:]]

    run = perform(experiment).b
    comes_to(page, lambda: numbers("g"), pytest.approx([-4, 60]))
    comes_to(page, lambda: numbers("αⱼ"), pytest.approx(run.learning_rates[0], rel=1e-4))
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".ov-step")).to_have_text("step 10 → 11")
    comes_to(page, lambda: numbers("g"), pytest.approx(run.gradient[10], rel=1e-4))
    comes_to(page, lambda: numbers("Δw"), pytest.approx(run.x[11] - run.x[10], rel=1e-4))
    type_into(page, "b.beta1", "0.5")
    settled(page, changed := experiment.with_value("b.beta1", 0.5))
    expected = perform(changed).b
    comes_to(page, lambda: numbers("g"), pytest.approx(expected.gradient[10], rel=1e-4))


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_by_itself(page: Page, motion):
    """Neither at first, nor after a preset: whoever wants motion presses play."""
    page.emulate_media(reduced_motion=motion)
    open_page(page)
    picture = page.locator(".ov-stage").screenshot()
    frames(page, 30)
    assert time(page) == 0
    assert page.locator(".ov-stage").screenshot() == picture
    page.get_by_role("button", name="Play").click()
    await_time(page, "t > 1")


@pytest.mark.parametrize("steps", [1, 10_000])
def test_the_shortest_and_the_longest_run_play(page: Page, steps):
    """One step, and ten thousand."""
    experiment = open_page(page, experiment=Experiment(steps=steps))
    page.get_by_label("Speed").select_option("whole")
    page.get_by_role("button", name="Play").click()
    await_time(page, f"t > {steps / 20}")
    page.keyboard.press("End")
    expect(page.locator(".ov-counter")).to_have_text(f"step {steps:,} / {steps:,}")
    end = perform(experiment).b.x[-1]
    assert painted(page, FRONT, "b", [end]) == 1
    assert end_of_path(page, "b") == pytest.approx(end, rel=1e-6)


def test_quick_changes_do_not_touch_the_clock(page: Page):
    """However quickly situations follow each other while it plays, it is the same player with one clock."""
    open_page(page)
    page.get_by_label("Speed").select_option("0.25")
    go_to(page, 10)
    page.get_by_role("button", name="Play").click()
    for title in (
        "α too small",
        "Narrow valley",
        "α too large",
        "Over the edge",
        "Turned valley",
        "α too large",
    ) * 4:
        page.evaluate(
            """title => [...document.querySelectorAll('[data-testid=stButtonGroup] button')]
              .find(each => each.textContent.trim() === title).click()""",
            title,
        )
        page.wait_for_timeout(70)
    calm(page)
    settled(page)
    assert is_playing(page)
    assert time(page) > 10
    expect(page.locator(".ov-speed option")).to_have_count(7)
    page.keyboard.press(" ")
    assert not is_playing(page)
    stands = time(page)
    page.wait_for_timeout(300)
    assert time(page) == stands


def test_a_menu_gives_the_keys_back(page: Page):
    """After the speed was chosen with the mouse, the arrows move the clock and not the menu."""
    open_page(page)
    speed = page.get_by_label("Speed")
    speed.dispatch_event("pointerdown")
    speed.focus()
    speed.select_option("2")
    page.keyboard.press("ArrowRight")
    await_time(page, "t === 1")
    expect(speed).to_have_value("2")
