"""optim_viz walks where torch, optax and Keras walk: their recorded trajectories, in float64.

The recordings stand in `tests/golden/`, with the script that made them; nothing of those frameworks is
needed here.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optim_viz
from optim_viz import OPTIMIZERS, Quadratic, Trajectory, parameters_of, run
from optim_viz.objectives import Objective

GOLDEN = Path(__file__).parent / "golden"
PROBLEMS: dict[str, dict[str, Any]] = json.loads((GOLDEN / "problems.json").read_text(encoding="utf-8"))

RTOL = 1e-12
# A coordinate on its way through zero keeps the rounding errors of the larger numbers it came from, so there a
# relative error alone means nothing. Added, relative to the largest number so far, are five units in the last
# place, or what the framework itself makes of one unit in the last place where that is more ("sensitivity",
# measured when it was recorded). 758 of the 785 recorded arrays are met without.
ATOL = 1e-15


@dataclass(frozen=True)
class Matrix:
    """J(w) = 1/2 (w - c)' A (w - c) with any A, the cost of n parameters."""

    matrix: np.ndarray
    center: np.ndarray

    def value(self, w: np.ndarray) -> np.ndarray:
        """``(..., n) -> (...)``."""
        return 0.5 * np.sum((w - self.center) * self.gradient(w), axis=-1)

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """``(..., n) -> (..., n)``."""
        return (w - self.center) @ self.matrix


class Rosenbrock:
    """J(w) = (1 - w1)^2 + 100 (w2 - w1^2)^2."""

    def value(self, w: np.ndarray) -> np.ndarray:
        """``(..., 2) -> (...)``."""
        return (1 - w[..., 0]) ** 2 + 100 * (w[..., 1] - w[..., 0] ** 2) ** 2

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """``(..., 2) -> (..., 2)``."""
        w1, w2 = w[..., 0], w[..., 1]
        return np.stack([-2 * (1 - w1) - 400 * w1 * (w2 - w1**2), 200 * (w2 - w1**2)], axis=-1)


@dataclass(frozen=True)
class Slope:
    """J(w) = g' w: its gradient is g everywhere, so a stream of slopes is a list of gradients."""

    g: np.ndarray

    def value(self, w: np.ndarray) -> np.ndarray:
        """``(..., n) -> (...)``."""
        return w @ self.g

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """``(..., n) -> (..., n)``."""
        return np.broadcast_to(self.g, np.shape(w)).copy()


def objectives(problem: dict[str, Any]) -> list[Objective]:
    """The cost of a recorded problem, or its costs, one a step."""
    if problem["kind"] == "rosenbrock":
        return [Rosenbrock()]
    if problem["kind"] == "stream":
        return [Slope(g) for g in np.array(problem["gradients"])]
    if "parameters" in problem:
        return [Quadratic(**problem["parameters"], center=tuple(problem["center"]))]
    return [Matrix(np.array(problem["matrix"]), np.array(problem["center"]))]


def recordings() -> Iterator[dict[str, Any]]:
    """Every recorded trajectory in the folder."""
    for path in sorted(GOLDEN.glob("*-*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for recording in content["recordings"]:
            yield {"framework": content["framework"], "optimizer": content["optimizer"], **recording}


RECORDINGS = list(recordings())


def described(recording: dict[str, Any]) -> str:
    """A recording's name in the report of the tests."""
    hyper = ",".join(f"{name}={value:g}" for name, value in recording["hyperparameters"].items())
    return f"{recording['framework']}-{recording['optimizer']}-{recording['problem']}-{hyper}"


def walk(recording: dict[str, Any]) -> Trajectory:
    """What optim_viz makes of a recording's problem, start and hyperparameters."""
    problem = PROBLEMS[recording["problem"]]
    first, *rest = objectives(problem)
    optimizer = getattr(optim_viz, recording["optimizer"])(**recording["hyperparameters"])
    steps = max(map(int, recording["x"]))
    return run([first, *rest] if rest else first, optimizer, problem["start"], steps, measure=first)


def assert_recorded(actual: np.ndarray, recorded: dict[str, list[float]], sensitivity: float) -> None:
    """Compare the rows that were kept of an array ``(steps + 1, n)``."""
    kept = np.array([int(k) for k in recorded])
    expected = np.array(list(recorded.values()))
    largest_so_far = np.maximum.accumulate(np.abs(actual).max(axis=1))[kept, np.newaxis]
    allowed = RTOL * np.abs(expected) + max(ATOL, sensitivity) * largest_so_far
    missed = np.abs(actual[kept] - expected) / allowed
    step = kept[np.argmax(missed.max(axis=1))]
    assert missed.max() <= 1, f"{missed.max():.3g} times what is allowed, worst after step {step}"


@pytest.mark.parametrize("recording", RECORDINGS, ids=described)
def test_every_step_is_the_framework_s_step(recording):
    """With the same hyperparameters, the path is the framework's, and so is the optimizer's memory."""
    path = walk(recording)
    assert_recorded(path.x, recording["x"], recording["sensitivity"])
    for name, recorded in recording["state"].items():
        assert_recorded(path.state[name], recorded, recording["sensitivity"])


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_cost_is_the_recorded_one(name):
    """J and its gradient are what torch's automatic differentiation says of the same formula."""
    objective = objectives(PROBLEMS[name])[0]
    for check in PROBLEMS[name]["checks"]:
        w = np.array(check["w"])
        np.testing.assert_allclose(objective.value(w), check["value"], rtol=1e-14)
        np.testing.assert_allclose(objective.gradient(w), check["gradient"], rtol=1e-13)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimizer_is_recorded(optimizer):
    """Each registered optimizer has a framework, three problems, one not 2-D, and no idle hyperparameter."""
    mine = [r for r in RECORDINGS if r["optimizer"] == optimizer.__name__]
    problems = {r["problem"] for r in mine}
    assert mine, f"tests/golden/record.py must record {optimizer.__name__} in at least one framework."
    assert len(problems) >= 3
    assert any(len(PROBLEMS[problem]["start"]) != 2 for problem in problems)
    for name, parameter in parameters_of(optimizer).items():
        values = {r["hyperparameters"].get(name, parameter.default) for r in mine}
        assert len(values) >= 2, f"`{name}` of {optimizer.__name__} is recorded at one value only: {values}."


def test_recordings_say_who_made_them():
    """Each recording names the version of its framework."""
    for path in GOLDEN.glob("*-*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        assert content["versions"][content["framework"]]
        assert content["recordings"]
