"""What is said of a regression is true: every number by a plain loop, NumPy's least squares, or by counting."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_viz import OPTIMIZERS, Choice, datasets, perform
from optim_viz.comparison import compared
from optim_viz.narration import sentences
from optim_viz.regression_why import ALIKE, CHANCE, TOO_LITTLE, correlations, reasons, why
from tests.test_narration import GARBLED, check
from tests.test_regression_tables import DESIGN, Y, descent, race, race_on

NAMES = [*datasets.DATASETS["diabetes"].features, "the bias b"]


def adam(alpha, steps):
    """Costs and learning rates of Adam on the standardized patients, as a loop, with the gradients it saw."""
    w, m, v = np.zeros((3, 11))
    points, rates, gradients = [w], [], []
    for t in range(1, steps + 1):
        g = DESIGN.T @ (DESIGN @ w - Y) / len(Y)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        rates.append(alpha / (np.sqrt(v / (1 - 0.999**t)) + 1e-8))
        w = w - rates[-1] * m / (1 - 0.9**t)
        points.append(w)
        gradients.append(g)
    costs = np.array([np.mean((DESIGN @ w - Y) ** 2) / 2 for w in points])
    return np.array(points), costs, np.array(rates), np.array(gradients)


def arrival(costs):
    """The first step with a thousandth of what J is above its least value."""
    above = costs - np.mean((DESIGN @ np.linalg.lstsq(DESIGN, Y)[0] - Y) ** 2) / 2
    return int(np.argmax(above <= 1e-3 * above[0]))


def test_the_opening_is_told_with_the_numbers_of_plain_loops():
    """Who arrives when, where gradient descent crawls and swings, and the eleven learning rates by feature."""
    (_, fast), (_, slow, rates, _) = descent(0.3, 200), adam(3.0, 200)
    products = 0.3 * np.linalg.eigvalsh(DESIGN.T @ DESIGN / len(Y))
    last = rates[-1]
    high, low = np.argmax(last), np.argmin(last)
    assert sentences(race()) == (
        "Here gradient descent is faster: it arrives (J − J* ≤ 0.001 (J₀ − J*)) after "
        f"{arrival(fast)} steps, Adam after {arrival(slow)}.",
        f"Gradient descent crawls along {sum(products < 0.05)} of 11 directions, whose α·λ is below 0.05: "
        f"along the slowest its error shrinks by only {100 * products[0]:.2g} % a step.",
        f"Adam's 11 learning rates differ by a factor of {last[high] / last[low]:.2g} after 200 steps: the "
        f"largest is {last[high]:.3g}, for {NAMES[high]}, the smallest {last[low]:.2g}, for {NAMES[low]}.",
        f"Gradient descent changes sides at every step along {sum(products > 1)} of 11 directions, whose α·λ "
        f"is between 1 and 2: {products[-1]:.3g} along the steepest of them.",
    )


def test_divergence_is_told_with_its_wall():
    """On raw features: α·λ_max, the wall, the growth of the error and the step at which numbers end."""
    alpha = 0.3
    data = datasets.load("diabetes").X
    design = np.column_stack([data, np.ones(len(data))])
    high = np.linalg.norm(design, 2) ** 2 / len(Y)
    with np.errstate(all="ignore"):
        w, step = np.zeros(11), 0
        while np.isfinite(np.sum((design @ w - Y) ** 2)):
            w, step = w - alpha * design.T @ (design @ w - Y) / len(Y), step + 1
    assert sentences(race("f.standardized=false"))[0] == (
        f"Gradient descent diverges, because α·λ_max = {round(alpha * high, -2):,.0f} is above 2 (its wall "
        f"here is α = {2e5 / high:.2f} × 10⁻⁵): its error grows ×{round(alpha * high - 1, -3):,.0f} a step and "
        f"it overflowed at step {step}."
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            "f.standardized=false&a.alpha=2.7e-5",
            "Gradient descent crawls along 10 of 11 directions, whose α·λ is below 0.05: along the slowest its "
            "error shrinks by only 3.8 × 10⁻⁶ % a step, and it needs 2.41 × 10⁷ steps in all.",
        ),
        ("a.alpha=1e-3", "Gradient descent crawls along all 11 directions, whose α·λ is below 0.05: along"),
        ("a=momentum&a.alpha=0.01", "Momentum turns back in all 11 parameters."),
        ("a=nesterov&a.alpha=1e-6", "Nesterov turns back in none of 11 parameters."),
        ("a=adam&a.alpha=3", "Both have the same settings, so their runs are the same."),
        ("b.alpha=3&b.epsilon=1e9", "Adam's learning rates are nearly alike after 200 steps: about 3 × 10⁻⁹."),
        (
            "f.data=breast_cancer",
            "Near the minimum gradient descent crawls along all 11 directions, whose α·λ is",
        ),
        (
            "f.data=breast_cancer&f.standardized=false",
            "which it can where α·λ_max is above 2: here it is up to",
        ),
        ("b.alpha=1e200", "Adam is lost: it overflowed at step 1."),
    ],
)
def test_each_situation_has_its_words(query, words):
    """Among the sentences that are shown."""
    said = sentences(race(query))
    assert any(words in sentence for sentence in said), said


@pytest.mark.parametrize(
    ("alpha", "words"),
    [
        (0.5, "Gradient descent goes smoothly along all 2 directions: α·λ is between 0.333 and 0.5."),
        (2.0, "Gradient descent bounces for ever along the steepest direction, because α·λ_max = 2."),
        (
            2.5,
            "Gradient descent is going to diverge, because α·λ_max = 2.5 is above 2 (its wall here is α = 2).",
        ),
    ],
)
def test_directions_of_known_curvature_have_their_words(alpha, words):
    """Features -1, 0, 1 have the curvatures 2/3 and, of the bias, 1; the start is away along the first only."""
    performed = race_on([[-1.0], [0], [1]], [-1.0, 0, 1], f"a.alpha={alpha}&steps=5")
    assert words in sentences(performed)


def test_labels_that_can_be_separated_are_told():
    """J has no minimum to come to, and is compared with the first J."""
    performed = race_on([[0.0], [1], [2], [3]], [0, 0, 1, 1], labels=("no", "yes"))
    said = sentences(performed)
    assert f"{performed.a.value[-1] / np.log(2):.2g}" == "0.18"
    assert performed.b.value[46] <= 1e-3 * np.log(2) < performed.b.value[45]
    assert said[0].startswith(
        "Adam arrives (J ≤ 0.001 J₀) after 46 steps; gradient descent has not arrived after"
    )
    assert said[0].endswith(" J is still at 0.18 J₀.")
    assert said[1] == (
        "There is no minimum: the labels can be separated, so J falls without end as the weights grow."
    )


def test_a_start_at_the_minimum_is_told():
    """There is no race; nor is there one where J is higher by no more than its rounding."""
    beside = race_on([[0.0], [1], [2]], [1.0, 3, 6], "start=2.500000004,0.8333333333333334")
    assert beside.a.value[0] > beside.objective.infimum
    assert sentences(beside)[0].startswith("At the start J is already 0.0278")
    said = sentences(race_on([[0.0], [1], [2]], [1.0, 3, 6], "start=2.5,0.8333333333333334"))
    assert said == (
        "At the start J is already 0.0278, what it comes down to.",
        "There is nothing to compare: take another start.",
    )
    check(race_on([[0.0], [1], [2]], [1.0, 3, 5], "start=2,1"))


def test_jumps_of_logistic_descent_are_counted():
    """How often J rises from one step to the next, on raw tumours."""
    performed = race("f.data=breast_cancer&f.standardized=false")
    values = performed.a.value.tolist()
    rises = sum(after > before for before, after in pairwise(values))
    assert any(f"J rises at {rises} of 200 steps" in said for said in sentences(performed))


def ordered(x):
    """Places of numbers that are all different."""
    return np.argsort(np.argsort(x))


def test_why_says_the_correlations_of_a_plain_loop():
    """Of Adam's last learning rates with straightness, and with the size of the gradients it saw."""
    points, _, rates, gradients = adam(3.0, 200)
    moves = np.diff(points, axis=0)
    straight = np.abs(moves.sum(axis=0)) / np.abs(moves).sum(axis=0)
    sizes = np.sqrt(np.mean(gradients**2, axis=0))
    places = ordered(rates[-1])
    expected = [np.corrcoef(places, ordered(each))[0, 1] for each in (straight, sizes)]
    found = correlations(race().b)
    assert found[:2] == pytest.approx(expected, abs=1e-12)
    assert found.parameters == 11
    first, second = why(race(), "b")
    assert first == (
        f"After 200 steps, Adam's αⱼ has a rank correlation of −{-expected[0]:.2g} with how straight wⱼ has "
        "gone and of −1 with the size of its gradient (root mean square)."
    )
    assert second == (
        "Adam divides by the size of the gradient, not by how often it flips; here the two disagree, and αⱼ is "
        "small where the way is straight."
    )
    assert round(expected[1], 1) == -1 > expected[0] * 2


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), features=st.integers(2, 8), alpha=st.floats(1e-3, 1e2))
def test_with_adagrad_the_order_of_rates_is_that_of_gradients_reversed(seed, features, alpha):
    """Exactly -1 on any data: its learning rate is alpha over the root of the sum of squares."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(20, features)) * 3 ** rng.normal(size=features), rng.normal(size=20)
    performed = race_on(X, y, f"b=adagrad&b.alpha={alpha}&steps=20")
    assert correlations(performed.b).gradient == -1.0


@pytest.mark.parametrize("key", [key for key, kind in OPTIMIZERS.items() if not kind.adaptive])
def test_one_learning_rate_for_all_is_not_explained(key):
    """There is nothing to rank, and nothing is said."""
    performed = race(f"a={key}&a.alpha=0.001")
    assert correlations(performed.a)[:2] == (None, None)
    assert why(performed, "a") == ()


def test_ways_without_a_bend_tell_nothing_apart():
    """While all go straight there is one number to tell, also where rounding bends a way by a bit."""
    for steps, alpha, start in ((1, 30.0, 0.0), (7, 0.1, 0.1)):
        performed = race(steps=steps, b=Choice.of("adam", alpha=alpha), start=(start,) * 11)
        first, second = why(performed, "b")
        assert correlations(performed.b)[:2] == (None, -1.0)
        assert first == (
            f"After {steps} step{'s' * (steps > 1)}, Adam's αⱼ has a rank correlation of −1 with the size of "
            "its gradient (root mean square); all parameters have gone equally straight."
        )
        assert second == "Adam divides by the size of the gradient, not by how often it flips."


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        (
            "f.data=breast_cancer&b=rmsprop&b.alpha=1",
            "here the two agree, and αⱼ is large where the way is straight",
        ),
        ("b.alpha=3", "here the two disagree, and αⱼ is small where the way is straight"),
        ("f.standardized=false", "here αⱼ has little to do with how straight the way is"),
    ],
)
def test_the_verdict_is_what_the_number_says(query, verdict):
    """Of eleven, a chance order exceeds 0.62 once in twenty times: so say 20,000 shuffles."""
    performed = race(query)
    rho = correlations(performed.b).straightness
    expected = "agree" if rho > 0.62 else "disagree" if rho < -0.62 else "little"
    assert expected in verdict
    assert verdict in why(performed, "b")[1]


def test_chance_is_shuffled():
    """The border between a correlation and none, for eleven and for thirty parameters."""
    rng = np.random.default_rng(0)
    for n in (11, 30):
        order = np.arange(n)
        shuffled = [np.corrcoef(order, rng.permutation(n))[0, 1] for _ in range(4000)]
        assert np.mean(np.abs(shuffled) > CHANCE / np.sqrt(n - 1)) == pytest.approx(0.05, abs=0.015)


def test_two_parameters_are_too_few_to_rank():
    """Any two are in the same order or in the reverse."""
    assert why(race_on([[0.0], [1], [2]], [1.0, 3, 6]), "b") == ()


def test_who_has_learning_rates_is_never_told_to_have_none():
    """Where there are too few to rank, or a run has no step at all, that is what is said."""
    assert reasons(race("b=gd")) == (ALIKE,)
    assert reasons(race_on([[0.0], [1], [2]], [1.0, 3, 6])) == (TOO_LITTLE,)
    assert reasons(race("b.alpha=1e300")) == (TOO_LITTLE,)
    assert reasons(race()) == why(race(), "b")


@pytest.mark.parametrize("key", OPTIMIZERS)
@pytest.mark.parametrize("query", ["", "f.standardized=false", "f.data=breast_cancer"])
def test_every_pair_can_be_told(key, query):
    """With a small, a middling and a large alpha; one to four sentences, full rows, nothing garbled."""
    for alpha in (1e-6, 0.05, 100.0):
        base = race(f"{query}&steps=30").experiment
        performed = perform(replace(base, a=Choice.of(key, alpha=alpha), b=Choice.of("adam", alpha=alpha)))
        assert 1 <= len(sentences(performed)) <= 4
        check(performed)
        for said in (*why(performed, "a"), *why(performed, "b"), *compared(performed, "same")):
            assert not GARBLED.search(said), said


def test_names_of_columns_stay_on_their_line():
    """A name with a line break, and one that is a page long."""
    rng = np.random.default_rng(0)
    names = ("size\nof the house", "a" * 500)
    table = datasets.Dataset("own", "own.csv", "here", names, "y", rng.normal(size=(9, 2)), rng.normal(size=9))
    key = datasets.keep(table).key
    (said,) = (each for each in sentences(race(f"f.data={key}")) if "learning rates" in each)
    shown = ("size of the house", "a" * 39 + "…", "the bias b")
    assert sum(f"for {name}" in said for name in shown) == 2
