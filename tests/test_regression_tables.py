"""The tables of a regression: theory by NumPy's own least squares, measures by plain loops."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_viz import Choice, Experiment, LinearRegression, datasets, perform, theory
from optim_viz.datasets import Dataset
from optim_viz.tables import measure_rows, theory_rows

PATIENTS = np.loadtxt(Path(datasets.__file__).with_name("diabetes.csv"), delimiter=",", skiprows=1)
STANDARD = (PATIENTS[:, :-1] - PATIENTS[:, :-1].mean(axis=0)) / PATIENTS[:, :-1].std(axis=0)
DESIGN = np.column_stack([STANDARD, np.ones(len(STANDARD))])
Y = PATIENTS[:, -1]


def race(query="", **settings):
    """A race of the regression's opening, with other settings as in a link."""
    experiment, remarks = Experiment.from_query(f"f=regression&{query}")
    assert not remarks
    return perform(replace(experiment, **settings))


def race_on(X, y, query="", labels=None):
    """The same on a table of one's own."""
    names = tuple(f"x{j}" for j in range(np.shape(X)[1]))
    kept = datasets.keep(Dataset("own", "own.csv", "here", names, "y", np.array(X), np.array(y), labels))
    return race(f"f.data={kept.key}&f.standardized=false&{query}")


def cells(rows):
    """Both texts of each label."""
    return {row.label: (row.a, row.b) for row in rows}


def descent(alpha, steps):
    """Points and costs of gradient descent on the standardized patients, as a loop."""
    points = [np.zeros(11)]
    for _ in range(steps):
        w = points[-1]
        points.append(w - alpha * DESIGN.T @ (DESIGN @ w - Y) / len(Y))
    costs = [np.mean((DESIGN @ w - Y) ** 2) / 2 for w in points]
    return np.array(points), np.array(costs)


def test_theory_is_that_of_numpy():
    """Curvatures, condition number, minimum, wall and best alpha of the standardized patients."""
    _, (misfit,), _, _ = np.linalg.lstsq(DESIGN, Y)
    values = np.linalg.eigvalsh(DESIGN.T @ DESIGN / len(Y))
    told = cells(theory_rows(race()))
    assert told["λ_max, the largest curvature"] == (f"{values[-1]:.3g}",) * 2
    assert told["condition number"] == (f"{values[-1] / values[0]:.3g}",) * 2 == ("470",) * 2
    assert told["J*, at the minimum"] == (f"{round(misfit / 2 / len(Y), -1):,.0f}",) * 2
    assert told["α·λ_min"] == (f"{0.3 * values[0]:.3g} crawls", "—")
    assert told["α·λ_max"] == (f"{0.3 * values[-1]:.3g} zig-zag", "—")
    assert told["diverges above α"] == (f"{2 / values[-1]:.3g} = 2 / λ_max", "—")
    assert told["best α"] == (f"{2 / (values[0] + values[-1]):.3g}", "—")


def test_measures_are_those_of_a_plain_loop():
    """Steps to the tolerance, J, R², path length and who turned back, of gradient descent."""
    points, costs = descent(0.3, 200)
    lowest = np.mean((DESIGN @ np.linalg.lstsq(DESIGN, Y)[0] - Y) ** 2) / 2
    above = costs - lowest
    told = cells(measure_rows(race()))
    first = int(np.argmax(above <= 1e-3 * above[0]))
    assert told["steps to J − J* ≤ 0.001 (J₀ − J*)"][0] == str(first)
    assert told["J − J*, as part of the first"][0] == f"{above[-1] / above[0]:.3g}"
    r_squared = [1 - 2 * cost / Y.var() for cost in (lowest, costs[-1])]
    assert told[f"R² ({r_squared[0]:.3g} at the minimum)"][0] == f"{r_squared[1]:.3g}"
    moves = np.diff(points, axis=0)
    assert told["path length"][0] == f"{np.linalg.norm(moves, axis=1).sum():.3g}"
    back = [any(a * b < 0 for a, b in pairwise(move)) for move in moves.T]
    assert told["parameters that turned back"][0] == f"{sum(back)} of 11"
    assert told["what happened"][0] == f"arrived at step {first}"


def test_rounding_at_the_minimum_is_no_turning_back_and_no_distance():
    """After 10,000 steps a way without a bend has none, and J is the least there is."""
    told = cells(measure_rows(race_on([[-1.0], [0], [1]], [1.0, 2, 3.3], "a.alpha=0.9&steps=10000")))
    assert told["parameters that turned back"][0] == "0 of 2"
    assert told["J − J*, as part of the first"][0] == "0, to rounding"


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    features=st.integers(1, 6),
    reach=st.floats(0.05, 1.1),
    tolerance=st.floats(1e-6, 0.9),
)
def test_predicted_steps_are_the_steps_of_a_plain_loop(seed, features, reach, tolerance):
    """For random data of any number of features, below the wall and above it."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(20, features)) * 3 ** rng.normal(size=features), rng.normal(size=20)
    design = np.column_stack([X, np.ones(20)])
    alpha = reach * 2 / (np.linalg.norm(design, 2) ** 2 / 20)
    lowest = np.mean((design @ np.linalg.lstsq(design, y)[0] - y) ** 2) / 2
    w, above = np.ones(features + 1), []
    for _ in range(301):
        above.append(np.mean((design @ w - y) ** 2) / 2 - lowest)
        w = w - alpha * design.T @ (design @ w - y) / 20
    predicted = theory.predicted_steps(LinearRegression(X, y), alpha, np.ones(features + 1), tolerance)
    # A cost within rounding of the goal may be on either side of it.
    goals = [tolerance * above[0] * (1 + e) for e in (-1e-7, 0, 1e-7)]
    counted = {next((k for k, each in enumerate(above) if each <= goal), None) for goal in goals}
    assert (predicted if predicted is None or predicted <= 300 else None) in counted


def test_predicted_steps_on_raw_features_are_those_of_powers_of_the_step():
    """Some ninety million at the best alpha: so say squarings of I - alpha X'X / m, without any eigenvalue."""
    told = cells(theory_rows(race("f.standardized=false&a.alpha=2.7176710800054976e-05")))
    assert told["condition number"][0] == "5.24 × 10⁷"
    assert told["steps predicted"] == ("8.91 × 10⁷", "—")
    if np.finfo(np.longdouble).eps > 1e-18:
        pytest.skip("needs numbers of 64 bits of precision")
    design = np.column_stack([PATIENTS[:, :-1], np.ones(len(Y))]).astype(np.longdouble)
    A, alpha = design.T @ design / len(Y), np.longdouble(2.7176710800054976e-05)
    minimum = np.linalg.lstsq(design.astype(float), Y)[0].astype(np.longdouble)
    for _ in range(3):  # refined to the longer numbers
        misfit = design.T @ (Y - design @ minimum) / len(Y)
        minimum = minimum + np.linalg.solve(A.astype(float), misfit.astype(float))

    def above(k):
        """J_k - J*, from the binary digits of k."""
        power, square = np.eye(11, dtype=np.longdouble), np.eye(11, dtype=np.longdouble) - alpha * A
        while k:
            power, square, k = power @ square if k % 2 else power, square @ square, k // 2
        e = power @ minimum
        return float(e @ A @ e) / 2

    predicted = theory.predicted_steps(race("f.standardized=false").objective, float(alpha), np.zeros(11), 1e-3)
    before, after = (above(round(predicted * side)) / above(0) for side in (1 - 1e-6, 1 + 1e-6))
    assert after < 1e-3 < before
    assert predicted == pytest.approx(8.9e7, rel=0.01)


@pytest.mark.parametrize("standardized", ["true", "false"])
def test_below_its_bound_logistic_descent_falls_at_every_step(standardized):
    """One per cent below 2 / λ_max, J never rises on either form of the tumours; theory says no more."""
    data = f"f.data=breast_cancer&f.standardized={standardized}"
    told = cells(theory_rows(race(data)))
    J = race(data).objective
    design = np.column_stack([J.X, np.ones(len(J.X))])
    bound = np.linalg.eigvalsh(design.T @ design)[-1] / len(design) / 4
    assert told["J falls at every step below α"][1] == "—"
    assert float(
        told["J falls at every step below α"][0].split(" = ")[0].replace(" × 10⁻⁵", "e-5")
    ) == pytest.approx(2 / bound, rel=0.005)
    costs = race(f"{data}&a.alpha={0.99 * 2 / bound}").a.value
    assert (np.diff(costs) < 0).all()
    assert [told[name] for name in ("diverges above α", "best α", "steps predicted")] == [("—", "—")] * 3


def test_accuracy_is_counted():
    """The share of tumours on the right side, beside that of the minimum."""
    performed = race("f.data=breast_cancer")
    J = performed.objective
    design = np.column_stack([J.X, np.ones(len(J.X))])
    shares = [
        np.mean((design @ w > 0) == (J.y == 1)) for w in (J.minimum, performed.a.x[-1], performed.b.x[-1])
    ]
    told = cells(measure_rows(performed))
    assert told[f"accuracy ({shares[0]:.3g} at the minimum)"] == (f"{shares[1]:.3g}", f"{shares[2]:.3g}")


def test_separable_labels_have_no_minimum():
    """It is said, nothing is made up, and J is told as part of the first J."""
    performed = race_on([[0.0], [1], [2], [3]], [0, 0, 1, 1], labels=("no", "yes"))
    told = cells(theory_rows(performed))
    assert told["J*, at the minimum"] == ("none: the labels can be separated",) * 2
    assert told["condition number at the minimum"] == ("—", "—")
    measured = cells(measure_rows(performed))
    assert "accuracy" in measured
    assert measured["J, as part of the first"][0] == f"{performed.a.value[-1] / np.log(2):.3g}"
    assert "steps to J ≤ 0.001 J₀" in measured


def test_columns_that_depend_on_each_other_are_told():
    """Their condition number is infinite; all else is that of the directions that are left."""
    x = np.array([0.0, 1, 3, 4])
    y = np.array([1.0, 2, 2, 5])
    twice, once = (
        race_on(np.column_stack([x, x]), y, "a.alpha=0.05"),
        race_on(x[:, None] * 2**0.5, y, "a.alpha=0.05"),
    )
    told, alone = cells(theory_rows(twice)), cells(theory_rows(once))
    assert told["condition number"] == ("infinite: columns depend on each other",) * 2
    for label in ("λ_max, the largest curvature", "α·λ_min", "diverges above α", "best α", "steps predicted"):
        assert told[label] == alone[label], label


def test_a_target_without_spread_has_no_r_squared():
    """There is no row for it."""
    measured = cells(measure_rows(race_on([[0.0], [1], [2]], [5.0, 5, 5])))
    assert not any(label.startswith("R²") for label in measured)


@pytest.mark.parametrize(
    ("key", "formula"),
    [("gd", "2 / λ_max"), ("momentum", "(2 + 2β) / λ_max"), ("nesterov", "(2 + 2β) / (1 + 2β) / λ_max")],
)
def test_the_wall_is_where_it_is_said_to_be(key, formula):
    """Two per cent below it the patients are learned, above it they are not."""
    choice = Choice.of(key)
    beta = dict(choice.numbers).get("beta", 0.0)
    high = np.linalg.eigvalsh(DESIGN.T @ DESIGN / len(Y))[-1]
    wall = {"gd": 2, "momentum": 2 + 2 * beta, "nesterov": (2 + 2 * beta) / (1 + 2 * beta)}[key] / high
    below, above = (race(a=choice.replace(alpha=side * wall), steps=3000) for side in (0.98, 1.02))
    assert cells(theory_rows(below))["diverges above α"][0] == f"{wall:.3g} = {formula}"
    assert below.a.value[-1] < below.a.value[0]
    assert not above.a.value[-1] < 1e6 * above.a.value[0]
    assert "a step" in cells(measure_rows(above))["what happened"][0]
