"""CSV and JSON hold the numbers of the run, all of them, to the last bit."""

import csv
import io
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings

from optim_viz import Experiment, Race, perform
from optim_viz.datasets import DATASETS, Dataset, keep
from optim_viz.export import save
from tests.strategies import experiments

QUERIES = {
    "usual": "",
    "turned": "f.angle=30&a=nesterov&b=rmsprop&start=-3.3,1.7&f.scale=0.07",
    "momentum and AdaGrad": "a=momentum&b=adagrad&steps=50",
    "diverging": "a.alpha=0.3&b.alpha=9&steps=1000",
    "at the minimum, without epsilon": "b.epsilon=0&start=0,0",
    "one step": "steps=1",
    "10,000 steps": "a=adam&steps=10000",
}
every_query = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)


def saved(race: Race, key: str) -> str:
    """The text of a file."""
    file = io.BytesIO()
    save(race, file, format=key)
    return file.getvalue().decode("ascii")


def tables(race: Race) -> dict[str, dict[str, dict[str, list[float]]]]:
    """The columns of each contender, nothing being NaN, from each format."""
    nothing = {"": math.nan, None: math.nan}
    rows = list(csv.DictReader(io.StringIO(saved(race, "csv"))))
    from_csv = {
        slot: {
            name: [float(nothing.get(row[name], row[name])) for row in rows if row["contender"] == slot]
            for name in rows[0]
            if name != "contender"
        }
        for slot in "ab"
    }
    content = json.loads(saved(race, "json"))
    from_json = {
        slot: {
            name: [nothing.get(x, x) for x in column] for name, column in content[slot]["trajectory"].items()
        }
        for slot in "ab"
    }
    return {"csv": from_csv, "json": from_json}


def same(left: list[float], right: np.ndarray) -> bool:
    """Whether two columns are equal bit for bit, nothing being equal to nothing."""
    return np.array_equal(np.array(left, dtype=float), right, equal_nan=True)


@every_query
@pytest.mark.filterwarnings("error")
def test_reading_back_gives_the_same_numbers(query):
    """Every column of both contenders equals the trajectory's, bit for bit, up to the last finite step."""
    race = perform(Experiment.from_query(query)[0])
    for table in tables(race).values():
        for slot, run in (("a", race.a), ("b", race.b)):
            kept = slice(int(run.last) + 1)
            columns = table[slot]
            assert same(columns["step"], np.arange(int(run.last) + 1))
            assert same(columns["J"], run.value[kept])
            rates = np.where(np.isfinite(run.learning_rates), run.learning_rates, np.nan)
            for j in (0, 1):
                assert same(columns[f"w{j + 1}"], run.x[kept, j])
                assert same(columns[f"g{j + 1}"], run.gradient[kept, j])
                assert same(columns[f"alpha{j + 1}"], np.append(np.nan, rates[: int(run.last), j]))
                for name in {"u", "d", "m", "v"} & set(run.state):
                    assert same(columns[f"{name}{j + 1}"], run.state[name][kept, j])


@given(experiments())
@settings(max_examples=25)
def test_whatever_is_run_the_files_are_valid(experiment):
    """CSV is one width and without nan or inf; JSON is strict, and its experiment and link read back."""
    race = perform(Experiment.from_query({**experiment.to_query(), "steps": "20"})[0])
    header, *lines = saved(race, "csv").splitlines()
    of_each = (",".join(f"{name}{j + 1}" for j in range(len(race.experiment.start))) for name in "wg")
    assert header.startswith("contender,step,{},J,{},".format(*of_each))
    assert {line.count(",") for line in lines} == {header.count(",")}
    assert not any(word in line for line in lines for word in ("nan", "inf"))
    content = json.loads(saved(race, "json"), parse_constant=pytest.fail)
    for link in (content["experiment"], content["link"]):
        assert Experiment.from_query(link) == (race.experiment, ())


def test_what_a_contender_lacks_is_empty():
    """Gradient descent has no m and no v; its fields are there and empty, and so is the start's alpha."""
    rows = list(csv.DictReader(io.StringIO(saved(perform(Experiment(steps=2)), "csv"))))
    assert [row["contender"] + row["step"] for row in rows] == ["a0", "a1", "a2", "b0", "b1", "b2"]
    assert all(row[name] == "" for row in rows[:3] for name in ("m1", "m2", "v1", "v2"))
    assert all(row[name] != "" for row in rows[3:] for name in ("m1", "m2", "v1", "v2"))
    assert [row["alpha1"] == "" for row in rows] == [True, False, False] * 2


def test_a_row_holds_together():
    """Row k of Adam is the step to k: w_k = w_(k-1) - alpha_k m_hat_k, with the m of the same row."""
    table = tables(perform(Experiment(steps=30)))["csv"]["b"]
    w, m, alpha = (np.array(table[name]) for name in ("w1", "m1", "alpha1"))
    t = np.arange(1, 31)
    np.testing.assert_allclose(w[1:], w[:-1] - alpha[1:] * m[1:] / (1 - 0.9**t), rtol=1e-14)


def test_a_run_that_diverges_ends_with_its_numbers():
    """No line of CSV comes after the last finite step, and JSON says which step is not finite."""
    race = perform(Experiment.from_query("a.alpha=0.3&steps=1000")[0])
    content = json.loads(saved(race, "json"))
    last = int(race.a.last)
    assert 0 < last < 1000
    assert content["a"]["diverged"]
    assert (content["a"]["last"], content["a"]["not_finite_at"]) == (last, last + 1)
    assert len(content["a"]["trajectory"]["J"]) == last + 1
    assert len(content["b"]["trajectory"]["J"]) == 1001


def test_json_of_a_regression_says_what_numpy_says():
    """Curvatures, minimum, J there, condition number and R² of raw and standardized patients."""
    for standardized in ("true", "false"):
        query = f"f=regression&f.standardized={standardized}&a.alpha=1e-5"
        race = perform(Experiment.from_query(query)[0])
        content = json.loads(saved(race, "json"))
        design, y = np.column_stack([race.objective.X, np.ones(442)]), race.objective.y
        best, (misfit,), rank, singular = np.linalg.lstsq(design, y)
        theory = content["theory"]
        assert theory["parameters"] == [*DATASETS["diabetes"].features, "b"]
        np.testing.assert_allclose(theory["eigenvalues"], singular[::-1] ** 2 / 442, rtol=1e-9)
        np.testing.assert_allclose(theory["minimum"], best, rtol=1e-8)
        assert theory["lowest"] == pytest.approx(misfit / 884, rel=1e-12)
        assert theory["condition_number"] == pytest.approx((singular[0] / singular[-1]) ** 2, rel=1e-9)
        assert (theory["rank"], content["data"]["examples"]) == (rank, 442)
        assert theory["r_squared"] == pytest.approx(1 - misfit / np.sum((y - y.mean()) ** 2), rel=1e-12)
        run = content["a"]["theory"]
        assert run["diverges_above_alpha"] == pytest.approx(2 * 442 / singular[0] ** 2, rel=1e-12)
        assert run["alpha_eigenvalues"] == pytest.approx(1e-5 * singular[::-1] ** 2 / 442, rel=1e-9)
        turns = np.sum(np.diff(np.sign(np.diff(race.b.x, axis=0)), axis=0) != 0, axis=0)
        assert content["b"]["turns"] == turns.tolist()
        wrong = design @ race.b.x[-1] - y
        assert content["b"]["r_squared"] == pytest.approx(
            1 - wrong @ wrong / np.sum((y - y.mean()) ** 2), rel=1e-9
        )
        assert content["b"]["J_above_minimum"] == pytest.approx((wrong @ wrong - misfit) / 884, rel=1e-9)


def test_json_of_labels_without_a_minimum_has_none():
    """Where they can be separated: no minimum, no curvatures, no sides; the bound and J are known."""
    table = Dataset(
        "own", "own.csv", "here", ("x",), "y", np.arange(4.0)[:, None], np.arange(4) > 1, ("no", "yes")
    )
    race = perform(Experiment.from_query(f"f=regression&f.data={keep(table).key}&f.standardized=false")[0])
    content = json.loads(saved(race, "json"))
    theory = content["theory"]
    assert [theory[name] for name in ("minimum", "lowest", "eigenvalues", "condition_number")] == [None] * 4
    design = np.column_stack([np.arange(4.0), np.ones(4)])
    assert theory["lipschitz"] == pytest.approx(np.linalg.norm(design, 2) ** 2 / 16, rel=1e-12)
    assert content["a"]["sign_changes"] is None
    assert content["a"]["J_above_minimum"] == content["a"]["J"]
    assert content["a"]["theory"]["falls_below_alpha"] == pytest.approx(2 / theory["lipschitz"])


def test_json_says_what_made_it_and_what_theory_knows():
    """Versions, the eigenvalues 1 and 20, the wall 2 / 20 and gradient descent's factors for the defaults."""
    content = json.loads(saved(perform(Experiment()), "json"))
    assert set(content["versions"]) == {"optim_viz", "numpy", "python"}
    assert content["versions"]["numpy"] == np.__version__
    assert content["theory"]["eigenvalues"] == [1, 20]
    theory = content["a"]["theory"]
    assert theory["diverges_above_alpha"] == 0.1
    assert theory["best_alpha"] == pytest.approx(2 / 21)
    assert theory["alpha_eigenvalues"] == pytest.approx([0.099, 1.98])
    assert theory["regime"] == ["smooth", "zig-zag"]
    assert theory["predicted_steps"] == content["a"]["steps_to_tolerance"] == 169
    assert content["b"]["theory"]["diverges_above_alpha"] is None
