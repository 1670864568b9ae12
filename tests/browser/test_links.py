"""The address: always the whole experiment, whatever it says, and after the server has been away."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from optim_viz import Choice, Experiment, perform
from tests.browser.page import (
    address,
    await_time,
    calm,
    click_preset,
    dragging,
    end_of_path,
    go_to,
    is_playing,
    open_page,
    position,
    revision,
    settled,
    shows_in_link,
    stands_at,
    time,
    type_into,
)
from tests.running import running

EVERYTHING = Experiment(
    f=Choice.of("quadratic", kappa=77, angle=33, scale=0.02),
    a=Choice.of("rmsprop", alpha=0.031, rho=0.97, epsilon=1e-4),
    b=Choice.of("adam", alpha=0.21, beta1=0.8, beta2=0.98, epsilon=1e-3, bias_correction=False),
    start=(3.25, -2.5),
    steps=137,
    tolerance=1e-5,
    seed=42,
)

HOSTILE = {
    "script tags": "a=%3Cscript%3Ealert(1)%3C/script%3E&%3Cimg%20src=x%20onerror=alert(1)%3E=1&start=%3Cb%3E",
    "not a number": "a.alpha=NaN&f.kappa=nan&start=nan,nan&steps=NaN&step=NaN",
    "too large": "a.alpha=1e999&f.kappa=1e999&start=1e999,1&steps=1e999&step=1e999",
    "unknown names": "a=sgdx&b=__proto__&f=constructor&__proto__.x=1&f.kapa=3",
    "duplicates": "f.kappa=5&f.kappa=6&a=adam&a=gd&start=1,1&start=2,2",
    "markup": "a=![x](https://example.org/x.png)&b=[x](javascript:alert(1))&f=**x**&$x$=`y`",
    "one megabyte": "start=" + "9" * 1_000_000,
    "three thousand settings": "&".join(f"key{number}=1" for number in range(3000)),
}

AWAY = ("ERR_CONNECTION_REFUSED", "WebSocket", "reaching server endpoint", "server is not responding")
"""What the console says of a server that is away: the browser at once, Streamlit after some attempts."""


def test_a_link_holds_everything(page: Page):
    """Every setting and the step, through a fresh page, which writes the same link."""
    open_page(page, experiment=EVERYTHING)
    go_to(page, 41)
    shows_in_link(page, EVERYTHING, 41)
    fresh = page.context.new_page()
    fresh.goto(address(page))
    assert settled(fresh) == EVERYTHING
    stands_at(fresh, 41)
    assert revision(fresh) == revision(page)
    race = perform(EVERYTHING)
    for slot, run in (("a", race.a), ("b", race.b)):
        assert end_of_path(fresh, slot) == pytest.approx(tuple(run.x[-1]), rel=1e-5)
    shows_in_link(fresh, EVERYTHING, 41)
    fresh.reload()
    assert settled(fresh) == EVERYTHING
    expect(fresh.get_by_test_id("stAlert")).to_have_count(0)


def test_changes_do_not_fill_the_history(page: Page):
    """However much is changed, "back" leaves the page."""
    open_page(page)
    before = page.evaluate("history.length")
    type_into(page, "f.kappa", "7")
    experiment = settled(page, Experiment().with_value("f.kappa", 7.0))
    index = position(page, "b.beta1") - 10
    with dragging(page, "b.beta1", index):
        pass
    value = experiment.parameter("b.beta1").positions[index]
    settled(page, experiment := experiment.with_value("b.beta1", value))
    shows_in_link(page, experiment)
    click_preset(page, "Narrow valley")
    page.keyboard.press("End")
    page.wait_for_function("() => location.search.endsWith('step=300')")
    assert page.evaluate("history.length") == before


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_link_opens_a_working_page(page: Page, query):
    """One line says what was replaced, nothing in it is run, and the page plays and takes values."""
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    experiment = open_page(page, query)
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text("The link was not understood in full.")
    said = alert.inner_text()
    assert len(said) < 1200
    assert "\\" not in said
    expect(alert.locator("img, script, b, strong, em, a[href^=javascript]")).to_have_count(0)
    page.keyboard.press("Shift+ArrowRight")
    await_time(page, "t >= 10")
    stood = time(page)
    page.evaluate("document.querySelector('.ov').classList.add('the-same')")
    type_into(page, "b.beta1", "0.25")
    settled(page, experiment.with_value("b.beta1", 0.25))
    # The line goes, since it was about another experiment; the player stays, and its clock.
    expect(alert).to_have_count(0)
    expect(page.locator(".ov.the-same")).to_have_count(1)
    expect(page.locator(".ov")).to_have_count(1)
    assert time(page) == stood


def test_a_remark_says_what_was_replaced_by_what(page: Page):
    """Name, range, what was given and what stands there now."""
    experiment = open_page(page, "f.kappa=5000&b.beta1=<i>&colour=red")
    assert experiment["f.kappa"] == 1000
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("f.kappa must be in [1, 1000]; got 5000, replaced by 1000.")
    expect(alert).to_contain_text("b.beta1 must be in [0, 1); got '<i>', replaced by 0.9.")
    expect(alert).to_contain_text("colour is not known here; left out.")


def test_the_page_survives_its_server(page: Page, problems):
    """Killed and started again: the same experiment and step, without a reload and after one."""
    with running() as url:
        port = urlsplit(url).port
        assert port
        # The first visitor of a server, at any address below it, sees the page and no menu of files.
        page.goto(f"{url}/compare")
        settled(page)
        calm(page)
        expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
        problems.clear()  # the browser asked for parts of the page below that address first
        page.goto(f"{url}/?f.kappa=3")
        experiment = settled(page)
        type_into(page, "b.beta1", "0.6")
        settled(page, experiment := experiment.with_value("b.beta1", 0.6))
        go_to(page, 60)
        page.wait_for_function("() => location.search.endsWith('step=60')")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    stands_at(page, 61)
    with running(port=port):
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
        type_into(page, "b.beta2", "0.9")
        settled(page, experiment := experiment.with_value("b.beta2", 0.9))
        index = position(page, "b.beta1") - 5
        with dragging(page, "b.beta1", index):
            pass
        value = experiment.parameter("b.beta1").positions[index]
        settled(page, experiment := experiment.with_value("b.beta1", value))
        assert time(page) == 61
        shows_in_link(page, experiment, 61)
        page.reload()
        assert settled(page) == experiment
        stands_at(page, 61)
        assert not is_playing(page)
        page.goto("about:blank")  # or it would complain of this server's end as well, sooner or later
    # Nothing else may have gone wrong.
    problems[:] = [said for said in problems if not any(words in said for words in AWAY)]
