"""Data of one's own in a browser: from a file, pasted, refused, reloaded, and nobody else's."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from optim_viz import Experiment
from optim_viz.datasets import keep, read_table
from optim_viz.experiment import OPENINGS
from tests.browser.page import PATIENCE, calm, settled, shows_in_link

OPENING = OPENINGS["regression"]
GERMAN = "größe;alter;preis\n" + "".join(f"{j},5;{j * j % 7};{j * 37 % 11},25\n" for j in range(20))
WORDS = "size,age,bought\n1,5,no\n2,3,yes\n3,8,no\n4,1,yes\n5,2,yes\n"

# A header is looked at as soon as the file is there, the rest when it is to be used.
BAD_HEADERS = {
    "no header": (b"1,2,3\n2,5,4\n", "Line 1, the first, holds numbers only (1 2 3): there is no header."),
    "not UTF-8": ("größe,y\n1,2\n2,3\n".encode("latin-1"), "Line 1, byte 3 (0xF6) is not UTF-8."),
}
BAD_ROWS = {
    "text": (b"a,y\n" + b"1,2\n" * 15 + b"x,2\n", "Column a, line 17: x is not a number."),
    "missing": (b"a,b,y\n1,2,3\n2,,4\n", "Column b, line 3: the value is missing."),
    "one row": (b"a,b,y\n1,2,3\n", "There is one row of numbers only"),
    "constant": (b"a,b,y\n1,2,3\n2,2,4\n3,2,6\n", "Column b is constant: 2 in every row"),
    "more columns than rows": (b"a,b,y\n1,2,3\n2,1,5\n", "There are more columns (3) than rows (2)"),
}


def open_row(page: Page, experiment: Experiment = OPENING) -> None:
    """Open the page with an experiment of its own."""
    page.goto(f"/eleven-learning-rates?{experiment.link()}")
    settled(page, experiment)
    calm(page)


def panel(page: Page) -> Locator:
    """Open the panel for one's own data."""
    page.get_by_role("button", name="Your own data").click()
    opened = page.get_by_test_id("stPopoverBody")
    expect(opened.get_by_role("button", name="Use these data")).to_be_visible()
    return opened


def choose(box: Locator, name: str, content: bytes) -> None:
    """Choose a file."""
    box.locator("input[type=file]").set_input_files(FilePayload(name=name, mimeType="text/csv", buffer=content))


def use(box: Locator) -> None:
    """Press the button."""
    box.get_by_role("button", name="Use these data").click()


def entry(page: Page, name: str) -> Locator:
    """An entry of the menus of data and of features."""
    return page.get_by_role("radio", name=name, exact=True)


def on(table: str, title: str, target: str | None = None) -> Experiment:
    """The page's experiment on a table of one's own: its name is made of what is in it."""
    kept = keep(replace(read_table(table.encode(), target), title=title))
    return OPENING.with_choice("f", OPENING.f.replace(data=kept.key))


def test_the_names_of_many_features_stand_clear_of_each_other(page: Page):
    """On every width as many as there is room for: turned lines of text are a line apart; the bias is named."""
    names = [f"feature number {j}" for j in range(30)]
    rows = [
        ",".join(str((7 * i + 3 * j * i + j) % 31 + i % (j + 2)) for j in range(30)) + f",{i}"
        for i in range(80)
    ]
    table = "\n".join([",".join([*names, "y"]), *rows])
    open_row(page)
    box = panel(page)
    choose(box, "wide.csv", table.encode())
    expect(box.get_by_role("combobox")).to_have_value("y")  # the file is there
    use(box)
    settled(page, on(table, "wide.csv"))
    shown = []
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(
            "width => Math.abs(document.querySelector('.ov-plot')._fullLayout.width - width) < 100", arg=width
        )
        ticks, apart = page.evaluate("""() => {
          const { tickangle, tickvals, _length, range } = document.querySelector(".ov-plot")._fullLayout.xaxis;
          return [tickvals, (_length / (range[1] - range[0])) * Math.sin((-tickangle * Math.PI) / 180)];
        }""")
        assert ticks[-1] == 30
        assert min(b - a for a, b in pairwise(ticks)) * apart >= 13
        shown.append(len(ticks))
    assert all(10 <= count < 31 for count in shown)


def test_a_file_of_ones_own_stays_with_its_visitor(page: Page, browser: Browser, base_url: str):
    """It is read with the last column as target, outlives a reload, and is in nobody else's menu."""
    open_row(page)
    box = panel(page)
    choose(box, "my data.csv", GERMAN.encode())
    expect(box.get_by_role("combobox")).to_have_value("preis")
    use(box)
    own = on(GERMAN, "my data.csv")
    settled(page, own)
    expect(box).to_be_hidden()
    expect(entry(page, "my data.csv")).to_be_checked()
    expect(page.locator(".ov-about")).to_contain_text("20 examples × 2 features: linear regression of “preis”.")
    expect(page.locator(".ov-about")).to_contain_text("a link cannot carry them")
    shows_in_link(page, own)
    page.reload()
    settled(page, own)
    expect(entry(page, "my data.csv")).to_be_checked()
    entry(page, "raw").click()
    raw = own.with_choice("f", own.f.replace(standardized=False))
    settled(page, raw)
    entry(page, "Diabetes").click()
    settled(page, OPENING.with_choice("f", OPENING.f.replace(standardized=False)))
    with browser.new_context(base_url=base_url) as elsewhere:
        elsewhere.set_default_timeout(PATIENCE)
        other = elsewhere.new_page()
        open_row(other)
        expect(entry(other, "Breast cancer")).to_be_visible()
        expect(entry(other, "my data.csv")).to_have_count(0)
    entry(page, "my data.csv").click()
    settled(page, raw)


def test_a_bad_file_is_answered_and_the_page_stays(page: Page, tmp_path: Path):
    """A sentence says what is wrong and where; one of 200 MB does not leave the browser."""
    open_row(page)
    box = panel(page)
    answer = box.get_by_test_id("stAlert")
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(200_000_000)  # takes no room on the disk
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    box.locator("input[type=file]").set_input_files(tmp_path / "large.csv")
    refused = box.get_by_text("File must be 50.0MB or smaller.")
    expect(refused).to_be_visible()
    shown = refused.bounding_box()
    assert shown
    assert shown["width"] > 100
    use(box)
    expect(answer).to_contain_text("There is nothing to read yet")
    assert "PUT" not in sent
    for name, (content, said) in BAD_HEADERS.items():
        choose(box, f"{name}.csv", content)
        expect(answer).to_contain_text(said)
    for name, (content, said) in BAD_ROWS.items():
        choose(box, f"{name}.csv", content)
        expect(answer).to_have_count(0)  # it was about the file before
        use(box)
        expect(answer).to_contain_text(said)
    assert "PUT" in sent
    expect(page.locator(".ov-about")).to_contain_text("442 patients")
    settled(page, OPENING)
    shows_in_link(page, OPENING)


def test_a_pasted_table_and_another_target(page: Page):
    """Pasted and used at once; then with a column of one's choice, from a menu that shows them all."""
    open_row(page)
    box = panel(page)
    box.get_by_role("radio", name="Pasted").click()
    text = box.get_by_role("textbox", name="Text of a CSV")
    text.fill(WORDS)
    use(box)
    settled(page, on(WORDS, "Pasted data"))
    expect(page.locator(".ov-about")).to_contain_text("logistic regression of “bought” (“yes” against “no”).")
    box = panel(page)
    box.get_by_role("radio", name="Pasted").click()
    text.fill(GERMAN)
    text.press("Control+Enter")
    menu = box.get_by_role("combobox")
    expect(menu).to_have_value("preis")
    menu.click()
    expect(page.get_by_role("option")).to_have_text(["größe", "alter", "preis"])
    page.get_by_role("option", name="alter").click()
    expect(menu).to_have_value("alter")
    use(box)
    settled(page, on(GERMAN, "Pasted data", "alter"))
    expect(page.locator(".ov-about")).to_contain_text("linear regression of “alter”.")
