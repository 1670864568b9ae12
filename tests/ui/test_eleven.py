"""The route of the page of eleven learning rates, and the page without a browser."""

import json
from urllib.parse import quote

import numpy as np
import pytest

from optim_viz import Experiment, perform
from optim_viz.experiment import OPENINGS
from optim_viz.figures.encode import to_json
from optim_viz.presets import STUDIES
from optim_viz.ui import eleven
from tests.ui.reading import doubles, reply

LINK = OPENINGS["regression"].link()


def ask(part, link=LINK, **more):
    """The answer to a link for a part, as the browser reads it."""
    rest = "".join(f"&{key}={quote(str(value))}" for key, value in more.items())
    return json.loads(to_json(eleven.answer(f"{link}&part={part}{rest}")))


@pytest.mark.parametrize("preset", STUDIES, ids=lambda preset: preset.key)
def test_everything_is_there_for_every_situation(preset):
    """Figure, names, both runs and windows, light and dark, in numbers that JSON has."""
    for mode in ("light", "dark"):
        answer = ask("everything", preset.experiment.link(), mode=mode)
        assert len(answer["study"]["names"]) == 11
        assert answer["study"]["names"][-1] == "b"
        assert set(answer["tracks"]) == {"a", "b"}
        assert answer["windows"]["a"]["ends"]


def test_while_something_is_dragged_its_runs_are_those_of_the_link():
    """Only of the contenders asked for, and those of the API."""
    experiment = OPENINGS["regression"].with_value("b.alpha", 0.7)
    tracks = ask("runs", experiment.link(), slots="b")["tracks"]
    assert set(tracks) == {"b"}
    run = perform(experiment).b
    np.testing.assert_array_equal(doubles(tracks["b"]["w"], 201, 11), run.x)


def test_windows_follow_the_step_only_where_the_others_do():
    """Around the minimum they are one for both and for all steps; around the present they change."""
    first, later = (ask("windows", step=step, others="optimum") for step in (0, 60))
    assert first == later
    assert first["a"] == first["b"]
    now, then = (ask("windows", step=step, others="present") for step in (0, 60))
    assert now["a"] == now["b"], "both begin at the same point"
    assert now["a"] != then["a"] != then["b"]
    assert now["box"] == then["box"] == first["box"]


@pytest.mark.parametrize("pair", ["", "3", "3,3", "-1,2", "3,99", "x,y", "1,2,3"])
def test_a_pair_that_is_none_is_the_usual_one(pair):
    """Whatever a link says of the window."""
    assert ask("windows", pair=pair)["pair"] == ask("windows")["pair"]


def test_a_pair_is_taken_in_its_order():
    """Across first."""
    assert ask("windows", pair="9,0")["pair"] == [9, 0]


@pytest.mark.parametrize("step", ["-1", "x", "1e3", "9" * 50, "", "٣"])
def test_a_step_that_is_none_breaks_nothing(step):
    """It is the first one."""
    assert ask("windows", step=step, others="present") == ask("windows", step=0, others="present")


def test_a_question_that_is_none_is_refused():
    """With what it must be."""
    route = eleven.route()
    for query, words in (
        (f"{LINK}&part=nothing", "`part` must be one of everything, runs, windows; got 'nothing'."),
        (f"{LINK}&part=windows&others=x", "`others` must be one of optimum, present; got 'x'."),
        ("f=quadratic&part=everything", "`f` must be regression here."),
        ("f=regression&f.data=own-0&part=runs", "The data `own-0` are not here any more."),
    ):
        response = reply(route, query)
        assert response.status_code == 400
        assert response.body.decode() == words


def test_a_link_without_a_cost_is_about_the_regression():
    """The page's own link names it; what comes without it is not refused."""
    experiment, _ = Experiment.from_query({"f": "regression"})
    assert ask("everything", "steps=200") == ask("everything", experiment.link())
