"""What is said is true, and sayable: never NaN, never "1 steps", for any race."""

import re
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from optim_viz import OPTIMIZERS, Choice, Experiment, Race, perform
from optim_viz.contender import contenders
from optim_viz.narration import measure_rows, sentences, theory_rows
from tests.strategies import experiments

EIGENVALUES = np.array([1.0, 20.0])
START = np.array([-4.0, 3.0])

GARBLED = re.compile(
    r"nan|inf\b|(?-i:None)|\d[eE][+-]?\d|(?<![\d,.])1 (?:steps|times)|--|  |\[|\{|\( |array|float64", re.I
)


def race(**settings: Any) -> Race:
    """A race of the default experiment with other settings: ``a="gd"``, ``f={"kappa": 5}``, ``steps=10``."""
    e = Experiment()
    for part, value in settings.items():
        if part in ("a", "b"):
            key, numbers = value
            e = replace(e, **{part: Choice.of(key, **numbers)})
        elif part == "f":
            e = replace(e, f=e.f.replace(**value))
        else:
            e = replace(e, **{part: value})
    return perform(e)


def check(performed: Race) -> None:
    """Every text of a race can be shown."""
    rows = [*theory_rows(performed), *measure_rows(performed)]
    for text in [*sentences(performed), *(cell for row in rows for cell in row)]:
        assert text
        assert not GARBLED.search(text), text


def gradient_descent(alpha: float, steps: int) -> np.ndarray:
    """The points of gradient descent on the default valley, as a loop."""
    points = [START]
    for _ in range(steps):
        points.append(points[-1] - alpha * EIGENVALUES * points[-1])
    return np.array(points)


def adam(alpha: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """The points and learning rates of Adam on the default valley, as a loop."""
    points, rates, m, v = [START], [], np.zeros(2), np.zeros(2)
    for t in range(1, steps + 1):
        g = EIGENVALUES * points[-1]
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        rates.append(alpha / (np.sqrt(v / (1 - 0.999**t)) + 1e-8))
        points.append(points[-1] - rates[-1] * m / (1 - 0.9**t))
    return np.array(points), np.array(rates)


def arrival(points: np.ndarray) -> int:
    """The first step with a thousandth of the first cost."""
    cost = 0.5 * (EIGENVALUES * points**2).sum(axis=1)
    return int(np.argmax(cost <= 1e-3 * cost[0]))


def test_the_opening_screen_is_told_with_the_numbers_of_plain_loops():
    """Both arrivals, the bouncing and its reason, and what Adam does to alpha_2."""
    bounced, (smooth, rates) = gradient_descent(0.099, 200), adam(0.099, 200)
    assert (np.diff(np.sign(bounced[:, 1])) != 0).all()
    shrinks = 1 - abs(bounced[1, 1] / bounced[0, 1])
    said = sentences(perform(Experiment()))
    arrivals = f"after {arrival(smooth)} steps, gradient descent after {arrival(bounced)}."
    assert said[0] == f"Adam arrives (J ≤ 0.001 J₀) {arrivals}"
    assert said[1] == (
        "Gradient descent changes the sign of w₂ at every step, because α·λ₂ = 1.98 is between 1 and 2; "
        f"its error there shrinks by only {100 * shrinks:.0f} % a step."
    )
    assert said[2] == (
        f"Adam cuts α₂ to {rates[0, 1]:.3g} at its first step, {0.099 / rates[0, 1]:.2g} times less than α; "
        f"by step {arrival(smooth)} it is {rates[arrival(smooth) - 1, 1]:.3g}."
    )


def test_a_run_that_diverges_is_told_with_the_numbers_of_a_plain_loop():
    """The step at which it leaves the view, its growth, the step at which its numbers end, and the reason."""
    alpha = 0.104
    with np.errstate(all="ignore"):
        points = gradient_descent(alpha, 8000)
        cost = 0.5 * (EIGENVALUES * points**2).sum(axis=1)
    left = int(np.argmax(np.abs(points[:, 1]) > 5))
    ended = int(np.argmax(~np.isfinite(cost)))
    performed = race(a=("gd", {"alpha": alpha}), steps=8000)
    assert sentences(performed)[0] == (
        "Gradient descent diverges, because α·λ₂ = 2.08 is above 2: its error grows ×1.08 a step, "
        f"it left the view at step {left} and it overflowed at step {ended:,}."
    )
    happened = measure_rows(performed)[-1]
    assert happened.a == f"left the view at step {left}, ×1.08 a step, overflow at step {ended:,}"
    assert happened.b.startswith("arrived at step 6")


def test_where_gradient_descent_wins_it_is_said():
    """In the valley turned by 30 degrees, with the reason."""
    said = sentences(race(f={"angle": 30}, a=("gd", {"alpha": 0.095}), b=("adam", {"alpha": 0.095})))
    assert said[0].startswith("Here gradient descent is faster: it arrives (J ≤ 0.001 J₀) after 33 steps, Adam")
    assert "w₁" not in " ".join(said)
    assert "w₂" not in " ".join(said)
    # Adam's first learning rates are alpha / |g|.
    g = np.abs([[0.75 + 5, 19 * -(3**0.5) / 4], [19 * -(3**0.5) / 4, 0.25 + 15]] @ START)
    spread = g.max() / g.min()
    assert f"differ by a factor of 20, α₁ and α₂ by {spread:.3g} with Adam." in said[1]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"a": ("gd", {"alpha": 0.05})}, "Gradient descent is done along w₂ in one step, because α·λ₂ = 1."),
        ({"a": ("gd", {"alpha": 0.1})}, "changes the sign of w₂ at every step for ever, because α·λ₂ = 2"),
        (
            {"a": ("gd", {"alpha": 0.001}), "start": (-4, 0)},
            "Gradient descent crawls along w₁, because α·λ₁ = 0.001",
        ),
        (
            {"a": ("gd", {"alpha": 0.099}), "f": {"angle": 90}},
            "Gradient descent changes the sign of w₁ at every",
        ),
        (
            {"a": ("gd", {"alpha": 0.5}), "f": {"kappa": 1}},
            "Gradient descent goes smoothly: α·λ = 0.5, its error shrinks by 50 % a",
        ),
        (
            {"a": ("gd", {"alpha": 0.11}), "start": (-4, 1e-9), "steps": 9},
            "is going to diverge, because α·λ₂ = 2.2",
        ),
        (
            {"a": ("gd", {"alpha": 1e-5}), "b": ("gd", {"alpha": 1e-6})},
            "Neither arrives (J ≤ 0.001 J₀) in 200 steps: J is at",
        ),
        ({"b": ("gd", {"alpha": 0.099})}, "Both have the same settings, so their runs are the same."),
        (
            {"f": {"kappa": 1}, "a": ("gd", {"alpha": 1})},
            "Gradient descent is done in one step, because α·λ = 1.",
        ),
        ({"start": (0, 0)}, "The start is the minimum: the gradient is zero, and so is every step."),
        ({"start": (1e-200, 0)}, "The start is so close to the minimum that J is 0 there."),
        ({"b": ("adam", {"epsilon": 0}), "start": (-4, 0)}, "Adam divides by zero at step 1, because ε = 0"),
        (
            {"b": ("adam", {"alpha": 1e200})},
            "Adam is lost: it left the view at step 1 and it overflowed at step 1.",
        ),
        ({"a": ("momentum", {"alpha": 0.2})}, "Momentum diverges, because α·λ₂ = 4 is above 3.8:"),
        ({"a": ("nesterov", {"alpha": 0.08})}, "Nesterov diverges, because α·λ₂ = 1.6 is above 1.36:"),
        ({"b": ("rmsprop", {"alpha": 0.1})}, "RMSProp begins with a step of 10 α in each parameter."),
        (
            {"b": ("adam", {"alpha": 0.01})},
            "Adam takes steps of at most α on its way in, so from here it needs at least 356 steps.",
        ),
        (
            {"a": ("adam", {"alpha": 0.1}), "b": ("adam", {"alpha": 0.2})},
            "Adam (α = 0.2) arrives (J ≤ 0.001 J₀) after",
        ),
        ({"a": ("adam", {}), "b": ("adam", {"bias_correction": False})}, "Adam (without bias correction)"),
    ],
    ids=str,
)
def test_each_situation_has_its_words(settings, words):
    """Among the sentences that are shown."""
    said = sentences(race(**settings))
    assert any(words in sentence for sentence in said), said


def test_theory_stands_beside_measurement():
    """For gradient descent they are one number; for Adam, theory is what cannot be undercut."""
    rows = {row.label: row for row in theory_rows(perform(Experiment()))}
    assert rows["α·λ₁"][1:] == ("0.099 smooth", "—")
    assert rows["α·λ₂"][1:] == ("1.98 zig-zag", "—")
    assert rows["diverges above α"][1:] == ("0.1 = 2 / λ₂", "—")
    assert rows["best α"].a == f"{2 / 21:.3g}"
    assert rows["steps predicted"][1:] == ("169", "at least 36 (distance / α)")
    assert rows["steps measured"][1:] == ("169", "68")
    # On w1, from 4 to where the ellipse of a thousandth of the cost ends.
    assert np.ceil((4 - np.sqrt(2 * 0.001 * 98)) / 0.099) == 36


def test_measures_are_those_of_a_plain_loop():
    """Final cost, path length and sign changes of the opening screen."""
    points = gradient_descent(0.099, 200)
    rows = {row.label: row.a for row in measure_rows(perform(Experiment()))}
    assert rows["final J"] == f"{0.5 * (EIGENVALUES * points[-1] ** 2).sum():.3g}"
    assert rows["path length"] == f"{np.hypot(*np.diff(points, axis=0).T).sum():.3g}"
    assert rows["sign changes of w₁"] == "0"
    assert rows["sign changes of w₂"] == str(int((np.diff(np.sign(points[:, 1])) != 0).sum()))


@pytest.mark.parametrize(("a", "b"), list(product(OPTIMIZERS, OPTIMIZERS)))
def test_every_pair_can_be_told(a, b):
    """Two to four sentences, full rows, nothing garbled; near each other, too, they have different names."""
    for alpha in (1e-5, 0.05, 10.0):
        performed = race(a=(a, {"alpha": alpha}), b=(b, {"alpha": alpha * 1.0001}), steps=60)
        assert 2 <= len(sentences(performed)) <= 4
        check(performed)
        assert len({c.name for c in contenders(performed)}) == 2


@pytest.mark.parametrize("key", OPTIMIZERS)
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"f": {"angle": 30}},
        {"f": {"kappa": 1}},
        {"f": {"kappa": 1000, "scale": 100}},
        {"steps": 1},
        {"start": (0, 0)},
        {"start": (1e6, -1e6), "steps": 20},
        {"start": (0, 3), "tolerance": 0.999},
    ],
    ids=str,
)
def test_every_situation_can_be_told(key, settings):
    """For each optimizer with a small, a middling and a large alpha."""
    for alpha in (1e-5, 0.05, 10.0):
        performed = race(a=(key, {"alpha": alpha}), b=("adam", {"alpha": alpha}), **{"steps": 60, **settings})
        assert 2 <= len(sentences(performed)) <= 4
        check(performed)


@settings(max_examples=100, deadline=None)
@given(experiments())
def test_any_experiment_can_be_told(experiment):
    """All numbers that a link can hold, the extreme ones too."""
    performed = perform(replace(experiment, steps=min(experiment.steps, 40)))
    assert 1 <= len(sentences(performed)) <= 4
    check(performed)


def test_ten_thousand_steps_can_be_told():
    """Thousands have their comma."""
    performed = race(a=("gd", {"alpha": 1e-4}), b=("adam", {"alpha": 1e-3}), steps=10_000)
    rows = {row.label: row for row in measure_rows(performed)}
    assert rows["steps to J ≤ 0.001 J₀"].a == "not in 10,000 steps"
    assert re.fullmatch(r"\d,\d{3}", rows["steps to J ≤ 0.001 J₀"].b)
    check(performed)
