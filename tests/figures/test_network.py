"""What is shown of two networks from inside is what was recorded, and what they answer."""

import base64
import gc
import json
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from optim_viz import Adam, GradientDescent
from optim_viz.figures.encode import to_json
from optim_viz.figures.network import reading as reading_module
from optim_viz.figures.network.answers import answers, in_words
from optim_viz.figures.network.confusion import confusion
from optim_viz.figures.network.curves import Line, curves
from optim_viz.figures.network.rates import rates, thinned
from optim_viz.figures.network.reading import read
from optim_viz.figures.network.units import units
from optim_viz.figures.theme import THEMES
from optim_viz.network import Perceptron
from optim_viz.network_side import sides
from tests.trainings import BLANK, DIGITS, course, trained

ADAM = trained(Adam(0.01))
HIGH = trained(Adam(0.01, epsilon=1e-10))
DESCENT = trained(GradientDescent(0.5))
LOST = replace(DESCENT, w=np.full_like(DESCENT.w, np.nan))
BOTH = sides({"a": DESCENT, "b": ADAM})


def traces(figure):
    """By their uid, after they were sent."""
    json.loads(to_json(figure))
    return {trace["uid"]: trace for trace in figure["data"]}


def lines():
    """The present trainings, and one that was pinned."""
    named = (("a", "Gradient descent, α = 0.5", DESCENT, None), ("b", "Adam, α = 0.01", ADAM, None))
    for slot, name, training, pin in (*named, ("b", "pinned", ADAM, 0)):
        yield Line(slot, name, training.epoch, training.loss, training.accuracy, training.test_accuracy, pin)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_present_curves_are_named(narrow):
    """Each once, beside a sample of its line with its marker; what is pinned has its own list on the page."""
    figure = curves([*lines()], 2, 600, 200, narrow=narrow)
    json.loads(to_json(figure))
    named = [trace for trace in figure["data"] if trace["showlegend"]]
    assert figure["layout"]["showlegend"]
    assert [trace["name"] for trace in named] == ["Gradient descent, α = 0.5", "Adam, α = 0.01"]
    assert len({(trace["line"]["dash"], trace["marker"]["symbol"]) for trace in named}) == 2
    assert not any(trace["showlegend"] for trace in curves([], 2, 600, 200)["data"])


@pytest.mark.parametrize("narrow", [False, True])
def test_first_and_last_measurement_stand_within_their_panel(narrow):
    """A marker of 8 pixels has room before the first epoch and behind the last, also on a phone."""
    layout = curves([*lines()], 2, 600, 200, narrow=narrow)["layout"]
    for end in ("", "2"):
        low, high = layout[f"xaxis{end}"]["range"]
        part = np.diff(layout[f"xaxis{end}"]["domain"])[0]
        wide = part * ((390 if narrow else 700) - 24 - layout["margin"]["l"] - layout["margin"]["r"])
        assert min(0 - low, high - 2) / (high - low) * wide > 4


def test_between_panels_below_each_other_is_room_for_the_switch():
    """Ticks and title above it, 30 pixels for itself, and the heading of the accuracy below it."""
    layout = curves([*lines()], 2, 600, 200, narrow=True)["layout"]
    inner = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    gap = layout["yaxis"]["domain"][0] - layout["yaxis2"]["domain"][1]
    assert gap * inner == pytest.approx(44 + 30 + 34)


@pytest.mark.parametrize(("k", "part"), [(0, "weights"), (1, "biases")])
def test_the_panels_show_every_kept_quantile(k, part):
    """Median, both bands, smallest and largest of each layer are those of the record, at their epochs."""
    found = traces(rates(BOTH, DIGITS)[part])
    record, epochs = ADAM.learning_rates[1:, :, k], ADAM.epoch[1:]
    rows = len(epochs)
    for layer in range(3):
        median = found[f"median-b-{layer}"]
        np.testing.assert_array_equal(median["x"], epochs)
        np.testing.assert_array_equal(median["y"], record[:, layer, 3])
        np.testing.assert_array_equal(median["customdata"], record[:, layer])
        for low, high in ((1, 5), (2, 4)):
            band = found[f"band-b-{layer}-{low}"]
            np.testing.assert_array_equal(band["x"][:rows], band["x"][rows:][::-1])
            np.testing.assert_array_equal(band["y"][:rows], record[:, layer, low])
            np.testing.assert_array_equal(band["y"][rows:][::-1], record[:, layer, high])
        ends = found[f"ends-b-{layer}"]
        np.testing.assert_array_equal(ends["y"][:rows], record[:, layer, 0])
        np.testing.assert_array_equal(ends["y"][rows + 1 :], record[:, layer, -1])


def test_gradient_descent_is_one_line():
    """At alpha, from the first kept step to the last, in each panel."""
    found = traces(rates(BOTH, DIGITS)["weights"])
    assert [uid for uid in found if "-a-" in uid] == ["one-a-0", "one-a-1", "one-a-2"]
    for layer in range(3):
        np.testing.assert_array_equal(found[f"one-a-{layer}"]["y"], [0.5, 0.5])
        np.testing.assert_array_equal(found[f"one-a-{layer}"]["x"], [DESCENT.epoch[1], 2])


@pytest.mark.parametrize("part", ["weights", "biases"])
@pytest.mark.parametrize("shape", ["layout", "narrow"])
def test_all_panels_have_the_same_range_and_it_holds_everything(part, shape):
    """Every number that is drawn, and each alpha, is within it; the epochs are those that there will be."""
    figure = rates(BOTH, DIGITS)[part]
    axes = [figure[shape][f"yaxis{end}"] for end in ("", "2", "3")]
    assert axes[0]["range"] == axes[1]["range"] == axes[2]["range"]
    drawn = np.concatenate([trace["y"] for trace in figure["data"]] + [[0.5, 0.01]])
    low, high = axes[0]["range"]
    assert low <= np.log10(np.nanmin(drawn)) <= np.log10(np.nanmax(drawn)) <= high
    assert all(figure[shape][f"xaxis{end}"]["range"] == [0, 2] for end in ("", "2", "3"))


def test_panels_stand_beside_each_other_or_below():
    """They are of one size, and none covers another."""
    figure = rates(BOTH, DIGITS)["weights"]
    for shape, along in (("layout", "xaxis"), ("narrow", "yaxis")):
        places = sorted(figure[shape][f"{along}{end}"]["domain"] for end in ("", "2", "3"))
        np.testing.assert_allclose(np.diff(places)[:, 0], np.diff(places)[0, 0], atol=1e-12)
        assert places[0][1] < places[1][0] < places[1][1] < places[2][0]
    assert figure["narrow"]["yaxis"]["domain"][0] > figure["narrow"]["yaxis2"]["domain"][1]


def test_the_ceiling_is_named_where_it_is_reached():
    """The largest rate of the first layer is alpha / epsilon, 10⁶ here; where it is not, nothing says so."""

    def named(training):
        words = rates(sides({"b": training}), DIGITS)["weights"]["layout"]["annotations"]
        return [word["y"] for word in words if "α / ε" in word["text"]]

    assert ADAM.learning_rates[-1, 0, 0, -1] == pytest.approx(1e6, rel=1e-6)
    np.testing.assert_allclose(named(ADAM), 6)
    below = ADAM.learning_rates.copy()
    below[:, 0, 0, -1] *= 0.99
    assert named(replace(ADAM, learning_rates=below)) == []


def test_the_ceiling_of_keras_s_epsilon_grows():
    """It is alpha sqrt(1 - beta2^t) / epsilon, which the last row has for the weights without ink."""
    hat = trained(Adam(0.01, epsilon_hat=True))
    ceiling = 0.01 * (1 - 0.999**26) ** 0.5 / 1e-8
    assert hat.learning_rates[-1, 0, 0, -1] == pytest.approx(ceiling, rel=1e-4)
    words = rates(sides({"b": hat}), DIGITS)["weights"]["layout"]["annotations"]
    (named,) = [word for word in words if "/ ε" in word["text"]]
    assert named["text"].startswith("α √(1 − β₂ᵗ) / ε")
    assert 10 ** named["y"] == pytest.approx(ceiling)


@pytest.mark.parametrize("alpha", [1e300, 1.7e308, 1e-300, 1e-310, 5e-324])
def test_learning_rates_at_the_ends_of_the_range_are_drawn(alpha):
    """Their axis has ends that are numbers, and ticks as far as there are powers of ten."""
    for part in ("weights", "biases"):
        figure = rates(sides({"a": trained(GradientDescent(alpha)), "b": ADAM}), DIGITS)[part]
        axis = json.loads(to_json(figure))["layout"]["yaxis"]
        low, high = axis["range"]
        assert low < np.log10(alpha) < high
        assert all(tick > 0 for tick in axis["tickvals"])
        assert 3 <= len(axis["tickvals"]) <= 14
        assert 2 <= sum(text != "" for text in axis["ticktext"]) <= 7


@pytest.mark.parametrize("slots", ["ab", "ba"])
@pytest.mark.parametrize(("shape", "tall"), [("layout", 326), ("narrow", 0.82 / 3 * 676)])
def test_names_have_room_and_do_not_meet(slots, shape, tall):
    """A name, 18 pixels high, ends within its panel; that of the upper line is above, that of the lower below.

    A panel is 400 pixels high without 74 of margins; three below each other, with two gaps of 9 %, share 676.
    """
    layout = rates(sides(dict(zip(slots, (ADAM, HIGH), strict=True))), DIGITS)["weights"][shape]
    named = [word for word in layout["annotations"] if "α" in word["text"]]
    assert sorted(word["y"] for word in named) == pytest.approx([-2, -2, 6, 8])
    low, high = layout["yaxis"]["range"]
    for word in named:
        y = tall * (word["y"] - low) / (high - low)
        assert y + 18 <= tall if word["yanchor"] == "bottom" else y - 18 >= 0
    assert [word["yanchor"] for word in sorted(named, key=lambda word: word["y"])[2:]] == ["top", "bottom"]
    assert {word["yanchor"] for word in named if word["y"] == -2} == {"top", "bottom"}


def test_decades_are_written_alike():
    """Plain numbers where all are from 0.001 to 1000, else all as powers; of many, the even ones."""
    plain = rates(sides({"a": DESCENT}), DIGITS)["weights"]["layout"]["yaxis"]
    assert [text for text in plain["ticktext"] if text] == ["0.1", "1"]
    powers = rates(sides({"b": ADAM}), DIGITS)["weights"]["layout"]["yaxis"]
    texts = [text for text in powers["ticktext"] if text]
    assert texts[-4:] == [f"10<sup>{power}</sup>" for power in (0, 2, 4, 6)]
    assert all(text.startswith("10<sup>") for text in texts)


def test_before_the_first_step_there_is_nothing_to_draw():
    """The panels are there, without lines and words."""
    begun = {slot: course(optimizer)[0] for slot, optimizer in (("a", GradientDescent()), ("b", Adam()))}
    answer = rates(sides(begun), DIGITS)
    assert answer["words"] == ()
    assert answer["weights"]["data"] == answer["biases"]["data"] == []


def test_what_is_no_number_is_not_drawn():
    """Lines end where the rates do."""
    cut = ADAM.learning_rates.copy()
    cut[4:] = np.nan
    found = traces(rates(sides({"b": replace(ADAM, learning_rates=cut)}), DIGITS)["weights"])
    np.testing.assert_array_equal(found["median-b-2"]["x"], ADAM.epoch[1:4])


def test_many_rows_are_thinned_evenly():
    """At most 301 of any number, each k-th, the first and the last among them."""
    for count in (1, 2, 299, 300, 301, 599, 601, 1999, 2000, 18_801):
        rows = thinned(count)
        assert (rows[0], rows[-1]) == (0, count - 1)
        assert len(rows) <= min(count, 301)
        assert len(set(np.diff(rows)[:-1].tolist())) <= 1


def test_panels_of_different_networks_are_refused():
    """There would be no panel for both."""
    other = trained(Adam(), network=Perceptron((784, 10), ("linear",)))
    with pytest.raises(ValueError, match="must be trainings of one network; got 2"):
        rates(sides({"a": ADAM, "b": other}), DIGITS)
    with pytest.raises(ValueError, match="must be trainings of one network; got 0"):
        rates({}, DIGITS)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_pictures_of_units_are_their_weights(mode):
    """Each to half a part of 127 of the largest of all; no weight is drawn as the ground."""
    answer = units(BOTH, DIGITS, mode)
    assert answer["colors"][2] == THEMES[mode].panel
    assert len(answer["colors"]) == 5
    for slot, training in (("a", DESCENT), ("b", ADAM)):
        sent = answer["pictures"][slot]
        parts = np.frombuffer(base64.b64decode(sent["pixels"]), np.int8).reshape(25, 784)
        weights = training.w[:19_600].reshape(784, 25)
        assert sent["largest"] == np.abs(weights).max()
        assert np.abs(parts).max() == 127
        for unit in range(25):
            drawn = parts[unit] * (sent["largest"] / 127)
            np.testing.assert_allclose(drawn, weights[:, unit], atol=0.501 * sent["largest"] / 127, rtol=0)
    assert answer["words"][0].startswith(f"{BLANK} pixels never have ink")


def test_a_network_without_numbers_has_no_pictures():
    """Neither pictures nor words about them; weights that are all 0 have one."""
    answer = units(sides({"a": LOST}), DIGITS)
    assert answer["pictures"] == {"a": None}
    assert answer["words"] == []
    zero = units(sides({"a": replace(DESCENT, w=np.zeros_like(DESCENT.w))}), DIGITS)["pictures"]["a"]
    assert zero["largest"] == 0
    assert not any(base64.b64decode(zero["pixels"]))


def test_answers_are_those_of_the_formula():
    """The largest softmax of a forward pass written out, in float64."""
    w, a = ADAM.w.astype(float), DIGITS.X_test / 255
    at = 0
    for inputs, outputs in ((784, 25), (25, 15), (15, 10)):
        weights = w[at : at + inputs * outputs].reshape(inputs, outputs)
        at += inputs * outputs
        z = a @ weights + w[at : at + outputs]
        at += outputs
        a = 1 / (1 + np.exp(-z))
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    reading = read(ADAM, DIGITS)
    np.testing.assert_array_equal(reading.answer, p.argmax(axis=1))
    np.testing.assert_allclose(reading.confidence, p.max(axis=1), rtol=1e-4)
    assert reading.right.mean() == ADAM.test_accuracy[-1]


def test_a_training_is_asked_once_for_all_pictures(monkeypatch):
    """Whoever needs its answers at the same time waits for them; nothing is kept of a training that is gone."""
    asked = []
    predict = reading_module.predict

    def counted(*given):
        asked.append(given)
        return predict(*given)

    monkeypatch.setattr(reading_module, "predict", counted)
    training = replace(ADAM)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(read, [training] * 8, [DIGITS] * 8))
    confusion(sides({"b": training}), DIGITS)
    answers(sides({"b": training}), DIGITS)
    assert len(asked) == 1
    assert all(each is found[0] for each in found)
    kept = weakref.ref(found[0])
    del training, found
    gc.collect()
    assert kept() is None


def test_test_digits_stand_in_kinds_the_wrong_ones_first():
    """Each digit is in one kind, in the order of a plain sort; pictures, labels and answers are its own."""
    answer = answers(BOTH, DIGITS, most=len(DIGITS.y_test))
    titles = ["both wrong", "only gradient descent wrong", "only Adam wrong", "both right"]
    assert [kind["title"] for kind in answer["kinds"]] == titles
    a, b = (read(training, DIGITS) for training in (DESCENT, ADAM))

    def place(i):
        wrong = a.answer[i] != DIGITS.y_test[i], b.answer[i] != DIGITS.y_test[i]
        sure = a.confidence[i], b.confidence[i]
        kind = {(True, True): 0, (True, False): 1, (False, True): 2, (False, False): 3}[wrong]
        return kind, (-max(sure), -sure[0], -sure[1], min(sure))[kind], i

    expected = sorted(range(len(DIGITS.y_test)), key=place)
    found = [digit for kind in answer["kinds"] for digit in kind["digits"]]
    assert [digit["number"] - 1 for digit in found] == expected
    assert [kind["count"] for kind in answer["kinds"]] == np.bincount([place(i)[0] for i in expected]).tolist()
    for digit in found:
        i = digit["number"] - 1
        np.testing.assert_array_equal(np.frombuffer(base64.b64decode(digit["pixels"]), "u1"), DIGITS.X_test[i])
        assert digit["label"] == DIGITS.y_test[i]
        for slot, reading in (("a", a), ("b", b)):
            told = digit["answers"][slot]
            assert (told["answer"], told["right"]) == (reading.answer[i], reading.answer[i] == digit["label"])
            assert told["words"] == in_words(reading.confidence[i])


def test_only_the_first_of_a_kind_are_sent():
    """Their number is that of all."""
    some, every = (answers(BOTH, DIGITS, most=most)["kinds"] for most in (3, 1000))
    for few, many in zip(some, every, strict=True):
        assert few["digits"] == many["digits"][:3]
        assert few["count"] == many["count"] == len(many["digits"])


def test_a_confidence_is_never_said_to_be_certain():
    """Rounded to a whole per cent, and never 100 %."""
    assert [in_words(p) for p in (0.104, 0.5, 0.9949, 0.995, 1.0)] == [
        "10 %",
        "50 %",
        "99 %",
        "over 99 %",
        "over 99 %",
    ]


def test_a_network_without_numbers_has_no_answers():
    """The other alone decides which are wrong; where both are lost, the digits are shown as they come."""
    kinds = answers(sides({"a": LOST, "b": ADAM}), DIGITS)["kinds"]
    assert [kind["title"] for kind in kinds] == ["Adam wrong", "Adam right"]
    assert kinds[1]["count"] == round(ADAM.test_accuracy[-1] * 200)
    assert all(digit["answers"]["a"] is None for kind in kinds for digit in kind["digits"])
    (kind,) = answers(sides({"a": LOST, "b": LOST}), DIGITS)["kinds"]
    assert (kind["title"], kind["count"]) == ("no answers", 200)
    assert [digit["number"] for digit in kind["digits"]] == list(range(1, 25))
    assert confusion(sides({"a": LOST, "b": ADAM}), DIGITS)["tables"]["a"] is None


def test_one_training_alone_has_answers_and_a_table():
    """The other waits for its turn."""
    assert [kind["title"] for kind in answers(sides({"b": ADAM}), DIGITS)["kinds"]] == [
        "Adam wrong",
        "Adam right",
    ]
    assert list(confusion(sides({"b": ADAM}), DIGITS)["tables"]) == ["b"]


def test_confusion_counts_every_test_digit():
    """By a plain loop: rows are what is shown, columns what is answered; the diagonal is right."""
    answer = confusion(BOTH, DIGITS)
    most = 0
    for slot, training in (("a", DESCENT), ("b", ADAM)):
        counts = [[0] * 10 for _ in range(10)]
        for label, given in zip(DIGITS.y_test, read(training, DIGITS).answer, strict=True):
            counts[label][given] += 1
        table = answer["tables"][slot]
        assert table["counts"] == counts
        assert table["words"].startswith(f"{round(training.test_accuracy[-1] * 200)} of 200 right (")
        assert table["none"] == [0] * 10
        most = max([most, *(counts[i][j] for i in range(10) for j in range(10) if i != j)])
    assert answer["most"] == most
    assert answer["shown"] == [int((DIGITS.y_test == digit).sum()) for digit in range(10)]


def test_some_digits_can_be_without_an_answer():
    """Where only their logits are too large for a number: counted as such, wrong, and said to be none."""
    network = Perceptron((784, 10), ("linear",))
    training = course(Adam(), network=network)[0]
    w = np.zeros(network.n, np.float32)
    inked = DIGITS.X_test.sum(axis=0).argsort()[-2:]
    w[:7840].reshape(784, 10)[inked] = 3e38 / 255
    there = sides({"a": replace(training, w=w)})
    # Sums are of bytes, and divided by 255 when they are there.
    over = DIGITS.X_test[:, inked].astype(float).sum(axis=1) * (3e38 / 255) > np.finfo(np.float32).max
    assert 0 < over.sum() < 200
    table = confusion(there, DIGITS)["tables"]["a"]
    assert table["none"] == [int(over[DIGITS.y_test == digit].sum()) for digit in range(10)]
    assert np.sum(table["counts"]) + over.sum() == 200
    wrong, right = answers(there, DIGITS, most=200)["kinds"]
    silent = {digit["number"] - 1 for digit in wrong["digits"] if digit["answers"]["a"] is None}
    assert silent == set(np.flatnonzero(over).tolist())
    assert all(digit["answers"]["a"] for digit in right["digits"])


@pytest.mark.parametrize("show", [rates, units, answers, confusion])
def test_what_is_sent_can_be_sent(show):
    """As JSON without NaN, with names that tell both apart, also where one is lost."""
    for trainings in ({"a": DESCENT, "b": ADAM}, {"a": LOST, "b": ADAM}, {"b": ADAM}):
        sent = json.loads(to_json(show(sides(trainings), DIGITS)))
        assert list(sent["slots"]) == list(trainings)
        assert all(side["when"] == "after 2 epochs" for side in sent["slots"].values())
        assert len({side["name"] for side in sent["slots"].values()}) == len(trainings)
