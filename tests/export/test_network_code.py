"""Scripts that train the network: in PyTorch and Optax with the numbers of a training here, in Keras near them.

Scripts of a framework run where it is installed; ``make frameworks`` installs all of them.
"""

import importlib.util
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from optim_viz import OPTIMIZERS, Choice
from optim_viz.datasets import Digits, keep_digits, load_digits
from optim_viz.export.network import SCRIPTS
from optim_viz.export.network.digits import read
from optim_viz.network import train
from optim_viz.network.record import Training
from optim_viz.network_experiment import NetworkExperiment
from tests.export.test_code import NEEDS

NAMED = {script.key: script for script in SCRIPTS}
every_script = pytest.mark.parametrize("script", SCRIPTS, ids=list(NAMED))

FEW = Digits(
    "few.npz",
    "your own file",
    load_digits().X[:300],
    load_digits().y[:300],
    load_digits().X_test[:200],
    load_digits().y_test[:200],
)

# Each optimizer, with numbers far from the usual ones; 16 does not divide 300, so the last batch is smaller.
TRAININGS = {
    "gd, momentum": "a=gd&b=momentum&a.alpha=0.5&b.alpha=0.1&b.beta=0.7&f.batch=16",
    "nesterov, adagrad": "a=nesterov&b=adagrad&a.alpha=0.1&b.alpha=0.05&b.epsilon=0.001&f.batch=16&seed=7",
    "rmsprop, adam": "a=rmsprop&b=adam&a.alpha=0.01&a.epsilon=0.001&b.alpha=0.02&b.epsilon=0.01&f.batch=300",
    "without correction": "a=adam&a.bias_correction=false&a.alpha=0.003&a.epsilon=1e-4&b.beta1=0.5&f.batch=16",
    "Keras's epsilon": "a=adam&a.epsilon_hat=true&a.alpha=0.02&a.epsilon=1e-3&b.epsilon_hat=true&f.batch=16",
    "full batch, without momentum": "a=adam&a.alpha=0.05&b=nesterov&b.alpha=0.5&b.beta=0&f.batch=full",
    "batches of more than all": "a=adam&a.alpha=0.05&b=gd&b.alpha=1&f.batch=512",
}
every_training = pytest.mark.parametrize("query", TRAININGS.values(), ids=TRAININGS)


def experiment_on_few(query: str) -> NetworkExperiment:
    """Two epochs on 300 digits of one's own."""
    link = f"f=network&f.data={keep_digits(FEW)}&epochs=2&{query}"
    experiment, remarks = NetworkExperiment.from_query(link)
    assert remarks == ()
    return experiment


def write_digits(path: Path, digits: Digits) -> None:
    """Write digits as Keras does."""
    x, x_test = digits.X.reshape(-1, 28, 28), digits.X_test.reshape(-1, 28, 28)
    np.savez(path, x_train=x, y_train=digits.y, x_test=x_test, y_test=digits.y_test)


def started(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own, without optim_viz within reach and with an empty home."""
    path = folder / "run.py"
    path.write_text(script, encoding="ascii")
    return subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-I", str(path), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(folder), "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"},
        check=False,
    )


def said(experiment: NetworkExperiment, key: str, folder: Path) -> str:
    """What the script of a framework prints, with its digits beside it."""
    if missing := [name for name in NEEDS[key] if importlib.util.find_spec(name) is None]:
        pytest.skip(f"{', '.join(missing)} not installed")
    write_digits(folder / "digits.npz", FEW)
    done = started(NAMED[key].render(experiment).decode("ascii"), folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def trained(experiment: NetworkExperiment, slot: str) -> Training:
    """The same training here, kept at the end of each epoch."""
    optimizer = experiment.choice(slot).build()
    size, epochs, seed = experiment.network.size, experiment.epochs, experiment.seed
    *_, last = train(FEW, optimizer, epochs=epochs, batch=size, seed=seed, every=experiment.per_epoch)
    return last


@pytest.mark.frameworks
@pytest.mark.parametrize("key", ["torch", "optax"])
@every_training
def test_scripts_have_the_numbers_of_a_training(query, key, tmp_path):
    """Both losses after each epoch are those of ``train`` to 1e-4, and test accuracies to one digit."""
    experiment = experiment_on_few(query)
    printed = said(experiment, key, tmp_path)
    for slot in "ab":
        known = trained(experiment, slot)
        found = re.findall(
            rf"^{slot}, .+, epoch \d: loss (\S+), test loss (\S+), test accuracy (\S+)$", printed, re.MULTILINE
        )
        loss, test_loss, accuracy = np.array(found, float).T
        ends = known.step % known.per_epoch == 0
        np.testing.assert_allclose(loss, known.loss[ends][1:], rtol=1e-4)
        np.testing.assert_allclose(test_loss, known.test_loss[1:], rtol=1e-4)
        np.testing.assert_allclose(accuracy, known.test_accuracy[1:], rtol=0, atol=1.01 / len(FEW.y_test))


def ends_in_keras(printed: str) -> dict[str, np.ndarray]:
    """What ``fit`` prints of the test digits, by contender: ``(epochs, 2)``, loss and accuracy."""
    slot, found = "", {"a": [], "b": []}
    for line in printed.splitlines():
        slot = line[0] if re.match("[ab], ", line) else slot
        if end := re.search(r"val_accuracy: (\S+) - val_loss: (\S+)", line):
            found[slot].append((float(end[2]), float(end[1])))
    return {slot: np.array(rows) for slot, rows in found.items()}


@pytest.mark.frameworks
def test_keras_script_ends_near_the_trainings_of_other_seeds(tmp_path):
    """After ten epochs its test losses lie, with a fifth of room, among those of ``train`` from four seeds."""
    query = "a=gd&b=adam&a.alpha=0.5&b.alpha=0.01&f.batch=16"
    experiment = experiment_on_few(query).with_value("epochs", 10)
    printed = ends_in_keras(said(experiment, "keras", tmp_path))
    for slot, ends in printed.items():
        seeds = [trained(experiment.with_value("seed", seed), slot).test_loss[-1] for seed in range(4)]
        assert len(ends) == 10
        assert 0.8 * min(seeds) < ends[-1, 0] < 1.2 * max(seeds)


@pytest.mark.frameworks
@pytest.mark.parametrize(
    "query",
    [
        "a=gd&b=momentum&a.alpha=0.5&b.alpha=0.3&b.beta=0.7",
        "a=nesterov&b=adagrad&a.alpha=0.3&b.alpha=0.05",
        "a=rmsprop&b=adam&a.alpha=0.01&b.epsilon_hat=true&b.alpha=0.02&b.epsilon=1e-3",
        "a=adam&a.bias_correction=false&a.alpha=0.003&a.epsilon=1e-4&b=nesterov&b.beta=0&b.alpha=1",
    ],
)
def test_keras_script_trains_alike_from_the_same_weights(query, tmp_path):
    """In full batches, whose order is nothing, its numbers are those of ``train``, as far as it prints them."""
    experiment = experiment_on_few(f"{query}&f.batch=full").with_value("epochs", 6)
    network = trained(experiment, "a").network
    w = network.initial(np.random.SeedSequence(experiment.seed).spawn(2)[0])
    parts = [
        part
        for layer in network.layers
        for part in (w[layer.weights].reshape(layer.inputs, layer.outputs), w[layer.biases])
    ]
    np.savez(tmp_path / "weights.npz", *parts)
    place = f"model.set_weights(list(np.load({str(tmp_path / 'weights.npz')!r}).values()))"
    begins = "    print(name)\n"
    assert NAMED["keras"].body.count(begins) == 1
    patched = NAMED["keras"].render(experiment).decode("ascii").replace(begins, f"    {place}\n{begins}")
    write_digits(tmp_path / "digits.npz", FEW)
    done = started(patched, tmp_path)
    assert done.returncode == 0, done.stderr
    for slot, ends in ends_in_keras(done.stdout).items():
        known = trained(experiment, slot)
        np.testing.assert_allclose(ends[:, 0], known.test_loss[1:], rtol=2e-4)
        np.testing.assert_allclose(ends[:, 1], known.test_accuracy[1:], rtol=0, atol=1.01 / len(FEW.y_test))


@every_script
@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_has_a_script_in_every_framework(script, key):
    """It compiles, is the same each time, and holds the settings and the link."""
    choice = Choice.of(key, alpha=0.0625)
    experiment = NetworkExperiment(Choice.of("network", batch="48"), choice, choice, epochs=7, seed=11)
    text = script.render(experiment).decode("ascii")
    compile(text, "script", "exec")
    assert text == script.render(experiment).decode("ascii")
    assert "EPOCHS, BATCH, SEED = 7, 48, 11\n" in text
    assert f"\n{experiment.link()}\n" in text
    assert text.count("\ntrain(") == 2
    assert "0.0625" in text.split('"""', 2)[2]


def test_full_batches_are_all_digits():
    """Where a step sees all digits, the scripts say how many these are."""
    experiment = NetworkExperiment(Choice.of("network", batch="full"))
    for script in SCRIPTS:
        assert "EPOCHS, BATCH, SEED = 10, 10000, 0  # all" in script.render(experiment).decode("ascii")


@pytest.mark.parametrize(
    ("key", "query", "note"),
    [
        ("keras", "b=adagrad", "Keras has epsilon inside the root"),
        ("keras", "b=rmsprop", "Keras has epsilon inside the root"),
        ("keras", "b=adam", "Keras adds epsilon before the correction"),
        ("keras", "b.bias_correction=false", "Keras always corrects the bias; this is undone"),
        ("torch", "b.bias_correction=false", "PyTorch always corrects the bias; this is undone"),
        ("optax", "b=adagrad", "Optax has epsilon inside the root.*; so its rule is written out"),
        ("optax", "b=adagrad&b.epsilon=0", "Optax takes no step where every gradient was 0.*; so its rule is"),
        ("optax", "b.bias_correction=false", "Optax always corrects the bias; so its rule is written out"),
        ("torch", "b.epsilon_hat=true", "PyTorch adds epsilon after the correction; it is set anew"),
        ("optax", "b.epsilon_hat=true", "Optax adds epsilon after the correction; so its rule is written out"),
    ],
)
def test_where_a_framework_has_another_rule_the_script_says_so(key, query, note):
    """In a comment and in what it prints; of gradient descent it has nothing to say."""
    text = NAMED[key].render(NetworkExperiment.from_query(query)[0]).decode("ascii")
    assert len(re.findall(f"^# {note}", text, re.MULTILINE)) == 1
    assert len(re.findall(rf"^print\('    {note}", text, re.MULTILINE)) == 1
    assert text.count("print('    ") == 1


def digits_read(experiment: NetworkExperiment, folder: Path, *arguments: str) -> dict:
    """What the lines of a script that read the digits define, run in a folder that is also the home."""
    known = {
        "np": np,
        "sys": SimpleNamespace(argv=["run.py", *arguments]),
        "Path": Path,
        "__file__": str(folder / "run.py"),
    }
    exec(read(experiment), known)
    return known


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("place", ["mnist.npz", ".keras/datasets/mnist.npz", "other/digits.npz"])
def test_scripts_find_mnist(place, home):
    """Beside them, where Keras keeps it, or where the argument says; they take as much as is shipped."""
    few = load_digits()
    longer = replace(few, X=np.concatenate([few.X, few.X[:5]]), y=np.concatenate([few.y, few.y[:5]]))
    path = home / place
    path.parent.mkdir(parents=True, exist_ok=True)
    write_digits(path, longer)
    given = digits_read(NetworkExperiment(), home, *([str(path)] if "other" in place else []))
    assert given["X"].dtype == np.float32
    np.testing.assert_array_equal(given["X"], few.X.astype(np.float32) / 255)
    np.testing.assert_array_equal(given["Y_test"], few.y_test)


def test_scripts_say_where_mnist_is(home):
    """Where there is no file, the way out is said."""
    with pytest.raises(SystemExit, match=r"There is no mnist.npz; give its path.* https://\S+/mnist.npz$"):
        digits_read(NetworkExperiment(), home)
    with pytest.raises(SystemExit, match=r"There is no digits.npz; give the path of your digits"):
        digits_read(experiment_on_few(""), home)


def test_scripts_refuse_other_digits(home):
    """A file with fewer digits than were learned from is none for the script."""
    write_digits(home / "mnist.npz", FEW)
    with pytest.raises(SystemExit, match=r"Needed are 10000 and 2000 digits; there are 300 and 200\."):
        digits_read(NetworkExperiment(), home)


def test_the_script_s_own_lines_write_its_digits(home, monkeypatch):
    """What a script on digits of one's own tells to type makes the file that it reads."""
    write_digits(home / "mine.npz", FEW)
    (home / "mine.npz").rename(home / "yours")
    monkeypatch.chdir(home)
    experiment = experiment_on_few("")
    exec("\n".join(re.findall("^#   >>> (.*)$", read(experiment), re.MULTILINE)), {})
    np.testing.assert_array_equal(digits_read(experiment, home)["Y"], FEW.y)


def test_the_script_s_own_line_copies_the_shipped_digits(home, monkeypatch):
    """What a script on the shipped digits tells to type puts the file where it is looked for."""
    (line,) = re.findall('^#   python -c "(.*)"$', read(NetworkExperiment()), re.MULTILINE)
    monkeypatch.chdir(home)
    exec(line, {})
    assert len(digits_read(NetworkExperiment(), home)["X"]) == 10_000
