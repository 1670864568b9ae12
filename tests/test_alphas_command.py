"""``optim-viz alphas``: the trainings of ``alpha_sweep.perform``, in processes of their own, kept in a file."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from optim_viz.alpha_sweep import AlphaSweep, Finished, Results, Row, Run, dump, load, perform
from optim_viz.alpha_words import sentences
from optim_viz.choice import Choice
from optim_viz.cli import main
from optim_viz.commands import alphas as command_module
from optim_viz.datasets import keep_digits, read_digits
from optim_viz.network_experiment import NetworkExperiment
from tests.running import ROOT
from tests.test_train_command import FEW, members

FLAGS = "--batch full --epochs 2 --alphas 0.01,1 --seeds 2 --a momentum --a.beta 0.8"


@pytest.fixture
def digits(tmp_path) -> str:
    """A file with a few digits."""
    file = tmp_path / "mnist.npz"
    pictures, tests = (X.reshape(-1, 28, 28) for X in (FEW.X, FEW.X_test))
    np.savez(file, x_train=pictures, y_train=FEW.y, x_test=tests, y_test=FEW.y_test)
    return str(file)


def invoke(*arguments: str) -> Result:
    """Run the command in this process, its trainings in others."""
    return CliRunner().invoke(main, ["alphas", *arguments])


def asked(digits: str) -> AlphaSweep:
    """What ``FLAGS`` mean."""
    own = replace(read_digits(digits), title="own digits")
    f = Choice.of("network", data=keep_digits(own), batch="full")
    experiment = NetworkExperiment(f, Choice.of("momentum", beta=0.8), epochs=2)
    return AlphaSweep(experiment, (0.01, 1.0), (0, 1))


def test_the_numbers_are_those_of_python(digits, tmp_path):
    """From two processes, on digits of one's own: the same trainings, and the sentences about them."""
    out = tmp_path / "alphas.json"
    said = invoke(*FLAGS.split(), "--workers", "2", "--mnist", digits, "--out", str(out))
    assert said.exit_code == 0, said.output
    settings = asked(digits)
    results = load(out.read_text()).results
    assert results.settings == settings
    assert results.is_done
    expected = dict(perform(settings))
    for run, row in results.rows.items():
        # Products in one thread and in several may round otherwise.
        np.testing.assert_allclose(row, expected[run], rtol=1e-4, atol=1e-6)
    assert said.stdout.splitlines() == list(sentences(results))
    assert "alphas.json  (JSON, 8 of 8 trainings" in said.stderr
    assert not active_children()


def test_what_is_done_is_not_done_again(digits, tmp_path):
    """A training in the file stays as it is, whatever the digits' file is called now; a new file is begun."""
    out = tmp_path / "alphas.json"
    odd = Finished(Run("b", 1.0, 1), Row((1.0, 1.0), (2.0, 2.0), (0.25, 0.75)))
    settings = asked(digits)
    out.write_text(dump(Results.of(settings, [odd])))
    renamed = Path(digits).rename(tmp_path / "renamed.npz")
    flags = (*FLAGS.split(), "--mnist", str(renamed), "--resume", "--out")
    said = invoke(*flags, str(out))
    assert said.exit_code == 0, said.output
    results = load(out.read_text()).results
    assert results.is_done
    assert results.rows[odd.run] == odd.row
    other = invoke(*flags, str(out), "--b.beta1", "0.5")
    assert other.exit_code == 2
    words = " ".join(other.output.split())
    assert "holds another sweep: b.beta1 0.9 there, 0.5 here. Say the same settings" in words
    assert load(out.read_text()).results.rows == results.rows


def test_ctrl_c_leaves_what_is_done_in_the_file(tmp_path):
    """No traceback, no process left behind, and a file to go on from."""
    out = tmp_path / "alphas.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "optim_viz", "alphas", "--batch", "full", "--seeds", "100", "--out", str(out)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
        text=True,
    )
    end = time.monotonic() + 60
    while not out.exists():
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    said, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert said == ""
    assert "Aborted!" in errors
    assert "Traceback" not in errors
    results = load(out.read_text()).results
    assert 0 < len(results.rows) < 5000
    assert f"{len(results.rows)} of 5,000 trainings" in errors
    while left := members(process.pid):
        assert time.monotonic() < end, left
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ("--alphas 0.1", ["The axis `alphas` must be low:high:count", "'0.1'"]),
        ("--alphas 1,0.1", ["The values of the axis `alphas` must rise"]),
        ("--alphas 0:1:5", ["`alphas`", "'0'"]),
        ("--a.alpha 0.1", ["No such option", "--a.alpha"]),
        ("--seeds 0", ["--seeds", "1<=x<=100"]),
        ("--epochs 101", ["--epochs", "1<=x<=100"]),
        ("--batch 0", ["--batch must be full or a whole number"]),
        ("--a adm", ["`a` must be one of", "try adam"]),
        ("--resume", ["--resume goes on with a file; name it"]),
        ("--out a.csv", ["'a.csv'", ".json"]),
        (
            "--out old.json",
            ["'old.json' exists already; go on with it by --resume, or overwrite"],
        ),
        ("--out old.json --resume", ["This is no sweep of alpha: it is not JSON"]),
        ("--out nowhere/a.json", ["no folder 'nowhere'"]),
    ],
)
def test_bad_input_ends_with_status_2_and_a_way_out(arguments, parts, tmp_path, monkeypatch):
    """The value, what is valid, and nothing is trained or overwritten."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command_module, "Search", None)
    Path("old.json").write_text("mine")
    said = invoke(*arguments.split())
    assert said.exit_code == 2, said.output
    assert all(part in " ".join(said.output.split()) for part in parts), said.output
    assert Path("old.json").read_text() == "mine"
    assert os.listdir() == ["old.json"]
