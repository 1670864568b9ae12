"""Live sliders: the pictures follow the thumb, and what is let go of is what was last seen."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from optim_viz import Choice, Experiment, perform
from optim_viz.best import best_alpha
from tests.browser.page import (
    BACK,
    comes_to,
    dragging,
    end_of_path,
    field,
    grab,
    ink,
    mode,
    nameless,
    open_page,
    painted,
    position,
    pull,
    revision,
    settled,
    shows_in_link,
    slider,
    trace,
    type_into,
)

WORDS = """() => [
  document.body.innerText,
  ...[...document.querySelectorAll("svg text")].map(text => text.textContent),
  ...[...document.querySelectorAll("*")].flatMap(element => [...element.attributes])
    .filter(({ name }) => /^(aria-label|aria-valuetext|title|value)$/.test(name)).map(({ value }) => value),
].join(" | ")"""
"""Everything on the page that can be read, or read aloud."""

APART = Experiment(b=Choice.of("adam", alpha=0.05))


def distance(point, path):
    """How far a point is from a path of straight steps."""
    start, step = path[:-1], np.diff(path, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-30)
    share = np.clip(((point - start) * step).sum(axis=1) / length, 0, 1)
    return np.hypot(*(start + share[:, np.newaxis] * step - point).T).min()


@pytest.mark.parametrize(
    ("path", "away", "slots"),
    [
        ("a.alpha", -14, "a"),
        ("b.alpha", 20, "b"),
        ("b.beta1", 20, "b"),
        ("b.beta2", -40, "b"),
        ("f.kappa", -12, "ab"),
        ("f.angle", 12, "ab"),
        ("f.scale", -9, "ab"),
    ],
)
def test_the_path_follows_a_dragged_slider(page: Page, path, away, slots):
    """Before the mouse lets go, the canvas shows the run of that position; then the figure shows the same."""
    before = open_page(page, experiment=APART)
    at_first = revision(page)
    index = position(page, path) + away
    value = before.parameter(path).positions[index]
    after = before.with_value(path, value)
    old, new = perform(before), perform(after)
    assert ink(page, BACK) == 0
    with dragging(page, path, index):
        assert revision(page) == at_first
        expect(field(page, path)).to_have_value(before.parameter(path).format(value))
        assert ink(page, BACK) > 500
        for slot in slots:
            ghost, was = getattr(new, slot).x, getattr(old, slot).x
            assert painted(page, BACK, slot, ghost[:60]) == 1
            elsewhere = was[[distance(point, ghost) > 0.15 for point in was]]
            # Adam hardly changes with the cost, and not at all with its scale.
            assert len(elsewhere) or (slot == "b" and path.startswith("f."))
            assert not len(elsewhere) or painted(page, BACK, slot, elsewhere) == 0
    settled(page, after)
    page.wait_for_function("() => !document.querySelector('.ov-drag-a, .ov-drag-b, .ov-drag-f')")
    assert ink(page, BACK) == 0
    for slot in "ab":
        assert end_of_path(page, slot) == pytest.approx(tuple(getattr(new, slot).x[-1]), rel=1e-6, abs=1e-30)
    shows_in_link(page, after)


def test_a_drag_passes_through_every_position(page: Page):
    """There and back in one hold: each stop is shown, and letting go where it began changes nothing."""
    before = open_page(page, experiment=APART.with_value("a.alpha", 0.0794))
    at_first, index = revision(page), position(page, "a.alpha")
    positions = before.parameter("a.alpha").positions
    assert positions[index] == 0.0794
    grab(page, "a.alpha")
    for stop in (index - 1, index - 20, index + 2, index):
        pull(page, "a.alpha", stop)
        ghost = perform(before.with_value("a.alpha", positions[stop])).a
        assert painted(page, BACK, "a", ghost.x[:40]) == 1
    page.mouse.up()
    page.wait_for_function("() => !document.querySelector('.ov-drag-a')")
    assert revision(page) == at_first
    # A value between two positions: what was seen last is what is settled, the nearest position.
    type_into(page, "a.alpha", "0.0793")
    settled(page, before.with_value("a.alpha", 0.0793))
    grab(page, "a.alpha")
    pull(page, "a.alpha", index - 1)
    pull(page, "a.alpha", index)
    page.mouse.up()
    settled(page, before)


def test_another_drag_of_the_same_slider_uses_the_family_that_is_there(page: Page):
    """While everything else stays, the second drag shows its first position without a question."""
    before = open_page(page, experiment=APART)
    for away in (-10, -20):
        index = position(page, "a.alpha") + away
        with dragging(page, "a.alpha", index):
            pass
        before = before.with_value("a.alpha", before.parameter("a.alpha").positions[index])
        settled(page, before)
    # A change elsewhere makes the family stale: the next drag is of the new cost.
    type_into(page, "f.kappa", "3")
    settled(page, before := before.with_value("f.kappa", 3.0))
    index = position(page, "a.alpha") + 25
    value = before.parameter("a.alpha").positions[index]
    with dragging(page, "a.alpha", index):
        ghost = perform(before.with_value("a.alpha", value)).a
        page.wait_for_function("() => document.querySelector('.ov').dataset.family === 'a.alpha'")
        assert painted(page, BACK, "a", ghost.x[:40]) == 1


def test_one_learning_rate_for_both(page: Page):
    """With the same for both, both thumbs and both paths go together; with its own, each for itself."""
    experiment = open_page(page)
    expect(mode(page, "same")).to_be_checked()
    index = position(page, "a.alpha") - 12
    value = experiment.parameter("a.alpha").positions[index]
    both = experiment.with_value("a.alpha", value).with_value("b.alpha", value)
    with dragging(page, "a.alpha", index):
        assert position(page, "b.alpha") == index
        race = perform(both)
        assert painted(page, BACK, "a", race.a.x[:40]) == 1
        assert painted(page, BACK, "b", race.b.x[:40]) == 1
    settled(page, both)
    mode(page, "own").click()
    expect(page.locator(".ov-lead")).to_contain_text("Each has its own α")
    with dragging(page, "b.alpha", index + 10):
        assert position(page, "a.alpha") == index
    apart = both.with_value("b.alpha", experiment.parameter("b.alpha").positions[index + 10])
    settled(page, apart)
    mode(page, "same").click()
    settled(page, both)  # the right one becomes the left one
    expect(mode(page, "same")).to_be_checked()


def at_best(experiment):
    """The experiment with both learning rates at their best."""
    for slot in "ab":
        best = best_alpha(experiment, slot)
        assert best
        experiment = experiment.with_value(f"{slot}.alpha", best.alpha)
    return experiment


def test_each_at_its_best(page: Page):
    """Both thumbs go to the best alphas, again after each change, until one of them is moved by hand."""
    experiment = open_page(page)
    lead = page.locator(".ov-lead")
    expect(lead).to_contain_text("Both have α = 0.099: gradient descent's is measured in 1/curvature, Adam's")
    stage = page.locator(".ov-stage").bounding_box()
    mode(page, "best").click()
    settled(page, best := at_best(experiment))
    expect(mode(page, "best")).to_be_checked()
    lit = page.locator(".ov-choice:checked + span")
    under_the_mouse = lit.evaluate("span => getComputedStyle(span).backgroundColor")
    page.mouse.move(0, 0)
    expect(lit).to_have_css("background-color", under_the_mouse)
    expect(field(page, "a.alpha")).to_have_value(str(best["a.alpha"]))
    expect(field(page, "b.alpha")).to_have_value(str(best["b.alpha"]))
    expect(lead).to_contain_text("Each at its best")
    expect(lead).to_contain_text("By formula, 2 / (λ₁ + λ₂) = 0.0952")
    assert page.locator(".ov-stage").bounding_box() == stage
    shows_in_link(page, best)
    index = position(page, "f.kappa") - 10
    narrower = best.with_value("f.kappa", best.parameter("f.kappa").positions[index])
    with dragging(page, "f.kappa", index):
        pass
    settled(page, narrower := at_best(narrower))
    assert narrower["a.alpha"] != best["a.alpha"]
    expect(mode(page, "best")).to_be_checked()
    index = position(page, "a.alpha") - 10
    with dragging(page, "a.alpha", index):
        pass
    settled(page, own := narrower.with_value("a.alpha", narrower.parameter("a.alpha").positions[index]))
    expect(mode(page, "own")).to_be_checked()
    expect(lead).to_contain_text("Each has its own α")
    # A link knows numbers only: it opens as what they are.
    shows_in_link(page, own)
    page.reload()
    settled(page, own)
    expect(mode(page, "own")).to_be_checked()


def test_the_switch_is_moved_by_arrow_keys(page: Page):
    """As every group of choices; the clock does not hear them, but does after a click with the mouse."""
    experiment = open_page(page)
    mode(page, "same").focus()
    page.keyboard.press("ArrowDown")
    expect(mode(page, "own")).to_be_checked()
    expect(mode(page, "own")).to_be_focused()
    page.keyboard.press("ArrowDown")
    settled(page, best := at_best(experiment))
    expect(mode(page, "best")).to_be_checked()
    expect(mode(page, "best")).to_be_focused()
    expect(page.locator(".ov-counter")).to_have_text("step 0 / 200")
    mode(page, "own").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ov-counter")).to_have_text("step 1 / 200")
    expect(mode(page, "own")).to_be_checked()
    settled(page, best)
    comes_to(page, lambda: nameless(page), [])


def test_keys_move_a_slider(page: Page):
    """Each arrow is one position, shown at once and settled after the last key."""
    before = open_page(page, experiment=APART)
    slider(page, "a.alpha").focus()
    index = position(page, "a.alpha")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
        # The family arrives while the keys are still held together: it must not move the thumb back.
        page.wait_for_function("() => document.querySelector('.ov').dataset.family === 'a.alpha'")
    assert position(page, "a.alpha") == index - 3
    settled(page, before.with_value("a.alpha", before.parameter("a.alpha").positions[index - 3]))
    expect(slider(page, "a.alpha")).to_be_focused()


def test_a_double_click_brings_the_default(page: Page):
    """Of the opening screen."""
    before = open_page(page, experiment=Experiment().with_value("b.beta1", 0.5).with_value("f.kappa", 300.0))
    slider(page, "b.beta1").dblclick()
    page.wait_for_function("() => document.querySelector('.ov').dataset.revision.includes('b.beta1=0.9&')")
    settled(page, before.with_value("b.beta1", 0.9))
    slider(page, "f.kappa").dblclick()
    settled(page, Experiment())


def test_enter_takes_what_is_typed_and_escape_does_not(page: Page):
    """Exact values, also between the positions of the slider and beyond its ends."""
    experiment = open_page(page, experiment=APART)
    type_into(page, "a.alpha", "0.0123456")
    settled(page, experiment := experiment.with_value("a.alpha", 0.0123456))
    expect(field(page, "a.alpha")).to_have_value("0.0123456")
    field(page, "f.kappa").fill("77")
    field(page, "f.kappa").press("Escape")
    expect(field(page, "f.kappa")).to_have_value("20")
    type_into(page, "a.alpha", "25")
    settled(page, experiment := experiment.with_value("a.alpha", 25.0))
    field(page, "f.kappa").fill("5")
    field(page, "f.kappa").press("Tab")  # leaving a field takes it too
    settled(page, experiment.with_value("f.kappa", 5.0))


BAD = [
    ("a.alpha", "0", "a positive finite number"),
    ("a.alpha", "1e999", "a positive finite number"),
    ("a.alpha", "a lot", "a positive finite number"),
    ("b.alpha", "-0.1", "a positive finite number"),
    ("b.beta1", "1", "in [0, 1)"),
    ("b.beta2", "nan", "in [0, 1)"),
    ("f.kappa", "0.5", "in [1, 1000]"),
    ("f.angle", "181", "in [0, 180]"),
    ("f.scale", "", "in [0.0001, 100]"),
    ("f.kappa", "<img src=x onerror=alert(1)>", "in [1, 1000]"),
]


def test_a_bad_value_is_refused_with_a_sentence(page: Page):
    """In every field: the sentence names value and range, the old value stays, a good one ends it."""
    experiment = open_page(page, experiment=APART)
    message = page.locator(".ov-message")
    expect(message).to_be_hidden()
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    for path, text, declared in BAD:
        type_into(page, path, text)
        expect(message).to_contain_text(declared)
        expect(message).to_contain_text(f"got '{text[:20]}")
        expect(message).to_contain_text("The old value stays.")
        expect(field(page, path)).to_have_value(experiment.parameter(path).format(experiment[path]))
        settled(page, experiment)
    assert {path for path, _, _ in BAD} == {
        each.get_attribute("data-field") for each in page.locator(".ov input[data-field]").all()
    }
    type_into(page, "f.kappa", "21")
    settled(page, experiment.with_value("f.kappa", 21.0))
    expect(message).to_be_hidden()


def test_a_run_that_diverges(page: Page):
    """A label says where it left and by what factor it grows; the other path is what it was."""
    experiment = open_page(page, experiment=APART)
    untouched = trace(page, "path-b")
    type_into(page, "a.alpha", "0.5")
    settled(page, experiment.with_value("a.alpha", 0.5))
    page.get_by_text("More settings").click()
    page.get_by_role("textbox", name="steps k").fill("1000")
    page.get_by_role("textbox", name="steps k").press("Enter")
    gone = settled(page, experiment.with_value("a.alpha", 0.5).with_value("steps", 1000))
    race = perform(gone)
    outside = (abs(race.a.x) > [9, 5]).any(axis=1)
    label = page.locator(".ov-fate-a")
    expect(label).to_contain_text(f"left the view at step {outside.argmax()}")
    expect(label).to_contain_text("×9 a step")
    expect(label).to_contain_text(f"overflow at step {int(race.a.last) + 1:,}".replace(",", ""))
    expect(page.locator(".ov-fate-b")).to_have_text("")
    other = trace(page, "path-b")
    assert other["x"][:30] == untouched["x"][:30]
    assert other["y"][:30] == untouched["y"][:30]
    # Up to the frame's edge: beyond it, between its first two points.
    path = trace(page, "path-a")
    assert max(map(abs, path["y"])) > 100
    page.get_by_text("Show the arithmetic").click()
    page.keyboard.press("End")
    page.wait_for_function("() => document.querySelectorAll('.ov-tables table').length === 2")
    words = page.evaluate(WORDS)
    for word in ("NaN", "nan", "Infinity", "inf", "undefined", "null", "None"):
        assert word not in words.replace(",", " ").replace("(", " ").split(), word
    # In a drag, too: back to where it converges, the label goes.
    with dragging(page, "a.alpha", position(page, "a.alpha") - 40):
        expect(label).to_have_text("")
