"""One link, one run: Python, the command line, the files and the page have the same numbers.

Text is compared bit for bit in float64, what the page is sent in float32 against the run's in float32.
"""

import base64
import csv
import gzip
import json
import re
import subprocess
import sys
from functools import cache
from urllib.parse import parse_qsl

import numpy as np
import pytest
from click.testing import CliRunner

from optim_viz import Experiment, perform
from optim_viz.cli import main
from tests.ui.reading import array, figure, floats, opened, settled, table, told

LINKS = {
    "default": "",
    "momentum against RMSProp": "f.kappa=90&a=momentum&a.alpha=0.004&b=rmsprop&b.alpha=0.03&start=-3.3,1.7",
    "diverging": "a.alpha=0.5&b=nesterov&b.alpha=0.4&steps=1000",
    "turned valley": "f.angle=30&f.scale=0.07&a.alpha=0.095&b.alpha=0.095&steps=77",
    "one step": "a=adagrad&steps=1",
}
REGRESSIONS = {
    "eleven learning rates": "f=regression&steps=30",
    "raw features, diverging": "f=regression&f.standardized=false&b=rmsprop&steps=40",
    "labels": "f=regression&f.data=breast_cancer&a=nesterov&a.alpha=0.1&steps=12",
}
CONTENDERS = ("a", "b")

on_the_page = pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
everywhere = pytest.mark.parametrize(
    "link", [*LINKS.values(), *REGRESSIONS.values()], ids=[*LINKS, *REGRESSIONS]
)


@cache
def command(*arguments):
    """What a command prints, once it ended well."""
    answer = CliRunner().invoke(main, arguments)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def runs(link):
    """Both runs from Python, and the number of their finite rows."""
    experiment, remarks = Experiment.from_query(link)
    assert not remarks
    race = perform(experiment)
    return [(slot, run, int(run.last) + 1) for slot, run in zip(CONTENDERS, (race.a, race.b), strict=True)]


def exported(link, kind):
    """The text that ``optim-viz export -`` prints."""
    return command("export", "-", "--format", kind, "--link", link)


def numbers(rows, *names):
    """Columns of CSV or JSON as an array, what is missing as NaN."""
    return np.array(
        [[float(row[name] if row[name] not in ("", None) else "nan") for name in names] for row in rows]
    )


def names(symbol, run):
    """The columns of a quantity that each parameter has."""
    return [f"{symbol}{j + 1}" for j in range(run.x.shape[-1])]


def same(left, right):
    """Whether two arrays are equal bit for bit, NaN being NaN."""
    return left.shape == right.shape and np.array_equal(left, right, equal_nan=True)


def in_html(link):
    """What the HTML file tells its player."""
    text = command("export", "-", "--format", "html", "--cdn", "--link", link)
    (packed,) = re.findall(r'<script [^>]*id="race"[^>]*>\s*(.*?)\s*</script>', text, re.DOTALL)
    return text, json.loads(gzip.decompress(base64.b64decode(packed)))


@cache
def on_page(link):
    """The page that the link opens, for those who only look at it."""
    return opened(dict(parse_qsl(link)))


@everywhere
def test_csv_and_json_hold_every_number_of_the_run(link):
    """Points, costs, gradients and learning rates of all finite steps."""
    lines = list(csv.DictReader(exported(link, "csv").splitlines()))
    content = json.loads(exported(link, "json"))
    for slot, run, rows in runs(link):
        trajectory = content[slot]["trajectory"]
        from_json = [dict(zip(trajectory, row, strict=True)) for row in zip(*trajectory.values(), strict=True)]
        for read in ([line for line in lines if line["contender"] == slot], from_json):
            assert [int(row["step"]) for row in read] == list(range(rows))
            assert same(numbers(read, *names("w", run)), run.x[:rows])
            assert same(numbers(read, "J")[:, 0], run.value[:rows])
            assert same(numbers(read, *names("g", run)), run.gradient[:rows])
            led = run.learning_rates[: rows - 1]
            assert same(numbers(read[1:], *names("alpha", run)), np.where(np.isfinite(led), led, np.nan))


@everywhere
def test_run_prints_what_the_files_and_python_say(link):
    """``run --json`` is the head of the JSON file, and ends where the run ends."""
    said = json.loads(command("run", "--json", "--link", link))
    content = json.loads(exported(link, "json"))
    for slot, run, rows in runs(link):
        del content[slot]["trajectory"]
        assert said[slot]["last"] == rows - 1
        assert said[slot]["w"] == run.x[rows - 1].tolist()
        assert said[slot]["J"] == run.value[rows - 1]
    assert said == content
    assert Experiment.from_query(said["link"])[0] == Experiment.from_query(link)[0]


@on_the_page
def test_the_page_draws_the_run(link):
    """Every point of the moving tracks, and every point, cost and learning rate of the figure."""
    app = on_page(link)
    assert settled(app) == Experiment.from_query(link)[0]
    scene, traces = json.loads(told(app)["scene"]), figure(app)
    with np.errstate(over="ignore"):
        for slot, run, _ in runs(link):
            assert same(floats(scene["slots"][slot]["track"]["x"], -1, 2), run.x.astype("<f4"))
            path = traces[f"path-{slot}"]
            steps, cost = array(path["customdata"]).reshape(-1, 2).T
            steps = steps.astype(int)
            assert same(np.stack([array(path[axis]) for axis in "xy"], axis=1), run.x[steps].astype("<f4"))
            assert same(cost, run.value[steps].astype("<f4"))
            curve = traces[f"cost-{slot}"]
            assert same(array(curve["customdata"]), run.value[array(curve["x"]).astype(int)].astype("<f4"))
            for j in range(2):
                curve = traces[f"rate-{slot}-{j}"]
                led = run.learning_rates[array(curve["x"]).astype(int), j]
                assert same(array(curve["y"]), led.astype("<f4"))


@on_the_page
def test_the_html_file_plays_what_the_page_plays(link):
    """Its player is told the same figure and the same tracks; its words have the last points in full."""
    app = on_page(link)
    text, data = in_html(link)
    assert data["query"] == settled(app).link()
    assert data["figure"] == json.loads(told(app)["figure"])
    assert data["scene"] == json.loads(told(app)["scene"])
    points = re.findall(r'<span class="point">(.*?)</span>', text)
    for (slot, run, rows), point in zip(runs(link), points, strict=True):
        assert [float(number) for number in re.findall(r"= (\S+?)(?:,|$)", point)] == run.x[
            rows - 1
        ].tolist(), slot


@on_the_page
def test_the_tables_of_page_and_command_are_one(link):
    """``optim-viz run`` prints, label by label, what the page says was measured."""
    printed = [re.split(r" {2,}", line) for line in command("run", "--link", link).splitlines()]
    rows = {label: (a, b) for label, a, b in (line for line in printed if len(line) == 3)}
    measured = table(on_page(link), "What was measured")
    assert len(measured) > 4
    assert {label: rows.get(label) for label in measured} == measured


@pytest.mark.parametrize("link", [LINKS["turned valley"], LINKS["diverging"]])
def test_the_numpy_script_ends_where_the_run_ends(link, tmp_path):
    """Run alone, it prints both final points digit for digit; their costs are summed in its own order."""
    script = tmp_path / "race.py"
    script.write_text(exported(link, "numpy"), encoding="ascii")
    answer = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    ends = re.findall(r"w = \[(.*?)\], J = (\S+),", answer.stdout)
    for (slot, run, rows), (point, cost) in zip(runs(link), ends, strict=True):
        assert [float(number) for number in point.split(",")] == run.x[rows - 1].tolist(), slot
        assert float(cost) == pytest.approx(run.value[rows - 1], rel=1e-14)
