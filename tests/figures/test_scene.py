"""The frame of the drawing: level curves, axes of the valley, ranges."""

import numpy as np
import pytest

from optim_viz import Choice, Experiment, perform
from optim_viz.figures.scene import Scene, log_cost_range, log_ratio, shape
from optim_viz.figures.theme import DASHES, MARKERS, THEMES
from optim_viz.presets import PRESETS

EXPERIMENTS = [
    *(preset.experiment for preset in PRESETS),
    Experiment(f=Choice.of("quadratic", kappa=1000, angle=77, scale=1e-4)),
    Experiment(f=Choice.of("quadratic", kappa=1, angle=45, scale=100), start=(0.001, 5000)),
]


@pytest.fixture(params=EXPERIMENTS, ids=range(len(EXPERIMENTS)))
def scene(request):
    """Every preset, and costs at the ends of their ranges."""
    return Scene.of(perform(request.param))


def test_the_cost_is_the_same_all_along_a_level_curve(scene):
    """J = r²/2 on the curve of radius r, from inside to outside."""
    J = scene.race.objective
    for radius, curve in zip(scene.radii, scene.level_curves, strict=False):
        assert J.value(curve) == pytest.approx(radius**2 / 2, rel=1e-9)
    assert (np.diff(scene.radii) > 0).all()


def test_a_level_curve_is_drawn_unless_it_encloses_the_window(scene):
    """Several at least are seen, and all that are missing lie outside every corner."""
    J = scene.race.objective
    (left, right), (low, high) = scene.box
    corners = [(x, y) for x in (left, right) for y in (low, high)]
    highest = max(float(J.value(corner)) for corner in corners)
    assert len(scene.level_curves) == np.sum(scene.radii**2 / 2 <= highest * (1 + 1e-12))
    assert len(scene.level_curves) >= 5


def test_the_axes_are_those_of_the_valley(scene):
    """Through the minimum, along the eigenvectors, across the whole window."""
    J = scene.race.objective
    for i, line in enumerate(scene.eigen_axes):
        direction = (line[1] - line[0]) / np.linalg.norm(line[1] - line[0])
        assert np.mean(line, axis=0) == pytest.approx(scene.minimum)
        assert J.hessian(J.minimum) @ direction == pytest.approx(J.eigenvalues[i] * direction)
        assert np.linalg.norm(line[1] - line[0]) > 2 * np.hypot(*np.ptp(scene.box, axis=1)) / 2


def test_the_start_is_in_the_window(scene):
    """With room around it, and the minimum in the middle."""
    (left, right), (low, high) = scene.box
    x, y = scene.race.experiment.start
    assert left < x < right
    assert low < y < high
    assert np.mean(scene.box, axis=1) == pytest.approx(scene.minimum)
    assert (right - left) / (high - low) == pytest.approx(1.8)


def test_the_learning_rates_are_in_their_panel(scene):
    """All of them where they take no more than fifteen decades; seven at least, so that it seldom changes."""
    low, high = scene.log_rates
    assert high - low >= 7
    for run in (scene.race.a, scene.race.b):
        rates = log_ratio(run.learning_rates, 1.0)
        assert np.nanmax(rates) <= high or high == 6
        assert np.nanmin(rates) >= low or low == -9


def test_the_shape_of_a_batch_is_that_of_its_members():
    """Level curves of a dragged condition number are those of the settled one."""
    batch = perform(Experiment(), {"f.kappa": [2.0, 300.0]}).objective
    for kappa, matrix in zip((2.0, 300.0), shape(batch), strict=True):
        alone = Experiment().with_value("f.kappa", kappa).f.build()
        assert (matrix == shape(alone)).all()


def test_the_cost_axis_shows_the_tolerance():
    """Three decades below it, and something above J / J_0 = 1."""
    for tolerance in (0.5, 1e-3, 1e-12):
        low, high = log_cost_range(tolerance)
        assert low <= np.log10(tolerance) - 3
        assert high > 0


def luminance(colour):
    """Relative luminance of #rrggbb (WCAG 2, definition)."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    """Contrast ratio of two colours (WCAG 2)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", THEMES)
def test_everything_can_be_read_on_the_panel(mode):
    """Words at 4.5 to 1, both contenders' lines at 3 to 1, on the ground they are drawn on."""
    theme = THEMES[mode]
    assert contrast(theme.text, theme.panel) >= 7
    assert contrast(theme.muted, theme.panel) >= 4.5
    assert contrast(theme.a, theme.panel) >= 3
    assert contrast(theme.b, theme.panel) >= 3


def test_contenders_are_told_apart_without_colours():
    """By dash and by marker."""
    assert DASHES["a"] != DASHES["b"]
    assert MARKERS["a"] != MARKERS["b"]
