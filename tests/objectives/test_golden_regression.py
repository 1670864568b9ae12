"""Every optimizer walks on the shipped data where torch walks, in float64: recordings in `tests/golden/`."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import optim_viz
from optim_viz import OPTIMIZERS, REGRESSIONS, datasets, run

FOLDER = Path(__file__).parents[1] / "golden" / "regression"
CONTENTS: dict[str, Any] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))
}
RECORDINGS = [(problem, recording) for problem in CONTENTS for recording in CONTENTS[problem]["recordings"]]
RTOL = 1e-10


def regression(problem: str) -> Any:
    """The cost of a recorded problem."""
    key, _, raw = problem.partition("-")
    data = datasets.load(key) if raw else datasets.load(key).standardized()
    return REGRESSIONS[data.regression](data.X, data.y)


def described(value: Any) -> str:
    """A recording's name in the report of the tests."""
    if isinstance(value, str):
        return value
    hyper = ",".join(f"{name}={number:g}" for name, number in value["hyperparameters"].items())
    return f"{value['optimizer']}-{hyper}"


@pytest.mark.parametrize(("problem", "recording"), RECORDINGS, ids=described)
def test_every_step_is_torch_s_step(problem: str, recording: dict[str, Any]) -> None:
    """Each coordinate is torch's to 1e-10 of the largest that it has been."""
    J = regression(problem)
    optimizer = getattr(optim_viz, recording["optimizer"])(**recording["hyperparameters"])
    kept = np.array([int(k) for k in recording["x"]])
    x = run(J, optimizer, J.start, int(kept.max())).x
    expected = np.array(list(recording["x"].values()))
    size = np.maximum.accumulate(np.abs(x), axis=0)[kept]
    assert (np.abs(x[kept] - expected) <= RTOL * size).all()


@pytest.mark.parametrize("problem", CONTENTS)
def test_cost_and_gradient_are_torch_s(problem: str) -> None:
    """J and its gradient are what torch's automatic differentiation says of its own losses."""
    J = regression(problem)
    for check in CONTENTS[problem]["checks"]:
        np.testing.assert_allclose(J.value(check["w"]), check["value"], rtol=1e-13)
        np.testing.assert_allclose(J.gradient(check["w"]), check["gradient"], rtol=1e-11)


def test_problems_are_those_of_the_lesson() -> None:
    """Diabetes is recorded standardized and raw, breast cancer standardized."""
    assert set(CONTENTS) == {"diabetes", "diabetes-raw", "breast_cancer"}


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
@pytest.mark.parametrize("problem", CONTENTS)
def test_every_optimizer_is_recorded_for_200_steps(problem: str, optimizer: type[Any]) -> None:
    """Each registered optimizer has a run of 200 steps in every problem; else record_regression.py is due."""
    assert any(r["optimizer"] == optimizer.__name__ and "200" in r["x"] for p, r in RECORDINGS if p == problem)
