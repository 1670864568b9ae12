"""What is said about a sweep of alpha is so, whoever wins."""

import math
import re

import pytest

from optim_viz import Choice
from optim_viz.alpha_sweep import AlphaSweep, Run, ready
from optim_viz.alpha_words import sentences, title
from optim_viz.network_experiment import NetworkExperiment
from tests.alpha_sweep.conftest import FULL, made_up

ALPHAS = (0.0001, 0.001, 0.01, 0.1, 1.0)
TEN = AlphaSweep(NetworkExperiment(epochs=10), alphas=ALPHAS)
FULLY = AlphaSweep(NetworkExperiment(f=FULL, epochs=10), alphas=ALPHAS)
PEAK = {"a": 1.0, "b": 0.001}
"""The best learning rate of each."""


def hill(run: Run, mark: int, tops: dict[str, float]) -> float:
    """An accuracy that is best at one alpha, 0.15 less a decade away, and differs by 0.02 over the seeds."""
    decades = abs(math.log10(run.alpha / PEAK[run.slot]))
    return round(tops[run.slot] - 0.15 * decades + 0.01 * (run.seed - 1), 6)


def about(words: str, said: tuple[str, ...]) -> str:
    """The one sentence that has these words."""
    (found,) = [sentence for sentence in said if words in sentence]
    return found


@pytest.mark.parametrize(
    ("tops", "verdict"),
    [
        ({"a": 0.9, "b": 0.8}, "gradient descent is ahead, by 10 percentage points."),
        ({"a": 0.8, "b": 0.9}, "Adam is ahead, by 10 percentage points."),
        ({"a": 0.9, "b": 0.89}, "they tie, within the spread over the seeds."),
        ({"a": 0.9, "b": 0.9}, "they tie."),
        # Apart over the seeds, but no further than they differ.
        ({"a": 0.9, "b": 0.88}, "they tie, within the spread over the seeds."),
        ({"a": 0.9, "b": 0.875}, "gradient descent is ahead, by 2.5 percentage points."),
    ],
)
def test_who_is_best_is_said_as_it_is(tops, verdict):
    """With the alpha of each and both medians."""
    said = sentences(made_up(TEN, lambda run, mark: hill(run, mark, tops)))
    best = about("After 10 epochs, each with its best α", said)
    a, b = (f"{100 * tops[slot]:.3g} %" for slot in "ab")
    assert f"gradient descent reads {a} of the test digits (α = 1, the largest tried)" in best
    assert f"Adam {b} (α = 0.001): {verdict}" in best


def test_the_same_alpha_and_the_defaults_are_told_with_both_numbers():
    """Whoever is ahead at each mark is named first, and where that changes it is said."""

    def number(run: Run, mark: int) -> float:
        if run.slot == "b":
            return 0.9 + 0.001 * run.seed
        return {1: 0.1, 10: 0.95}[mark] if run.alpha > 0.005 else 0.1

    said = sentences(made_up(TEN, number))
    assert about("With the same α = 0.001", said) == (
        "With the same α = 0.001, Adam reads 90.1 % of the test digits after 1 epoch and 90.1 % after 10 "
        "epochs; gradient descent 10 % and 10 %: Adam is ahead each time, by 80 percentage points."
    )
    wider = sentences(made_up(TEN, lambda run, mark: 0.5 if run.slot == "a" else 0.5 + 0.02 * mark))
    assert about("With the same", wider).endswith(": Adam is ahead each time, by 2 to 20 percentage points.")
    level = sentences(made_up(TEN, lambda run, mark: 0.5 + 0.01 * run.seed))
    assert about("With the same", level).endswith(": neither is ever ahead.")
    once = sentences(made_up(AlphaSweep(NetworkExperiment(epochs=1), alphas=ALPHAS), lambda run, mark: 0.5))
    assert about("With the same", once).endswith(": neither is ahead.")
    defaults = about("With Keras's defaults, α = 0.01 for gradient descent and 0.001 for Adam", said)
    assert defaults.endswith(
        "gradient descent reads 10 % of the test digits after 1 epoch and 95 % after 10 epochs; Adam 90.1 % "
        "and 90.1 %: after 1 epoch Adam is ahead, after 10 epochs gradient descent is ahead."
    )


def test_ranges_are_neighbours_within_two_points():
    """From the best one outwards until one is worse; at an end of what was tried, at least so wide."""
    accuracy = {
        "a": (0.5, 0.88, 0.9, 0.885, 0.85),
        "b": (0.9, 0.89, 0.5, 0.895, 0.1),
    }
    said = sentences(made_up(TEN, lambda run, _: accuracy[run.slot][ALPHAS.index(run.alpha)]))
    assert about("Gradient descent is within", said) == (
        "Gradient descent is within 2 percentage points of its best for α = 0.001 to 0.1 (×100) after 1 epoch "
        "and 0.001 to 0.1 (×100) after 10 epochs."
    )
    assert "for α = 0.0001 to 0.001 (at least ×10) after 1 epoch" in about("Adam is within", said)
    lonely = sentences(made_up(TEN, lambda run, _: 0.9 if run.alpha == 0.01 else 0.5))
    assert "for α = 0.01 alone after 1 epoch" in about("Adam is within", lonely)


def test_full_batches_are_told_by_their_loss():
    """After ten steps and more, whoever is faster, and how many times less the loss is."""
    mini = made_up(TEN, lambda run, mark: hill(run, mark, {"a": 0.9, "b": 0.9}))
    for winner, tops in (("Adam", {"a": 0.6, "b": 0.9}), ("gradient descent", {"a": 0.9, "b": 0.6})):
        full = made_up(FULLY, lambda run, mark, tops=tops: hill(run, mark, tops))
        said = sentences(mini, full)
        of_full = [sentence for sentence in said if "full batches" in sentence]
        assert len(of_full) == 1
        assert of_full[0].startswith(
            "With full batches, after 10 steps, each with its best α, gradient descent has"
        )
        assert (
            f"a loss of {1 - tops['a']:.1f} (α = 1, the largest tried), Adam {1 - tops['b']:.1f}" in of_full[0]
        )
        assert of_full[0].endswith(f": {winner} is ahead, with a loss 4 times lower.")
        alone = sentences(full)
        assert of_full[0] in alone
        assert any(each.startswith("With full batches, after 1 step, each") for each in alone)


def test_what_has_diverged_is_said_to_have():
    """No number stands for it, and nobody ties with it."""
    lost = made_up(TEN, lambda run, mark: None)
    assert (
        about("gradient descent has", sentences(lost)[2:3])
        == "After 1 epoch, gradient descent has diverged with every α."
    )
    assert "nothing (it has diverged)" in about("With the same", sentences(lost))
    assert not [sentence for sentence in sentences(lost) if "best" in sentence]
    late = made_up(TEN, lambda run, mark: 0.9 if run.slot == "b" or (mark == 1 and run.alpha > 0.5) else None)
    said = sentences(late)
    assert about("After 10 epochs", said) == "After 10 epochs, gradient descent has diverged with every α."
    assert about("With the same", said).endswith(
        "gradient descent nothing (it has diverged) and nothing (it has diverged): Adam is ahead each time."
    )


def test_a_diverged_seed_counts_as_the_worst():
    """Two of three good seeds make a median, but no lead over others that never fail."""

    def number(run: Run, mark: int) -> float | None:
        if run.slot == "b":
            return 0.8
        return None if run.seed == 0 else 0.9

    said = about("After 10 epochs, each with its best", sentences(made_up(TEN, number)))
    assert "gradient descent reads 90 %" in said
    assert "Adam 80 %" in said
    assert said.endswith("they tie, within the spread over the seeds.")


def test_what_is_not_done_is_not_told():
    """How much is done, and only that; with one seed nobody knows what is chance."""
    number = lambda run, mark: hill(run, mark, {"a": 0.9, "b": 0.5})  # noqa: E731
    first = sentences(made_up(TEN, number, lambda run: run.seed == 0 and run.alpha > 0.05))
    assert first[0] == "4 of 30 trainings are done; what follows is about these."
    assert first[1] == "It is all from one seed, so how much of a difference is chance is not known."
    assert "Keras" not in " ".join(first)
    assert "α = 0.1, the smallest tried" in about("After 1 epoch", first)
    assert "for α = 1 alone after 1 epoch" in about("Gradient descent is within", first)
    mixed = sentences(made_up(TEN, number, lambda run: run.seed == 0 or (run.seed == 1 and run.alpha < 0.05)))
    assert not any("chance" in sentence for sentence in mixed)
    assert about("After 1 epoch, each", mixed).endswith("percentage points, as far as one seed tells.")
    assert about("With the same", mixed).endswith("percentage points.")
    only_b = sentences(made_up(TEN, number, lambda run: run.slot == "b"))
    assert not any("gradient descent" in sentence.lower() for sentence in only_b)
    assert sentences(made_up(TEN, number, lambda run: False)) == ("None of the 30 trainings is done yet.",)


def test_two_of_a_kind_are_told_apart():
    """By their sides; and equal defaults are not told twice."""
    both = AlphaSweep(NetworkExperiment(a=Choice.of("adam", beta1=0.5), epochs=1), alphas=ALPHAS)
    results = made_up(both, lambda run, _: 0.9 if run.slot == "a" else 0.8)
    assert [title(results, slot) for slot in "ab"] == ["Adam (left)", "Adam (right)"]
    said = sentences(results)
    assert "Adam (left) is ahead, by 10 percentage points." in about("After 1 epoch", said)
    assert not any("defaults" in sentence for sentence in said)


def test_what_the_shipped_sweeps_say():
    """Far ahead at the same alpha and at the defaults, a tie at the best, and really faster on full batches."""
    said = sentences(ready().results, ready("full").results)
    assert len(said) == 9
    for begin, least in (("With the same α = 0.001", 40), ("With Keras's defaults", 3)):
        *_, lead = re.findall(
            r"Adam is ahead each time, by ([\d.]+) to [\d.]+ percentage points", about(begin, said)
        )
        assert float(lead) > least
    for epochs in (10, 100):
        best = about(f"After {epochs} epochs, each with its best", said)
        assert best.endswith("they tie, within the spread over the seeds.")
        (alpha,) = re.findall(r"gradient descent reads [\d.]+ % of the test digits \(α = ([\d.]+)\)", best)
        assert 0.3 < float(alpha) <= 1
    assert re.search(r": Adam is ahead, with a loss [2-9][\d.]* times lower", about("after 100 steps", said))
