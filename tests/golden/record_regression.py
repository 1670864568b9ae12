"""Record what torch does with the two regressions, for `tests/objectives/test_golden_regression.py`.

    python tests/golden/record_regression.py

writes `regression/<problem>.json` beside this file: every optimizer for 200 steps in float64 on the shipped
data. It imports nothing of `optim_viz`: the costs are torch's own, and so are their gradients.
"""

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from record import SETTINGS, STEP_IS_ALPHA_TIMES_GRADIENT, Cost, rows, torch_run, write

DATA = Path(__file__).parents[2] / "optim_viz" / "datasets"
STEPS = 200
STEPS_KEPT = (1, 2, 3, 5, 10, 20, 50, 100, 150, 200)
SENSITIVITY_LIMIT = 1e-11  # a tenth of the tolerance of the test
PROBLEMS = {
    "diabetes": ("diabetes", True),
    "diabetes-raw": ("diabetes", False),
    "breast_cancer": ("breast_cancer", True),
}


def table(name: str, standardized: bool) -> tuple[np.ndarray, np.ndarray]:
    """Features and target of a shipped file."""
    numbers = np.loadtxt(DATA / f"{name}.csv", delimiter=",", skiprows=1)
    X, y = numbers[:, :-1], numbers[:, -1]
    return ((X - X.mean(axis=0)) / X.std(axis=0) if standardized else X), y


def loss(name: str, outputs: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Half the mean squared error, or the mean cross-entropy from logits."""
    if name == "diabetes":
        return torch.nn.functional.mse_loss(outputs, y) / 2
    return torch.nn.functional.binary_cross_entropy_with_logits(outputs, y)


def cost(name: str, X: np.ndarray, y: np.ndarray, jitter: np.ndarray | None = None) -> Cost:
    """J of the weights and the bias, the last; with `jitter`, shape (steps, n), step t sees w * jitter[t]."""
    features, targets = torch.tensor(X), torch.tensor(y)
    at = torch.ones(500, X.shape[1] + 1) if jitter is None else torch.tensor(jitter)

    def j(w: torch.Tensor, t: int) -> torch.Tensor:
        moved = w * at[t]
        return loss(name, features @ moved[:-1] + moved[-1], targets)

    return j


def curvature(name: str, X: np.ndarray) -> float:
    """The largest eigenvalue that the Hessian can have."""
    design = np.column_stack([X, np.ones(len(X))])
    largest = float(np.linalg.norm(design, 2) ** 2 / len(X))
    return largest if name == "diabetes" else largest / 4


def path(j: Cost, optimizer: str, hyper: dict[str, Any], start: np.ndarray) -> np.ndarray:
    """The points after each step, (steps, n)."""
    return np.array([x for x, _ in rows(torch_run, j, optimizer, hyper, start, steps=STEPS)])


def record(problem: str, optimizer: str, setting: dict[str, Any]) -> dict[str, Any]:
    """One trajectory, up to the step where torch's own run can be repeated: see README.md, sensitivity."""
    name, standardized = PROBLEMS[problem]
    X, y = table(name, standardized)
    hyper = dict(setting)
    if optimizer in STEP_IS_ALPHA_TIMES_GRADIENT:
        hyper["alpha"] = setting["alpha"] / curvature(name, X)
    start = np.zeros(X.shape[1] + 1)
    x = path(cost(name, X, y), optimizer, hyper, start)
    size = np.maximum.accumulate(np.abs(x), axis=0)
    parted = np.zeros(STEPS)
    for seed in (1, 2):
        jitter = 1 + np.random.default_rng(seed).choice([-1, 1], size=(500, len(start))) * np.finfo(float).eps
        moved = path(cost(name, X, y, jitter), optimizer, hyper, start)
        parted = np.maximum(parted, (np.abs(x - moved) / size).max(axis=1))
    parted = np.maximum.accumulate(parted)
    kept = [k for k in STEPS_KEPT if parted[k - 1] < SENSITIVITY_LIMIT]
    print(f"{problem:13} {optimizer:16} {hyper}: {kept[-1]} of {STEPS}, {parted[-1]:.0e}")
    return {
        "optimizer": optimizer,
        "hyperparameters": hyper,
        "sensitivity": float(f"{parted[kept[-1] - 1]:.1e}"),
        "x": {str(k): x[k - 1].tolist() for k in kept},
    }


def checks(problem: str) -> list[dict[str, Any]]:
    """torch's J and gradient at three points."""
    name, standardized = PROBLEMS[problem]
    X, y = table(name, standardized)
    j = cost(name, X, y)
    found = []
    for seed, size in enumerate((0.0, 1.0, 30.0)):
        w = torch.tensor(size * np.random.default_rng(seed).normal(size=X.shape[1] + 1), requires_grad=True)
        value = j(w, 0)
        value.backward()
        found.append({"w": w.tolist(), "value": value.item(), "gradient": w.grad.tolist()})
    return found


def main() -> None:
    """Record everything."""
    for problem in PROBLEMS:
        content = {
            "versions": {"python": platform.python_version(), **{p: version(p) for p in ("torch", "numpy")}},
            "checks": checks(problem),
            "recordings": [
                record(problem, optimizer, setting)
                for optimizer, settings in SETTINGS.items()
                for setting in settings[:2]
            ],
        }
        write(f"regression/{problem}.json", content)


if __name__ == "__main__":
    main()
