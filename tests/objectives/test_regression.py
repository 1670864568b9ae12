"""Laws of both regressions: derivatives, minima, other implementations, batches, untouched data."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import linear_model

from optim_viz import (
    REGRESSIONS,
    Adam,
    GradientDescent,
    LinearRegression,
    LogisticRegression,
    NoMinimumError,
    datasets,
    run,
)
from optim_viz.objectives.newton import _length
from tests.strategies import readonly

Regression = Any

SHIPPED = {
    f"{key}-{'standardized' if standardized else 'raw'}": (key, standardized)
    for key in datasets.DATASETS
    for standardized in (False, True)
}


def shipped(name: str) -> tuple[Regression, datasets.Dataset]:
    """The regression of a shipped data set."""
    key, standardized = SHIPPED[name]
    data = datasets.load(key)
    data = data.standardized() if standardized else data
    return REGRESSIONS[data.regression](data.X, data.y), data


def random_data(kind: str, seed: int, m: int, features: int) -> tuple[np.ndarray, np.ndarray]:
    """Features of different sizes and a noisy target; labels are far from separable."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, features)) * 10 ** rng.uniform(-2, 2, features) + rng.normal(size=features)
    score = (X - X.mean(axis=0)) / X.std(axis=0) @ rng.normal(size=features) / np.sqrt(features)
    if kind == "linear":
        return X, score + rng.normal(size=m)
    y = (rng.uniform(size=m) < 1 / (1 + np.exp(-score))).astype(float)
    # Some a second time with the other label, more than a hyperplane can go through: none separates them.
    twice = max(m // 4, features + 1)
    return np.vstack([X, X[:twice]]), np.concatenate([y, 1 - y[:twice]])


problems = st.tuples(
    st.sampled_from(sorted(REGRESSIONS)), st.integers(0, 2**32 - 1), st.integers(20, 60), st.integers(1, 6)
)


def made(problem: tuple[str, int, int, int]) -> Regression:
    """The regression of random data."""
    return REGRESSIONS[problem[0]](*random_data(*problem))


def near(J: Regression, seed: int) -> np.ndarray:
    """A point as far from the minimum as each feature's scale allows a logit or a prediction to notice."""
    scale = 1 / np.sqrt(np.mean(np.column_stack([J.X, np.ones(len(J.X))]) ** 2, axis=0))
    return J.minimum + scale * np.random.default_rng(seed).normal(size=len(scale))


def assert_derivatives(J: Regression, w: np.ndarray) -> None:
    """Compare gradient and Hessian with central differences, in steps that each feature's scale allows."""
    design = np.column_stack([J.X, np.ones(len(J.X))])
    steps = np.diag(1e-4 / np.abs(design).max(axis=0))
    sizes = 2 * np.diag(steps)
    gradient = (J.value(w + steps) - J.value(w - steps)) / sizes
    hessian = (J.gradient(w + steps) - J.gradient(w - steps)) / sizes[:, np.newaxis]
    unit = np.sqrt(np.diag(J.hessian(w)))  # J changes by about 1 when w_j does by 1 / unit_j
    size = np.abs(J.gradient(w) / unit).max() + 1
    np.testing.assert_allclose(gradient / unit, J.gradient(w) / unit, rtol=1e-6, atol=1e-6 * size)
    np.testing.assert_array_equal(J.hessian(w), J.hessian(w).T)
    np.testing.assert_allclose(
        hessian / np.outer(unit, unit), J.hessian(w) / np.outer(unit, unit), rtol=1e-5, atol=1e-5
    )


@settings(max_examples=60)
@given(problem=problems, seed=st.integers(0, 99))
def test_derivatives_are_derivatives(problem, seed):
    """Gradient and Hessian are what central differences of value and gradient say."""
    J = made(problem)
    assert_derivatives(J, near(J, seed))


@pytest.mark.parametrize("name", SHIPPED)
def test_derivatives_on_shipped_data(name):
    """The same on real data, raw and standardized."""
    J, _ = shipped(name)
    assert_derivatives(J, near(J, 0))


@settings(max_examples=60)
@given(problem=problems, seed=st.integers(0, 99))
def test_minima_are_minima(problem, seed):
    """At the minimum the gradient is 0 to rounding and the curvature positive; elsewhere J is larger."""
    J = made(problem)
    design = np.column_stack([J.X, np.ones(len(J.X))])
    assert (J.eigenvalues > 0).all()
    assert (np.abs(J.gradient(J.minimum)) <= 1e-12 * np.abs(design).max(axis=0) * (1 + np.abs(J.y).max())).all()
    assert J.value(near(J, seed)) > J.lowest == J.value(J.minimum)


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1), m=st.integers(1, 40), features=st.integers(1, 12))
def test_least_squares_is_numpy_s(seed, m, features):
    """The minimum, the rank and J there are those of numpy.linalg.lstsq, also with more columns than rows."""
    X, y = random_data("linear", seed, m, features) if m > 1 else (np.ones((1, features)), np.ones(1))
    J = LinearRegression(X, y)
    design = np.column_stack([X, np.ones(m)])
    w, _, rank, singular = np.linalg.lstsq(design, y)
    assert J.rank == rank
    accuracy = 1e-13 * singular[0] / singular[rank - 1]
    np.testing.assert_allclose(J.minimum, w, rtol=0, atol=accuracy * max(1, np.abs(w).max()))
    np.testing.assert_allclose(J.lowest, np.mean((design @ w - y) ** 2) / 2, rtol=1e-9, atol=1e-20)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name.startswith("diabetes")])
def test_diabetes_is_numpy_s_and_scikit_learn_s(name):
    """The least-squares solution and R² are those of two other implementations."""
    J, data = shipped(name)
    design = np.column_stack([data.X, np.ones(len(data.y))])
    np.testing.assert_allclose(J.minimum, np.linalg.lstsq(design, data.y)[0], rtol=1e-9)
    other = linear_model.LinearRegression().fit(data.X, data.y)
    np.testing.assert_allclose(J.minimum, [*other.coef_, other.intercept_], rtol=1e-9)
    np.testing.assert_allclose(J.r_squared(J.minimum), other.score(data.X, data.y), rtol=1e-12)
    np.testing.assert_allclose(J.predict(J.minimum, data.X[:5]), other.predict(data.X[:5]), rtol=1e-10)


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1), m=st.integers(20, 60), features=st.integers(1, 6))
def test_random_least_squares_is_scikit_learn_s(seed, m, features):
    """Weights, bias and R² of random data are those of sklearn.linear_model.LinearRegression."""
    X, y = random_data("linear", seed, m, features)
    J, other = LinearRegression(X, y), linear_model.LinearRegression().fit(X, y)
    unit = np.append(np.std(X, axis=0), 1)
    found = np.array([*other.coef_, other.intercept_])
    np.testing.assert_allclose(J.minimum * unit, found * unit, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(J.r_squared(J.minimum), other.score(X, y), rtol=1e-9, atol=1e-12)


def fitted(X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, Any]:
    """scikit-learn's logistic regression without penalty: by Newton's method, on standardized features."""
    mean, std = X.mean(axis=0), X.std(axis=0)
    other = linear_model.LogisticRegression(C=np.inf, solver="newton-cg", tol=1e-10, max_iter=1000)
    other.fit((X - mean) / std, y)
    weights = other.coef_[0] / std
    return np.append(weights, other.intercept_[0] - weights @ mean), other


@pytest.mark.parametrize("name", [name for name in SHIPPED if name.startswith("breast")])
def test_breast_cancer_is_scikit_learn_s(name):
    """Weights and accuracy are those of sklearn.linear_model.LogisticRegression without penalty."""
    J, data = shipped(name)
    w, other = fitted(data.X, data.y)
    np.testing.assert_allclose(J.minimum, w, rtol=1e-6)
    standard = (data.X - data.X.mean(axis=0)) / data.X.std(axis=0)
    assert J.accuracy(J.minimum) == other.score(standard, data.y)
    np.testing.assert_allclose(
        J.predict(J.minimum, data.X), other.predict_proba(standard)[:, 1], rtol=1e-5, atol=1e-12
    )


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1), m=st.integers(20, 60), features=st.integers(1, 6))
def test_random_logistic_regression_is_scikit_learn_s(seed, m, features):
    """Weights and bias of random data are those of the other implementation, whose J is not lower."""
    X, y = random_data("logistic", seed, m, features)
    J = LogisticRegression(X, y)
    w, _ = fitted(X, y)
    unit = np.append(np.std(X, axis=0), 1)
    np.testing.assert_allclose(J.minimum * unit, w * unit, rtol=1e-5, atol=1e-5)
    assert J.value(J.minimum) <= J.value(w) * (1 + 1e-13)


def test_condition_numbers_are_those_of_the_lesson():
    """Raw diabetes has condition number 5.2e7, standardized 470; so say the eigenvalues of the Hessian."""
    raw, standardized = shipped("diabetes-raw")[0], shipped("diabetes-standardized")[0]
    assert raw.condition_number == pytest.approx(5.2e7, rel=0.01)
    assert standardized.condition_number == pytest.approx(470, rel=0.01)
    for J in (raw, standardized, shipped("breast_cancer-standardized")[0]):
        eigenvalues = np.linalg.eigvalsh(J.hessian(J.minimum))
        np.testing.assert_allclose(J.eigenvalues, eigenvalues, rtol=1e-7)
        assert J.condition_number == J.eigenvalues[-1] / J.eigenvalues[0]


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1), m=st.integers(1, 20), features=st.integers(1, 6))
def test_eigenvectors_are_eigenvectors(seed, m, features):
    """The Hessian stretches each by its eigenvalue; they are as long as 1 and at right angles."""
    X, y = random_data("linear", seed, max(m, 2), features)
    J = LinearRegression(X[:m], y[:m])
    V, A = J.eigenvectors, J.hessian(J.start)
    np.testing.assert_allclose(V.T @ V, np.eye(features + 1), atol=1e-13)
    np.testing.assert_allclose(A @ V, V * J.eigenvalues, atol=1e-13 * J.lipschitz)


@settings(max_examples=40)
@given(problem=problems, seed=st.integers(0, 99))
def test_the_gradient_is_as_steady_as_lipschitz_says(problem, seed):
    """No two gradients differ by more than lipschitz times the distance; the Hessian comes up to it."""
    J = made(problem)
    v, w = near(J, seed), near(J, seed + 1)
    change = np.linalg.norm(J.gradient(v) - J.gradient(w))
    assert change <= J.lipschitz * np.linalg.norm(v - w) * (1 + 1e-9)
    assert np.linalg.eigvalsh(J.hessian(J.start))[-1] == pytest.approx(J.lipschitz, rel=1e-10)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("shape", [(7,), (3, 400), (0,)])
def test_a_row_of_a_batch_is_its_run(name, shape):
    """Value, gradient, Hessian and score of many points are those of each one, bit for bit, in any layout."""
    J, _ = shipped(name)
    n = len(J.start)
    w = np.random.default_rng(1).normal(size=(*shape, n)) * 3 ** np.random.default_rng(2).normal(size=n)
    score = J.r_squared if isinstance(J, LinearRegression) else J.accuracy
    answers = {J.value: (), J.gradient: (n,), score: ()}
    if np.size(w) < 1000:
        answers[J.hessian] = (n, n)
    for function, tail in answers.items():
        together = function(w)
        assert together.shape == (*shape, *tail)
        np.testing.assert_array_equal(together, function(np.asfortranarray(w)))
        for place in list(np.ndindex(shape))[::97]:
            np.testing.assert_array_equal(together[place], function(w[place]))
            np.testing.assert_array_equal(together[place], function(tuple(w[place].tolist())))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_batch_of_runs_is_its_runs(name):
    """A sweep over alpha gives each single run bit for bit, also those that diverge."""
    J, _ = shipped(name)
    alphas = np.geomspace(1e-3, 1e3, 9) / J.lipschitz
    for optimizer in (GradientDescent, Adam):
        together = run(J, optimizer(alpha=alphas), J.start, steps=60)
        for i, alpha in enumerate(alphas):
            alone = run(J, optimizer(alpha=float(alpha)), J.start, steps=60)
            np.testing.assert_array_equal(together.x[:, i], alone.x)
            np.testing.assert_array_equal(together.value[:, i], alone.value)
            np.testing.assert_array_equal(together.gradient[:, i], alone.gradient)


def test_gradient_descent_converges_below_two_over_lipschitz_only():
    """On the standardized diabetes data the wall is where theory says, from both sides."""
    J, _ = shipped("diabetes-standardized")
    below, above = (run(J, GradientDescent(alpha=a / J.lipschitz), J.start, steps=3000) for a in (1.98, 2.02))
    assert below.value[-1] < below.value[0]
    assert above.value[-1] > 1e6 * above.value[0]


@pytest.mark.parametrize("kind", REGRESSIONS.values(), ids=REGRESSIONS)
def test_data_stay_untouched_and_apart(kind):
    """The caller's arrays are neither written to nor kept; what is kept cannot be written to."""
    X, y = random_data("logistic", 0, 20, 3)
    before = X.copy(), y.copy()
    J, frozen = kind(X, y), kind(readonly(X), readonly(y))
    w = readonly(np.arange(4) / 7)
    first = J.value(w), J.gradient(w), J.hessian(w), J.minimum
    np.testing.assert_array_equal(X, before[0])
    X[0, 0], y[0] = 77, 1 - y[0]
    for a, b in zip(first, (J.value(w), J.gradient(w), J.hessian(w), J.minimum), strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(frozen.gradient(w), first[1])
    assert not J.X.flags.writeable
    assert not J.y.flags.writeable
    J.minimum[:] = 0
    np.testing.assert_array_equal(J.minimum, first[3])


def test_a_rank_deficient_design_gives_the_shortest_minimum():
    """Of a column that stands there twice, each gets half the weight; the condition number is infinite."""
    x = np.arange(6.0)
    for J, alone in (
        (LinearRegression(np.column_stack([x, x]), x**2), LinearRegression(x[:, None], x**2)),
        (
            LogisticRegression(np.column_stack([x, x]), x % 2),
            LogisticRegression(x[:, None], x % 2),
        ),
    ):
        assert J.rank == 2
        assert J.condition_number == np.inf
        np.testing.assert_allclose(J.lowest, alone.lowest, rtol=1e-12)
        np.testing.assert_allclose(J.minimum[0], J.minimum[1], rtol=1e-9)
        np.testing.assert_allclose(J.minimum[:2].sum(), alone.minimum[0], rtol=1e-9)


@pytest.mark.parametrize(
    ("X", "y"),
    [
        ([[0], [1]], [0, 1]),
        ([[0], [1], [2]], [0, 0, 0]),
        ([[0], [1], [1], [2]], [0, 0, 1, 1]),  # two examples of both labels on the border
        ([[0, 0], [1, 0], [2, 0], [0, 1], [3, 1]], [0, 1, 0, 1, 1]),  # the second feature shows one label
        (np.random.default_rng(0).normal(size=(10, 15)), np.arange(10) % 2),
        (1e6 * np.arange(40).reshape(-1, 1) ** 3, np.arange(40) > 20),
    ],
    ids=["apart", "one label", "touching", "partly", "more columns than rows", "steep"],
)
def test_separable_labels_have_no_minimum(X, y):
    """Where a hyperplane separates the labels, also with examples on it, no minimum is made up."""
    J = LogisticRegression(X, y)
    assert J.separable
    for ask in ("minimum", "lowest", "eigenvalues", "condition_number"):
        with pytest.raises(NoMinimumError, match="separates the labels"):
            getattr(J, ask)


@pytest.mark.parametrize("outlier", [10, 1e3, 1e5, 1e7])
def test_an_outlier_does_not_separate(outlier):
    """One example far out makes the others' logits nearly equal; the minimum is there all the same."""
    x, y = np.repeat([0, 1, outlier], [50, 50, 1]), np.repeat([0, 1, 0, 1, 0], [49, 1, 1, 49, 1])
    J = LogisticRegression(x[:, np.newaxis], y)
    assert not J.separable
    assert (np.abs(J.gradient(J.minimum)) <= 1e-12 * np.array([outlier, 1])).all()


def test_a_step_of_newton_that_overshoots_is_shortened():
    """From w = 3 on log(1 + exp(w)) + log(1 + exp(-w)) a full step ends at -7 and the next ones beyond."""
    z, change = np.array([3.0, -3.0]), np.array([-10.0, 10.0])
    slope = -10 * np.tanh(1.5)
    length = _length(z, change, slope)
    before, after = np.sum(np.logaddexp(0, z)), np.sum(np.logaddexp(0, z + length * change))
    assert 0.25 <= length < 1
    assert after <= before + 0.25 * length * slope
    assert _length(np.zeros(2), np.array([0.5, -0.5]), -1.0) == 1


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32 - 1), m=st.integers(4, 30), features=st.integers(1, 3))
def test_separable_is_what_a_linear_program_says(seed, m, features):
    """There is a minimum unless some direction makes no row worse and one better (Albert & Anderson 1984)."""
    from scipy.optimize import linprog

    rng = np.random.default_rng(seed)
    X, y = rng.integers(-3, 4, size=(m, features)).astype(float), rng.integers(0, 2, m).astype(float)
    signed = (2 * y - 1)[:, None] * np.column_stack([X, np.ones(m)])
    found = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(m), bounds=(-1, 1))
    assert LogisticRegression(X, y).separable == (found.fun < -1e-9)


def test_extreme_logits_neither_overflow_nor_lose_digits():
    """Far from the minimum J grows like the logit, and where labels are right it is exp(-logit)."""
    J = LogisticRegression([[1.0], [-1.0]], [1, 0])
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_allclose(J.value((-1e6, 0)), 1e6, rtol=1e-15)
        np.testing.assert_allclose(J.value((100.0, 0)), np.exp(-100.0), rtol=1e-14)
        np.testing.assert_allclose(J.gradient((100.0, 0)), [-np.exp(-100.0), 0], rtol=1e-14)
        np.testing.assert_array_equal(J.gradient((-1e6, 0)), [-1, 0])
        np.testing.assert_allclose(J.hessian((100.0, 0))[0, 0], np.exp(-100.0), rtol=1e-14)


def test_scores_say_what_they_mean():
    """R² is 0 for the mean and 1 for a perfect fit, accuracy a share of labels; NaN says there is none."""
    J = LinearRegression([[0], [1], [2]], [1, 3, 5])
    np.testing.assert_allclose(J.r_squared([(0, 3), (2, 1)]), [0, 1], atol=1e-14)
    assert np.isnan(LinearRegression([[0], [1]], [4, 4]).r_squared((0, 4)))
    K = LogisticRegression([[0], [1], [2], [3]], [0, 1, 0, 1])
    np.testing.assert_array_equal(K.accuracy([(0, 0), (1, -0.5), (-1, 0.5)]), [0.5, 0.75, 0.25])
    assert np.isnan(K.accuracy((np.nan, 0)))


def test_a_large_table_is_fitted_in_blocks():
    """A table of several blocks of rows has the minimum of numpy.linalg.lstsq on the whole."""
    for m, features in ((20_001, 5), (9_000, 80)):
        X, y = random_data("linear", 3, m, features)
        design = np.column_stack([X, np.ones(m)])
        np.testing.assert_allclose(
            LinearRegression(X, y).minimum, np.linalg.lstsq(design, y)[0], rtol=1e-8, atol=1e-10
        )


@pytest.mark.parametrize(
    ("X", "y", "said"),
    [
        ([1, 2], [1, 2], r"`X` of `{}` must have shape \(examples, features\)"),
        (np.ones((0, 2)), [], r"`X` of `{}` must have shape"),
        (np.ones((2, 0)), [1, 0], r"`X` of `{}` must have shape"),
        (
            [[1], [2]],
            [1, 0, 1],
            r"`y` of `{}` must have one number for each of the 2 examples; got shape \(3,\)",
        ),
        ([[1], [np.nan]], [1, 0], r"`X` of `{}` must be finite .* `X\[1, 0\]` is nan"),
        ([[1], [2]], [1, np.inf], r"`y` of `{}` must be finite .* `y\[1\]` is inf"),
        ([[1], [1e200]], [1, 0], r"`X` of `{}` must be .* smaller than 1e\+150"),
        ([["a"], ["b"]], [1, 0], r"`X` of `{}` must be an array of numbers"),
    ],
)
def test_data_that_do_not_fit_are_refused(X, y, said):
    """The error names the array, the regression, the value and what it must be."""
    for kind in REGRESSIONS.values():
        with pytest.raises(ValueError, match=said.format(kind.__name__)):
            kind(X, y)


def test_labels_are_0_and_1():
    """Another label is refused by its place."""
    with pytest.raises(ValueError, match=r"must be labels 0 or 1; `y\[2\]` is 2"):
        LogisticRegression([[1], [2], [3]], [0, 1, 2])


def test_a_regression_shows_itself_in_a_line():
    """Its size stands for its data."""
    assert repr(shipped("diabetes-raw")[0]) == "LinearRegression(442 examples, 10 features)"
    assert repr(shipped("breast_cancer-raw")[0]) == "LogisticRegression(569 examples, 10 features)"


@pytest.mark.parametrize("kind", REGRESSIONS.values(), ids=REGRESSIONS)
def test_predictions_need_as_many_features(kind):
    """Rows with another number of features are refused; many points give a row of predictions each."""
    J = kind([[0, 1], [1, 0], [2, 2], [3, 1]], [0, 1, 0, 1])
    with pytest.raises(ValueError, match=r"`X` must have shape \(rows, 2\)"):
        J.predict(J.start, [[1, 2, 3]])
    assert J.predict(np.zeros((5, 4, 3)), [[1, 2], [3, 4]]).shape == (5, 4, 2)
