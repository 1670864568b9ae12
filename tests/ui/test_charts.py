"""The charts of the learning-rate page: answers to links, each of them computed."""

from dataclasses import replace

import numpy as np
import pytest

from optim_viz import Choice, Experiment
from optim_viz.analysis import stays_from, steps_to
from optim_viz.batch import outcomes_of
from optim_viz.cli import main
from optim_viz.figures.encode import to_json
from optim_viz.optimizers import OPTIMIZERS
from optim_viz.race import perform_slot
from optim_viz.robustness import BUDGET, alphas, budgeted
from optim_viz.sweep import outer
from optim_viz.sweep_files import FORMATS
from optim_viz.ui import charts, sweep_downloads
from tests.ui.reading import reply


def ask(experiment, chart, **more):
    """The answer to a link of ``experiment`` for a chart."""
    rest = "".join(f"&{key}={value}" for key, value in more.items())
    return charts.answer(f"{experiment.link()}&chart={chart}{rest}")


def trace(answer, uid):
    """A trace of an answer's figure."""
    (found,) = [each for each in answer["figure"]["data"] if each["uid"] == uid]
    return found


@pytest.mark.parametrize("chart", charts.CHARTS)
@pytest.mark.parametrize("key", OPTIMIZERS)
def test_every_chart_is_there_for_every_optimizer(chart, key):
    """As JSON that a browser reads; half of them light, half of them dark."""
    experiment = Experiment(a=Choice.of(key), b=Choice.of(key))
    mode = ("light", "dark")[list(OPTIMIZERS).index(key) % 2]
    sent = to_json(ask(experiment, chart, mode=mode))
    assert "NaN" not in sent
    assert any(f'"{part}"' in sent for part in ("figure", "missing", "words"))


def test_the_chart_shows_the_runs():
    """Each point is the step from which on the run with that alpha stays within the tolerance."""
    answer = ask(Experiment(), "robustness")
    for slot in "ab":
        found = trace(answer, f"steps-{slot}")
        path = perform_slot(budgeted(Experiment()), slot, {f"{slot}.alpha": alphas()})
        np.testing.assert_array_equal(found["x"], alphas())
        np.testing.assert_array_equal(found["y"], np.maximum(stays_from(path, 1e-3), 1))
        never = trace(answer, f"never-{slot}")
        assert (np.isnan(found["y"]) ^ np.isnan(never["y"])).all()


def test_theory_stands_beside_the_measurement():
    """Gradient descent's predicted steps are within 2 % + 1 of the measured ones."""
    answer = ask(Experiment(), "robustness")
    curve, theory = trace(answer, "steps-a"), trace(answer, "predicted-a")
    _, here, there = np.intersect1d(curve["x"], theory["x"], return_indices=True)
    assert len(there) == len(theory["x"])
    measured, said = curve["y"][here], theory["y"][there]
    both = ~np.isnan(measured) & ~np.isnan(said)
    assert both.sum() > 20
    assert curve["x"][here][both].max() > 0.09  # up to the wall at 0.1
    assert (np.abs(measured[both] - said[both]) <= 0.02 * measured[both] + 1).all()


def test_the_alphas_of_compare_are_marked():
    """And gradient descent's wall and best alpha, where they are on the chart."""
    answer = ask(Experiment().with_value("b.alpha", 0.5), "robustness")
    words = [each["text"] for each in answer["figure"]["layout"]["annotations"]]
    for said in ("wall 0.1", "2 / (λ₁ + λ₂) = 0.0952", "now 0.099", "now 0.5"):
        assert said in words
    far = ask(Experiment().with_value("f.scale", 1e-4), "robustness")
    assert not [each for each in far["figure"]["layout"]["annotations"] if each["text"].startswith("wall")]


@pytest.mark.parametrize("steps", [200, 10000])
def test_the_names_of_the_bands_stand_clear_of_the_marks(steps):
    """Above the marks of runs that do not arrive or diverge, and in the band of these."""
    figure = ask(replace(Experiment(a=Choice.of("gd", alpha=1e-3)), steps=steps), "robustness")["figure"]
    axis = figure["layout"]["yaxis"]
    scale = 0.7 * (figure["layout"]["height"] - 72) / (axis["range"][1] - axis["range"][0])
    marks = {round(y) for each in figure["data"] if each["uid"] == "never-a" for y in each["y"] if y == y}
    bands = [each for each in figure["layout"]["shapes"] if each["type"] == "rect"]
    names = {each["text"]: each for each in figure["layout"]["annotations"]}
    budget = 1000 if steps == 200 else steps
    said = [names[f"not in {budget:,} steps"], names["diverges"]]
    assert len(marks) == 2
    for mark, band, name in zip(sorted(marks), bands, said, strict=True):
        assert name["yanchor"] == "top"
        top = scale * (np.log10(band["y1"]) - name["y"]) - name["yshift"]
        down = scale * (np.log10(band["y1"]) - np.log10(mark))
        bottom = scale * (np.log10(band["y1"]) - np.log10(band["y0"]))
        assert top > -4
        assert top + name["font"]["size"] < down < bottom - 2


def test_two_floors_have_two_names():
    """One above the other, each in its contender's colour, as the floor itself is."""
    figure = ask(Experiment(a=Choice.of("adagrad"), b=Choice.of("rmsprop")), "robustness")["figure"]
    above, below = (each for each in figure["layout"]["annotations"] if each["text"].startswith("fewest"))
    assert [above["text"], below["text"]] == ["fewest possible for AdaGrad", "fewest possible for RMSProp"]
    assert above["yshift"] - below["yshift"] > above["font"]["size"]
    floors = {each["uid"]: each["line"]["color"] for each in figure["data"] if "line" in each}
    assert above["font"]["color"] == floors["predicted-a"] != below["font"]["color"] == floors["predicted-b"]


@pytest.mark.parametrize("name", charts.MAPS)
def test_the_parts_of_a_map_are_its_runs(name):
    """Row by row; what a cell says is what the run with its settings does."""
    about = ask(Experiment(), name)
    rows = [ask(Experiment(), name, part=part) for part in range(about["parts"])]
    z = np.concatenate([part["z"] for part in rows]).reshape(len(about["values"]), len(about["alphas"]))
    assert [part["row"] for part in rows] == [0, 16, 31, 46]
    slot, path = about["slot"], about["paths"][1]
    longer = budgeted(Experiment())
    lost = np.concatenate([part["lost"] for part in rows]).reshape(z.shape)
    alphas, values = (np.array([float(text) for text in about[key]]) for key in ("alphas", "values"))
    some = [0, 7, 15, 16, 30, 31, 45, 46, 60]  # the first and the last of each part
    grids = outer({path: values[some], f"{slot}.alpha": alphas})
    found = outcomes_of(longer, slot, {key: grid.ravel() for key, grid in grids.items()})
    # What a cell says is what the setting does that it loads.
    with np.errstate(divide="ignore"):
        expected = np.log10(np.maximum(found.stays, 1)).reshape(len(some), -1)
    np.testing.assert_array_equal(z[some], expected)
    np.testing.assert_array_equal(lost[some], found.diverged.reshape(expected.shape))
    assert len(set(about["alphas"])) == len(alphas)
    assert len(set(about["values"])) == len(values)


@pytest.mark.parametrize("name", ["map-a", "map-b", "map-beta1", "map-beta2"])
def test_cells_that_oscillate_are_told(name):
    """Marked are the runs that were within the tolerance, and stay there only after twice as long, or never."""
    experiment = budgeted(Experiment())
    about, part = ask(Experiment(), name), ask(Experiment(), name, part=1)
    alphas, values = about["alphas"], about["values"]
    marked = np.flatnonzero(part["left"])
    assert (len(marked) == 0) == (name == "map-a")
    for cell in [*marked[:: max(1, len(marked) // 4)], *np.flatnonzero(part["left"] == 0)[::300]]:
        row, column = divmod(int(cell), len(alphas))
        settings = zip(about["paths"], (alphas[column], values[part["row"] + row]), strict=True)
        there = experiment
        for path, text in settings:
            there = there.with_value(path, float(text))
        trajectory = perform_slot(there, about["slot"])
        first, stays = (float(f(trajectory, there.tolerance)) for f in (steps_to, stays_from))
        late = not np.isnan(first) and not stays <= 2 * first
        assert bool(part["left"][cell]) == late
        if late:
            assert 10 ** part["first"][cell] == pytest.approx(first)


@pytest.mark.parametrize(
    ("a", "b"), [("gd", "momentum"), ("adam", "gd"), ("nesterov", "adagrad"), ("gd", "gd")]
)
def test_the_sentences_name_those_who_run(a, b):
    """Whatever sits in the slots, and whatever was asked for before."""
    experiment = Experiment(a=Choice.of(a, alpha=0.01), b=Choice.of(b, alpha=0.02))
    said = ask(experiment, "robustness")["words"]
    names = [OPTIMIZERS[key].name for key in (a, b)]
    assert said[0].startswith(names[0])
    assert said[1].startswith(names[1])
    assert not [text for text in said if "Adam" in text and "adam" not in (a, b)]


def test_a_map_of_a_setting_that_is_not_there_says_so():
    """Gradient descent has no beta1; where only the left contender has one, the map is of it."""
    experiment = Experiment(b=Choice.of("gd"))
    assert ask(experiment, "map-beta1") == {"missing": "Neither contender has beta1."}
    swapped = Experiment(a=Choice.of("adam"), b=Choice.of("gd"))
    assert ask(swapped, "map-beta1")["paths"] == ["a.alpha", "a.beta1"]


def test_the_fan_is_a_ladder_around_the_present_alphas():
    """Seven, each ``ratio`` times the last, and the middle one is that of Compare."""
    answer = ask(Experiment().with_value("b.alpha", 0.5), "fan", ratio=3)
    assert answer["alphas"]["a"][3] == "0.099"
    assert answer["alphas"]["b"] == ["0.0185", "0.0556", "0.167", "0.5", "1.5", "4.5", "13.5"]
    assert answer["tracks"]["a"]["runs"] == 7


def test_two_of_a_kind_are_told_apart_by_their_sides():
    """In the titles of maps and fan, and in its legend."""
    twins = Experiment(a=Choice.of("adam"))
    sides = ["Adam, left: α against κ", "Adam, right: α against κ", "Adam, right: α against β₁"]
    titles = [ask(twins, name)["figure"]["layout"]["title"]["text"] for name in list(charts.MAPS)[:3]]
    assert titles == sides
    shown = ask(twins, "fan")
    assert shown["names"] == {"a": "Adam, left", "b": "Adam, right"}
    said = {each["text"] for each in shown["figure"]["layout"]["annotations"]}
    assert {f"Adam, {side}: J / J₀ against step" for side in ("left", "right")} <= said


@pytest.mark.parametrize("query", ["", "chart=", "chart=nothing", "chart=<script>"])
def test_an_unknown_chart_is_refused(query):
    """In a sentence that names those there are."""
    answered = reply(charts.route(), query)
    assert answered.status_code == 400
    assert answered.body.decode().startswith(
        "`chart` must be one of robustness, formula, multiples, fan, map-a"
    )


@pytest.mark.parametrize("more", ["part=x", "part=-3", "part=99", "ratio=nan", "ratio=1e9", "mode=<b>"])
def test_odd_wishes_are_answered_like_usual_ones(more):
    """A link never breaks the page."""
    for chart in ("map-a", "fan", "robustness"):
        assert to_json(charts.answer(f"chart={chart}&steps=nonsense&{more}"))


def test_a_longer_experiment_gets_a_longer_budget():
    """A run may take a thousand steps, or as many as the experiment has."""
    assert budgeted(Experiment()).steps == BUDGET
    assert budgeted(Experiment(steps=5000)).steps == 5000


@pytest.mark.parametrize("over", sweep_downloads.SWEEPS, ids=lambda over: over.key)
def test_a_sweep_taken_home_is_the_command_s(over, tmp_path):
    """The file of the page holds the bytes that the command beside it writes."""
    experiment = budgeted(Experiment(f=Choice.of("quadratic", angle=30.0), b=Choice.of("rmsprop", alpha=0.01)))
    few = replace(over, axes={name: (low, high, 7) for name, (low, high, _) in over.axes.items()})
    file = tmp_path / "sweep.csv"
    flags = ["sweep", "--link", experiment.link(), *few.flags.split(), "--out", str(file)]
    main(flags, standalone_mode=False)
    by_page = sweep_downloads.made(experiment, few, FORMATS[0])
    assert by_page == file.read_bytes()
    assert by_page.count(b"\n") == 1 + 2 * 7 ** len(few.axes)


@pytest.mark.parametrize(("alpha", "rungs"), [(1e308, 4), (5e-324, 4), (0.1, 7)])
def test_a_ladder_ends_where_numbers_do(alpha, rungs):
    """Beside the largest number there are only smaller rungs, beside the smallest only larger ones."""
    experiment = Experiment().with_value("a.alpha", alpha)
    assert len(ask(experiment, "fan")["alphas"]["a"]) == rungs


def test_theory_is_named_where_it_is_drawn():
    """Gradient descent's predicted steps have their name; where none of them is on the chart there is none."""
    steep = Experiment().with_value("f.scale", 100.0).with_value("f.kappa", 1000.0)
    for experiment, named in ((Experiment(), 1), (steep, 0)):
        notes = ask(experiment, "robustness")["figure"]["layout"]["annotations"]
        assert [note["text"] for note in notes].count("theory") == named
