"""Every situation on real data shows what its text says: a claim in numbers for each."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from optim_viz import Experiment, Race, Trajectory, datasets, perform
from optim_viz.experiment import OPENINGS
from optim_viz.presets import STUDIES

EXPERIMENTS = {preset.key: preset.experiment for preset in STUDIES}


@cache
def show(key: str) -> Race:
    """The situation, performed."""
    return perform(EXPERIMENTS[key])


@cache
def design(key: str) -> tuple[np.ndarray, np.ndarray]:
    """The matrix with a column of ones, its features standardized where they are to be; and the target."""
    f = EXPERIMENTS[key].f
    data = datasets.load(f["data"])
    X = (data.X - data.X.mean(axis=0)) / data.X.std(axis=0) if f["standardized"] else data.X
    return np.column_stack([X, np.ones(len(X))]), data.y


def left(path: Trajectory, lowest: float) -> np.ndarray:
    """What is left of the cost above its minimum, as a part of what it was, at each step."""
    return (path.value - lowest) / (path.value[0] - lowest)


def least_squares(key: str) -> float:
    """The lowest cost, by NumPy's own solver."""
    A, y = design(key)
    return float(np.mean((A @ np.linalg.lstsq(A, y, rcond=None)[0] - y) ** 2) / 2)


def arrival(path: Trajectory, lowest: float) -> float:
    """The first step with a thousandth left, or infinity."""
    there = left(path, lowest) <= 1e-3
    return float(np.argmax(there)) if there.any() else np.inf


def curvature(key: str) -> np.ndarray:
    """The eigenvalues of the Hessian of a linear regression, from the singular values of its matrix."""
    A, _ = design(key)
    return np.linalg.svd(A, compute_uv=False) ** 2 / len(A)


def right(key: str, w: np.ndarray) -> float:
    """The share of labels told right."""
    A, y = design(key)
    return float(np.mean((A @ w > 0) == (y == 1)))


def fold(path: Trajectory) -> float:
    """The largest learning rate of the last step over the smallest."""
    return float(path.learning_rates[-1].max() / path.learning_rates[-1].min())


def standardized() -> None:
    """13 and 78 steps; Adam's are at most 3 long while b, with the largest gradient, goes to 152."""
    race, lowest = show("standardized"), least_squares("standardized")
    assert EXPERIMENTS["standardized"] == OPENINGS["regression"]
    assert arrival(race.a, lowest) == 13
    assert arrival(race.b, lowest) == 78
    A, y = design("standardized")
    assert np.linalg.lstsq(A, y, rcond=None)[0][-1] == pytest.approx(152, abs=0.5)
    moves = np.abs(np.diff(race.b.x[:50, -1]))
    assert 2.5 < np.median(moves) < 3.5
    assert np.argmin(race.b.learning_rates[0]) == 10
    assert np.argmax(np.abs(A.T @ y)) == 10


def raw() -> None:
    """kappa is 5.2e7; 2.03 % and 0.58 % are left after 1,000 steps, Adam's rates are 193-fold apart."""
    race, lowest, values = show("raw"), least_squares("raw"), curvature("raw")
    assert values[0] / values[-1] == pytest.approx(52e6, rel=0.01)
    assert EXPERIMENTS["raw"]["a.alpha"] == pytest.approx(2 / (values[0] + values[-1]), rel=0.01)
    assert left(race.a, lowest)[-1] == pytest.approx(0.02, abs=0.001)
    assert left(race.b, lowest)[-1] == pytest.approx(0.0058, abs=0.0001)
    assert arrival(race.a, lowest) == arrival(race.b, lowest) == np.inf
    assert fold(race.b) == pytest.approx(193, abs=1)


def same_alpha() -> None:
    """42 steps; Adam's bias has gone at most 20 of 152, and 68 % are left."""
    race, lowest = show("same-alpha"), least_squares("same-alpha")
    e = EXPERIMENTS["same-alpha"]
    assert e["a.alpha"] == e["b.alpha"] == 0.1
    assert arrival(race.a, lowest) == 42
    assert race.b.x[-1, -1] < 0.1 * 200 * 1.01
    assert left(race.b, lowest)[-1] == pytest.approx(0.68, abs=0.005)


def tumours() -> None:
    """Four times closer after 1,000 steps; both are right about 94 % of the tumours."""
    race = show("tumours")
    A, _ = design("tumours")
    lowest = race.objective.lowest
    assert race.objective.condition_number == pytest.approx(23_700, rel=0.01)
    # The largest safe alpha is 2 over the largest curvature anywhere, that of p = 1/2.
    assert EXPERIMENTS["tumours"]["a.alpha"] == pytest.approx(
        2 / np.linalg.norm(A, 2) ** 2 * len(A) * 4, rel=0.05
    )
    assert left(race.a, lowest)[-1] == pytest.approx(4 * left(race.b, lowest)[-1], rel=0.05)
    for path in (race.a, race.b):
        assert right("tumours", path.x[-1]) == pytest.approx(0.94, abs=0.005)


def raw_tumours() -> None:
    """42 and 7.2 % are left after 2,000 steps, 87 and 93 % are right, and the rates 10,000-fold apart."""
    race = show("raw-tumours")
    lowest = race.objective.lowest
    assert race.objective.condition_number == pytest.approx(64e9, rel=0.02)
    assert left(race.a, lowest)[-1] == pytest.approx(0.42, abs=0.005)
    assert left(race.b, lowest)[-1] == pytest.approx(0.072, abs=0.0005)
    assert right("raw-tumours", race.a.x[-1]) == pytest.approx(0.87, abs=0.005)
    assert right("raw-tumours", race.b.x[-1]) == pytest.approx(0.93, abs=0.005)
    assert fold(race.b) == pytest.approx(10_000, rel=0.05)


CLAIMS: dict[str, Callable[[], None]] = {
    "standardized": standardized,
    "raw": raw,
    "same-alpha": same_alpha,
    "tumours": tumours,
    "raw-tumours": raw_tumours,
}


def test_every_situation_has_a_claim():
    """In the order of the lesson."""
    assert list(CLAIMS) == [preset.key for preset in STUDIES]


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_situation_shows_what_its_text_says(claim):
    """In numbers made without the project's own measures."""
    claim()


@pytest.mark.parametrize("preset", STUDIES, ids=lambda preset: preset.key)
def test_a_situation_fits_its_button_and_a_link(preset):
    """A short title, a few sentences, and an experiment that a link holds."""
    assert 0 < len(preset.title) <= 24
    assert preset.text.endswith(".")
    assert len(preset.text) <= 220, "two lines on a usual screen"
    assert Experiment.from_query(preset.experiment.to_query()) == (preset.experiment, ())
