"""Start point, situations, optimizers, and the numbers without a slider."""

import pytest
from playwright.sync_api import Page, expect

from optim_viz import OPTIMIZERS, Choice, Experiment, perform
from optim_viz.presets import PRESETS
from tests.browser.page import (
    BACK,
    click_preset,
    comes_to,
    dragging,
    end_of_path,
    field,
    go_to,
    mode,
    on_screen,
    open_page,
    painted,
    position,
    revision,
    settled,
    shows_in_link,
    slider,
    stands_at,
    type_into,
)


@pytest.mark.parametrize("slot", ["a", "b"])
def test_the_start_is_dragged_on_either_contour(page: Page, slot):
    """Both paths follow before the mouse lets go, and then settle from there."""
    before = open_page(page)
    at_first = revision(page)
    page.mouse.move(*on_screen(page, slot, [before.start])[0])
    page.mouse.down()
    for point in ([-2, 1], [1, -2], [3.5, -1.25]):
        page.mouse.move(*on_screen(page, slot, [point])[0], steps=3)
    page.wait_for_function(
        """() => {
          const [x, y] = (document.querySelector(".ov").dataset.preview ?? "0,0").split(",").map(Number);
          return Math.hypot(x - 3.5, y + 1.25) < 0.05;
        }"""
    )
    shown = page.locator(".ov").get_attribute("data-preview")
    assert shown
    start = tuple(map(float, shown.split(",")))
    ghost = perform(before.with_start(start))
    assert revision(page) == at_first
    assert painted(page, BACK, "a", ghost.a.x[:40]) == 1
    assert painted(page, BACK, "b", ghost.b.x[:40]) == 1
    page.mouse.up()
    settled(page, before.with_start(start))
    for each, run in (("a", ghost.a), ("b", ghost.b)):
        assert end_of_path(page, each) == pytest.approx(tuple(run.x[-1]), rel=1e-6)
    shows_in_link(page, before.with_start(start))


def test_the_start_is_moved_with_keys(page: Page):
    """Arrows move the handle, not the clock; with shift further; the clock's keys work again elsewhere."""
    before = open_page(page)
    handle = page.locator(".ov-start-a")
    handle.focus()
    page.keyboard.press("ArrowRight")
    settled(page, before := before.with_start((-3.9, 3)))
    page.keyboard.press("Shift+ArrowDown")
    settled(page, before.with_start((-3.9, 2)))
    stands_at(page, 0)
    expect(handle).to_have_attribute(
        "aria-label", "Start point at w₁ −3.9, w₂ 2; drag it, or move it with the arrow keys"
    )
    expect(handle).to_be_focused()


def test_every_situation_opens_with_one_click(page: Page):
    """In a page that shows another one; its sentence, its pictures and its link come together."""
    open_page(page, "a.alpha=0.0123")
    go_to(page, 20)
    for preset in PRESETS:
        click_preset(page, preset.title)
        expect(page.get_by_text(preset.text)).to_be_visible()
        race = perform(preset.experiment)
        if not race.a.diverged and abs(race.a.x[-1]).max() < 1000:
            assert end_of_path(page, "a") == pytest.approx(tuple(race.a.x[-1]), rel=1e-5, abs=1e-37)
        assert end_of_path(page, "b") == pytest.approx(tuple(race.b.x[-1]), rel=1e-5, abs=1e-37)
        together = preset.experiment["a.alpha"] == preset.experiment["b.alpha"]
        expect(mode(page, "same" if together else "own")).to_be_checked()
    stands_at(page, 20)
    shows_in_link(page, PRESETS[-1].experiment, 20)
    # The lit one is not put out by another click on it.
    click_preset(page, PRESETS[-1].title)
    expect(page.get_by_text(PRESETS[-1].text)).to_be_visible()


def test_any_optimizer_sits_in_either_slot(page: Page):
    """With the learning rate that stood there and its own sliders; also one against itself."""
    experiment = open_page(page)
    for slot, key in (("a", "momentum"), ("b", "nesterov"), ("a", "adam"), ("b", "rmsprop"), ("b", "adam")):
        page.locator(f".ov-{slot} select").select_option(key)
        choice = Choice.of(key, alpha=0.099)
        settled(page, experiment := experiment.with_choice(slot, choice))
        live = [name for name, declared in choice.parameters.items() if declared.live]
        shown = page.locator(f".ov-{slot} input[data-path]")
        expect(shown).to_have_count(len(live))
        paths = [f"{slot}.{name}" for name in live]
        comes_to(
            page, lambda shown=shown: shown.evaluate_all("all => all.map(({ dataset }) => dataset.path)"), paths
        )
        run = getattr(perform(experiment), slot)
        if not run.diverged and abs(run.x).max() < 1000:
            assert end_of_path(page, slot) == pytest.approx(tuple(run.x[-1]), rel=1e-5, abs=1e-37)
    # Adam against Adam: each with its own numbers.
    type_into(page, "a.beta1", "0.5")
    settled(page, experiment := experiment.with_value("a.beta1", 0.5))
    index = position(page, "a.beta2") - 30
    value = experiment.parameter("a.beta2").positions[index]
    with dragging(page, "a.beta2", index):
        ghost = perform(experiment.with_value("a.beta2", value)).a
        assert painted(page, BACK, "a", ghost.x[:40]) == 1
    settled(page, experiment := experiment.with_value("a.beta2", value))
    assert (experiment["b.beta1"], experiment["b.beta2"]) == (0.9, 0.999)
    expect(page.locator(".ov-a select option")).to_have_text([kind.name for kind in OPTIMIZERS.values()])
    shows_in_link(page, experiment)


def test_momentum_has_a_slider_of_its_own(page: Page):
    """Its beta is dragged like any other."""
    experiment = Experiment(a=Choice.of("momentum", alpha=0.01, beta=0.5), b=Choice.of("adam", alpha=0.05))
    open_page(page, experiment=experiment)
    index = position(page, "a.beta") + 20
    after = experiment.with_value("a.beta", experiment.parameter("a.beta").positions[index])
    with dragging(page, "a.beta", index):
        assert painted(page, BACK, "a", perform(after).a.x[:40]) == 1
    settled(page, after)


BAD = [
    ("start", "5", "2 numbers, each at most 1e+06 in size"),
    ("start", "![x](https://example.org/x.png)", "2 numbers, each at most 1e+06 in size"),
    ("steps", "0", "a whole number in [1, 10000]"),
    ("steps", "many", "a whole number in [1, 10000]"),
    ("tolerance", "2", "in (0, 1)"),
    ("seed", "-1", "a whole number in [0, 4294967295]"),
    ("epsilon", "-1e-8", Experiment().parameter("b.epsilon").range),
]


def test_numbers_without_a_slider(page: Page):
    """Each field takes what is typed, or says why not, with value and range, and keeps the old one."""
    experiment = open_page(page)
    page.get_by_text("More settings").click()

    def box(label):
        return page.get_by_test_id("stExpander").get_by_role("textbox", name=label)

    expect(box("start")).to_have_value("-4, 3")
    for label, text, declared in BAD:
        was = box(label).input_value()
        box(label).fill(text)
        box(label).press("Enter")
        said = page.get_by_test_id("stExpander").get_by_text("The old value stays.")
        # What the field before had to say may stand for a moment yet.
        expect(said.filter(has_text=f"got '{text}'")).to_contain_text(declared)
        expect(said).to_have_count(1)
        expect(box(label)).to_have_value(was)
        settled(page, experiment)
    for label, path, text, value in [
        ("steps", "steps", "321", 321),
        ("tolerance", "tolerance", "1e-6", 1e-6),
        ("seed", "seed", "12", 12),
        ("epsilon", "b.epsilon", "0.1", 0.1),
    ]:
        box(label).fill(text)
        box(label).press("Enter")
        settled(page, experiment := experiment.with_value(path, value))
    expect(page.get_by_text("The old value stays.")).to_have_count(0)
    box("start").fill("2, -1")
    box("start").press("Enter")
    settled(page, experiment := experiment.with_start((2, -1)))
    page.get_by_test_id("stExpander").get_by_text("bias correction").click()
    settled(page, experiment := experiment.with_value("b.bias_correction", False))
    shows_in_link(page, experiment)
    assert end_of_path(page, "b") == pytest.approx(tuple(perform(experiment).b.x[-1]), rel=1e-5, abs=1e-37)


def test_changes_that_come_quickly_all_count(page: Page):
    """Several fields one after the other, without waiting for an answer."""
    experiment = open_page(page, experiment=Experiment(b=Choice.of("adam", alpha=0.05)))
    for path, text in [
        ("f.kappa", "5"),
        ("a.alpha", "0.2"),
        ("b.alpha", "0.3"),
        ("b.beta1", "0.7"),
        ("f.angle", "10"),
    ]:
        type_into(page, path, text)
        experiment = experiment.with_value(path, float(text))
    settled(page, experiment)
    for path in ("f.kappa", "a.alpha", "b.beta1"):
        expect(field(page, path)).to_have_value(experiment.parameter(path).format(experiment[path]))
        assert experiment.parameter(path).positions[position(page, path)] == pytest.approx(
            experiment[path], rel=0.1
        )
    slider(page, "f.kappa").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    index = position(page, "f.kappa")
    settled(page, experiment.with_value("f.kappa", experiment.parameter("f.kappa").positions[index]))
