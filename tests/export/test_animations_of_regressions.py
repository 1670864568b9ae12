"""Animations of regressions: the marks are the learning rates of the step, and points are on their curves."""

from functools import cache
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from optim_viz.export import gif, webp
from optim_viz.export.film import Film
from optim_viz.export.motion import Motion
from optim_viz.export.protocol import silent
from optim_viz.export.regression import drawing
from optim_viz.export.regression.runner import MOST_POINTS
from tests.export.test_pictures_of_regressions import DATA, HARD, lines, race

SHORT = Motion(width=400, seconds=1, fps=5)

FATES = (
    "logistic",
    "diverging",
    "overflow",
    "one step",
    "division by zero",
    "separable",
)
"""What can become of a run; how data look is in the still picture."""


@cache
def film_of(query: str = "") -> Film:
    """The film of a race, one for all tests, since a frame depends on its moment alone."""
    return Film(race(query), SHORT)


@pytest.mark.parametrize("module", [gif, webp])
def test_the_frames_are_those_asked_for(module):
    """So many, and so wide."""
    picture = Image.open(BytesIO(module.render(race(), SHORT, silent)))
    assert (picture.n_frames, picture.width) == (5, 400)


@pytest.mark.parametrize("name", FATES)
def test_every_race_has_frames_from_the_first_step_to_the_last(name):
    """Without a warning, whatever has become of the runs; they differ, unless no number was left."""
    film = film_of(HARD[name])
    first, last = (film.at(t).copy() for t in (0, film.steps))
    assert (first != last).any()


@pytest.mark.parametrize(("t", "row"), [(0, 0), (10.75, 10), (199, 199), (200, 199)])
def test_marks_are_the_learning_rates_of_the_step_that_begins(t, row):
    """In decades, a row a parameter; at the end those of the last step, as in the still picture."""
    run, film = race(), film_of()
    film.at(t)
    for runner, trajectory in zip(film.runners, (run.a, run.b), strict=True):
        logs, rows = runner.marks.get_data()
        np.testing.assert_allclose(10**logs, trajectory.learning_rates[row], rtol=1e-12)
        assert np.round(rows).tolist() == list(range(11))
    if t == film.steps:
        still = drawing.draw(run, SHORT.width)
        for runner, colour in zip(film.runners, (still.pen.theme.a, still.pen.theme.b), strict=True):
            (marks,) = lines(still.marks, colour)
            np.testing.assert_array_equal(marks, runner.marks.get_data())


def test_points_are_on_their_curves():
    """One on the cost, and one a parameter on its learning rate and distance, as far as they are within."""
    run, film = race(), film_of()
    film.at(20)
    adam = film.runners[1]
    np.testing.assert_allclose(np.ravel(adam.on_cost.get_data()), [20, np.log10(run.b.value[20])], rtol=1e-12)
    rates, away = (points.get_data() for points in adam.on_curves)
    assert set(rates[0]) == set(away[0]) == {20}
    np.testing.assert_allclose(10 ** rates[1], run.b.learning_rates[20], rtol=1e-12)
    assert 0 < len(away[1]) <= 11
    distances = np.abs(run.b.x[20] - run.objective.minimum)
    assert all(np.isclose(distances, distance, rtol=1e-12).any() for distance in 10 ** away[1])


def test_a_run_whose_numbers_have_ended_moves_nothing():
    """From the step on that is not finite."""
    run = race("a.alpha=5&steps=1000")
    gone, other = film_of("a.alpha=5&steps=1000").runners
    assert gone.at(int(run.a.last))
    assert not gone.at(int(run.a.last) + 1)
    assert other.at(1000)


def test_of_many_parameters_the_marks_and_the_cost_move():
    """A thousand points would hide the curves."""
    assert MOST_POINTS < 61
    runner = film_of(f"f.data={DATA['60 features']}&steps=10").runners[0]
    assert runner.at(5) == [runner.marks, runner.on_cost]


@pytest.mark.parametrize("t", [0, 199.75, 200])
def test_a_frame_is_the_whole_figure_drawn_at_once(t):
    """Blitting is no more than a quicker way: matplotlib's own drawing of all artists gives the same."""
    film = film_of()
    blitted = film.at(t).copy()
    for artist in film.moving(t):
        artist.set_animated(False)
    film.canvas.draw()
    whole = np.asarray(film.canvas.buffer_rgba())
    for artist in film.moving(t):
        artist.set_animated(True)
    # The frame of a panel is drawn over a still picture's lines, and under what moves.
    assert (np.abs(blitted.astype(int) - whole).max(axis=-1) > 8).mean() < 2e-3
