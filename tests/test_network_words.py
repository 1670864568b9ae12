"""What is said of two trainings is true: counted again from the weights and from the record, for any pair."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_viz import OPTIMIZERS, AdaGrad, Adam, Choice, GradientDescent, RMSProp
from optim_viz.datasets import Digits
from optim_viz.network import Perceptron
from optim_viz.network.cost import CrossEntropy
from optim_viz.network.record import Recorder
from optim_viz.network.training import beginning
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.network_rate_words import rate_sentences
from optim_viz.network_side import blank_pixels, sides, sides_of
from optim_viz.network_words import progress_sentences, sentences
from optim_viz.pool import Course
from tests.test_narration import GARBLED
from tests.trainings import BLANK, DIGITS, course, trained

DESCENT, ADAM = course(GradientDescent(0.5)), course(Adam(0.01))
BOTH = {"a": DESCENT[-1], "b": ADAM[-1]}
BOTH_MARKS = "reaches 80 % after 1 epoch and 90 % after"
ONE_MARK = "reaches 80 % after 2 epochs, and has not reached 90 %"

TEST = CrossEntropy(Perceptron(), DIGITS.X_test, DIGITS.y_test)

COURSE = (
    "network",
    "epochs",
    "per_epoch",
    "step",
    "loss",
    "accuracy",
    "learning_rates",
    "test_loss",
    "test_accuracy",
    "w",
)


def with_tests(training, accuracy):
    """The same, with other accuracies on the test digits, one for the start and one an epoch."""
    return replace(training, test_accuracy=np.array(accuracy), test_loss=np.zeros(len(accuracy)))


def lost_from(training, row):
    """The same, whose numbers are NaN from a kept row on."""
    bad = np.arange(len(training.step)) >= row
    tests = np.arange(len(training.test_loss)) * training.per_epoch >= training.step[row]
    return replace(
        training,
        w=np.full_like(training.w, np.nan),
        loss=np.where(bad, np.nan, training.loss),
        learning_rates=np.where(bad[:, np.newaxis, np.newaxis, np.newaxis], np.nan, training.learning_rates),
        test_accuracy=np.where(tests, np.nan, training.test_accuracy),
    )


def said(trainings):
    """All that is said, when all of it can be."""
    told = sentences(sides(trainings), DIGITS)
    for sentence in told:
        assert not GARBLED.search(sentence), sentence
        assert not sentence[0].islower()
        assert sentence.endswith(".")
    return told


def test_who_reads_more_is_counted_from_the_weights():
    """Right answers of both, their share, and the difference."""
    counts = {}
    for name, training in zip(("gradient descent", "Adam"), BOTH.values(), strict=True):
        w, a, at = training.w.astype(float), DIGITS.X_test / 255, 0
        for inputs, outputs in ((784, 25), (25, 15), (15, 10)):
            z = a @ w[at : at + inputs * outputs].reshape(inputs, outputs)
            at += (inputs + 1) * outputs
            a = 1 / (1 + np.exp(-(z + w[at - outputs : at])))
        counts[name] = int((a.argmax(axis=1) == DIGITS.y_test).sum())
    (worse, less), (better, most) = sorted(counts.items(), key=lambda each: each[1])
    assert less < most
    assert (
        f"After 2 epochs {better} reads {most} of the 200 test digits right ({most / 2:g} %), "
        f"{worse} {less} ({less / 2:g} %): {most - less} fewer."
    ) in said(BOTH)


def test_where_gradient_descent_is_ahead_it_is_said():
    """With the word that it is so here; equal counts are equal."""
    ahead = {"a": with_tests(BOTH["a"], [0.1, 0.5, 0.8]), "b": with_tests(BOTH["b"], [0.1, 0.6, 0.795])}
    assert (
        "After 2 epochs here gradient descent reads 160 of the 200 test digits right (80 %), "
        "Adam 159 (79.5 %): 1 fewer."
    ) in said(ahead)
    level = {slot: with_tests(training, [0.1, 0.5, 0.55]) for slot, training in BOTH.items()}
    assert "After 2 epochs both read 110 of the 200 test digits right (55 %)." in said(level)


def test_losses_are_compared_where_both_have_been():
    """At the last step that both have reached, with the first 1,000 training digits."""
    a, b = DESCENT[3], ADAM[-1]
    assert a.step[-1] == 10
    low, high = sorted([(a.loss[3], "gradient descent"), (b.loss[3], "Adam")])
    (told,) = [sentence for sentence in said({"a": a, "b": b}) if "loss" in sentence]
    assert told.startswith("At epoch 0.769 the loss on the first 1,000 training digits is ")
    found = re.search(r"is (\S+) with (.+) and (\S+) with (.+?)(?:, (\S+) times as much)?\.$", told)
    assert (found[2], found[4]) == (low[1], high[1])
    np.testing.assert_allclose([float(found[1]), float(found[3])], [low[0], high[0]], rtol=0.006)
    if found[5]:
        assert float(found[5]) == pytest.approx(high[0] / low[0], rel=0.06)
    else:
        assert high[0] / low[0] < 1.11


@pytest.mark.parametrize(
    ("a", "b", "of_a", "of_b"),
    [
        ([0.1, 0.8, 0.9], [0.1, 0.5, 0.6], f"{BOTH_MARKS} 2 epochs", "has not reached 80 % in 2 epochs"),
        ([0.1, 0.9, 0.7], [0.1, 0.79, 0.85], "reaches 80 % and 90 % after 1 epoch", f"{ONE_MARK} in 2 epochs"),
        ([0.1, 0.5], [0.1, 0.5, 0.89], "has not reached 80 % in 1 epoch", f"{ONE_MARK} in 2 epochs"),
    ],
)
def test_it_is_said_when_a_mark_was_reached_first(a, b, of_a, of_b):
    """80 and 90 % on the test digits, each at the first epoch with so many, or not yet."""
    pair = {"a": with_tests(BOTH["a"], a), "b": with_tests(BOTH["b"], b)}
    assert f"On the test digits gradient descent {of_a}; Adam {of_b}." in said(pair)


def test_neither_is_said_once():
    """Where both are still below the first mark after the same epochs."""
    pair = {slot: with_tests(training, [0.1, 0.2, 0.3]) for slot, training in BOTH.items()}
    assert "Neither has reached 80 % on the test digits in 2 epochs." in said(pair)


def test_who_is_lost_is_said_first_with_the_step():
    """The first kept step without a number; the other is measured alone, and moves alone."""
    pair = {"a": lost_from(BOTH["a"], 3), "b": BOTH["b"]}
    told = said(pair)
    step = BOTH["a"].step[3]
    assert told[0] == f"Gradient descent is lost: by step {step} its numbers have run out of range."
    assert any(
        re.match(r"After 2 epochs Adam reads \d+ of the 200 test digits right \(.*\)\.$", each) for each in told
    )
    assert any(each.endswith("so they stay where they began with Adam.") for each in told)


def test_a_real_divergence_is_told():
    """A step so large that float32 overflows; one that is as large, but finite, is not lost."""
    steep = Perceptron((784, 8, 10), ("relu", "linear"))
    training = trained(GradientDescent(1e30), network=steep)
    assert training.diverged
    assert said({"a": training})[0].startswith("Gradient descent is lost: by step ")
    finite = trained(GradientDescent(1e36))
    assert not finite.diverged
    assert not any("lost" in each for each in said({"a": finite, "b": BOTH["b"]}))


def test_a_division_by_zero_is_told_where_it_is_one():
    """Without epsilon Adam has no number left after its first step, for pixels without ink."""
    first = course(Adam(epsilon=0.0), every=1, epochs=1)[1]
    assert first.diverged
    assert first.step[-1] == 1
    assert said({"b": first})[0] == (
        "Adam divides by zero at its first step, because ε = 0 and the gradient of some weights is exactly 0."
    )


def test_a_loss_out_of_range_is_no_number():
    """With it the accuracy is none, and the training is lost, though its weights are finite."""
    recorder = Recorder(GradientDescent(), beginning(DIGITS, Perceptron(), 100, 0)[1], TEST, 0, 1, 1)
    recorder.measure_by(lambda cost: lambda w: (np.float32(np.inf), np.float32(0.05)))
    w = np.zeros(Perceptron().n, np.float32)
    recorder.keep(0, w, None)
    recorder.end_epoch(w)
    training = recorder.training(w)
    assert training.diverged
    for values in (training.loss, training.accuracy, training.test_loss, training.test_accuracy):
        assert np.isnan(values).all()


def test_few_digits_are_counted_as_they_are():
    """One is no plural, and what was so before the first step is not told as after no epoch."""
    one = Digits("one", "", DIGITS.X[:1], DIGITS.y[:1], DIGITS.X_test[:1], DIGITS.y_test[:1])
    told = sentences(sides({"b": course(Adam(0.1), one, batch=1)[-1]}), one)
    assert any("of the 1 test digit right" in each for each in told)
    assert any("the loss on the only training digit is " in each for each in told)
    assert any(" never have ink in the 1 training digit: " in each for each in told)
    reads_all = with_tests(BOTH["b"], [1.0, 1.0, 1.0])
    assert "On the test digits Adam reaches 80 % and 90 % before the first step." in said({"b": reads_all})


def test_one_that_has_not_begun_is_not_compared():
    """What the other has reached is said of it alone."""
    told = said({"a": DESCENT[0], "b": ADAM[-1]})
    assert told[0].startswith("After 2 epochs Adam reads ")
    assert not any("gradient descent" in each.lower() for each in told)
    assert said({"b": ADAM[0]}) == ("Adam has not taken a step yet.",)


def test_both_begin_alike():
    """Of one seed at the same numbers, of two not."""
    assert said({"a": DESCENT[0], "b": ADAM[0]}) == (
        "Neither has taken a step yet; both begin at the same 20,175 numbers.",
    )
    other = course(Adam(), seed=1)[0]
    assert said({"a": DESCENT[0], "b": other}) == ("Neither has taken a step yet.",)


def test_the_same_settings_are_said_to_be_the_same():
    """Only where batches and seeds are, too."""
    same = "Both have the same settings, so their trainings are the same."
    assert same in said({"a": ADAM[-1], "b": ADAM[-1]})
    assert same not in said({"a": ADAM[-1], "b": replace(ADAM[-1], seed=1)})
    assert same not in said(BOTH)


@pytest.mark.parametrize("optimizer", [Adam(0.01), RMSProp(0.01), AdaGrad(0.01)])
def test_weights_without_ink_stay_and_have_the_largest_learning_rate(optimizer):
    """Those of the pixels counted, and no others, are where they began; the record has alpha / epsilon."""
    training = trained(optimizer)
    start, _ = beginning(DIGITS, training.network, 100, 0)
    still = (training.w == start)[:19_600].reshape(784, 25).all(axis=1)
    assert still.sum() == BLANK
    np.testing.assert_array_equal(still, DIGITS.X.max(axis=0) == 0)
    largest = optimizer.alpha / optimizer.epsilon
    assert training.learning_rates[-1, 0, 0, -1] == pytest.approx(largest, rel=1e-6)
    told = said({"b": training})
    assert (
        f"{BLANK} pixels of 784 never have ink in the 1,300 training digits: the gradient of their "
        f"{25 * BLANK:,} weights is exactly 0, so they stay where they began."
    ) in told
    assert told[-1].endswith("is theirs, and multiplies a gradient of 0.")
    shown = {1e6: "10⁶", 1e8: "10⁸"}[round(largest)]
    assert f"α / ε = {shown}, " in told[-1]


def test_where_every_pixel_has_ink_nothing_is_said_of_blank_ones():
    """The ceiling, where it is still reached, belongs to what has not been seen yet."""
    X = np.maximum(DIGITS.X, (np.arange(1300) == 1299)[:, np.newaxis])
    full = Digits("inked", "MNIST", X, DIGITS.y, DIGITS.X_test, DIGITS.y_test)
    assert blank_pixels(X) == 0
    training = course(Adam(0.01), full, batch=10, every=1, epochs=1)[1]
    told = rate_sentences(sides({"b": training}), full)
    assert told[-1] == (
        "Adam's largest learning rate, α / ε = 10⁶, belongs to gradients that have been 0 so far, or too small "
        "to count beside ε."
    )
    done = course(Adam(0.01), full, batch=10, epochs=1)[-1]
    assert not any("α / ε" in each for each in rate_sentences(sides({"b": done}), full))


def test_the_spread_is_that_of_the_record():
    """Smallest, largest and median of each layer's weights and biases; medians of weights as times alpha."""
    last = BOTH["b"].learning_rates[-1, :, 0]
    told = said(BOTH)
    at = next(k for k, each in enumerate(told) if "learning rates of the weights" in each)
    weights, biases, medians = told[at : at + 3]
    assert weights.startswith("After 26 steps Adam's learning rates of the weights are ")
    assert biases.startswith("Those of its biases are ")
    for kind, spread in enumerate((weights, biases)):
        found = re.findall(r"(\S+) to (\S+) in layer (\d) \(median (\S+?)\)", spread)
        assert [each[2] for each in found] == ["1", "2", "3"]
        for (low, high, _, middle), rates in zip(found, BOTH["b"].learning_rates[-1, :, kind], strict=True):
            assert float(low) == pytest.approx(rates[0], rel=0.006)
            assert float(middle) == pytest.approx(rates[3], rel=0.006)
            assert high == "10⁶" or float(high) == pytest.approx(rates[-1], rel=0.006)
    assert medians.startswith("For the weights the medians are ")
    times = [float(each.replace(",", "")) for each in re.findall(r"[\d,.]*\d", medians.partition(" times")[0])]
    np.testing.assert_allclose(times, last[:, 3] / 0.01, rtol=0.006)
    assert medians.endswith("and these are small.") == bool((last[:, 3] > 0.01).all())


def test_gradient_descent_has_one_learning_rate():
    """For all of the numbers, whatever the layer."""
    assert rate_sentences(sides({"a": BOTH["a"]}), DIGITS)[0] == (
        "Gradient descent has one learning rate for all 20,175 weights and biases: 0.5."
    )


def test_two_of_a_kind_are_told_apart():
    """By what differs, as everywhere."""
    other = trained(Adam(0.1))
    names = [side.name for side in sides({"a": ADAM[-1], "b": other}).values()]
    assert names == ["Adam (α = 0.01)", "Adam (α = 0.1)"]
    assert any("Adam (α = 0.1)'s learning rates" in each for each in said({"a": ADAM[-1], "b": other}))


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_everything_said_of_every_optimizer_can_be_said(key):
    """At each moment of a training beside each moment of another."""
    for one in course(OPTIMIZERS[key](alpha=0.01)):
        for other in DESCENT[::3]:
            said({"a": one, "b": other})
            said({"a": other, "b": one})


shares = st.integers(0, 200).map(lambda right: right / 200)


@settings(max_examples=60)
@given(st.lists(shares, min_size=1, max_size=6), st.lists(shares, min_size=1, max_size=6), st.integers(0, 7))
def test_any_course_of_accuracies_is_told_in_order(a, b, lost):
    """The one that is named first never reads fewer, and nothing is garbled, also where one is lost."""
    pair = {"a": with_tests(BOTH["a"], a), "b": with_tests(BOTH["b"], b)}
    epoch = min(len(a), len(b)) - 1
    told = progress_sentences(sides(pair), DIGITS)
    ranked = [each for each in told if "fewer" in each]
    assert bool(ranked) == (epoch > 0 and a[epoch] != b[epoch])
    for each in ranked:
        most, less, fewer = (int(n) for n in re.findall(r"(\d+) (?:of the|\(|fewer)", each))
        assert sorted([round(200 * a[epoch]), round(200 * b[epoch])]) == [less, most]
        assert fewer == most - less
        assert ("gradient descent reads" in each) == (a[epoch] > b[epoch])
    said(pair)
    if lost:
        tests = np.where(np.arange(len(a)) < lost, a, np.nan)
        said({**pair, "a": with_tests(lost_from(BOTH["a"], lost), tests)})


def test_a_course_that_goes_on_is_told_as_its_training():
    """What the pool knows of it, with what the experiment says: the same sentences, also of one that waits."""
    experiment = NetworkExperiment(
        f=Choice.of("network", batch="100"),
        a=Choice.of("gd", alpha=0.5),
        b=Choice.of("adam", alpha=0.01),
        epochs=2,
    )

    def course_of(training):
        rows = {name: getattr(training, name) for name in COURSE}
        return Course(**rows, spent=1.0, ends=(0.0,) * len(training.test_loss), training=None)

    for a, b in ((DESCENT[-1], ADAM[-1]), (DESCENT[4], ADAM[-1]), (DESCENT[0], ADAM[0])):
        courses = {"a": course_of(a), "b": course_of(b)}
        told = sentences(sides_of(experiment, courses), DIGITS)
        assert told == said({"a": a, "b": b})
    waiting = sides_of(experiment, {"a": None, "b": course_of(ADAM[5])})
    assert sentences(waiting, DIGITS) == said({"b": ADAM[5]})
    # Its weights are those of the end of an epoch, and the training's are those of step 15.
    assert (waiting["b"].weighed, sides({"b": ADAM[5]})["b"].weighed) == (1, 15 / 13)
