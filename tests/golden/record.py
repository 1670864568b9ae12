"""Record what torch, optax and Keras do in float64, for `tests/test_golden.py` to compare with.

    python tests/golden/record.py

writes `problems.json` and one `<framework>-<optimizer>.json` for every pair, beside this file. It imports
nothing of `optim_viz`: the recordings are another implementation, and gradients come from the frameworks'
own automatic differentiation. README.md, beside this file, says which packages it needs.
"""

import json
import math
import os
import platform
import re
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"  # runs Keras's own generic update rules; its torch backend has a second set
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras
import numpy as np
import optax
import torch

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

HERE = Path(__file__).parent
STEPS_KEPT = (*range(1, 21), 30, 50, 100, 200, 500)
STATES_KEPT = (1, 2, 10, 50, 200, 500)
SENSITIVITY_LIMIT = 1e-13  # a tenth of the tolerance of the test
NO_EPSILON = 1e-300  # disappears beside any root of a squared gradient, inside the root or outside

Problem = dict[str, Any]
Hyperparameters = dict[str, Any]
Cost = Callable[[Any, Any], Any]  # (w, number of the step, from 0) -> the scalar J(w)
Moment = tuple[np.ndarray, dict[str, np.ndarray]]  # (x, state) after a step


# ---------------------------------------------------------------- problems, in plain terms


def turned_quadratic(small: float, large: float, angle: float) -> list[list[float]]:
    """The matrix with eigenvalue `small` along (cos, sin) of `angle` degrees and `large` across it."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    off_diagonal = (small - large) * c * s
    return [[small * c * c + large * s * s, off_diagonal], [off_diagonal, small * s * s + large * c * c]]


def dense_matrix(n: int) -> list[list[float]]:
    """A symmetric positive matrix without a zero or a pattern: I / 5 + M M' / n with normal M."""
    m = np.random.default_rng(1412_6980).normal(size=(n, n))
    return (np.eye(n) / 5 + m @ m.T / n).tolist()


def gradient_stream(steps: int, n: int) -> list[list[float]]:
    """Gradients that shrink, swing, stay or begin huge, with noise: one kind a parameter, in turn."""
    noise = np.random.default_rng(2014).normal(size=(steps, n))
    t = np.arange(steps)[:, None]
    kinds = np.hstack(
        [np.exp(-t / 60.0), 3 * np.cos(t / 2.0), np.full_like(t, 0.2, dtype=float), 1e3 / (1 + t)]
    )
    return (kinds[:, np.arange(n) % 4] * (1 + 0.5 * noise)).tolist()


PROBLEMS: dict[str, Problem] = {
    "turned": {
        "kind": "quadratic",
        "formula": "J(w) = 1/2 (w - c)' A (w - c)",
        "parameters": {"kappa": 20.0, "angle": 30.0, "scale": 1.0},
        "matrix": turned_quadratic(1.0, 20.0, 30.0),
        "center": [0.0, 0.0],
        "start": [-4.0, 3.0],
        "curvature": 20.0,
    },
    "valley": {
        "kind": "quadratic",
        "formula": "J(w) = 1/2 (w - c)' A (w - c)",
        "parameters": {"kappa": 300.0, "angle": 105.0, "scale": 0.01},
        "matrix": turned_quadratic(0.01, 3.0, 105.0),
        "center": [1.5, -0.75],
        "start": [5.0, 2.5],
        "curvature": 3.0,
    },
    "dense": {
        "kind": "quadratic",
        "formula": "J(w) = 1/2 (w - c)' A (w - c)",
        "matrix": dense_matrix(8),
        "center": [0.5, -1.0, 2.0, 0.25, -0.125, 3.0, -2.0, 1.0],
        "start": [-4.0, 3.0, 1.0, -2.0, 0.5, -1.5, 2.5, 6.0],
        "curvature": float(np.linalg.eigvalsh(dense_matrix(8))[-1]),
    },
    "rosenbrock": {
        "kind": "rosenbrock",
        "formula": "J(w) = (1 - w1)^2 + 100 (w2 - w1^2)^2",
        "start": [-1.2, 1.0],
        "curvature": 2000.0,
    },
    "stream": {
        "kind": "stream",
        "formula": "J_t(w) = g_t' w, so that the gradient of step t is g_t wherever w is (an open loop)",
        "gradients": gradient_stream(500, 4),
        "start": [-4.0, 3.0, 0.5, 20.0],
        "curvature": 20.0,
    },
}


def cost(problem: Problem, array: Callable[[Any], Any], jitter: np.ndarray | None = None) -> Cost:
    """J of a problem in the arrays of a framework; `array` makes one from a list.

    With `jitter`, shape (steps, n), step t sees J at w * jitter[t].
    """
    at = array(np.ones((500, len(problem["start"]))) if jitter is None else jitter)
    if problem["kind"] == "quadratic":
        a, c = array(problem["matrix"]), array(problem["center"])
        return lambda w, t: 0.5 * ((w * at[t] - c) @ (a @ (w * at[t] - c)))
    if problem["kind"] == "rosenbrock":
        return lambda w, t: (1 - (w * at[t])[0]) ** 2 + 100 * ((w * at[t])[1] - (w * at[t])[0] ** 2) ** 2
    gradients = array(problem["gradients"])
    return lambda w, t: gradients[t] @ (w * at[t])


# ---------------------------------------------------------------- hyperparameters

# Where the step is alpha times a gradient, alpha is written as a multiple of 1 / (the problem's curvature);
# where it is a length, it stands as it is. The defaults come first, then values far from them.
SETTINGS: dict[str, list[Hyperparameters]] = {
    "GradientDescent": [{"alpha": 0.02}, {"alpha": 1.0}, {"alpha": 1.98}, {"alpha": 2.1}],
    "Momentum": [
        {"alpha": 0.1, "beta": 0.9},
        {"alpha": 1.0, "beta": 0.3},
        {"alpha": 0.01, "beta": 0.99},
        {"alpha": 0.5, "beta": 0.0},
    ],
    "Nesterov": [
        {"alpha": 0.1, "beta": 0.9},
        {"alpha": 1.0, "beta": 0.3},
        {"alpha": 0.01, "beta": 0.99},
    ],
    "AdaGrad": [
        {"alpha": 0.01, "epsilon": 1e-10},
        {"alpha": 2.0, "epsilon": 1e-2},
        {"alpha": 0.5, "epsilon": NO_EPSILON},
    ],
    "RMSProp": [
        {"alpha": 0.01, "rho": 0.99, "epsilon": 1e-8},
        {"alpha": 0.05, "rho": 0.5, "epsilon": 1.0},
        {"alpha": 0.02, "rho": 0.9, "epsilon": NO_EPSILON},
    ],
    "Adam": [
        {"alpha": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        {"alpha": 1.0, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-2},
        {"alpha": 0.05, "beta1": 0.5, "beta2": 0.9, "epsilon": 1.0},
        {"alpha": 0.01, "beta1": 0.99, "beta2": 0.5, "epsilon": 1e-4},
        {"alpha": 0.3, "beta1": 0.9, "beta2": 0.999, "epsilon": NO_EPSILON},
        {"alpha": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "bias_correction": False},
        {"alpha": 0.5, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-2, "bias_correction": False},
        {"alpha": 0.05, "beta1": 0.5, "beta2": 0.9, "epsilon": 1.0, "bias_correction": False},
        {"alpha": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7, "epsilon_hat": True},
        {"alpha": 0.5, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-2, "epsilon_hat": True},
        {"alpha": 0.05, "beta1": 0.9, "beta2": 0.99, "epsilon": 1.0, "epsilon_hat": True},
    ],
}
STEP_IS_ALPHA_TIMES_GRADIENT = ("GradientDescent", "Momentum", "Nesterov")


# ---------------------------------------------------------------- torch


def torch_run(j: Cost, optimizer: str, hyper: Hyperparameters, start: np.ndarray) -> Iterator[Moment]:
    """Steps of torch.optim.

    torch has no Adam without bias correction. Its own Adam becomes one with the alpha and epsilon that undo
    the correction at step t: alpha (1 - beta1^t) / sqrt(1 - beta2^t) and epsilon / sqrt(1 - beta2^t). With the
    second alone it becomes Keras's.
    """
    w = torch.tensor(start, requires_grad=True)
    alpha, epsilon = hyper["alpha"], hyper.get("epsilon")
    opt: torch.optim.Optimizer
    if optimizer == "GradientDescent":
        opt, names = torch.optim.SGD([w], lr=alpha), {}
    elif optimizer in ("Momentum", "Nesterov"):
        # torch refuses nesterov=True without momentum, so beta = 0 is recorded for Momentum only.
        opt = torch.optim.SGD([w], lr=alpha, momentum=hyper["beta"], nesterov=optimizer == "Nesterov")
        names = {"u": "momentum_buffer"} if hyper["beta"] else {}
    elif optimizer == "AdaGrad":
        opt, names = torch.optim.Adagrad([w], lr=alpha, eps=epsilon), {"v": "sum"}
    elif optimizer == "RMSProp":
        opt = torch.optim.RMSprop([w], lr=alpha, alpha=hyper["rho"], eps=epsilon)
        names = {"v": "square_avg"}
    else:
        opt = torch.optim.Adam([w], lr=alpha, betas=(hyper["beta1"], hyper["beta2"]), eps=epsilon)
        names = {"m": "exp_avg", "v": "exp_avg_sq"}
    for t in range(500):
        if not hyper.get("bias_correction", True):
            m_correction, v_correction = 1 - hyper["beta1"] ** (t + 1), math.sqrt(1 - hyper["beta2"] ** (t + 1))
            opt.param_groups[0]["lr"] = alpha * m_correction / v_correction
            opt.param_groups[0]["eps"] = epsilon / v_correction
        elif hyper.get("epsilon_hat"):
            opt.param_groups[0]["eps"] = epsilon / math.sqrt(1 - hyper["beta2"] ** (t + 1))
        opt.zero_grad()
        j(w, t).backward()
        opt.step()
        state = opt.state[w]
        yield w.detach().numpy().copy(), {name: state[key].numpy().copy() for name, key in names.items()}


# ---------------------------------------------------------------- optax


def adam_without_bias_correction(
    alpha: float, beta1: float, beta2: float, epsilon: float
) -> optax.GradientTransformation:
    """Adam assembled from optax's own moment updates, without the two divisions that `scale_by_adam` adds."""

    def init(x: Any) -> optax.ScaleByAdamState:
        zeros = jax.numpy.zeros_like(x)
        return optax.ScaleByAdamState(count=jax.numpy.zeros((), int), mu=zeros, nu=zeros)

    def update(gradient: Any, state: Any, x: Any = None) -> tuple[Any, optax.ScaleByAdamState]:
        mu = optax.tree.update_moment(gradient, state.mu, beta1, 1)
        nu = optax.tree.update_moment_per_elem_norm(gradient, state.nu, beta2, 2)
        return -alpha * mu / (jax.numpy.sqrt(nu) + epsilon), optax.ScaleByAdamState(state.count + 1, mu, nu)

    return optax.GradientTransformation(init, update)


def optax_run(j: Cost, optimizer: str, hyper: Hyperparameters, start: np.ndarray) -> Iterator[Moment]:
    """Steps of optax. Its AdaGrad has epsilon inside the root: only runs without an epsilon are comparable."""
    hyper = dict(hyper)
    corrected = hyper.pop("bias_correction", True)
    alpha, epsilon = hyper["alpha"], hyper.get("epsilon")
    fields: dict[str, Callable[[Any], Any]]
    if optimizer == "GradientDescent":
        opt, fields = optax.sgd(alpha), {}
    elif optimizer in ("Momentum", "Nesterov"):
        opt = optax.sgd(alpha, momentum=hyper["beta"], nesterov=optimizer == "Nesterov")
        fields = {"u": lambda s: s[0].trace}
    elif optimizer == "AdaGrad":
        opt = optax.adagrad(alpha, initial_accumulator_value=0.0, eps=epsilon)
        fields = {"v": lambda s: s[0].sum_of_squares}
    elif optimizer == "RMSProp":
        opt = optax.rmsprop(alpha, decay=hyper["rho"], eps=epsilon, eps_in_sqrt=False)
        fields = {"v": lambda s: s[0].nu}
    elif corrected:
        opt = optax.adam(alpha, b1=hyper["beta1"], b2=hyper["beta2"], eps=epsilon)
        fields = {"m": lambda s: s[0].mu, "v": lambda s: s[0].nu}
    else:
        opt = adam_without_bias_correction(**hyper)
        fields = {"m": lambda s: s.mu, "v": lambda s: s.nu}
    gradient = jax.grad(j)

    @jax.jit
    def step(x: Any, state: Any, t: Any) -> tuple[Any, Any]:
        updates, state = opt.update(gradient(x, t), state, x)
        return optax.apply_updates(x, updates), state

    x = jax.numpy.asarray(start)
    state = opt.init(x)
    for t in range(500):
        x, state = step(x, state, t)
        yield np.array(x), {name: np.array(get(state)) for name, get in fields.items()}


# ---------------------------------------------------------------- Keras


def keras_run(j: Cost, optimizer: str, hyper: Hyperparameters, start: np.ndarray) -> Iterator[Moment]:
    """Steps of keras.optimizers, generic update rules.

    Keras's Adam has the paper's second form, (sqrt(v) + epsilon_hat) / sqrt(1 - beta2^t), which is recorded as
    it is. It is the first form when epsilon_hat is epsilon sqrt(1 - beta2^t), set before each step. Its
    AdaGrad and RMSProp have epsilon inside the root: only runs without an epsilon are comparable.
    """
    alpha, epsilon = hyper["alpha"], hyper.get("epsilon")
    names: dict[str, tuple[str, float]]
    if optimizer == "GradientDescent":
        opt, names = keras.optimizers.SGD(alpha), {}
    elif optimizer in ("Momentum", "Nesterov"):
        opt = keras.optimizers.SGD(alpha, momentum=hyper["beta"], nesterov=optimizer == "Nesterov")
        # Keras keeps -alpha u.
        names = {"u": ("momentums", -1 / alpha)} if hyper["beta"] else {}
    elif optimizer == "AdaGrad":
        opt = keras.optimizers.Adagrad(alpha, initial_accumulator_value=0.0, epsilon=epsilon)
        names = {"v": ("_accumulators", 1.0)}
    elif optimizer == "RMSProp":
        opt = keras.optimizers.RMSprop(alpha, rho=hyper["rho"], epsilon=epsilon)
        names = {"v": ("_velocities", 1.0)}
    else:
        opt = keras.optimizers.Adam(alpha, beta_1=hyper["beta1"], beta_2=hyper["beta2"], epsilon=epsilon)
        names = {"m": ("_momentums", 1.0), "v": ("_velocities", 1.0)}
    w = keras.Variable(start, dtype="float64")
    opt.build([w])
    gradient = jax.jit(jax.grad(j))
    for t in range(500):
        if optimizer == "Adam" and not hyper.get("epsilon_hat"):
            opt.epsilon = epsilon * math.sqrt(1 - hyper["beta2"] ** (t + 1))
        opt.apply([gradient(w.value, t)], [w])
        state = {name: factor * np.array(getattr(opt, key)[0].value) for name, (key, factor) in names.items()}
        yield np.array(w.value), state


# ---------------------------------------------------------------- recording

Run = Callable[[Cost, str, Hyperparameters, np.ndarray], Iterator[Moment]]
FRAMEWORKS: dict[str, tuple[Run, Callable[[Any], Any], tuple[str, ...]]] = {
    "torch": (torch_run, torch.tensor, ("torch",)),
    "optax": (optax_run, jax.numpy.asarray, ("optax", "jax")),
    "keras": (keras_run, jax.numpy.asarray, ("keras", "jax")),
}


def comparable(framework: str, optimizer: str, hyper: Hyperparameters) -> bool:
    """Whether the framework has this update rule at all."""
    epsilon_inside_the_root = {"optax": ("AdaGrad",), "keras": ("AdaGrad", "RMSProp")}.get(framework, ())
    if optimizer in epsilon_inside_the_root:
        return hyper["epsilon"] == NO_EPSILON
    if hyper.get("epsilon_hat"):
        return framework != "optax"  # whose epsilon is the same at all steps
    return hyper.get("bias_correction", True) or framework != "keras"


def rows(run: Run, *arguments: Any, steps: int) -> list[Moment]:
    """The first `steps` steps of a run."""
    return [moment for _, moment in zip(range(steps), run(*arguments), strict=False)]


def record(framework: str, optimizer: str, problem_name: str, setting: Hyperparameters) -> dict[str, Any]:
    """One trajectory, at the steps kept, as what JSON can hold.

    The framework runs twice more, where every step sees J at a point moved by one unit in the last place,
    up or down at random. How far these runs part from the first, relative to the largest |x| so far, is how
    well any other implementation could repeat it ("sensitivity"): steps are kept while it is below
    SENSITIVITY_LIMIT. So a run that becomes chaotic is recorded up to there.
    """
    run, array, _ = FRAMEWORKS[framework]
    problem = PROBLEMS[problem_name]
    hyper = dict(setting)
    if optimizer in STEP_IS_ALPHA_TIMES_GRADIENT:
        hyper["alpha"] = setting["alpha"] / problem["curvature"]
    start = np.array(problem["start"])
    # RMSProp with a constant alpha never settles: near the minimum it is chaotic, whoever computes it.
    steps = 50 if optimizer == "RMSProp" and problem["kind"] != "stream" else 500
    path = rows(run, cost(problem, array), optimizer, hyper, start, steps=steps)
    x = np.array([p[0] for p in path])
    size = np.maximum.accumulate(np.abs(np.vstack([start, x])).max(axis=1))[1:]
    parted = np.zeros(steps)
    for seed in (1, 2):
        jitter = 1 + np.random.default_rng(seed).choice([-1, 1], size=(500, len(start))) * np.finfo(float).eps
        moved = rows(run, cost(problem, array, jitter), optimizer, hyper, start, steps=steps)
        parted = np.maximum(parted, np.abs(x - np.array([p[0] for p in moved])).max(axis=1) / size)
    parted = np.maximum.accumulate(parted)
    repeatable = int(np.sum(parted < SENSITIVITY_LIMIT))
    kept = [k for k in STEPS_KEPT if k <= repeatable]
    print(f"{framework:6} {optimizer:16} {problem_name:11} {hyper}: {kept[-1]} of {steps}, {parted[-1]:.0e}")
    return {
        "problem": problem_name,
        "hyperparameters": hyper,
        "sensitivity": float(f"{parted[kept[-1] - 1]:.1e}"),
        "x": {str(k): x[k - 1].tolist() for k in kept},
        "state": {
            name: {str(k): path[k - 1][1][name].tolist() for k in STATES_KEPT if k in kept}
            for name in path[0][1]
        },
    }


def checked(problem: Problem) -> Problem:
    """The problem with torch's J and gradient at three points, so that a rebuilt objective can be checked."""
    j = cost(problem, torch.tensor)
    start = np.array(problem["start"])
    checks = []
    for point in (start, 0.5 * start + 1.0, -3.0 * start[::-1]):
        w = torch.tensor(point, requires_grad=True)
        value = j(w, 0)
        value.backward()
        checks.append({"w": point.tolist(), "value": value.item(), "gradient": w.grad.tolist()})
    return {**problem, "checks": checks}


def write(name: str, content: dict[str, Any]) -> None:
    """Write JSON with a row of numbers on one line, so that a changed step is a changed line."""
    text = json.dumps(content, indent=1, allow_nan=False)
    text = re.sub(r"\[\s+([^\[\]{}]+?)\s+\]", lambda row: "[" + re.sub(r"\s+", " ", row[1]) + "]", text)
    (HERE / name).write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Record everything."""
    write("problems.json", {name: checked(problem) for name, problem in PROBLEMS.items()})
    for framework, (_, _, packages) in FRAMEWORKS.items():
        for optimizer, settings in SETTINGS.items():
            content = {
                "framework": framework,
                "optimizer": optimizer,
                "versions": {
                    "python": platform.python_version(),
                    **{p: version(p) for p in (*packages, "numpy")},
                },
                "recordings": [
                    record(framework, optimizer, problem, setting)
                    for problem in PROBLEMS
                    for setting in settings
                    if comparable(framework, optimizer, setting)
                ],
            }
            write(f"{framework}-{optimizer.lower()}.json", content)


if __name__ == "__main__":
    main()
