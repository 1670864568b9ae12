"""What a regression is fitted to, without a browser: shipped data, one's own, and what is wrong with them."""

import re
from html import unescape

import numpy as np
import pytest
from streamlit.runtime.uploaded_file_manager import UploadedFile
from streamlit.testing.v1 import AppTest

from optim_viz.datasets import DATASETS, Dataset, find, keep, read_table
from optim_viz.datasets.own import LARGEST_FILE
from tests.ui.reading import well

REGRESSION = {"f": "regression"}
PANEL = "own data"
GERMAN = "größe;alter;preis\n1,5;3;2\n2,5;4;3\n3,5;9;5\n4,5;1;7\n"
WORDS = "size,age,bought\n1,5,no\n2,3,yes\n3,8,no\n4,1,yes\n5,2,yes\n"

BAD = {
    "no header": (
        b"1,2,3\n2,5,4\n",
        "Line 1, the first, holds numbers only (`1` `2` `3`): there is no header.",
    ),
    "text in line 17": (b"a,y\n" + b"1,2\n" * 15 + b"x,2\n", "Column `a`, line 17: `x` is not a number."),
    "missing": (b"a,b,y\n1,2,3\n2,,4\n", "Column `b`, line 3: the value is missing."),
    "one row": (b"a,b,y\n1,2,3\n", "There is one row of numbers only"),
    "constant": (b"a,b,y\n1,2,3\n2,2,4\n3,2,6\n", "Column `b` is constant: 2 in every row"),
    "more columns than rows": (b"a,b,y\n1,2,3\n2,1,5\n", "There are more columns (3) than rows (2)"),
    "not UTF-8": ("größe,y\n1,2\n2,3\n".encode("latin-1"), "Line 1, byte 3 (0xF6) is not UTF-8."),
    "one column": (b"a\n1\n2\n", "There is one column only, `a`"),
    "Excel": (b"PK\x03\x04\x14\x00", "This is a ZIP archive, as .xlsx files are"),
    "markup": (b"<b>,y\n[x](y) `$z$,2\n", "Column `<b>`, line 2: `[x](y) '$z$` is not a number."),
}


def row():
    """A page that is nothing but the row, and what is said of its link."""
    from optim_viz.ui import blocks, data_choice, state

    visitor = state.current()
    blocks.remarks(visitor.remarks)
    data_choice.row(visitor)


def opened(query):
    """The row as a link opens it."""
    app = AppTest.from_function(row, default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return well(app.run())


def group(app, key):
    """A menu in a row: what it offers, and what is chosen."""
    (found,) = [each for each in app.get("button_group") if each.key == key]
    return found.options, found.value


def pick(app, key, value):
    """Choose an entry of a menu in a row."""
    (found,) = [each for each in app.get("button_group") if each.key == key]
    return well(found.set_value(value).run())


def experiment(app):
    """What the page is on."""
    return app.session_state["optim-viz"].experiment


def about(app):
    """The line about the data, as it is read."""
    (line,) = [
        each.proto.body for each in app.get("html") if each.proto.body.startswith('<p class="ov-about">')
    ]
    return unescape(re.sub("<[^>]*>", "", line))


def said(app):
    """What was refused, without the marks that keep it from being markup; nothing else may be on the page."""
    (error,) = app.error
    return error.value.replace("\\", "")


def give(app, content, name="my.csv"):
    """Open the panel and choose a file."""
    app.session_state[PANEL] = True
    well(app.run())
    return well(app.file_uploader[0].set_value((name, content, "text/csv")).run())


def use(app):
    """Press the button."""
    (button,) = [each for each in app.button if each.label == "Use these data"]
    return well(button.click().run())


def using(content, name="my.csv", app=None):
    """The page on somebody's own file."""
    return use(give(app or opened(REGRESSION), content.encode(), name))


def test_each_shipped_data_set_is_a_click_away():
    """It is what the cost is built from, and a line says what it is, how large, and where it comes from."""
    app = opened(REGRESSION)
    assert group(app, "data") == ([known.title for known in DATASETS.values()], "diabetes")
    for key, regression, sizes, who in (
        ("breast_cancer", "logistic", "569 tumours × 10 features: ", "Wolberg et al. 1995"),
        ("diabetes", "linear", "442 patients × 10 features: ", "Efron et al. 2004"),
    ):
        pick(app, "data", key)
        assert experiment(app).f["data"] == key
        assert about(app).startswith(sizes)
        assert about(app).endswith(f"({regression} regression). {who}")
        (line,) = [each.proto.body for each in app.get("html") if "ov-about" in each.proto.body[:20]]
        known = DATASETS[key]
        assert f'title="{known.source} ({known.license})"'.replace("&", "&amp;") in line


def test_features_are_raw_or_standardized():
    """The switch says which, also what a link says, and the cost follows."""
    app = opened({**REGRESSION, "f.standardized": "false"})
    assert group(app, "scale") == (["raw", "standardized"], False)
    assert experiment(app).f.build().condition_number > 1e7
    pick(app, "scale", True)
    assert experiment(app).f["standardized"] is True
    assert experiment(app).f.build().condition_number == pytest.approx(470, rel=0.01)


def test_a_file_of_ones_own_is_used():
    """Semicolons and decimal commas are read; the last column is the target, unless another one is chosen."""
    app = give(opened(REGRESSION), GERMAN.encode())
    menu = app.selectbox[0]
    assert (menu.options, menu.value) == (["größe", "alter", "preis"], "preis")
    assert experiment(app).f["data"] == "diabetes"
    use(app)
    data = find(experiment(app).f["data"])
    assert (data.title, data.features, data.target) == ("my.csv", ("größe", "alter"), "preis")
    np.testing.assert_array_equal(data.X, [[1.5, 3], [2.5, 4], [3.5, 9], [4.5, 1]])
    assert experiment(app).start == (0, 0, 0)
    assert group(app, "data")[1] == data.key
    assert about(app).startswith("4 examples × 2 features: linear regression of “preis”. Your data stay on the")
    assert "a link cannot carry them" in about(app)
    assert not app.session_state[PANEL]
    give(app, GERMAN.encode())
    well(app.selectbox[0].set_value("alter").run())
    data = find(experiment(use(app)).f["data"])
    assert (data.features, data.target, data.y.tolist()) == (("größe", "preis"), "alter", [3, 4, 9, 1])


def test_a_pasted_table_is_used():
    """Also when it is pasted and used at once; a target that was chosen for another table does not matter."""
    app = give(opened(REGRESSION), GERMAN.encode())
    pick(app, "own way", "text")
    use(app)
    assert (
        said(app) == "There is nothing to read yet: choose a file, or paste a table. "
        "What is still on its way is used as soon as it is here."
    )
    app.text_area[0].set_value(WORDS)
    use(app)
    data = find(experiment(app).f["data"])
    assert (data.title, data.target, data.labels) == ("Pasted data", "bought", ("no", "yes"))
    assert group(app, "data")[0][-1] == "Pasted data"


def test_a_press_waits_for_its_file():
    """A file that comes after the press is used at once, with its last column; the one after that is not."""
    app = opened(REGRESSION)
    app.session_state[PANEL] = True
    use(well(app.run()))
    assert said(app).startswith("There is nothing to read yet")
    give(app, GERMAN.encode())
    assert (find(experiment(app).f["data"]).title, app.session_state[PANEL]) == ("my.csv", False)
    app = use(give(opened(REGRESSION), BAD["text in line 17"][0]))
    assert experiment(give(app, GERMAN.encode())).f["data"] == "diabetes"


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (WORDS, "5 examples × 2 features: logistic regression of “bought” (“yes” against “no”). "),
        ("a,y\n1,0\n2,1\n3,0\n", "3 examples × 1 feature: logistic regression of “y” (“1” against “0”). "),
        ("a,y\n1,7\n2,2.5\n3,7\n", "3 examples × 1 feature: logistic regression of “y” (“7” against “2.5”). "),
        ("a,y\n1,7\n2,2.5\n3,1\n", "3 examples × 1 feature: linear regression of “y”. "),
    ],
    ids=["words", "0 and 1", "two numbers", "three numbers"],
)
def test_a_target_of_two_values_asks_for_logistic_regression(table, line):
    """The line says which regression it is, and of two values which one it gives the probability of."""
    app = using(table)
    assert about(app).startswith(line)
    assert type(experiment(app).f.build()).__name__.lower() == line.split(": ")[1].split()[0] + "regression"


@pytest.mark.parametrize(("content", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_table_is_answered_and_the_page_stays(content, sentence):
    """One sentence says what is wrong and where, without markup in it, and the page keeps what it had."""
    app = use(give(opened({**REGRESSION, "f.data": "breast_cancer"}), content))
    assert said(app).startswith(sentence)
    for number, part in enumerate(app.error[0].value.split("`")):
        assert number % 2 or not re.search(r"(?<!\\)[<>*_$\[\]]", part)
    assert experiment(app).f["data"] == "breast_cancer"
    assert group(app, "data") == (["Diabetes", "Breast cancer"], "breast_cancer")
    assert app.session_state[PANEL]
    # The next file begins anew.
    assert not give(app, GERMAN.encode()).error


def test_a_bad_header_is_answered_before_anything_is_used():
    """What is wrong with the names of the columns is said as soon as the file is there."""
    app = give(opened(REGRESSION), BAD["no header"][0])
    assert said(app).startswith(BAD["no header"][1])
    assert app.selectbox[0].disabled


def test_of_a_file_that_is_too_large_nothing_is_read(monkeypatch):
    """The browser sends none, and from whoever sends one all the same, not a byte is taken."""
    monkeypatch.setattr(UploadedFile, "getvalue", lambda file: pytest.fail("the file was read"))
    app = give(opened(REGRESSION), b"\n" * (LARGEST_FILE + 1))
    # Streamlit's page counts a megabyte as a million bytes.
    assert app.file_uploader[0].proto.max_upload_size_mb * 1_000_000 == LARGEST_FILE
    assert said(app).startswith("The file has 50,000,001 bytes; at most 50,000,000 are read (50 MB).")
    monkeypatch.undo()  # AppTest looks into the file itself when something is pressed
    assert said(use(app)).startswith("The file has 50,000,001 bytes")


def test_own_data_stay_in_their_own_visitors_menu():
    """They stay there while something else is on the page, and nobody else has them in theirs."""
    app = using(GERMAN)
    key = experiment(app).f["data"]
    pick(app, "data", "diabetes")
    assert group(app, "data") == (["Diabetes", "Breast cancer", r"my\.csv"], "diabetes")
    assert len(experiment(app).start) == 11
    assert group(opened(REGRESSION), "data")[0] == ["Diabetes", "Breast cancer"]
    # The same table from somebody else's file has that file's name there, and here it keeps its own.
    other = using(GERMAN, "secret.csv")
    assert group(other, "data")[0][-1] == r"secret\.csv"
    pick(app, "data", key)
    assert find(experiment(app).f["data"]).title == "my.csv"


def test_a_link_to_own_data_opens_them_while_they_are_here():
    """With their name in the menu; when they are gone, a remark says so, and what to do."""
    kept = keep(read_table(GERMAN.encode()))
    app = opened({**REGRESSION, "f.data": kept.key})
    assert not app.warning
    assert group(app, "data") == (["Diabetes", "Breast cancer", "Your data"], kept.key)
    gone = opened({**REGRESSION, "f.data": "own-0123456789abcdef"})
    assert experiment(gone).f["data"] == "diabetes"
    remark = gone.warning[0].value.replace("\\", "")
    assert (
        "or data of your own that are still here; got 'own-0123456789abcdef', replaced by diabetes." in remark
    )
    assert remark.endswith("they are gone when the app has ended: open the file again.")
    assert "open the file" not in opened({**REGRESSION, "f.data": "iris"}).warning[0].value


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Diabetes", "Diabetes (yours)"),
        ("[x](y) `*a*`.csv", r"\[x\]\(y\) '\*a\*'\.csv"),
        ("x" * 300, "x" * 23 + "…"),
        ("a\nb\x1b", r"a\\nb\\x1b"),
        (" ", "Your data"),
    ],
)
def test_any_name_of_a_file_is_a_name_in_the_menu(name, label):
    """Short, without markup, and not taken for a data set that is shipped."""
    app = using(GERMAN, name)
    assert group(app, "data")[0] == ["Diabetes", "Breast cancer", label]
    assert group(app, "data")[1] == experiment(app).f["data"]
    pick(app, "data", "diabetes")
    assert about(app).startswith("442")


@pytest.mark.parametrize("features", [1, 499])
def test_any_number_of_columns_is_shown(features):
    """From one feature to the most that are read, under any names, from a start of zeros."""
    rows = np.random.default_rng(0).integers(0, 100, (features + 5, features + 1))
    names = [f"{'x' * 50}<b>&*{j}" for j in range(features)] + ["<i>&amp;`*y*`"]
    app = using("\n".join([",".join(names), *(",".join(map(str, row)) for row in rows.tolist())]))
    assert find(experiment(app).f["data"]).features == tuple(names[:-1])
    assert experiment(app).start == (0,) * (features + 1)
    plural = "s" * (features > 1)
    assert about(app).startswith(
        f"{features + 5} examples × {features} feature{plural}: linear regression of “<i>"
    )


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("a,y\n1,no\n2,no\n3,yes\n4,yes\n", "A hyperplane separates the two labels: J falls towards 0"),
        ("a,b,y\n1,2,3\n2,4,5\n3,6,1\n", "some columns follow from others: many weights have the lowest cost."),
        ("a,b,y\n1,2,no\n2,4,yes\n3,6,no\n", "some columns follow from others: many weights have"),
    ],
)
def test_it_is_said_when_there_is_no_single_minimum(table, sentence):
    """Separable labels have none, and columns that follow from others many."""
    assert sentence in about(using(table))
    assert sentence not in about(using("a,b,y\n1,2,no\n2,3,yes\n3,6,no\n5,1,yes\n1,1,yes\n2,2,no\n"))


def test_features_that_cannot_be_standardized_stay_raw():
    """A constant column, which only Python can put there, has no spread: that is said, and stays so."""
    flat = Dataset("flat", "Flat", "here", ("a", "b"), "y", X=[[1, 2], [2, 2], [4, 2]], y=[1, 2, 4])
    kept = keep(flat)
    app = opened({**REGRESSION, "f.data": kept.key})
    assert said(app).startswith("Column `b` is 2 in every row: it has no spread to divide by.")
    assert group(app, "scale")[1] is False
    pick(app, "scale", True)
    assert said(app).startswith("Column `b` is 2 in every row")
    assert experiment(app).f == experiment(app).f.replace(data=kept.key, standardized=False)
