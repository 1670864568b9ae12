"""Every preset shows what its text says: a claim in numbers for each."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from optim_viz import Adam, Experiment, GradientDescent, Quadratic, Race, Trajectory, perform, run
from optim_viz.presets import PRESETS
from optim_viz.query import FURTHEST

EXPERIMENTS = {preset.key: preset.experiment for preset in PRESETS}


@cache
def show(key: str) -> Race:
    """The preset, performed."""
    return perform(EXPERIMENTS[key])


def within(path: Trajectory, tolerance: float = 1e-3) -> np.ndarray:
    """At which steps J is at most this part of J_0."""
    return path.value <= tolerance * path.value[0]


def arrival(path: Trajectory, tolerance: float = 1e-3) -> float:
    """The first such step, or infinity."""
    return float(np.argmax(within(path, tolerance))) if within(path, tolerance).any() else np.inf


def settled(path: Trajectory) -> float:
    """The step from which on it stays so; infinity if it does not."""
    return np.inf if not within(path)[-1] else float(len(path.x) - np.argmin(within(path)[::-1]))


def sides(path: Trajectory, j: int, steps: int | None = None) -> int:
    """How often parameter j changes its sign within so many steps."""
    return int((np.diff(np.sign(path.x[: steps and steps + 1, j])) != 0).sum())


def length(path: Trajectory) -> float:
    """How long the path is."""
    return float(np.hypot(*np.diff(path.x, axis=0).T).sum())


def alpha_too_small() -> None:
    """GD goes one way and is not there after 200 steps; Adam multiplies both rates and arrives."""
    slow, raised = show("alpha-too-small").a, show("alpha-too-small").b
    assert (np.diff(slow.x[:, 0]) > 0).all()
    assert (np.diff(slow.x[:, 1]) < 0).all()
    assert slow.value[-1] == pytest.approx(0.28 * slow.value[0], rel=0.02)
    assert (raised.learning_rates[:, 0] > 20 * 0.1).all()
    assert (raised.learning_rates[:, 1] > 6 * 0.1).all()
    assert arrival(raised) == settled(raised) == 66
    assert raised.learning_rates[[0, -1], 0] == pytest.approx([2.5, 9.6], rel=0.01)


def alpha_too_large() -> None:
    """GD changes sides at every step; Adam lowers alpha_2 and goes hardly further than straight on."""
    bouncing, smooth = show("alpha-too-large").a, show("alpha-too-large").b
    assert EXPERIMENTS["alpha-too-large"] == Experiment()
    assert sides(bouncing, 1) == 200
    assert length(bouncing) > 50 * 5
    assert smooth.learning_rates[0, 1] == pytest.approx(0.099 / 60)  # alpha / |g_2|, g_2 = 20 * 3
    assert length(smooth) < 1.15 * 5
    assert sides(smooth, 1) < 10
    assert arrival(smooth) == settled(smooth) == 68
    assert arrival(bouncing) == settled(bouncing) == 169


def each_at_its_best() -> None:
    """GD's is 2 / (lambda_1 + lambda_2), no other brings Adam home sooner; GD zig-zags and is first."""
    e = EXPERIMENTS["each-at-its-best"]
    assert e["a.alpha"] == round(2 / (1 + 20), 4)
    tried = np.unique([float(f"{alpha:.2g}") for alpha in np.geomspace(1e-3, 10, 500)])
    batch = run(Quadratic(kappa=20), Adam(alpha=tried), e.start, 1000)
    good = batch.value <= 1e-3 * batch.value[0]
    home = np.where(good[-1], len(good) - np.argmin(good[::-1], axis=0), np.inf)
    assert e["b.alpha"] == tried[np.argmin(home)]
    fast, second = show("each-at-its-best").a, show("each-at-its-best").b
    assert arrival(second) == settled(second) == home.min() == 52
    assert arrival(fast) == settled(fast) == 35
    assert sides(fast, 1) == 200
    # Both are quick: sooner than in the opening screen.
    assert arrival(second) < 68


def narrow_valley() -> None:
    """GD at its best alpha is not there after 300 steps; Adam goes straight to the minimum."""
    e = EXPERIMENTS["narrow-valley"]
    assert e["f.kappa"] == 300
    assert e["a.alpha"] == float(f"{2 / 301:.3g}")
    creeping, even = show("narrow-valley").a, show("narrow-valley").b
    assert sides(creeping, 1) == 300
    assert arrival(creeping) == np.inf
    assert abs(creeping.x[300, 0]) > 0.1 * abs(creeping.x[0, 0])
    assert arrival(even) == settled(even) == 50
    assert length(even) < 1.1 * 5
    # Evened out: until it arrives, both parameters have gone the same part of their way, to 2 % of it.
    gone = 1 - even.x[:51] / even.x[0]
    assert np.abs(gone[:, 0] * 4 - gone[:, 1] * 3).max() < 1.1
    assert even.learning_rates[0, 0] / even.learning_rates[0, 1] == pytest.approx(900 / 4)


def turned_valley() -> None:
    """Turning changes nothing for GD and costs Adam its lead; alpha_1 and alpha_2 are nearly alike."""
    e = EXPERIMENTS["turned-valley"]
    straight = perform(replace(e, f=e.f.replace(angle=0)))
    unmoved, sliding = show("turned-valley").a, show("turned-valley").b
    assert e["f.angle"] == 30
    assert arrival(unmoved) == arrival(straight.a) == 33
    assert arrival(unmoved, 1e-6) == arrival(straight.a, 1e-6)
    assert arrival(sliding) == settled(sliding) == 85 > arrival(straight.b)
    assert arrival(straight.b, 1e-6) < 200
    assert arrival(sliding, 1e-6) == np.inf
    rates = sliding.learning_rates
    assert (np.maximum(rates[:, 0], rates[:, 1]) < 2 * np.minimum(rates[:, 0], rates[:, 1])).all()
    assert straight.b.learning_rates[0, 0] == pytest.approx(15 * straight.b.learning_rates[0, 1])
    # It slides: in the second half of its steps it is near the valley's axis, on one side of the minimum.
    turn = np.deg2rad(30)
    along = sliding.x @ [np.cos(turn), np.sin(turn)]
    across = sliding.x @ [-np.sin(turn), np.cos(turn)]
    assert (np.sign(along[45:86]) == np.sign(along[0])).all()
    assert np.abs(across[45:86]).max() < 0.25 * np.abs(along[45])


def over_the_edge() -> None:
    """alpha is 2 % above the wall: each bounce is larger, and the picture is left; Adam arrives."""
    e = EXPERIMENTS["over-the-edge"]
    assert 2 / 20 < e["a.alpha"] == e["b.alpha"] < 1.03 * 2 / 20
    lost, arriving = show("over-the-edge").a, show("over-the-edge").b
    assert (np.abs(lost.x[1:, 1]) > np.abs(lost.x[:-1, 1])).all()
    assert sides(lost, 1) == 200
    assert 10 <= np.argmax(np.abs(lost.x[:, 1]) > 5) < 30
    assert arrival(lost) == np.inf
    assert arrival(arriving) == settled(arriving) < 70


def start_far_away() -> None:
    """Ten times as far, GD needs the same steps and Adam, in steps of at most alpha, seven times as many."""
    e = EXPERIMENTS["start-far-away"]
    near = perform(replace(e, start=tuple(w / 10 for w in e.start)))
    assert near.experiment.start == Experiment().start
    far = show("start-far-away")
    assert arrival(far.a) == arrival(near.a) == 33
    assert arrival(far.b) == settled(far.b) == pytest.approx(7 * arrival(near.b), rel=0.02)
    assert np.abs(np.diff(far.b.x, axis=0)).max() <= e["b.alpha"] * (1 + 1e-9)
    assert arrival(far.b) >= (40 - np.sqrt(2e-3 * far.b.value[0])) / e["b.alpha"]


def no_bias_correction() -> None:
    """(1 - beta1) / sqrt(1 - beta2) = 3.16 alpha instead of alpha, then more; past the minimum, swinging."""
    corrected, raw = show("no-bias-correction").a, show("no-bias-correction").b
    first, second = np.abs(np.diff(raw.x[:3], axis=0)) / 0.1
    assert np.abs(np.diff(corrected.x[:2], axis=0)) / 0.1 == pytest.approx(1, rel=1e-6)
    assert first == pytest.approx((1 - 0.9) / np.sqrt(1 - 0.999), rel=1e-6)
    assert first == pytest.approx(3.16, abs=0.005)
    assert (second > first).all()
    assert corrected.x[:, 0].max() < 0.1 < 1.5 < raw.x[:, 0].max()
    assert corrected.x[:, 1].min() > -0.3 > -1.4 > raw.x[:, 1].min()
    assert sides(raw, 0) >= 2 * sides(corrected, 0)
    assert length(raw) > 2 * length(corrected)


CLAIMS: dict[str, Callable[[], None]] = {
    "alpha-too-small": alpha_too_small,
    "alpha-too-large": alpha_too_large,
    "each-at-its-best": each_at_its_best,
    "narrow-valley": narrow_valley,
    "turned-valley": turned_valley,
    "over-the-edge": over_the_edge,
    "start-far-away": start_far_away,
    "no-bias-correction": no_bias_correction,
}


def test_every_preset_has_a_claim():
    """In the order of the lesson."""
    assert list(CLAIMS) == [preset.key for preset in PRESETS]


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_preset_shows_what_its_text_says(claim):
    """In numbers made without the project's own measures."""
    claim()


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_preset_fits_its_button_and_a_link(preset):
    """A short title, one sentence, and an experiment that a link holds."""
    assert 0 < len(preset.title) <= 24
    assert preset.text.endswith(".")
    assert preset.text.count(". ") == 0
    assert len(preset.text) <= 140, "one line on a usual screen"
    assert Experiment.from_query(preset.experiment.to_query()) == (preset.experiment, ())
    assert max(map(abs, preset.experiment.start)) <= FURTHEST


def test_the_working_range_of_alpha_is_far_wider_for_adam():
    """Eigenvalues 1 and 20, within 1,000 steps, alpha in a grid of ten a decade."""
    J, alphas = Quadratic(kappa=20), np.geomspace(1e-3, 10, 41)
    works = {
        kind: alphas[within(run(J, kind(alpha=alphas), (-4, 3), 1000)).any(axis=0)]
        for kind in (GradientDescent, Adam)
    }
    assert works[GradientDescent].max() < 0.1  # the wall, 2 / lambda_2
    assert works[GradientDescent].min() == pytest.approx(0.00251, rel=0.01)
    assert works[Adam].min() <= 0.01
    assert works[Adam].max() == 10
