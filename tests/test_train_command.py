"""``optim-viz train``: the numbers of ``optim_viz.network.train``, from two processes."""

import csv
import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner, Result

from optim_viz import OPTIMIZERS, Adam, GradientDescent, Momentum, parameters_of
from optim_viz.cli import main
from optim_viz.commands import network_options
from optim_viz.commands import train as command_module
from optim_viz.commands.workers import train_both
from optim_viz.datasets import Digits, load_digits
from optim_viz.network import train
from optim_viz.pool import WorkerError
from optim_viz.pool.process import THREADS
from optim_viz.training_files import Pair, Trained, chart, json_, svg
from tests.running import ROOT, workers

FEW = Digits(
    "few",
    "",
    load_digits().X[:200],
    load_digits().y[:200],
    load_digits().X_test[:50],
    load_digits().y_test[:50],
)

ARRAYS = ("step", "epoch", "loss", "accuracy", "learning_rates", "test_loss", "test_accuracy")


@pytest.fixture
def few(monkeypatch):
    """The command learns from a few digits."""
    monkeypatch.setattr(network_options, "load_digits", lambda: FEW)


def invoke(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["train", *arguments])


def test_the_numbers_are_those_of_python(few, tmp_path):
    """JSON and CSV give back what ``network.train`` says, for both from one seed; so does the table."""
    files = [str(tmp_path / name) for name in ("t.json", "t.csv", "t.svg")]
    flags = "--a momentum --a.alpha 0.05 --a.beta 0.8 --b.alpha 0.002 --epochs 2 --batch 7 --seed 3"
    said = invoke(*flags.split(), *(word for file in files for word in ("--out", file)))
    assert said.exit_code == 0, said.output
    content = json.loads((tmp_path / "t.json").read_text())
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text().splitlines()))
    settings = {"epochs": 2, "batch": 7, "seed": 3}
    assert content["settings"].items() >= {**settings, "examples": 200, "followed": 200}.items()
    assert content["a"]["numbers"] == {"alpha": 0.05, "beta": 0.8}
    for slot, optimizer in {"a": Momentum(0.05, 0.8), "b": Adam(0.002)}.items():
        # Of so few steps every one is kept.
        *_, training = train(FEW, optimizer, every=1, **settings)
        for name in ARRAYS:
            same(np.array(content[slot][name], float), getattr(training, name))
        assert len(content[slot]["seconds"]) == 2
        assert min(content[slot]["seconds"]) > 0
        own = [row for row in rows if row["contender"] == slot]
        for name in ("step", "epoch", "loss", "accuracy"):
            same([float(row[name]) for row in own], getattr(training, name))
        same([float(row["test_loss"]) for row in own if row["test_loss"]], training.test_loss)
        assert f"{100 * training.test_accuracy[-1]:.3g} %" in said.stdout
    assert content["a"]["loss"][0] == content["b"]["loss"][0]
    assert "200 digits to learn from, 50 to test" in said.stdout
    words = "".join(ElementTree.parse(tmp_path / "t.svg").getroot().itertext())
    assert all(
        word in words
        for word in (
            "Momentum, α = 0.05",
            "Adam, α = 0.002",
            "loss, first 200 digits",
            "accuracy, 50 test digits, in %",
            "batches of 7 · 2 epochs · seed 3 · few: 200 digits to learn from, 50 to test",
        )
    )


def test_the_drawing_has_the_axes_of_the_page():
    """The loss by equal factors, the accuracy from 0 to 100 %; a file's name is no formula."""
    digits = Digits("$a_b$.npz", "", FEW.X, FEW.y, FEW.X_test, FEW.y_test)
    sides = []
    for alpha in (0.1, 1e300):
        *_, training = train(digits, GradientDescent(alpha), epochs=2, batch=50)
        sides.append(Trained(training, (1.0, 1.0)))
    loss, accuracy = chart.figure(Pair(digits, *sides)).axes
    assert loss.get_yscale() == "log"
    assert accuracy.get_ylim() == (0, 100)
    names = [text.get_text() for text in loss.get_legend().get_texts()]
    assert names == ["Gradient descent (a), α = 0.1", "Gradient descent (b), α = 10³⁰⁰"]
    assert b"$a_b$.npz: 200 digits to learn from" in svg.render(Pair(digits, *sides))


def test_files_of_a_stopped_training_say_how_far_it_came():
    """In epochs: of each in JSON, of both in the drawing."""
    *_, whole = train(FEW, GradientDescent(0.1), epochs=3, batch=50)
    after = {training.done: training for training in train(FEW, Adam(), epochs=3, batch=50)}
    for done, told in ((1, "3 and 1 of 3 epochs"), (3, "3 epochs")):
        pair = Pair(FEW, Trained(whole, (1.0,) * 3), Trained(after[done], (1.0,) * done))
        content = json.loads(json_.render(pair))
        assert [content[slot]["epochs_done"] for slot in "ab"] == [3, done]
        assert content["settings"]["epochs"] == 3
        assert f"batches of 50 · {told} · seed 0".encode() in svg.render(pair)
    both = Pair(FEW, *(Trained(after[1], (1.0,)) for _ in "ab"))
    assert (both.epochs, both.is_whole) == ("1 of 3 epochs", False)


def same(found, expected):
    """Equal but for the last digits of float32: products in one thread and in several may round otherwise."""
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def test_the_seed_decides_every_byte_but_the_seconds(few, tmp_path):
    """Twice the same files; another seed, another course."""
    for name, seed in (("one", "1"), ("two", "1"), ("other", "2")):
        files = [f"--out={tmp_path / name}.{ending}" for ending in ("json", "csv", "svg")]
        said = invoke("--epochs", "1", "--seed", seed, *files)
        assert said.exit_code == 0, said.output
    contents = {name: json.loads((tmp_path / f"{name}.json").read_text()) for name in ("one", "two", "other")}
    for content in contents.values():
        for slot in "ab":
            del content[slot]["seconds"]
    assert contents["one"] == contents["two"] != contents["other"]
    for ending in ("csv", "svg"):
        one, two, other = ((tmp_path / f"{name}.{ending}").read_bytes() for name in contents)
        assert one == two != other


def test_a_training_that_diverges_is_told(few, tmp_path):
    """No number is made up: the table says so, JSON has null, CSV nothing, and the picture is drawn."""
    flags = "--a.alpha 1e300 --epochs 1 --batch full --b gd"
    said = invoke(*flags.split(), *(f"--out={tmp_path}/t.{ending}" for ending in ("json", "csv", "svg")))
    assert said.exit_code == 0, said.output
    assert "no number" in said.stdout
    assert "Gradient descent (a)  Gradient descent (b)" in said.stdout
    assert json.loads((tmp_path / "t.json").read_text())["a"]["test_accuracy"][1] is None
    assert "a,1,1.0,,,,\n" in (tmp_path / "t.csv").read_text()


def test_without_flags_each_has_its_library_s_learning_rate(monkeypatch):
    """Gradient descent 0.01 and Adam 0.001 on either side; others what the registry says."""
    asked = []

    def refuse(_, optimizers, **__):
        asked.append([(type(each), each.alpha) for each in optimizers.values()])
        raise WorkerError("No.")

    monkeypatch.setattr(command_module, "train_both", refuse)
    for flags in ("", "--a adam --b gd", "--a momentum --b.beta1 0.5"):
        assert invoke(*flags.split()).exit_code == 1
    gd, adam = (GradientDescent, 0.01), (Adam, 0.001)
    assert asked == [[gd, adam], [adam, gd], [(Momentum, Momentum().alpha), adam]]


def test_every_setting_has_a_flag():
    """What the registry declares can be said for either side, and is in the help."""
    flags = [name for flag in command_module.command.params for name in flag.opts]
    assert len(set(flags)) == len(flags)
    known = {
        f"--{part}.{name}" for part in "ab" for kind in OPTIMIZERS.values() for name in parameters_of(kind)
    }
    assert known <= set(flags)
    said = invoke("--help").output
    assert all(name in said for name in flags)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ("--a adm", ["`a` must be one of", "'adm'", "try adam"]),
        ("--b.beta1 1", ["`b.beta1` must be in [0, 1)", "0.9999"]),
        ("--a.beta1 0.5", ["`a.beta1` is not known here"]),
        ("--a.alpha x", ["`a.alpha` must be a positive finite number", "'x'"]),
        ("--epochs 0", ["--epochs", "0", "1<=x<=100"]),
        ("--epochs 101", ["--epochs", "101", "1<=x<=100"]),
        ("--seed -1", ["--seed"]),
        ("--batch 0", ["--batch must be full or a whole number in [1, 1000000]", "'0'"]),
        ("--batch 1000001", ["--batch must be full", "'1000001'"]),
        ("--batch fulll", ["--batch must be full", "'fulll'"]),
        ("--out t.cvs", ["'t.cvs'", ".json, .csv, .svg", "did you mean .csv?"]),
        ("--out nowhere/t.csv", ["no folder 'nowhere'"]),
        ("--out t.csv --out ./t.csv", ["t.csv is named twice"]),
        ("--mnist nowhere.npz", ["nowhere.npz", "cannot be read", "No such file"]),
        ("--mnist cat.png", ["`cat.png` is a PNG picture. Give Keras's mnist.npz"]),
        ("--mnist keras", ["~/.keras/datasets", "--mnist mnist.npz"]),
    ],
)
def test_bad_input_ends_with_status_2_and_a_way_out(arguments, parts, tmp_path, monkeypatch):
    """The value, what is valid, and no training, file or traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(command_module, "train_both", None)
    Path("cat.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    said = invoke(*arguments.split())
    assert said.exit_code == 2, said.output
    assert all(part in " ".join(said.output.split()) for part in parts), said.output
    assert [path.name for path in tmp_path.iterdir()] == ["cat.png"]


def test_a_file_that_exists_is_overwritten_with_force_only(few, tmp_path):
    """And nothing is trained before that is known."""
    old = tmp_path / "old.csv"
    old.write_text("mine")
    flags = ("--epochs", "1", "--batch", "full", "--out", str(old))
    assert invoke(*flags).exit_code == 2
    assert old.read_text() == "mine"
    assert invoke(*flags, "--force").exit_code == 0
    assert old.read_text().startswith("contender,step,")


def test_digits_of_one_s_own_are_learned_from(tmp_path):
    """A file in the form of Keras's is read, in its own place in the home folder as well."""
    (tmp_path / "datasets").mkdir()
    file = tmp_path / "datasets" / "mnist.npz"
    pictures, tests = (X.reshape(-1, 28, 28) for X in (FEW.X, FEW.X_test))
    np.savez(file, x_train=pictures, y_train=FEW.y, x_test=tests, y_test=FEW.y_test)
    np.testing.assert_array_equal(network_options.read([str(file)]).X, FEW.X)
    flags = ("--epochs", "1", "--batch", "full", "--mnist", "keras")
    said = CliRunner(env={"KERAS_HOME": str(tmp_path)}).invoke(main, ["train", *flags])
    assert said.exit_code == 0, said.output
    assert "`mnist.npz`: 200 digits to learn from, 50 to test" in said.stdout


def test_a_batch_of_more_than_all_is_one_of_all(few):
    """As on the page: each step sees all digits, and the table says so."""
    said = invoke("--epochs", "1", "--batch", "201")
    assert said.exit_code == 0, said.output
    assert "batches of 201, which are all digits, 1 epoch, seed 0" in said.stdout
    *_, training = train(FEW, Adam(0.001), epochs=1, batch=None)
    assert f"{100 * training.test_accuracy[-1]:.3g} %" in said.stdout


class SeenError(Exception):
    """Enough was seen."""


def test_each_trains_in_a_process_with_one_thread(monkeypatch):
    """Workers are told before NumPy is there; afterwards all is as before, and nobody stays behind."""
    monkeypatch.setenv(THREADS[0], "7")
    monkeypatch.delenv(THREADS[1], raising=False)
    before, usual, others = dict(os.environ), signal.getsignal(signal.SIGINT), set(workers())
    told: list[list[bytes]] = []

    def look(share):
        if share:
            told.extend(
                Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") for pid in set(workers()) - others
            )
            raise SeenError

    with pytest.raises(SeenError):
        train_both(load_digits(), {"a": GradientDescent(), "b": Adam()}, epochs=100, progress=look)
    assert len(told) == 2
    assert all(f"{name}=1".encode() in each for each in told for name in THREADS)
    assert dict(os.environ) == before
    assert signal.getsignal(signal.SIGINT) == usual
    assert set(workers()) == others


def test_a_worker_that_is_killed_is_told():
    """Status 1 and one sentence, without waiting for the other one, which is ended as well."""
    kills, others = [], set(workers())

    def kill():
        end = time.monotonic() + 20
        while len(children := set(workers()) - others) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(0.5)
        kills.append(children.pop())
        os.kill(kills[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    said = invoke("--epochs", "100")
    killer.join()
    assert kills
    assert said.exit_code == 1
    assert "was ended by signal 9 before it was done" in said.output
    assert "Traceback" not in said.output
    assert set(workers()) == others


def test_ctrl_c_ends_all_three():
    """On a terminal, in the midst of the bar: no traceback, and no process stays behind."""
    terminal, other = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "optim_viz", "train", "--epochs", "100"],
        stdin=other,
        stdout=other,
        stderr=other,
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(other)
    said = b""
    while b"%" not in said:
        said += os.read(terminal, 1000)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(10) == 1
    while True:
        try:
            if not (part := os.read(terminal, 1000)):
                break
        except OSError:  # as Linux says that nobody has the terminal any more
            break
        said += part
    os.close(terminal)
    assert b"train" in said
    assert b"Aborted!" in said
    assert b"Traceback" not in said
    end = time.monotonic() + 10
    while left := members(process.pid):
        assert time.monotonic() < end, left
        time.sleep(0.05)


def members(group: int) -> list[str]:
    """The processes of a group that still run, as Linux tells of them."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group, *_ = file.read_text().rpartition(")")[2].split()
            if int(its_group) == group and state != "Z":
                found.append((file.parent / "cmdline").read_text())
    return found
