"""``--objective regression --data my.csv --target price``: what is learned from, on the command line."""

import csv
import io
import json
import os

import numpy as np
import pytest
from click.testing import CliRunner, Result

from optim_viz import Experiment, datasets
from optim_viz.cli import main

HOUSES = "size,age,price\n" + "".join(f"{60 + 7 * i % 50},{i * i % 11},{200 + 9 * i % 70}\n" for i in range(20))
TABLE = np.loadtxt(io.StringIO(HOUSES), delimiter=",", skiprows=1)
MINE = ("--objective", "regression", "--data", "my.csv")


def invoke(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the command is run: ``my.csv`` is there."""
    (tmp_path / "my.csv").write_text(HOUSES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def least_squares(at: int) -> np.ndarray:
    """The weights and the bias of the raw table, whose target is column ``at``."""
    design = np.column_stack([np.delete(TABLE, at, axis=1), np.ones(len(TABLE))])
    return np.linalg.lstsq(design, TABLE[:, at])[0]


@pytest.mark.parametrize(("target", "at"), [((), 2), (("--target", "price"), 2), (("--target", "age"), 1)])
def test_a_file_is_learned_from(folder, target, at):
    """Its last column is the target, or the one that is named; the minimum is that of NumPy."""
    said = invoke("run", "--json", *MINE, *target, "--raw")
    assert said.exit_code == 0, said.output
    content = json.loads(said.stdout)
    assert content["data"] | {"key": ""} == {
        "key": "",
        "title": "my.csv",
        "source": "your own file",
        "regression": "linear",
        "examples": 20,
        "features": [name for j, name in enumerate(("size", "age", "price")) if j != at],
        "target": ("size", "age", "price")[at],
        "labels": None,
        "standardized": False,
    }
    assert content["theory"]["parameters"] == [*content["data"]["features"], "b"]
    np.testing.assert_allclose(content["theory"]["minimum"], least_squares(at), rtol=1e-9)
    assert Experiment.from_query(content["link"])[0].f["data"] == content["data"]["key"]


def test_features_are_standardized_unless_they_are_to_be_raw(folder):
    """Curvatures 1 and around it, with and without saying so; far from it with --raw."""
    plain, said, raw = (
        json.loads(invoke("run", "--json", *MINE, *switch).stdout)
        for switch in ((), ("--standardized",), ("--raw",))
    )
    assert plain == said
    assert np.trace(np.diag(plain["theory"]["eigenvalues"])) == pytest.approx(3)
    squares = np.mean(np.delete(TABLE, 2, axis=1) ** 2, axis=0)
    assert sum(raw["theory"]["eigenvalues"]) == pytest.approx(squares.sum() + 1)


def test_two_words_are_labels(folder):
    """A target of two words makes it logistic regression; flats and houses in turn are half on each side."""
    (folder / "words.csv").write_text("size,kind\n1,flat\n2,house\n3,flat\n4,house\n")
    content = json.loads(invoke("run", "--json", *MINE[:3], "words.csv").stdout)
    assert content["data"]["regression"] == "logistic"
    assert content["data"]["labels"] == ["flat", "house"]
    assert content["theory"]["accuracy"] == 0.5
    assert "accuracy (0.5 at the minimum)" in invoke("run", *MINE[:3], "words.csv").stdout


def test_exports_hold_the_run_on_a_file(folder):
    """CSV and JSON end where ``run --json`` ends, bit for bit, under any spelling of the flags."""
    said = invoke("export", "fit.csv", "fit.json", "--f", "regression", "--f.data", "my.csv", "--steps", "9")
    assert said.exit_code == 0, said.output
    rows = list(csv.DictReader((folder / "fit.csv").read_text().splitlines()))
    content = json.loads((folder / "fit.json").read_text())
    run = json.loads(invoke("run", "--json", *MINE, "--steps", "9").stdout)
    for slot in "ab":
        last = [row for row in rows if row["contender"] == slot][-1]
        assert [float(last[f"w{j}"]) for j in (1, 2, 3)] == run[slot]["w"] == content[slot]["w"]
        del content[slot]["trajectory"]
    assert content == run


def test_a_shipped_name_is_a_shipped_data_set(folder):
    """Also where there is a file of that name, which a path can mean."""
    (folder / "diabetes").write_text(HOUSES)
    named, other = (
        json.loads(invoke("run", "--json", *MINE[:3], data).stdout)["data"]
        for data in ("diabetes", "./diabetes")
    )
    assert (named["key"], named["examples"]) == ("diabetes", 442)
    assert (other["key"][: len(datasets.OWN)], other["examples"]) == (datasets.OWN, 20)
    flags = invoke("run", *MINE[:3], "breast_cancer", "--raw").stdout
    assert flags == invoke("run", "f=regression&f.data=breast_cancer&f.standardized=false").stdout


def test_the_report_says_what_was_learned_from_and_how_to_see_it(folder):
    """A link where one can be given; for a file, that no link can hold it."""
    shipped = invoke("run", *MINE[:3], "diabetes", "--raw").stdout.splitlines()
    assert shipped[0].endswith(": Diabetes, 442 examples, 10 raw features, target `target`")
    assert shipped[1] == "from 0 in all 11 parameters, 200 steps"
    assert shipped[-1].startswith(
        'See it:  optim-viz --link "f=regression&f.data=diabetes&f.standardized=false&a=gd'
    )
    own = invoke("run", *MINE).stdout.splitlines()
    assert own[0].endswith(": `my.csv`, 20 examples, 2 standardized features, target `price`")
    assert own[-1] == "See it:  start optim-viz and open the file there; no link can hold data of your own."
    assert not any("own-" in line for line in own)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("--data", "my.csv"), ["say --objective regression"]),
        (("--raw",), ["say --objective regression"]),
        (("--target", "price", "--link", "f=quadratic"), ["say --objective regression"]),
        ((*MINE[:2], "--target", "price"), ["--target chooses a column of a file", "--data my.csv"]),
        ((*MINE[:2], "--data", "diabetes", "--target", "bmi"), ["diabetes has one, leave it out"]),
        (
            (*MINE, "--target", "prize"),
            ["`my.csv` cannot be used", "no column `prize`", "Did you mean `price`?"],
        ),
        ((*MINE, "--raw", "--f.standardized", "true"), ["take one of them"]),
        (
            (*MINE[:2], "--data", "other.csv"),
            ["There is no file `other.csv`", "one of diabetes, breast_cancer."],
        ),
        ((*MINE[:2], "--data", "diabets"), ["There is no file `diabets`", "did you mean diabetes?"]),
        ((*MINE[:2], "--data", "."), ["`.` cannot be read"]),
        ((*MINE[:2], "--data", "bad.csv"), ["`bad.csv` cannot be used", "Column `price`, line 3", "`abc`"]),
        ((*MINE[:2], "--data", "a\0b"), ["`a\\x00b` cannot be read"]),
        (("f=regression&f.data=own-0123456789abcdef",), ["A link does not carry data"]),
        ((*MINE, "--start", "1,2"), ["`start` must be 3 numbers"]),
        ((*MINE, "--kappa", "3"), ["`f.kappa` is not known here"]),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
@pytest.mark.parametrize("command", ["run", "export", "sweep"])
def test_bad_input_ends_with_status_2_and_a_way_out(folder, command, arguments, parts):
    """What is wrong and where; no file and no traceback."""
    (folder / "bad.csv").write_text("size,price\n1,2\n2,abc\n3,4\n")
    before = set(os.listdir())
    more = {"run": (), "export": ("fit.csv",), "sweep": ("--out", "fit.csv", "--alpha", "0.1,0.2")}[command]
    if "=" in arguments[0]:
        arguments = ("--link", *arguments)
    said = invoke(command, *more, *arguments)
    assert said.exit_code == 2, said.output
    assert all(part in " ".join(said.output.split()) for part in parts), said.output
    assert set(os.listdir()) == before


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_sweep_learns_from_a_file_on_any_number_of_processes(folder, workers):
    """The steps of each alpha are those of a single run with it; a comma in a path makes no axis of it."""
    os.rename("my.csv", "my,own:data.csv")
    data = ("--objective", "regression", "--data", "my,own:data.csv", "--raw", "--steps", "50")
    said = invoke(
        "sweep", *data, "--alpha", "1e-5:1e-3:3", "--workers", workers, "--out", "-", "--format", "csv"
    )
    assert said.exit_code == 0, said.output
    rows = list(csv.DictReader(io.StringIO(said.stdout)))
    assert len(rows) == 6
    for row in rows:
        slot, alpha = row["contender"], row["alpha"]
        single = json.loads(invoke("run", "--json", *data, f"--{slot}.alpha", alpha).stdout)[slot]
        assert row["steps"] == str(single["steps_to_tolerance"] or "")


def test_the_picture_of_a_sweep_says_what_is_measured(folder):
    """From the minimum, since J does not come down to 0."""
    sweep = ("sweep", *MINE, "--alpha", "0.01:1:3")
    assert invoke(*sweep, "--out", "steps.svg").exit_code == 0
    assert "steps to J − J* ≤ 0.001 (J₀ − J*)" in (folder / "steps.svg").read_text(encoding="utf-8")
    assert invoke(*sweep, "--outcome", "cost", "--out", "cost.svg").exit_code == 0
    assert "(J − J*) / (J₀ − J*) after 200 steps" in (folder / "cost.svg").read_text(encoding="utf-8")


def test_names_of_columns_and_files_do_no_harm(folder):
    """A column named as the bias is, and one with a line break, are told apart by their place."""
    (folder / "odd.csv").write_text('b,"two\nlines",y\n1,5,2\n2,3,4\n3,3,1\n4,1,9\n')
    content = json.loads(invoke("run", "--json", *MINE[:3], "odd.csv").stdout)
    assert content["theory"]["parameters"] == ["b", "two\nlines", "b"]
    assert len(content["theory"]["minimum"]) == 3
    assert invoke("run", *MINE[:3], "odd.csv").exit_code == 0
