"""What the player's sliders are told, and what one visitor's page remembers."""

import pytest

from optim_viz import OPTIMIZERS, Adam, Choice, Experiment, parameters_of
from optim_viz.experiment import OPENINGS
from optim_viz.parameters import ParameterError
from optim_viz.ui.deck import deck, longer_deck
from optim_viz.ui.desk import owner_of
from optim_viz.ui.state import State


def controls(experiment):
    """All live controls by their path."""
    return {c["path"]: c for part in deck(experiment, "own")["parts"].values() for c in part["controls"]}


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_live_number_has_a_slider(key):
    """And only those; every optimizer has at least its learning rate."""
    experiment = Experiment(a=Choice.of(key), b=Choice.of(key))
    live = [path for path in experiment.paths if experiment.parameter(path).live]
    assert list(controls(experiment)) == live
    assert {"a.alpha", "b.alpha", "f.kappa"} <= set(live)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_positions_of_a_slider_can_be_typed(key):
    """Each is text that is read back as the number a family was computed for, within the valid range."""
    experiment = Experiment(a=Choice.of(key))
    for path, control in controls(experiment).items():
        declared = experiment.parameter(path)
        assert tuple(map(declared.parse, control["positions"])) == declared.positions
        assert len(control["positions"]) > 50
        declared.parse(control["default"])


def test_a_slider_stands_at_the_position_nearest_to_its_value():
    """While the field shows the exact value."""
    control = controls(Experiment().with_value("f.kappa", 20.4))["f.kappa"]
    declared = Experiment().parameter("f.kappa")
    nearest = min(declared.positions, key=lambda position: abs(position - 20.4))
    assert control["text"] == "20.4"
    assert float(control["positions"][control["index"]]) == nearest


def test_a_double_click_brings_the_opening_value_back():
    """That of the opening screen where it shows the same optimizer in that slot, else its own default."""
    assert controls(Experiment(a=Choice.of("gd", alpha=1.0)))["a.alpha"]["default"] == "0.099"
    assert controls(Experiment(a=Choice.of("adam", alpha=1.0)))["a.alpha"]["default"] == str(Adam().alpha)
    assert controls(Experiment(b=Choice.of("adam", beta1=0.1)))["b.beta1"]["default"] == "0.9"


def test_the_tooltip_names_the_valid_range():
    """In the words of the parameter itself."""
    for name, declared in parameters_of(Adam).items():
        if declared.live:
            assert declared.range in controls(Experiment())[f"b.{name}"]["help"]


def test_only_contenders_can_be_exchanged():
    """Both menus offer every optimizer in the order of the lesson; the cost has no menu yet."""
    parts = deck(Experiment(), "same")["parts"]
    names = [[key, kind.name] for key, kind in OPTIMIZERS.items()]
    assert [parts[part]["choices"] for part in "fab"] == [None, names, names]
    assert deck(Experiment(), "best")["mode"] == "best"


def test_a_number_knows_what_it_belongs_to():
    """For sentences: Adam's epsilon, but nobody's steps."""
    assert owner_of(Experiment(), "b.epsilon") == "Adam"
    assert owner_of(Experiment(), "steps") == ""


def test_what_cannot_be_set_changes_nothing():
    """Neither one learning rate nor, where both are the same, the other."""
    state = State(Experiment(), mode="same")
    with pytest.raises(ParameterError, match="positive finite number"):
        state.set("a.alpha", -1.0)
    assert state.experiment == Experiment()


@pytest.mark.parametrize("before", ["same", "own", "best"])
def test_a_situation_says_what_is_compared(before):
    """One learning rate where both are alike, each its own where they differ; its numbers are left alone."""
    state = State(Experiment(), mode=before)
    apart = Experiment(a=Choice.of("gd", alpha=0.5))
    state.open(apart)
    assert (state.mode, state.experiment) == ("own", apart)
    state.open(Experiment())
    assert (state.mode, state.experiment) == ("same", Experiment())


def test_a_change_ends_what_was_said_about_the_link():
    """The remarks were about another experiment."""
    state = State(Experiment(), remarks=("`colour` is not known here; left out.",))
    state.set("f.kappa", 5.0)
    assert state.remarks == ()


def test_a_longer_deck_moves_tolerance_and_start():
    """Where nothing else moves them, the tolerance and both coordinates of the start stand beside the cost."""
    experiment = Experiment(start=(2.5, -1e5), tolerance=1e-6)
    controls = {c["path"]: c for c in longer_deck(experiment, "own")["parts"]["f"]["controls"]}
    assert list(controls)[-3:] == ["tolerance", "start.0", "start.1"]
    assert [controls[path]["text"] for path in ("tolerance", "start.0", "start.1")] == [
        "1e-06",
        "2.5",
        "-100000",
    ]
    assert [controls[path]["default"] for path in ("tolerance", "start.0", "start.1")] == ["0.001", "-4", "3"]
    assert controls["start.0"]["positions"][controls["start.0"]["index"]] == "2.5"
    assert controls["start.1"]["positions"][controls["start.1"]["index"]] == "-5"


def test_each_cost_has_its_own_experiment():
    """Going to another cost and back gives every setting back; the first time, it is the opening one."""
    state = State(Experiment(steps=7), mode="best", step=3)
    state.turn_to("quadratic")
    assert (state.experiment, state.step) == (Experiment(steps=7), 3)
    state.turn_to("regression")
    assert (state.experiment, state.mode, state.step) == (OPENINGS["regression"], "own", 0)
    state.set("b.alpha", 0.5)
    state.turn_to("quadratic")
    assert (state.experiment, state.mode) == (Experiment(steps=7), "best")
    state.turn_to("regression")
    assert state.experiment == OPENINGS["regression"].with_value("b.alpha", 0.5)


def test_where_a_search_takes_too_long_there_is_no_best():
    """On a logistic regression each keeps its own learning rate; on a linear one both are looked for."""
    state = State(OPENINGS["regression"])
    state.compare("best")
    assert state.mode == "best"
    assert state.found[1].alpha == state.experiment["b.alpha"]
    f = state.experiment.f.replace(data="breast_cancer")
    state.show(state.experiment.with_choice("f", f))
    assert (state.mode, state.found) == ("own", (None, None))
