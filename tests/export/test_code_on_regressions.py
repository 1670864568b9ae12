"""Scripts on regressions read their data from a file beside them, and repeat the run to 1e-10."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from optim_viz import Experiment, datasets, perform
from optim_viz.datasets import Dataset
from optim_viz.export import save
from optim_viz.export.code import DIALECTS
from optim_viz.export.code.sensitivity import sensitivity
from tests.export.test_code import NEEDS, End, ends

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(30, 3)) * (1, 10, 0.1)

# Names and titles that end a text or a comment, were they put into one as they are.
ODD = ('"""\nimport os\n', "größe, cm", "b' \\")
OWN = datasets.keep(Dataset("own", 'a\n"""b.csv', "your own file", ODD, "h'ö", X, X @ (1, 2, 3) + 1))
SEPARABLE = datasets.keep(
    Dataset("own", "s.csv", "your own file", ("p", "q", "r"), "yes", X, X[:, 1] > 3, ("no", "yes"))
)

RAW = "f.standardized=false&a.alpha=1e-6"
RACES = {
    "gd, momentum": "f.data=diabetes&b=momentum&a.alpha=0.2&b.alpha=0.05&b.beta=0.7",
    "raw, nesterov, adagrad": f"f.data=diabetes&{RAW}&a=nesterov&b=adagrad&b.alpha=0.5",
    "logistic, rmsprop, adam": "f.data=breast_cancer&a=rmsprop&a.alpha=0.1&a.epsilon=0.01&b.alpha=0.1&steps=60",
    "logistic, raw": f"f.data=breast_cancer&{RAW}&b.alpha=0.001&b.bias_correction=false&steps=60",
    "diverging, from a start": "f.data=diabetes&a.alpha=5&start=1,2,3,4,5,6,7,8,9,10,11",
    "own data": f"f.data={OWN.key}&a.alpha=0.1&b.alpha=0.5",
    "separable": f"f.data={SEPARABLE.key}&a=adam&a.alpha=1&b=gd&b.alpha=1&steps=1000",
}
every_race = pytest.mark.parametrize("query", [f"f=regression&{query}" for query in RACES.values()], ids=RACES)


def ends_beside_data(query: str, framework: str, folder: Path) -> list[End]:
    """What a script says with its data in the file that it names."""
    key = str(Experiment.from_query(query)[0].f["data"])
    datasets.find(key).write(folder / f"{key}.csv")
    return ends(query, framework, folder)


def assert_repeated(query: str, said: list[End]) -> None:
    """Whether both ends are those of ``perform`` to 1e-10, as the script says itself."""
    race = perform(Experiment.from_query(query)[0])
    assert len(said) == 2
    for end, run in zip(said, (race.a, race.b), strict=True):
        expected = run.x[run.last]
        size = max(1.0, np.abs(expected).max())
        np.testing.assert_allclose(end.w, expected, rtol=0, atol=1e-10 * size)
        assert end.apart < 1e-10
        assert ("is not finite any more" in end.notes) == run.diverged
        assert "chaotic" not in end.notes


@every_race
def test_numpy_script_repeats_the_run(query, tmp_path):
    """With the textbook's formulas, on the numbers of the file."""
    assert_repeated(query, ends_beside_data(query, "numpy", tmp_path))


@pytest.mark.frameworks
@pytest.mark.parametrize("framework", ["torch", "keras", "optax"])
@every_race
def test_scripts_of_frameworks_repeat_the_run(framework, query, tmp_path):
    """With the arrays and optimizers of the framework."""
    if missing := [name for name in NEEDS[framework] if importlib.util.find_spec(name) is None]:
        pytest.skip(f"{', '.join(missing)} not installed")
    assert_repeated(query, ends_beside_data(query, framework, tmp_path))


@pytest.mark.parametrize("framework", DIALECTS)
@pytest.mark.parametrize(("own", "shipped"), [(OWN, "diabetes"), (SEPARABLE, "breast_cancer")])
def test_whatever_data_are_called_their_names_are_nothing_but_texts(framework, own, shipped):
    """The script is ASCII, and statement for statement that on shipped data."""

    def script(key):
        race = perform(Experiment.from_query(f"f=regression&f.data={key}&steps=3")[0])
        return DIALECTS[framework].format(".py").render(race, None, print).decode("ascii")

    mine, theirs = ast.parse(script(own.key)), ast.parse(script(shipped))
    assert list(map(type, mine.body)) == list(map(type, theirs.body))
    names = re.search("^NAMES = (.*)$", script(own.key), re.MULTILINE)[1]
    assert ast.literal_eval(names) == [*own.features, own.target]


@pytest.mark.parametrize(
    ("data", "change", "said"),
    [
        ("diabetes", lambda lines: lines[:-1], "diabetes.csv must have 442 rows of ['age', "),
        ("diabetes", lambda lines: [lines[0].replace("bmi", "BMI"), *lines[1:]], "'sex', 'BMI', "),
        (
            "breast_cancer",
            lambda lines: [*lines[:-1], lines[-1].rpartition(",")[0] + ",2"],
            "The last column of breast_cancer.csv must hold labels 0 and 1.",
        ),
    ],
    ids=["a row less", "another column", "a third label"],
)
def test_a_script_refuses_other_data(data, change, said, tmp_path):
    """In a sentence, before it calculates anything."""
    datasets.load(data).write(tmp_path / "whole.csv")
    lines = (tmp_path / "whole.csv").read_text().splitlines()
    (tmp_path / f"{data}.csv").write_text("\n".join(change(lines)) + "\n")
    save(f"f=regression&f.data={data}&steps=3", tmp_path / "run.py")
    done = subprocess.run([sys.executable, "run.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_the_comment_s_command_writes_the_data(tmp_path):
    """The line that a script shows is run as it stands, and the script then repeats the run."""
    query = "f=regression&steps=20"
    save(query, tmp_path / "run.py")
    (command,) = re.findall(r'^#   python (-c) "(.*)"$', (tmp_path / "run.py").read_text(), re.MULTILINE)
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, *command], cwd=tmp_path, env=path, check=True)
    (tmp_path / "run.py").unlink()
    assert_repeated(query, ends(query, "numpy", tmp_path))


def test_runs_that_rounding_turns_are_named():
    """RMSProp at a fixed alpha is chaotic, from a start at 0 as well; gradient descent is calm."""
    race = perform(Experiment.from_query("f=regression&a=rmsprop&a.alpha=3&b=gd&b.alpha=0.3&steps=500")[0])
    assert sensitivity(race, race.a) > 1e-9
    assert 0 < sensitivity(race, race.b) < 1e-14
    script = DIALECTS["numpy"].format(".py").render(race, None, print).decode("ascii")
    chaotic, calm = script.split("# b, Gradient descent")
    assert "chaotic" in chaotic
    assert "chaotic" not in calm
