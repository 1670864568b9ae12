"""CONTRIBUTING's promises: its steps are followed to the letter, in a copy of the project."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from optim_viz import Experiment, perform
from tests.running import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON_BLOCK = re.compile(r"^\*\*1\. [^\n]*`(\S+\.py)`:\n\n```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
DIFF_BLOCK = re.compile(r"^```diff\n(.*?)^```", re.DOTALL | re.MULTILINE)


def apply(diff: str, root: Path) -> None:
    """Make the changes of a diff without line numbers: each stands behind a line that is there."""
    for file, body in re.findall(r"^--- (\S+)\n(.*?)(?=^---|\Z)", diff, re.DOTALL | re.MULTILINE):
        lines = (root / file).read_text(encoding="utf-8").splitlines()
        at = 0
        for change in body.splitlines():
            sign, text = change[0], change[1:]
            if sign == "+":
                lines.insert(at, text)
                at += 1
            else:
                assert text in lines[at:], f"{file} has no line {text!r}, which CONTRIBUTING.md counts on."
                at = lines.index(text, at)
                if sign == "-":
                    del lines[at]
                else:
                    at += 1
        (root / file).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which the steps were followed."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("optim_viz", "tests"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    new = PYTHON_BLOCK.findall(GUIDE)
    assert len(new) == 2
    for file, code in new:
        assert not (root / file).exists(), f"{file} is there already: the guide needs another example."
        (root / file).write_text(code, encoding="utf-8")
    for diff in DIFF_BLOCK.findall(GUIDE):
        apply(diff, root)
    return root


def python(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in the copy, whose package comes before the installed one."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_new_optimizer_races(copy):
    """Its sliders, its names in links and its range checks come by themselves, and it walks by its rule."""
    program = """if True:
        import json
        import numpy as np
        import optim_viz
        from optim_viz import AdaMax, Experiment, OPTIMIZERS, ParameterError, Quadratic, parameters_of, perform
        from optim_viz.narration import sentences
        from optim_viz.ui.deck import deck

        experiment, remarks = Experiment.from_query("b=adamax&b.alpha=0.1&b.beta2=0.9&b.beta1=1.2")
        race = perform(experiment)
        part = deck(experiment, "own")["parts"]["b"]
        try:
            AdaMax(alpha=-1)
        except ParameterError as error:
            refused = str(error)

        J, w, m, u, beta1 = Quadratic(), np.array([-4.0, 3.0]), 0.0, 0.0, experiment["b.beta1"]
        for t in range(1, 201):
            g = J.gradient(w)
            m, u = beta1 * m + (1 - beta1) * g, np.maximum(0.9 * u, abs(g) + 1e-8)
            w = w - 0.1 * m / (1 - beta1**t) / u
        print(json.dumps({
            "file": optim_viz.__file__,
            "menu": part["choices"],
            "sliders": [control["path"] for control in part["controls"]],
            "parameters": list(parameters_of(AdaMax)),
            "remarks": remarks,
            "back": Experiment.from_query(experiment.link())[0] == experiment,
            "refused": refused,
            "first": np.abs(race.b.x[1] - race.b.x[0]).tolist(),
            "last": race.b.x[-1].tolist(),
            "loop": w.tolist(),
            "told": any("AdaMax" in sentence for sentence in sentences(race)),
        }))
    """
    answer = python(copy, "-c", program)
    assert answer.returncode == 0, answer.stderr
    said = json.loads(answer.stdout)
    assert Path(said["file"]).is_relative_to(copy)
    assert said["menu"][-2:] == [["adam", "Adam"], ["adamax", "AdaMax"]]
    assert said["sliders"] == ["b.alpha", "b.beta1", "b.beta2"]
    assert said["parameters"] == ["alpha", "beta1", "beta2", "epsilon"]
    assert said["remarks"] == ["`b.beta1` must be in [0, 1); got 1.2, replaced by 0.9999."]
    assert said["back"]
    assert said["refused"] == "`alpha` of `AdaMax` must be a positive finite number; got -1."
    # Kingma and Ba 2015, section 7.1: the step of AdaMax is at most alpha, and so is its first.
    assert said["first"] == pytest.approx([0.1, 0.1], rel=1e-7)
    assert said["last"] == pytest.approx(said["loop"], rel=1e-9)
    assert said["told"]


def test_only_the_recording_is_missing(copy):
    """With step 4 done, all laws of the registries hold but one, which asks for the recording of step 3.

    The tests of all formats take the new format in.
    """
    answer = python(
        copy,
        *("-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", "-p", "no:playwright"),
        *("-k", "adamax or (test_files and (format or ending))"),
        *("tests/test_registries.py", "tests/test_laws_optimizers.py", "tests/test_laws_trajectory.py"),
        *("tests/test_golden.py", "tests/test_narration.py", "tests/export/test_code.py"),
        *("tests/export/test_files.py", "optim_viz/optimizers"),
    )
    assert re.findall(r"^FAILED (\S+)", answer.stdout, re.MULTILINE) == [
        "tests/test_golden.py::test_every_optimizer_is_recorded[adamax]"
    ], answer.stdout
    assert "tests/golden/record.py must record AdaMax" in answer.stdout
    passed = re.search(r"(\d+) passed", answer.stdout)
    assert passed
    assert int(passed[1]) > 50


def test_the_recorder_takes_the_new_branches(copy):
    """After step 3 the recorder is still Python, and knows the optimizer in each framework."""
    source = (copy / "tests/golden/record.py").read_text(encoding="utf-8")
    compile(source, "record.py", "exec")
    assert source.count('optimizer == "AdaMax"') == 3


def test_its_script_walks_as_it_does(copy, tmp_path):
    """What step 4 adds is the same rule: the exported script ends at the same digits."""
    script = tmp_path / "race.py"
    flags = ("--b", "adamax", "--b.alpha", "0.1", "--b.beta2", "0.9", "--b.epsilon", "0.01")
    answer = python(copy, "-m", "optim_viz", "export", str(script), *flags)
    assert answer.returncode == 0, answer.stderr
    told = python(tmp_path, str(script)).stdout.splitlines()
    assert told[-1].startswith("b, AdaMax: w = [")
    assert told[-1].endswith(", 0.0e+00 from optim-viz")


def test_the_new_format_is_written_by_its_ending(copy, tmp_path):
    """``export race.dat`` has both runs, digit for digit, and the page has it on the place it was given."""
    file = tmp_path / "race.dat"
    answer = python(copy, "-m", "optim_viz", "export", str(file), "--steps", "7")
    assert answer.returncode == 0, answer.stderr
    race = perform(Experiment(steps=7))
    for run, block in zip((race.a, race.b), file.read_text("ascii").split("\n\n\n"), strict=False):
        names, *rows = [line.split(" ") for line in block.splitlines()]
        table = np.array(rows, dtype=float)
        assert np.array_equal(table[:, [names.index("w1"), names.index("w2")]], run.x)
        assert np.array_equal(table[:, names.index("J")], run.value)
    menu = python(copy, "-c", "from optim_viz.export import FORMATS; print(*(known.key for known in FORMATS))")
    assert "csv json dat" in menu.stdout


def test_every_command_is_there():
    """Each ``make`` target that a document names stands in the Makefile, and the README names all."""
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", README + GUIDE)) <= targets
    assert targets - {"clean"} <= set(re.findall(r"`make ([a-z]+)", README))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/golden/README.md"])
def test_links_lead_somewhere(name):
    """Every file that a document links or shows is there."""
    text = (ROOT / name).read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r'(?:src|srcset)="([^"]+)"', text)
    files = [link for link in linked if "://" not in link]
    assert [file for file in files if not ((ROOT / name).parent / file).is_file()] == []


def test_the_layout_is_the_layout():
    """Every file and folder that CONTRIBUTING's layout names is there."""
    ((layout),) = re.findall(r"^```\n(optim_viz/\n.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    inner = re.findall(r"^  (?: +)?([a-z_]+(?:/|\.py))", layout, re.MULTILINE)
    inner += re.findall(r";  ([a-z_]+\.py)", layout)
    assert len(inner) > 15
    here = {path.name for path in (ROOT / "optim_viz").rglob("*")}
    assert {name.rstrip("/") for name in inner} <= here
    assert all((ROOT / folder).is_dir() for folder in re.findall(r"^([a-z_]+)/", layout, re.MULTILINE))
