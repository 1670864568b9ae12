"""How far a learning rate can be off: walls, predicted steps, ranges, and the sentences about them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optim_viz import Choice, Experiment
from optim_viz.batch import Outcomes
from optim_viz.robustness import Curve, Range, alphas, best_by_formula, curve, predicted, sentences
from optim_viz.sweep import sweep

GRID = alphas()
CELL = GRID[1] / GRID[0]
"""The factor between neighbours: 30 a decade."""

NEVER = 1e9
"""Steps of what does not arrive, in comparisons."""


def quadratics() -> st.SearchStrategy[Choice]:
    """Quadratic costs whose wall stands on the chart."""
    powers = st.floats(0, 3), st.floats(-4, 2)
    return st.builds(
        lambda kappa, scale, angle: Choice.of("quadratic", kappa=10**kappa, scale=10**scale, angle=angle),
        *powers,
        st.floats(0, 180),
    ).filter(lambda f: GRID[0] * CELL < 2 / (f["scale"] * f["kappa"]) < GRID[-1] / CELL)


@settings(max_examples=60, deadline=None)
@given(f=quadratics())
def test_the_measured_wall_is_the_predicted_one(f):
    """The first alpha of the grid that diverges is the first one above 2 / lambda_max.

    Less than 1 % above it, a run of 1,000 steps may grow too slowly to be told from one that bounces for ever.
    """
    diverged = curve(Experiment(f=f), "a").outcomes.diverged
    first = GRID[diverged.argmax()]
    wall = 2 / (f["scale"] * f["kappa"])
    assert wall < first < 1.01 * wall * CELL
    assert diverged[first <= GRID].all()


@settings(max_examples=30, deadline=None)
@given(f=quadratics(), tolerance=st.sampled_from([0.1, 1e-3, 1e-9]), start=st.sampled_from([(-4, 3), (0.1, 5)]))
def test_predicted_and_measured_steps_agree(f, tolerance, start):
    """Within 2 % and one step, for all alphas: also about which runs arrive at all."""
    experiment = Experiment(f=f, tolerance=tolerance, start=start)
    swept = curve(experiment, "a")
    theory = predicted(swept.experiment, "a", GRID)
    measured = np.nan_to_num(swept.outcomes.stays, nan=NEVER)
    theory = np.where(theory <= 1000, theory, NEVER)
    # What takes about as many steps as there are may be counted by one of them only.
    close = np.minimum(measured, theory) > 1000 / 1.02 - 1
    assert (close | (np.abs(measured - theory) <= 0.02 * theory + 1)).all()
    assume((measured < NEVER).any())


def test_predictions_end_at_the_wall():
    """Along the valley alone, gradient descent has the wall of that direction; other methods have none."""
    values = np.array([0.05, 0.0999, 0.1001, 1.999, 2.001])
    both = predicted(Experiment(), "a", values)
    along = predicted(Experiment(start=(-4, 0)), "a", values)
    assert np.isnan(both).tolist() == [False, False, True, True, True]
    assert np.isnan(along).tolist() == [False, False, False, False, True]
    # (1 - alpha)^(2k) <= 0.001
    np.testing.assert_array_equal(along[:2], np.ceil(np.log(1e-3) / 2 / np.log(1 - values[:2])))
    assert predicted(Experiment(b=Choice.of("momentum")), "b", values) is None


def test_adams_floor_is_a_floor():
    """No alpha needs fewer steps than distance / alpha; where the valley is turned, no floor is claimed."""
    swept = curve(Experiment(), "b")
    floor = predicted(swept.experiment, "b", GRID)
    assert (np.nan_to_num(swept.outcomes.steps, nan=NEVER) >= floor).all()
    # The start is at -4, and the tolerance 1e-3 J_0 = 0.098 reaches out to sqrt(2 * 0.098) along the valley.
    np.testing.assert_allclose(floor, np.ceil((4 - np.sqrt(0.196)) / GRID), atol=0)
    assert predicted(Experiment(f=Choice.of("quadratic", angle=30)), "b", GRID) is None


def scaled(scale: float, **settings: Choice) -> Experiment:
    """The lecture's valley, turned a little, with J multiplied."""
    return Experiment(f=Choice.of("quadratic", kappa=20, angle=10, scale=scale), **settings)


@pytest.mark.parametrize("scale", [1e-4, 1e-3, 1e-2, 1.0, 10.0, 100.0])
def test_the_scale_of_J_moves_gradient_descents_range_only(scale):
    """J times c, from 1e-3 to 1e3: Adam's range stays where it is, gradient descent's is divided by c."""
    adam = Choice.of("adam", epsilon=1e-30)
    usual = [curve(scaled(0.1, b=adam), slot) for slot in "ab"]
    moved = [curve(scaled(scale, b=adam), slot) for slot in "ab"]
    assert moved[1].works == usual[1].works
    assert usual[1].works.decades > 3.5
    cells = round(30 * np.log10(scale / 0.1))
    works = [~np.isnan(each.outcomes.stays) for each in (usual[0], moved[0])]
    shifted = np.zeros_like(works[0])
    inside = slice(max(cells, 0), len(GRID) + min(cells, 0))
    shifted[slice(max(-cells, 0), len(GRID) + min(-cells, 0))] = works[0][inside]
    on_chart = np.zeros_like(works[0])
    on_chart[slice(max(-cells, 0), len(GRID) + min(-cells, 0))] = True
    np.testing.assert_array_equal(works[1][on_chart], shifted[on_chart])


@pytest.mark.parametrize("power", [-10, -3, 6])
def test_a_power_of_two_moves_it_by_exactly_that(power):
    """Every outcome, bit for bit: gradient descent's at alpha / c, Adam's at the same alpha with epsilon 0."""
    c = 2.0**power
    adam = Choice.of("adam", epsilon=0)
    for slot, factor in (("a", c), ("b", 1.0)):
        usual = sweep(scaled(1.0, b=adam), slot, {f"{slot}.alpha": GRID})
        moved = sweep(scaled(c, b=adam), slot, {f"{slot}.alpha": GRID / factor})
        for name in ("steps", "stays", "diverged"):
            np.testing.assert_array_equal(getattr(usual.outcomes, name), getattr(moved.outcomes, name))
        # Numbers that run out of range do so a little earlier in the larger cost.
        stayed = ~usual.outcomes.diverged
        np.testing.assert_array_equal(usual.outcomes.cost[stayed], moved.outcomes.cost[stayed])
    other = sweep(scaled(c), "a", {"a.alpha": GRID}).outcomes.stays
    assert not np.array_equal(other, sweep(scaled(1.0), "a", {"a.alpha": GRID}).outcomes.stays, equal_nan=True)


@pytest.mark.parametrize("kappa", [1.0, 10.0, 100.0])
def test_the_best_alpha_by_sweep_is_that_by_formula(kappa):
    """2 / (lambda_min + lambda_max), within a cell and what the start's share of each direction changes."""
    experiment = Experiment(f=Choice.of("quadratic", kappa=kappa), start=(3, 3), tolerance=1e-12, steps=5000)
    swept = curve(experiment, "a")
    formula = best_by_formula(experiment, "a")
    assert formula == pytest.approx(2 / (1 + kappa), rel=1e-15)
    assert 1 / CELL < swept.alphas[swept.best] / formula < CELL
    assert best_by_formula(experiment, "b") is None


def of(stays: list[float], experiment: Experiment | None = None) -> Curve:
    """A curve through these steps, one alpha a decade from 0.01."""
    values = np.array(stays, dtype=float)
    outcomes = Outcomes(values, values, np.ones_like(values), np.zeros_like(values, dtype=bool))
    return Curve("a", experiment or Experiment(), 10.0 ** np.arange(-2, len(values) - 2), outcomes)


def test_ranges_are_those_around_the_best():
    """What works elsewhere, beyond alphas that do not, does not widen the range."""
    n = np.nan
    swept = of([n, 90, 40, 30, 30, 30, 70, n, 900])
    assert swept.best == 4
    assert swept.works == Range(0.1, 1e4, False, False)
    assert swept.works.decades == pytest.approx(5)
    assert swept.nearly_best == Range(1.0, 1e3, False, False)
    assert of([20, n]).works == Range(0.01, 0.01, True, False)
    assert of([n, 30]).works == Range(0.1, 0.1, False, True)
    assert of([n, n]).best is of([n, n]).works is of([n, n]).nearly_best is None


def said(**settings: object) -> tuple[str, ...]:
    """The sentences about both contenders."""
    experiment = replace(Experiment(), **settings)
    return sentences(curve(experiment, "a"), curve(experiment, "b"))


def test_the_lectures_case_is_told():
    """Gradient descent from 0.0023 to the wall; Adam wider, by at least what the chart shows."""
    texts = said()
    assert texts[0] == "Gradient descent arrives within 1,000 steps for α from 0.0023 to 0.093: 1.6 decades."
    assert texts[1] == (
        "Adam arrives within 1,000 steps for α from 0.0063 to 100 (and beyond the chart): at least 4.2 decades."
    )
    assert texts[2] == (
        "Adam minds the choice of α less here: its range is at least 2.6 decades wider than that of "
        "gradient descent."
    )
    assert len(texts) == 5


def test_where_gradient_descents_range_is_the_wider_one_it_is_said():
    """In a round valley, against an Adam whose v remembers two steps."""
    settings = {"f": Choice.of("quadratic", kappa=1), "b": Choice.of("adam", beta2=0.5)}
    experiment = replace(Experiment(), **settings)
    a, b = (curve(experiment, slot).works for slot in "ab")
    assert a.decades > b.decades + 0.3
    assert said(**settings)[2] == (
        "Gradient descent minds the choice of α less here: its range is 0.4 decades wider than that of Adam."
    )


def test_alphas_beyond_a_gap_are_told():
    """They are no part of the range, but nobody with more of them is said to mind the choice more."""
    settings = {"a": Choice.of("momentum"), "b": Choice.of("adam", beta1=0.5)}
    a, b = (curve(replace(Experiment(), **settings), slot) for slot in "ab")
    arrive = [int(np.isfinite(each.outcomes.stays).sum()) for each in (a, b)]
    assert a.works.decades > b.works.decades
    assert arrive[0] < arrive[1]
    inside = round(30 * b.works.decades) + 1
    texts = said(**settings)
    assert texts[1].endswith(
        f"decades, and for {arrive[1] - inside} of the {181 - inside} others on the chart."
    )
    assert texts[2] == (
        "The range without a gap is 0.7 decades wider for momentum, but Adam arrives with more of these "
        f"learning rates: {arrive[1]} against {arrive[0]}."
    )


def test_a_single_alpha_is_no_range():
    """A memory of 10,000 steps lets Adam arrive by luck only: no width of 0.0 decades is told."""
    texts = said(b=Choice.of("adam", beta1=0.9999))
    assert texts[1].startswith(
        "Adam arrives within 1,000 steps for α = 0.14 but for neither of its neighbours on the chart"
    )
    assert texts[4] == (
        "Adam is fastest at α = 0.14 with 996 steps; no neighbour on the chart stays within twice that."
    )
    assert not any("0.0 decades" in text for text in texts)


def test_what_the_chart_does_not_show_is_not_claimed():
    """From far away Adam needs alphas that are beyond the chart: nobody is called the wider one."""
    texts = said(f=Choice.of("quadratic", kappa=1), start=(-4000, 3000))
    assert texts[2].startswith(
        "Which of the two ranges is the wider one, the chart does not show: that of Adam"
    )
    assert not any("minds" in text for text in texts)


def test_who_does_not_arrive_is_told():
    """No range, no comparison, no best."""
    texts = said(f=Choice.of("quadratic", kappa=1000), start=(-1e6, 1e6))
    assert texts[1] == "Adam arrives with none of these learning rates within 1,000 steps."
    assert not any("minds" in text for text in texts)


def test_two_of_a_kind_are_told_apart_by_what_differs_besides_alpha():
    """The alpha that is set plays no part where all are tried; equal ones have equal ranges."""
    adam = Choice.of("adam", alpha=0.1)
    texts = said(a=adam, b=adam.replace(alpha=0.2, beta2=0.9))
    assert texts[0].startswith("Adam (β₂ = 0.999) arrives")
    assert texts[1].startswith("Adam (β₂ = 0.9) arrives")
    gd = Choice.of("gd", alpha=0.1)
    texts = said(a=gd, b=gd.replace(alpha=0.2))
    assert texts[0].startswith("Gradient descent (first) arrives")
    assert texts[2].startswith("Both ranges are 1.6 decades wide")
