"""In a notebook a run, and a pair of runs, show themselves as their picture."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from optim_viz import (
    REGRESSIONS,
    Adam,
    Experiment,
    GradientDescent,
    LinearRegression,
    Quadratic,
    Race,
    datasets,
    perform,
    run,
)
from optim_viz.export import png
from optim_viz.export.protocol import silent
from optim_viz.export.still import Pixels
from tests.strategies import Bowl


def colours(picture: bytes) -> set[tuple[int, int, int]]:
    """The colours that are in a PNG."""
    return {colour for _, colour in Image.open(BytesIO(picture)).convert("RGB").getcolors(1 << 24)}


BLUE, VERMILLION = (0, 114, 178), (213, 94, 0)


def test_a_run_is_one_picture_in_the_colour_of_the_left_slot():
    """Whatever the optimizer is: a run alone stands where the left contender stands."""
    picture = run(Quadratic(), Adam(alpha=0.1), (-4, 3))._repr_png_()
    assert BLUE in colours(picture)
    assert VERMILLION not in colours(picture)


def test_a_pair_of_runs_is_the_picture_of_the_race():
    """Both colours are in it, and it is the PNG of what ``perform`` gives, at twice the pixels."""
    a, b = (run(Quadratic(kappa=20), method(alpha=0.099), (-4, 3)) for method in (GradientDescent, Adam))
    pair = Race.of(a, b)
    assert pair.experiment == Experiment()
    picture = pair._repr_png_()
    assert picture == png.render(perform(Experiment()), Pixels(width=960, scale=2), silent)
    assert {BLUE, VERMILLION} <= colours(picture)


@pytest.mark.parametrize("alpha", [0.3, 1e-5])
def test_a_run_that_leaves_or_hardly_moves_has_a_picture(alpha):
    """No run is too wild or too slow to be shown."""
    assert run(Quadratic(), GradientDescent(alpha=alpha), (-4, 3), 500)._repr_png_().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path",
    [
        run(Quadratic(), Adam(alpha=np.array([0.1, 0.2])), (-4, 3), 5),
        run(Quadratic(center=(1, 1)), Adam(alpha=0.1), (-4, 3), 5),
    ],
)
def test_what_cannot_be_drawn_has_no_picture_and_one_line_of_text(path):
    """A notebook then shows the text, and no traceback."""
    assert path._repr_png_() is None
    assert repr(path).startswith("Trajectory(Adam, steps 5")
    assert len(repr(path)) < 80


def test_a_pair_that_is_none_is_refused_with_the_reason():
    """The message says what the two runs have to share."""
    a = run(Quadratic(), Adam(alpha=0.1), (-4, 3), 5)
    with pytest.raises(ValueError, match="same start"):
        Race.of(a, run(Quadratic(), Adam(alpha=0.1), (-4, 2), 5))
    with pytest.raises(ValueError, match="same cost"):
        Race.of(a, run(Quadratic(kappa=2), Adam(alpha=0.1), (-4, 3), 5))


def test_a_run_on_a_regression_is_a_picture():
    """Of one's own cost too, whose features have no names; a pair has both colours."""
    data = datasets.load("breast_cancer").standardized()
    cost = REGRESSIONS[data.regression](data.X, data.y)
    picture = run(cost, Adam(alpha=0.1), cost.start, 50)._repr_png_()
    assert BLUE in colours(picture)
    assert VERMILLION not in colours(picture)
    pair = perform(Experiment.from_query("f=regression&f.data=breast_cancer")[0])
    picture = pair._repr_png_()
    assert {BLUE, VERMILLION} <= colours(picture)


def test_a_batch_on_a_regression_has_no_picture():
    """Nor has a run on a cost that is none of these."""
    cost = LinearRegression([[0], [1], [2]], [1, 3, 5])
    assert run(cost, Adam(alpha=np.array([0.1, 0.2])), (0, 0), 5)._repr_png_() is None
    assert run(Bowl((1, 2, 3)), Adam(alpha=0.1), (1, 1, 1), 5)._repr_png_() is None
