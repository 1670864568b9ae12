"""``optim-viz sweep``: the outcomes of ``optim_viz.sweep`` as files, without a browser."""

import csv
import io
import json
import subprocess
import sys

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from optim_viz import OBJECTIVES, OPTIMIZERS, Choice, Experiment, parameters_of
from optim_viz.cli import main
from optim_viz.commands import sweep as command_module
from optim_viz.commands.axes import axis_flags, read_axis
from optim_viz.commands.settings import experiment_flags
from optim_viz.sweep import ChunkError, sweep
from optim_viz.sweep_files import FORMATS
from tests.running import ROOT

ALPHAS = np.geomspace(1e-3, 10, 5)
KAPPAS = np.geomspace(1, 1000, 3)
GRID = "--alpha 1e-3:10:5 --kappa 1:1000:3 --steps 50"


def invoke(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["sweep", *arguments])


def rows(arguments: str) -> list[dict[str, str]]:
    """What it writes as CSV to the standard output."""
    said = invoke(*arguments.split(), "--out", "-", "--format", "csv")
    assert said.exit_code == 0, said.output
    return list(csv.DictReader(io.StringIO(said.stdout)))


def test_files_hold_the_outcomes_of_the_sweep(tmp_path):
    """CSV and JSON give the float64 of ``optim_viz.sweep`` back, bit for bit, one row a combination."""
    said = invoke(*GRID.split(), "--out", str(tmp_path / "s.csv"), "--out", str(tmp_path / "s.json"))
    assert said.exit_code == 0
    assert "s.csv  (CSV, " in said.stderr
    content = json.loads((tmp_path / "s.json").read_text())
    table = list(csv.DictReader((tmp_path / "s.csv").read_text().splitlines()))
    assert list(table[0]) == ["contender", "alpha", "kappa", "steps", "stays", "cost", "diverged"]
    experiment = Experiment(steps=50)
    assert Experiment.from_query(content["experiment"]) == Experiment.from_query(content["link"])
    assert Experiment.from_query(content["link"]) == (experiment, ())
    for slot in "ab":
        swept = sweep(experiment, slot, {f"{slot}.alpha": ALPHAS, "f.kappa": KAPPAS})
        part = content[slot]
        assert part["axes"] == {f"{slot}.alpha": ALPHAS.tolist(), "f.kappa": KAPPAS.tolist()}
        assert part["name"] == getattr(experiment, slot).kind.name
        own = [row for row in table if row["contender"] == slot]
        places = [(a, k) for a in ALPHAS.tolist() for k in KAPPAS.tolist()]
        assert [(float(row["alpha"]), float(row["kappa"])) for row in own] == places
        for name, values in swept.outcomes._asdict().items():
            if name == "diverged":
                assert part["outcomes"][name] == values.tolist()
                assert [row[name] for row in own] == [str(bool(x)).lower() for x in values.ravel()]
                continue
            np.testing.assert_array_equal(np.array(part["outcomes"][name], dtype=float), values)
            texts = [float(row[name] or "nan") for row in own]
            np.testing.assert_array_equal(np.reshape(texts, values.shape), values)
    assert all("." not in row["steps"] for row in table)
    assert {row["steps"] for row in table} > {""}


def test_an_outcome_can_be_chosen():
    """One column, or some, in the order asked for."""
    assert list(rows(f"{GRID} --outcome stays")[0])[3:] == ["stays"]
    assert list(rows(f"{GRID} --outcome cost --outcome steps")[0])[3:] == ["cost", "steps"]


def test_flags_say_axes_and_settings():
    """``--alpha`` is each contender's, ``--a.alpha`` counts more, a single number is a setting of all runs."""
    table = rows("--alpha 0.05,0.1 --a.alpha 0.01:0.02:2 --beta1 0.5 --b.epsilon 0 --angle 30")
    assert [(row["contender"], row["alpha"]) for row in table] == [
        ("a", "0.01"),
        ("a", "0.02"),
        ("b", "0.05"),
        ("b", "0.1"),
    ]
    experiment = Experiment(
        f=Choice.of("quadratic", angle=30), b=Choice.of("adam", alpha=0.099, beta1=0.5, epsilon=0)
    )
    expected = sweep(experiment, "b", {"b.alpha": [0.05, 0.1]}).outcomes.cost
    assert [float(row["cost"]) for row in table[2:]] == expected.tolist()


def test_a_link_fixes_settings():
    """Flags count more than the link, as everywhere."""
    link = "f.kappa=300&b=rmsprop&b.rho=0.9&steps=30"
    table = rows(f"--link {link} --slot b --alpha 0.01,0.1 --steps 40")
    experiment = Experiment.from_query(f"{link}".replace("30", "40"))[0].with_value("f.kappa", 300.0)
    expected = sweep(experiment, "b", {"b.alpha": [0.01, 0.1]}).outcomes.cost
    assert [float(row["cost"]) for row in table] == expected.tolist()


def test_an_axis_that_one_contender_has_not_is_empty():
    """Gradient descent has no beta1: its rows leave the column empty, and there are as many as it has runs."""
    table = rows("--alpha 0.05,0.1 --beta1 0:0.9:3 --outcome steps")
    assert [row["beta1"] for row in table] == ["", "", *["0.0", "0.45", "0.9"] * 2]


def test_any_number_of_axes():
    """Three and four, and each combination once."""
    table = rows("--slot b --alpha 0.01,0.1 --beta1 0,0.9 --kappa 1,10 --scale 0.1,1 --outcome cost")
    assert len(table) == len({tuple(row.values())[:-1] for row in table}) == 16


def test_axes_are_spaced_as_their_numbers_are():
    """By equal factors for alpha, by equal steps for beta1 and the angle; lists as they are."""
    adam, cost = parameters_of(OPTIMIZERS["adam"]), parameters_of(OBJECTIVES["quadratic"])
    np.testing.assert_allclose(read_axis("1e-3:10:5", adam["alpha"]), [1e-3, 1e-2, 0.1, 1, 10], rtol=1e-15)
    np.testing.assert_array_equal(read_axis("0:0.75:4", adam["beta1"]), [0, 0.25, 0.5, 0.75])
    np.testing.assert_array_equal(read_axis("0:90:3", cost["angle"]), [0, 45, 90])
    np.testing.assert_array_equal(read_axis("0, 1e-8,1", adam["epsilon"]), [0, 1e-8, 1])
    assert read_axis("1e-3:10:61", adam["alpha"])[[0, -1]].tolist() == [1e-3, 10]


def test_every_number_can_be_an_axis():
    """Each number of the registries has one flag without a part, and no two flags are called alike."""
    flags = [name for flag in (*axis_flags(), *experiment_flags()) for name in flag.opts]
    assert len(set(flags)) == len(flags)
    contenders = {name for kind in OPTIMIZERS.values() for name in parameters_of(kind)}
    costs = {name for kind in OBJECTIVES.values() for name in parameters_of(kind)}
    assert not contenders & costs
    assert {f"--{name.replace('_', '-')}" for name in contenders | costs} <= set(flags)
    said = invoke("--help").output
    assert all(name in said for name in flags)


def test_workers_give_the_same_bytes(tmp_path):
    """Two processes write the file that one writes."""
    arguments = ["--alpha", "1e-3:10:31", "--kappa", "1:1000:21", "--steps", "20"]
    for workers in ("1", "2"):
        said = invoke(*arguments, "--workers", workers, "--out", str(tmp_path / f"{workers}.json"))
        assert said.exit_code == 0, said.output
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


@pytest.mark.parametrize(
    ("axes", "outcome"),
    [
        *(("--alpha 1e-3:10:9", outcome) for outcome in ("steps", "stays", "cost", "diverged")),
        *((GRID, outcome) for outcome in ("steps", "stays", "cost", "diverged")),
        ("--slot a --angle 0:90:3", "steps"),
        ("--slot b --beta1 0:0.9:3 --alpha 0.1,1", "stays"),
    ],
)
def test_pictures_are_drawn(axes, outcome, tmp_path):
    """SVG with its words, over one axis and two, for every outcome."""
    said = invoke(*axes.split(), "--outcome", outcome, "--out", str(tmp_path / "s.svg"))
    assert said.exit_code == 0, said.output
    drawn = (tmp_path / "s.svg").read_text(encoding="utf-8")
    words = {"steps": "steps to J ≤ 0.001 J₀", "stays": "to the end", "cost": "J / J₀", "diverged": "diverges"}
    assert words[outcome] in drawn
    assert ("Gradient descent" in drawn) == ("--slot b" not in axes)
    assert ("Adam" in drawn) == ("--slot a" not in axes)


@pytest.mark.parametrize("axes", ["--alpha 1e-3:10:9", GRID])
def test_a_png_has_twice_the_pixels(axes, tmp_path):
    """Over one axis and two; it is not one plain colour."""
    said = invoke(*axes.split(), "--outcome", "cost", "--out", str(tmp_path / "s.png"))
    assert said.exit_code == 0, said.output
    with Image.open(tmp_path / "s.png") as image:
        assert image.size == (2400, 1120)
        assert len(image.getcolors(2**24)) > 20


def test_a_picture_of_nothing_and_of_all_at_once(tmp_path):
    """Where no run arrives, and where each has arrived at step 0, there is a picture all the same."""
    for arguments in (
        "--kappa 1:1000:4 --a.alpha 1e-9 --b.alpha 1e-9",
        "--alpha 1:2:3 --kappa 1,2 --start 0,0",
        "--alpha 1:2:3 --start 0,0",
    ):
        name = str(tmp_path / "s.svg")
        said = invoke(*arguments.split(), "--force", "--out", name)
        assert said.exit_code == 0, said.output


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ("--alpha 0.1:1:3", ["--out"]),
        ("--out s.csv", ["needs an axis", "--alpha 1e-3:10:61"]),
        ("--alpha 0.1 --out s.csv", ["needs an axis"]),
        ("--a.alpha 0.1,1 --out s.csv", ["b has no axis", "--b.alpha", "--slot a"]),
        ("--b.alpha 0.1,1 --slot a --kappa 1,2 --out s.csv", ["--b.alpha", "left out"]),
        ("--alpha 1:2 --out s.csv", ["`a.alpha` must be low:high:count", "'1:2'", "1e-05:10:31"]),
        ("--alpha 1:2:x --out s.csv", ["whole number in [2, 1000000]", "'x'"]),
        ("--alpha 1:2:1 --out s.csv", ["whole number in [2, 1000000]", "'1'"]),
        ("--alpha 2:1:3 --out s.csv", ["`a.alpha` must rise", "'2:1:3'"]),
        ("--alpha 1,1 --out s.csv", ["`a.alpha` must rise"]),
        ("--alpha=-1:1:3 --out s.csv", ["`a.alpha` must be a positive finite number; got '-1'"]),
        ("--alpha a,b --out s.csv", ["`a.alpha` must be a positive finite number; got 'a'"]),
        ("--kappa 0:9:3 --out s.csv", ["`f.kappa` must be in [1, 1000]; got '0'"]),
        ("--b.epsilon 0:1:3 --slot b --out s.csv", ["`b.epsilon`", "factors", "list"]),
        ("--b.bias_correction true,false --slot b --out s.csv", ["--b.bias_correction cannot be an axis"]),
        ("--a.beta1 0,0.5 --out s.csv", ["--a.beta1 cannot be an axis", "--a.alpha"]),
        ("--rho 0,0.5 --alpha 1,2 --out s.csv", ["--rho", "gd and adam"]),
        ("--steps 10:20:3 --alpha 1,2 --out s.csv", ["`steps` must be a whole number", "'10:20:3'"]),
        ("--alpha 1,2 --outcome step --out s.csv", ["--outcome must be one of steps", "did you mean steps?"]),
        ("--alpha 1,2 --slot c --out s.csv", ["--slot must be one of both, a, b; got 'c'"]),
        ("--alpha 1,2 --workers 0 --out s.csv", ["--workers", "0", "x>=1"]),
        ("--alhpa 1,2 --out s.csv", ["--alhpa", "--alpha"]),
        ("--alpha 1,2 --out s.cvs", ["'s.cvs'", ".csv, .json, .png, .svg", "did you mean .csv?"]),
        ("--alpha 1,2 --out -", ["- needs --format"]),
        ("--alpha 1,2 --out - --format jsn", ["--format", "'jsn'", "did you mean json?"]),
        ("--alpha 1,2 --out s.csv --out ./s.csv", ["s.csv is named twice"]),
        ("--alpha 1,2 --out nowhere/s.csv", ["no folder 'nowhere'"]),
        (
            "--alpha 1,2 --kappa 1,2 --angle 0,9 --out s.png",
            ["one or two axes", "has 3: alpha, kappa, angle", "CSV (.csv) and JSON (.json)"],
        ),
        ("--alpha 1,2 --beta1 0,.9 --out s.svg", ["same axes", "--slot a or --slot b"]),
        ("--alpha 1,2 --outcome cost --outcome steps --out s.svg", ["one outcome; got cost, steps"]),
    ],
)
def test_bad_input_ends_with_status_2_and_a_way_out(arguments, parts, tmp_path, monkeypatch):
    """The value, the valid range and the nearest spelling; no file and no traceback."""
    monkeypatch.chdir(tmp_path)
    said = invoke(*arguments.split())
    assert said.exit_code == 2, said.output
    assert all(part in " ".join(said.output.split()) for part in parts), said.output
    assert not list(tmp_path.iterdir())


def test_a_file_that_exists_is_overwritten_with_force_only(tmp_path):
    """And nothing is run before that is known."""
    old = tmp_path / "old.csv"
    old.write_text("mine")
    said = invoke("--alpha", "0.1,0.2", "--out", str(old))
    assert said.exit_code == 2
    assert "--force" in said.output
    assert old.read_text() == "mine"
    assert invoke("--alpha", "0.1,0.2", "--out", str(old), "--force").exit_code == 0
    assert old.read_text().startswith("contender,alpha,")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ChunkError("Chunk 2 of 3 failed."), "Chunk 2 of 3 failed."),
        (MemoryError(), "There is no memory for so many runs"),
    ],
)
def test_what_goes_wrong_in_a_sweep_is_told(error, told, tmp_path, monkeypatch):
    """Status 1, one sentence, no file."""

    def fails(*_, **__):
        raise error from OSError("unplugged") if isinstance(error, ChunkError) else None

    monkeypatch.setattr(command_module.sweeps, "sweep", fails)
    said = invoke("--alpha", "0.1,0.2", "--out", str(tmp_path / "s.csv"))
    assert said.exit_code == 1
    assert told in said.output
    assert not list(tmp_path.iterdir())


def test_a_long_sweep_shows_one_bar_for_both(monkeypatch):
    """From 0 to all, without going back where the second contender begins."""
    monkeypatch.setattr("optim_viz.commands.progress.PATIENCE", 0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    seen: list[int] = []

    class Bar(click.testing.CliRunner):
        pos = 0

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def update(self, steps):
            self.pos += steps
            seen.append(self.pos)

    monkeypatch.setattr(click, "progressbar", lambda **_: Bar())
    axes = {"a": {"a.alpha": np.geomspace(0.01, 0.1, 900)}, "b": {"b.alpha": np.geomspace(0.01, 0.1, 300)}}
    command_module._run(Experiment(steps=5), axes, workers=1)
    assert seen == sorted(seen)
    assert seen[-1] == 1000
    assert 750 in seen


def test_it_imports_nothing_heavy():
    """No web server and no Plotly; matplotlib for pictures only."""
    program = (
        "import sys, optim_viz.cli\n"
        "heavy = {'streamlit', 'plotly', 'uvicorn', 'matplotlib'}\n"
        "for key in ('csv', 'json', 'svg'):\n"
        "    try: optim_viz.cli.main(f'sweep --alpha 0.1,0.2 --out - --format {key}'.split())\n"
        "    except SystemExit: pass\n"
        "    print(chr(10) + 'loaded:', key, *sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8"
    )
    loaded = [line for line in said.stdout.splitlines() if line.startswith("loaded:")]
    assert loaded == ["loaded: csv", "loaded: json", "loaded: svg matplotlib"]


def test_help_names_the_formats_and_outcomes():
    """``optim-viz sweep --help`` says what can be asked for, and ``optim-viz --help`` lists the command."""
    said = " ".join(invoke("--help").output.split())
    assert all(known.key in said for known in FORMATS)
    assert all(word in said for word in ("low:high:count", "stays", "diverged", "--workers", "--slot"))
    assert "sweep   Run every combination of some settings" in CliRunner().invoke(main, ["--help"]).output
