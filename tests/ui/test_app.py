"""The app without a browser: what a link shows, and what the fields take."""

import json
import re
from functools import cache

import numpy as np
import pytest

from optim_viz import Adam, Experiment, Quadratic, parameters_of, perform
from optim_viz.presets import PRESETS
from tests.ui.reading import array, figure, floats, html, opened, read, settled, table, told, well

THEORY = "Theory beside measurement"
MEASURED = "What was measured"

LINKS = [
    {},
    {"f.kappa": "7.5", "f.angle": "33", "a": "momentum", "a.alpha": "0.02", "a.beta": "0.8", "steps": "150"},
    {"f.scale": "0.01", "a": "adagrad", "a.alpha": "0.5", "b": "rmsprop", "b.alpha": "0.05", "b.rho": "0.95"},
    {
        "a": "nesterov",
        "a.alpha": "0.01",
        "b.beta2": "0.9",
        "start": "2,-1",
        "tolerance": "0.01",
        "steps": "77",
    },
]

GARBAGE = [
    {"f.kappa": "NaN", "a.alpha": "1e999", "b.beta1": "-1e999"},
    {"a": "<script>alert(1)</script>", "f": "__import__('os')", "b": ""},
    {"<script>alert(1)</script>": "1", "steps": ["5", "6"], "start": "1,2,3"},
    {"start": "x" * 100_000, "step": "9" * 5000, "seed": "-1"},
    {"steps": "0", "tolerance": "nan", "step": "-3", "a.bias_correction": "perhaps"},
    {"a.alpha": "'; drop table", "b.beta2": "[]", "f.angle": "{{7*7}}", "f.scale": "\x00"},
    {f"key{i}": str(i) for i in range(150)},
]


def pills(app):
    """The situations on offer, and the one that is on the page."""
    (group,) = [group for group in app.get("button_group") if group.key == "preset"]
    return list(group.options), group.value


def contenders(app):
    """Both runs of the experiment that the page has settled on, from the API alone."""
    race = perform(settled(app))
    return race, (race.a, race.b)


def test_the_opening_page_is_alpha_too_large():
    """Without a link, the page shows the lecture's situation and says what to look at."""
    app = opened()
    titles, here = pills(app)
    assert titles == [preset.title for preset in PRESETS]
    assert here in ("alpha-too-large", "α too large")
    (preset,) = [preset for preset in PRESETS if preset.key == "alpha-too-large"]
    assert any(preset.text in piece for piece in html(app))
    assert settled(app) == Experiment() == preset.experiment
    assert not app.warning


@pytest.mark.parametrize("preset", PRESETS[1::3], ids=lambda preset: preset.key)
def test_a_link_to_a_preset_shows_its_sentence(preset):
    """A preset is known again by its numbers, however the page was come to."""
    app = opened(preset.experiment.to_query())
    assert any(preset.text in piece for piece in html(app))
    assert pills(app)[1] in (preset.key, preset.title)
    assert not app.warning


def test_a_setting_of_ones_own_is_called_so():
    """No preset is lit where none is shown, and the line does not claim one."""
    app = opened({"a.alpha": "0.0123"})
    assert pills(app)[1] is None
    assert not any(preset.text in piece for piece in html(app) for preset in PRESETS)
    assert any("Your own setting" in piece for piece in html(app))


@cache
def looked_at(number):
    """The page of a link, opened once for those who only look at it."""
    return opened(LINKS[number])


@pytest.mark.parametrize("number", range(len(LINKS)))
def test_the_numbers_on_the_page_are_those_of_the_api(number):
    """Every measured number in the table is what a plain loop over the run's record gives."""
    app = looked_at(number)
    race, runs = contenders(app)
    rows = table(app, MEASURED)
    for side, run in enumerate(runs):
        good = run.value <= race.experiment.tolerance * run.value[0]
        (arrival,) = [texts[side] for label, texts in rows.items() if label.startswith("steps to J")]
        if good.any():
            assert read(arrival) == int(np.argmax(good))
        else:
            assert arrival == f"not in {race.experiment.steps} steps"
        assert read(rows["final J"][side]) == pytest.approx(run.value[-1], rel=0.006)
        length = np.linalg.norm(np.diff(run.x, axis=0), axis=1).sum()
        assert read(rows["path length"][side]) == pytest.approx(length, rel=0.006)
        smallest = 1e-12 * np.hypot(*run.x[0])
        for j, name in enumerate(("sign changes of w₁", "sign changes of w₂")):
            signs = np.sign(run.x[np.abs(run.x[:, j]) > smallest, j])
            assert read(rows[name][side]) == np.sum(signs[1:] != signs[:-1])


@pytest.mark.parametrize("number", range(len(LINKS)))
def test_the_pictures_are_those_of_the_api(number):
    """The figure and the moving tracks hold the run itself, each point a point of it in float32."""
    app = looked_at(number)
    race, runs = contenders(app)
    traces = figure(app)
    scene = json.loads(told(app)["scene"])
    for slot, run in zip("ab", runs, strict=True):
        track = scene["slots"][slot]["track"]
        assert (floats(track["x"], -1, 2) == run.x.astype(np.float32)).all()
        drawn = np.stack([array(traces[f"path-{slot}"][axis]) for axis in "xy"], axis=1)
        steps = array(traces[f"path-{slot}"]["customdata"]).reshape(-1, 2)[:, 0].astype(int)
        assert steps[0] == 0
        assert steps[-1] == race.experiment.steps
        assert (drawn == run.x[steps].astype(np.float32)).all()
        cost = traces[f"cost-{slot}"]
        expected = run.value[array(cost["x"]).astype(int)] / run.value[0]
        assert array(cost["y"]) == pytest.approx(expected.astype(np.float32), rel=1e-5)
        for j in range(2):
            rate = traces[f"rate-{slot}-{j}"]
            assert (array(rate["y"]) == run.learning_rates[array(rate["x"]).astype(int), j].astype("f4")).all()


def test_theory_stands_beside_measurement():
    """lambda, alpha lambda, the wall and the best alpha of gradient descent, from the textbook's formulas."""
    app = opened({"f.kappa": "50", "f.scale": "0.5", "a.alpha": "0.07", "b.alpha": "0.07"})
    rows = table(app, THEORY)
    low, high = Quadratic(kappa=50, scale=0.5).eigenvalues
    assert (low, high) == (0.5, 25)
    assert [read(text) for text in rows["λ₁, along the valley"]] == [0.5, 0.5]
    assert [read(text) for text in rows["λ₂, across the valley"]] == [25, 25]
    assert rows["α·λ₂"][0] == "1.75 zig-zag"
    assert rows["diverges above α"][0] == "0.08 = 2 / λ₂"
    assert read(rows["best α"][0]) == pytest.approx(2 / 25.5, rel=0.005)
    assert rows["best α"][1] == "—"


def test_a_run_that_diverges_is_told_truthfully():
    """Where it left, how fast it grows and where its numbers end; the other run is what it was without it."""
    link = {"a.alpha": "0.5", "b.alpha": "0.099", "steps": "1000"}
    app = opened(link)
    _, (lost, fine) = contenders(app)
    outside = (np.abs(lost.x) > np.array([9, 5])).any(axis=1)
    assert lost.diverged
    said = table(app, MEASURED)["what happened"][0]
    assert f"left the view at step {np.argmax(outside)}," in said
    assert "×9 a step" in said  # |1 - 0.5 * 20|
    assert f"overflow at step {int(lost.last) + 1}" in said
    alone = perform(Experiment.from_query({"b.alpha": "0.099", "steps": "1000"})[0])
    assert (fine.x == alone.b.x).all()
    for piece in [*html(app), *(element.value for element in [*app.caption, *app.error])]:
        assert not {"nan", "inf", "infinity"} & set(piece.lower().replace(",", " ").split())


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_opens_a_working_page(garbage):
    """One line says what was replaced, and none of the text becomes markup."""
    app = opened(garbage)
    assert len(app.warning) == 1
    said = app.warning[0].value
    assert said.startswith("The link was not understood in full.")
    assert "\n" not in said
    assert len(said) < 1500
    for number, part in enumerate(said.split("`")):
        if number % 2:
            assert "\\" not in part  # between code marks, where it would be seen
        else:
            assert not re.search(r"(?<!\\)[<>*_$\[\]]", part)
    settled(app)
    assert len(told(app)["figure"]) > 1000


def test_remarks_end_with_the_next_change():
    """What the link said wrong no longer concerns a page that was changed."""
    app = opened({"f.kappa": "5000", "colour": "red"})
    assert "colour" in app.warning[0].value
    assert "1000" in app.warning[0].value
    steps = field(app, "steps")
    well(steps.set_value("50").run())
    assert not app.warning


def field(app, label):
    """The field in "More settings" whose label begins so."""
    (found,) = [each for each in app.text_input if each.label.startswith(label)]
    return found


@pytest.mark.parametrize(
    ("label", "path", "typed", "expected"),
    [
        ("steps", "steps", "321", 321),
        ("tolerance", "tolerance", "1e-5", 1e-5),
        ("seed", "seed", "7", 7),
        ("epsilon", "b.epsilon", "0.001", 0.001),
    ],
)
def test_a_field_takes_what_is_typed(label, path, typed, expected):
    """The settled experiment has the number, and the field shows it."""
    app = opened()
    well(field(app, label).set_value(typed).run())
    assert settled(app)[path] == expected
    assert float(field(app, label).value) == expected
    assert not app.error or all("must be" not in each.value for each in app.error)


@pytest.fixture(scope="module")
def visited():
    """A page on which one after the other types what no field takes."""
    return opened()


@pytest.mark.parametrize(
    ("label", "typed", "range_in_words"),
    [
        ("steps", "0", "a whole number in [1, 10000]"),
        ("steps", "2.5", "a whole number in [1, 10000]"),
        ("tolerance", "1", "in (0, 1)"),
        ("tolerance", "nan", "in (0, 1)"),
        ("seed", "-1", "a whole number in [0, 4294967295]"),
        ("epsilon", "-1", parameters_of(Adam)["epsilon"].range),
        ("epsilon", "1e999", parameters_of(Adam)["epsilon"].range),
        ("start", "1", "2 numbers, each at most 1e+06 in size"),
        ("start", "1, 2e6", "2 numbers, each at most 1e+06 in size"),
        ("start", "![x](https://example.org/x.png)", "2 numbers, each at most 1e+06 in size"),
        ("start", "here", "2 numbers, each at most 1e+06 in size"),
    ],
)
def test_a_field_says_why_it_does_not_take_something(label, typed, range_in_words, visited):
    """A sentence names value and range, and the old value stays."""
    app = visited
    before = field(app, label).value
    well(field(app, label).set_value(typed).run())
    (said,) = [each.value for each in app.error if "must be" in each.value]
    assert said.startswith("`")
    assert not re.search(r"(?<!\\)[<>*_$\[\]]", said)  # nothing in it is markup
    said = said.replace("\\", "")
    assert typed in said
    assert range_in_words in said
    assert "The old value stays." in said
    assert field(app, label).value == before
    assert settled(app) == Experiment()


def test_an_option_of_a_file_says_why_it_does_not_take_something():
    """A sentence names value and range, and the old value stays, also one that was typed before."""
    app = opened(fold="take home")
    well(field(app, "width").set_value("801").run())
    assert not app.error
    for typed in ("99999", "-5", "801.5", "", "wide"):
        well(field(app, "width").set_value(typed).run())
        (said,) = [each.value.replace("\\", "") for each in app.error]
        refused = f"`width` of `PNG picture` must be a whole number in [400, 4000]; got {typed!r}."
        assert said == f"{refused} The old value stays."
        assert field(app, "width").value == "801"


def test_both_sides_of_one_kind_have_names_that_tell_them_apart():
    """Adam against Adam: the heads of both tables say what differs."""
    app = opened({"a": "adam", "b": "adam", "a.alpha": "0.1", "b.alpha": "0.3"})
    heads = re.findall(r'<th class="([ab])">(.*?)</th>', " ".join(html(app)))
    assert heads == 2 * [("a", "Adam <small>(α = 0.1)</small>"), ("b", "Adam <small>(α = 0.3)</small>")]


def test_the_start_is_typed_as_two_numbers():
    """With a comma, with or without blanks."""
    app = opened()
    well(field(app, "start").set_value(" 1.5,-2 ").run())
    assert settled(app).start == (1.5, -2.0)
    assert field(app, "start").value == "1.5, -2"


@pytest.mark.parametrize(("name", "usual"), [("bias_correction", True), ("epsilon_hat", False)])
def test_true_or_false_is_a_switch(name, usual):
    """The other way round, the run on the page is that of another Adam."""
    app = opened()
    (switch,) = [each for each in app.toggle if parameters_of(Adam)[name].label in each.label]
    assert switch.value is usual
    well(switch.set_value(not usual).run())
    assert settled(app)[f"b.{name}"] is not usual


def test_a_preset_opens_with_one_click():
    """From a page that shows something else, and from one that shows another preset."""
    app = opened({"a.alpha": "0.0123"})
    for number, preset in enumerate(PRESETS):
        (group,) = [group for group in app.get("button_group") if group.key == "preset"]
        assert group.options.index(preset.title) == number
        well(group.set_value([preset.key] if isinstance(group.value, list) else preset.key).run())
        assert settled(app) == preset.experiment
        assert any(preset.text in piece for piece in html(app))


def test_quiet_numbers_have_a_field_for_every_optimizer():
    """Whoever sits in a slot, each of its numbers is a live slider or a field below."""
    for a, b in (("gd", "momentum"), ("nesterov", "adagrad"), ("rmsprop", "adam")):
        app = opened({"a": a, "b": b})
        experiment = settled(app)
        live = {c["path"] for part in json_of(told(app)["deck"])["parts"].values() for c in part["controls"]}
        shown = len(app.text_input) + len(app.toggle)
        quiet = [path for path in experiment.paths if path not in live]
        assert shown == len(quiet) + 1, (a, b)  # and the start


def json_of(text):
    """What Streamlit passed on as a text of Python or of JSON."""
    return text if isinstance(text, dict) else json.loads(text)


def test_nothing_is_sent_twice():
    """A rerun that changes nothing sends the player neither the figure nor the scene again."""
    app = opened()
    assert {"figure", "scene"} <= told(app).keys()
    well(app.run())
    assert not {"figure", "scene"} & told(app).keys()


def test_the_step_of_a_link_is_where_the_clock_stands():
    """A whole number is taken; anything else is the beginning."""
    for text, step in [("37", 37), ("-1", 0), ("1e3", 0), ("²", 0)]:
        assert int(told(opened({"step": text}))["step"]) == step
