"""The scripts repeat the run: in NumPy to the last bit, in PyTorch, Keras and Optax to 1e-10.

Scripts of a framework run where it is installed; ``make test`` installs all of them.
"""

import ast
import importlib.util
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from optim_viz import OPTIMIZERS, Choice, Experiment, perform
from optim_viz.export import format_named, one_line, save
from optim_viz.export.code import DIALECTS
from optim_viz.export.code.sensitivity import sensitivity

NEEDS = {"numpy": ["numpy"], "torch": ["torch"], "keras": ["keras", "jax"], "optax": ["optax", "jax"]}

# Each optimizer, with numbers far from the usual ones; turned valleys, so that no entry of the matrix is 0.
RACES = {
    "gd, momentum": "a=gd&b=momentum&a.alpha=0.04&b.alpha=0.01&b.beta=0.7&f.angle=30&f.scale=0.5",
    "nesterov, adagrad": "a=nesterov&b=adagrad&a.alpha=0.01&b.alpha=0.5&b.epsilon=0.01&f.angle=30",
    "rmsprop, adam": "a=rmsprop&b=adam&a.alpha=0.1&b.alpha=0.1&b.epsilon=0.01&f.angle=70&steps=40",
    "adam without correction": "a=adam&a.bias_correction=false&a.alpha=0.1&a.epsilon=0.01&b.beta1=0.5",
    "adam with Keras's epsilon": "a=adam&a.epsilon_hat=true&a.epsilon=0.1&b.epsilon_hat=true&f.angle=30",
    "without epsilon, diverging": "a.alpha=0.3&b=adagrad&b.epsilon=0&b.alpha=1&steps=1000&f.angle=110",
    "beta = 0, rmsprop without epsilon": "a=nesterov&a.beta=0&b=rmsprop&b.epsilon=0&steps=1&start=1.1,-0.7",
}
every_race = pytest.mark.parametrize("query", RACES.values(), ids=RACES)


@dataclass(frozen=True)
class End:
    """What a script says about one contender."""

    w: list[float]
    apart: float
    notes: str


def ends(query: str, framework: str, folder: Path) -> list[End]:
    """What the script of a framework prints, run in a process of its own, without optim_viz within reach."""
    path = folder / f"run{format_named(framework).ending}"
    save(query, path)
    said = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-I", str(path)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"},
        check=False,
    )
    assert said.returncode == 0, said.stderr
    found = re.findall(
        r"^[ab], .+: w = (\[.*\]), J = \S+, (\S+) from optim-viz\n((?: .*\n)*)", said.stdout, re.M
    )
    return [End(ast.literal_eval(w), float(apart), notes) for w, apart, notes in found]


@every_race
def test_numpy_script_repeats_every_digit(query, tmp_path):
    """The final points that the NumPy script prints are those of ``perform``, bit for bit."""
    race = perform(Experiment.from_query(query)[0])
    said = ends(query, "numpy", tmp_path)
    assert [end.w for end in said] == [run.x[run.last].tolist() for run in (race.a, race.b)]
    assert [end.apart for end in said] == [0, 0]
    for end, run in zip(said, (race.a, race.b), strict=True):
        assert ("is not finite any more" in end.notes) == run.diverged


@pytest.mark.frameworks
@pytest.mark.parametrize("framework", ["torch", "keras", "optax"])
@every_race
def test_scripts_of_frameworks_repeat_the_run(framework, query, tmp_path):
    """Their final points are those of ``perform`` to 1e-10, and they say so themselves."""
    if missing := [name for name in NEEDS[framework] if importlib.util.find_spec(name) is None]:
        pytest.skip(f"{', '.join(missing)} not installed")
    race = perform(Experiment.from_query(query)[0])
    for end, run in zip(ends(query, framework, tmp_path), (race.a, race.b), strict=True):
        np.testing.assert_allclose(end.w, run.x[run.last], rtol=1e-10, atol=1e-10)
        assert end.apart < 1e-10


def test_chaotic_runs_are_named(tmp_path):
    """RMSProp at a large fixed alpha never settles: the script says that rounding errors grow."""
    query = "a=rmsprop&a.alpha=0.3&a.rho=0.9&f.angle=30&steps=500"
    race = perform(Experiment.from_query(query)[0])
    assert sensitivity(race, race.a) > 1e-6
    assert sensitivity(race, race.b) < 1e-12
    chaotic, calm = ends(query, "numpy", tmp_path)
    assert "chaotic" in chaotic.notes
    assert "chaotic" not in calm.notes


@pytest.mark.parametrize("framework", DIALECTS)
@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_optimizer_has_a_line_and_a_script_in_every_framework(framework, key):
    """The line is one expression or assignment with the numbers in it; the script compiles, in ASCII."""
    choice = Choice.of(key, alpha=0.0625)
    line = one_line(choice, framework)
    assert "\n" not in line
    compile(line, "line", "exec")
    assert "0.0625" in line
    file = DIALECTS[framework].format(".py").render(perform(Experiment(a=choice)), None, print)
    compile(file.decode("ascii"), "script", "exec")


@pytest.mark.parametrize(
    ("key", "framework", "line"),
    [
        ("gd", "torch", "torch.optim.SGD(params, lr=0.01)"),
        ("nesterov", "torch", "torch.optim.SGD(params, lr=0.01, momentum=0.9, nesterov=True)"),
        ("rmsprop", "torch", "torch.optim.RMSprop(params, lr=0.01, alpha=0.99, eps=1e-08)"),
        ("adagrad", "torch", "torch.optim.Adagrad(params, lr=0.01, eps=1e-10)"),
        ("rmsprop", "optax", "optax.rmsprop(learning_rate=0.01, decay=0.99, eps=1e-08, eps_in_sqrt=False)"),
        ("adam", "optax", "optax.adam(learning_rate=0.01, b1=0.9, b2=0.999, eps=1e-08)"),
        ("momentum", "keras", "tf.keras.optimizers.SGD(learning_rate=0.01, momentum=0.9)"),
        (
            "adam",
            "keras",
            "tf.keras.optimizers.Adam(learning_rate=0.01, beta_1=0.9, beta_2=0.999, epsilon=1e-08)"
            "  # adds epsilon before the correction",
        ),
    ],
)
def test_the_line_is_the_framework_s(key, framework, line):
    """The usual optimizers, as their frameworks are called; a comment where the rule differs."""
    assert one_line(Choice.of(key, alpha=0.01), framework) == line


@pytest.mark.parametrize(
    ("query", "framework", "note"),
    [
        ("a=adagrad", "keras", "Keras has epsilon inside the root"),
        ("a=adagrad", "optax", "Optax has epsilon inside the root"),
        ("a=adagrad&a.epsilon=0", "optax", "Optax takes no step where every gradient was 0"),
        ("a=rmsprop", "keras", "Keras has epsilon inside the root"),
        ("a=adam&a.bias_correction=false", "torch", "PyTorch always corrects the bias"),
        ("a=adam&a.bias_correction=false", "keras", "Keras always corrects the bias"),
        ("a=adam&a.bias_correction=false", "optax", "Optax always corrects the bias"),
        ("a=adam&a.epsilon_hat=true", "torch", "PyTorch adds epsilon after the correction"),
        ("a=adam&a.epsilon_hat=true", "optax", "Optax adds epsilon after the correction"),
    ],
)
def test_where_a_framework_cannot_do_it_the_script_says_so(query, framework, note):
    """In a comment, and in what it prints; the scripts of PyTorch's AdaGrad have nothing to say."""
    race = perform(Experiment.from_query(f"{query}&b=gd")[0])

    def script(name):
        return DIALECTS[name].format(".py").render(race, None, print).decode("ascii")

    assert re.search(f"^# {note}", script(framework), re.MULTILINE)
    assert re.search(rf"^print\('    {note}", script(framework), re.MULTILINE)
    assert "print('    " not in script("numpy")
