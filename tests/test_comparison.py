"""What is being compared: true for whatever sits in the slots."""

from itertools import product

import numpy as np
import pytest

from optim_viz import OPTIMIZERS, Choice, Experiment, perform
from optim_viz.best import Best, best_alpha
from optim_viz.comparison import compared, mode_of
from optim_viz.robustness import best_by_formula

LENGTHS = {"adagrad", "rmsprop", "adam"}
"""The optimizers whose steps do not change when the cost is multiplied by a number."""


@pytest.mark.parametrize(("a", "b"), list(product(OPTIMIZERS, repeat=2)))
def test_units_are_named(a, b):
    """The same unit for two that both go with the scale of the cost, or both do not; else two units."""
    experiment = Experiment(a=Choice.of(a, alpha=0.1), b=Choice.of(b, alpha=0.1))
    race = perform(experiment)
    (same,), (own,) = compared(race, "same"), compared(race, "own")
    assert same.startswith("Both have α = 0.1")
    assert own.startswith("Each has its own α: 0.1 ")
    two = (a in LENGTHS) != (b in LENGTHS)
    assert two == ("two units" in same) == ("different units" in own)
    assert two == ("same unit" not in same)
    assert ("length" in same) == ("length" in own) == bool({a, b} & LENGTHS)
    assert ("1/curvature" in same) == ("1/curvature" in own) == (not {a, b} <= LENGTHS)


def test_units_are_the_same_on_a_regression():
    """A learning rate of gradient descent is measured in 1/curvature there, too, and Adam's is a length."""
    race = perform(Experiment.from_query("f=regression")[0])
    assert compared(race, "own") == (
        "Each has its own α: 0.3 for gradient descent, measured in 1/curvature, 3 for Adam, a length; these "
        "two numbers have different units.",
    )


def test_the_best_of_a_regression_stand_beside_their_formula():
    """That of the smallest and the largest curvature; for logistic regression there is none."""
    experiment = Experiment.from_query("f=regression&steps=100")[0]
    found = best_alpha(experiment, "a"), None
    J = perform(experiment).objective
    values = np.linalg.eigvalsh(J.hessian(J.minimum))
    assert found[0].formula == pytest.approx(2 / (values[0] + values[-1]), rel=1e-9)
    assert compared(perform(experiment), "best", found)[1].startswith(
        "By formula, 2 / (λ_min + λ_max) = 0.496 makes"
    )
    labels = Experiment.from_query("f=regression&f.data=breast_cancer")[0]
    assert best_by_formula(labels, "a") is None


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_unit_is_what_goes_with_the_scale(key):
    """A hundredfold cost: the same path with the same length, or with a hundredth in 1/curvature."""
    numbers = {"epsilon": 1e-30} if key in LENGTHS else {}
    choice = Choice.of(key, alpha=0.01, **numbers)
    experiment = Experiment(a=choice, steps=20)
    larger = experiment.with_value("f.scale", 100.0)
    if key not in LENGTHS:
        larger = larger.with_value("a.alpha", 0.0001)
    assert perform(larger).a.x == pytest.approx(perform(experiment).a.x, rel=1e-9)


def test_each_at_its_best_is_told_with_what_was_found():
    """The alphas and steps of both, and gradient descent's beside the formula."""
    experiment = Experiment()
    found = best_alpha(experiment, "a"), best_alpha(experiment, "b")
    each, formula = compared(perform(experiment), "best", found)
    assert each == (
        "Each at its best for this start and tolerance: gradient descent arrives to stay after 24 steps with "
        "α = 0.0898, Adam after 51 with α = 0.154."
    )
    assert formula.startswith("By formula, 2 / (λ₁ + λ₂) = 0.0952 ")


def test_where_nothing_was_found_it_is_said():
    """No alpha is better at the minimum, or none arrives."""
    experiment = Experiment(start=(0.0, 0.0))
    (said,) = compared(perform(experiment), "best")
    assert said.endswith(
        "gradient descent keeps its α, because none is better than another; "
        "Adam keeps its α, because none is better than another."
    )
    found = Best(0.01, None, 1000), Best(0.1, 20, 1000)
    (said,) = compared(perform(Experiment()), "best", found)
    assert (
        "gradient descent arrives with no α within 1,000 steps, and with α = 0.01 its J is lowest then" in said
    )
    assert said.endswith("; Adam arrives to stay after 20 steps with α = 0.1.")


def test_two_of_a_kind_are_told_apart_by_their_side():
    """By the one on the left and the one on the right, and one formula is enough for both."""
    experiment = Experiment(a=Choice.of("gd", alpha=0.1), b=Choice.of("gd", alpha=0.02))
    best = best_alpha(experiment, "a")
    each, _ = compared(perform(experiment), "best", (best, best))
    assert "the left one arrives to stay after 24 steps with α = 0.0898, the right one after 24" in each
    (own,) = compared(perform(experiment), "own")
    assert own == "Each has its own α: 0.1 on the left, 0.02 on the right; both are measured in 1/curvature."


def test_numbers_alone_say_what_is_compared():
    """As in a link: the same, or each its own."""
    assert mode_of(Experiment()) == "same"
    assert mode_of(Experiment().with_value("b.alpha", 0.1)) == "own"
