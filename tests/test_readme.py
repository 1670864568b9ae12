"""The README's promises."""

import re
import shlex
import subprocess
import sys
from contextlib import chdir

import pytest
from click.testing import CliRunner

from optim_viz import Experiment
from optim_viz.cli import main
from tests.running import ROOT

MY_DATA = "size,age,price\n" + "".join(
    f"{60 + 7 * i % 50},{i * i % 11},{200 + 9 * i % 70}\n" for i in range(20)
)

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^optim-viz\b.*$", README, re.MULTILINE)


def test_examples_run(tmp_path, monkeypatch):
    """The Python examples run from top to bottom, as they stand there; what is shown and written is there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.csv").write_text(MY_DATA)
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE):
        exec(compile(block, "README.md", "exec"), names)
    for shown in (names["a"], names["race"]):
        assert shown._repr_png_().startswith(b"\x89PNG")
    assert (tmp_path / "race.pdf").read_bytes().startswith(b"%PDF")
    assert "torch.optim.SGD(params, lr=0.003, momentum=0.9)" in (tmp_path / "race.torch.py").read_text()


def opens_the_app(command: str) -> bool:
    """Whether a line names no command of ``optim-viz``, only its options."""
    return all(word.startswith("-") for word in shlex.split(command)[1:2])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the README's commands were run, one after the other; ten epochs in small batches are one."""
    folder = tmp_path_factory.mktemp("taken home")
    (folder / "my.csv").write_text(MY_DATA)
    for command in COMMANDS:
        if not opens_the_app(command):
            words = shlex.split(command.replace("--epochs 10", "--epochs 1"))[1:]
            with chdir(folder):
                answer = CliRunner().invoke(main, words)
            assert answer.exit_code == 0, f"{command}\n{answer.stderr}"
            with (folder / f"{words[0]}.out").open("a", encoding="utf-8") as said:
                said.write(answer.stdout)
    return folder


def test_commands_run(folder):
    """Every line that does not open the app ends well, and what it says it writes is there."""
    written = [
        word
        for line in COMMANDS
        for word in shlex.split(line)[2:]
        if re.fullmatch(r"\w+\.[a-z]+", word) and word != "my.csv"
    ]
    assert {"race.gif", "race.svg", "race.csv", "script.py", "race.html"} <= set(written)
    assert {"fit.csv", "fit.json"} <= set(written)
    assert {"sweep.csv", "sweep.svg", "sweep.json"} <= set(written)
    beginnings = {".gif": b"GIF89a", ".svg": b"<?xml", ".csv": b"contender,", ".html": b"<!doctype html>"}
    for name in written:
        content = (folder / name).read_bytes()
        assert content.startswith(beginnings.get("." + name.rpartition(".")[2], b""))
        assert len(content) > 1000
    assert (folder / "sweep.csv").read_text().count("\n") == 1 + 2 * 61 * 31
    printed = (folder / "run.out").read_text(encoding="utf-8")
    assert "arrived at step 169  arrived at step 68" in printed
    assert "`my.csv`, 20 examples, 2 standardized features, target `price`" in printed


def test_the_script_prints_the_final_points(folder):
    """What the README says of a script: it runs alone and ends where the run ends, to the last digit."""
    answer = subprocess.run(
        [sys.executable, "script.py"], cwd=folder, capture_output=True, text=True, check=True
    )
    a, b = answer.stdout.splitlines()
    assert a.startswith("a, Gradient descent: w = [")
    assert b.startswith("b, Adam: w = [")
    assert all(line.endswith(" 0.0e+00 from optim-viz") for line in (a, b))


def test_links_are_understood():
    """Every link in the README is an experiment without a remark."""
    links = re.findall(r'"([a-z]\w*(?:\.\w+)?=[^"\s]+)"', README)
    assert len(links) > 2
    assert [Experiment.from_query(link)[1] for link in links] == [()] * len(links)
