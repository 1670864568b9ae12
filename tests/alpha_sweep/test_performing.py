"""A sweep of alpha is its trainings, wherever they are done, and however often it was stopped."""

import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import pytest

from optim_viz import Adam, Choice, GradientDescent, ParameterError
from optim_viz.alpha_sweep import ALPHAS, AlphaSweep, Finished, Results, Row, Run, RunError, perform
from optim_viz.alpha_sweep.performing import trained
from optim_viz.datasets import Digits, keep_digits, load_digits
from optim_viz.network import train
from optim_viz.network_experiment import NetworkExperiment
from tests.alpha_sweep.conftest import FULL, SMALL


@pytest.fixture(scope="module")
def here() -> tuple[Finished, ...]:
    """The small sweep, done in this process."""
    return tuple(perform(SMALL))


def test_each_training_is_that_of_the_network(here):
    """The numbers at the marks are those that ``train`` gives there, for both, from every seed."""
    assert tuple(run for run, _ in here) == SMALL.runs
    assert SMALL.marks == (1, 2)
    kinds = {"a": GradientDescent, "b": Adam}
    for (slot, alpha, seed), row in here:
        *_, whole = train(load_digits(), kinds[slot](alpha=alpha), epochs=2, batch=None, seed=seed, every=1)
        assert row == Row(tuple(whole.loss[1:]), tuple(whole.test_loss[1:]), tuple(whole.test_accuracy[1:]))
    assert len({row for _, row in here}) == 8


def test_threads_and_processes_give_the_same_numbers(here):
    """In whatever order they come, told how much is done."""
    told: list[float] = []
    with ThreadPoolExecutor(2) as executor:
        assert dict(perform(SMALL, executor, told.append)) == dict(here)
    assert told == [done / 8 for done in range(1, 9)]
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        found = dict(perform(replace(SMALL, seeds=(3,)), executor))
    # Products in one thread and in several may round otherwise.
    for run, row in found.items():
        np.testing.assert_allclose(row, dict(here)[run], rtol=1e-4, atol=1e-6)


def test_what_was_stopped_goes_on_where_it_was(here):
    """What is done before is neither done nor given again, and counts as done."""
    told: list[float] = []
    first = perform(SMALL)
    before = tuple(next(first) for _ in range(3))
    first.close()
    rest = tuple(perform(SMALL, progress=told.append, done=before))
    assert before + rest == here
    assert told == [done / 8 for done in range(4, 9)]
    assert list(perform(SMALL, done=here)) == []
    with pytest.raises(ValueError, match=r"alpha=0.5.* is no training of this sweep"):
        perform(SMALL, done=[Finished(Run("a", 0.5, 3), here[0].row)])


def test_who_stops_asking_stops_it():
    """Nothing begins after it was closed."""
    begun = []

    class Counting(ThreadPoolExecutor):
        def submit(self, fn, /, *args, **kwargs):
            def counted():
                begun.append(fn)
                return fn(*args)

            return super().submit(counted)

    with Counting(1) as executor:
        found = perform(SMALL, executor)
        next(found)
        found.close()
        count = len(begun)
        assert count < 4
    assert len(begun) == count


def test_a_training_that_diverges_has_no_numbers():
    """NaN at every mark from there on, without a warning, and without going on in vain."""
    settings = AlphaSweep(NetworkExperiment(f=FULL, epochs=3), alphas=(1e300,), seeds=(0,))
    row = trained(settings, Run("a", 1e300, 0))
    assert all(math.isnan(value) for values in row for value in values)
    assert np.shape(row) == (3, 2)


class Carrier(NamedTuple):
    """Brings the first shipped digits to wherever it comes."""

    count: int

    def load(self) -> Digits:
        """Few of them."""
        d = load_digits()
        return Digits("few", "", d.X[: self.count], d.y[: self.count], d.X_test[:10], d.y_test[:10])


OWN = Choice.of("network", data=keep_digits(Carrier(50).load()), batch="full")
"""Digits that other processes do not know."""


def test_a_training_that_fails_is_named():
    """Digits that a worker does not have: which training it was, and why."""
    settings = AlphaSweep(NetworkExperiment(f=OWN, epochs=1), alphas=(0.1,), seeds=(7,))
    here = list(perform(settings))
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        with pytest.raises(RunError, match=r"The training of `a` with alpha 0.1 and seed 7 failed 3") as raised:
            list(perform(settings, executor))
        assert OWN["data"] in str(raised.value.__cause__)
        carried = dict(perform(settings, executor, digits=Carrier(50)))
    for run, row in here:
        np.testing.assert_allclose(carried[run], row, rtol=1e-4, atol=1e-6)


def test_the_usual_learning_rates_are_four_a_decade():
    """From 1e-5 to 10, with the libraries' defaults among them."""
    assert len(ALPHAS) == 25
    assert (ALPHAS[0], ALPHAS[-1]) == (1e-5, 10.0)
    np.testing.assert_allclose(np.diff(np.log10(ALPHAS)), 0.25, atol=0.002)
    assert {0.01, 0.001} <= set(ALPHAS)


def test_what_does_not_count_is_not_said():
    """Sweeps that differ in the alphas or the seed of their experiment alone are equal, and hash so."""
    one = AlphaSweep(NetworkExperiment(seed=9).with_value("a.alpha", 0.5).with_value("b.alpha", 0.5))
    assert one == AlphaSweep()
    assert hash(one) == hash(AlphaSweep())
    assert one != AlphaSweep(NetworkExperiment().with_value("b.beta1", 0.5))


@pytest.mark.parametrize(
    ("epochs", "marks"), [(1, (1,)), (2, (1, 2)), (10, (1, 10)), (11, (1, 10, 11)), (100, (1, 10, 100))]
)
def test_marks_end_with_the_last_epoch(epochs, marks):
    """1, 10 and 100 as far as there are so many."""
    assert AlphaSweep(NetworkExperiment(epochs=epochs)).marks == marks


@pytest.mark.parametrize(
    ("wrong", "parts"),
    [
        ({"alphas": ()}, "`alphas` must be one learning rate or several that rise"),
        ({"alphas": (0.1, 0.1)}, "`alphas` must be .* rise"),
        ({"seeds": ()}, "`seeds` must be 1 to 100 different ones"),
        ({"seeds": (1, 1)}, "`seeds` must be 1 to 100 different ones"),
    ],
)
def test_bad_settings_are_refused(wrong, parts):
    """With what they must be."""
    with pytest.raises(ValueError, match=parts):
        AlphaSweep(**wrong)


def test_numbers_out_of_range_are_refused():
    """As in every experiment."""
    with pytest.raises(ParameterError, match=r"`alpha` .* must be a positive finite number"):
        AlphaSweep(alphas=(-1.0, 0.1))
    with pytest.raises(ParameterError, match=r"`seed` .* must be a whole number"):
        AlphaSweep(seeds=(0, -1))


def test_results_are_arrays():
    """Medians and ranges over what is done, where a diverged training is the worst, whatever is missing."""
    settings = AlphaSweep(NetworkExperiment(epochs=1), alphas=(0.1, 1.0), seeds=(0, 1, 2))
    accuracy = {("a", 0.1, 0): 0.5, ("a", 0.1, 1): 0.7, ("a", 0.1, 2): None, ("b", 1.0, 2): None}
    lost = math.nan
    results = Results.of(
        settings,
        (
            Finished(Run(*run), Row((lost,), (lost,), (lost,)) if x is None else Row((2 - x,), (1 - x,), (x,)))
            for run, x in accuracy.items()
        ),
    )
    assert results.done.tolist() == [[[True, True, True], [False] * 3], [[False] * 3, [False, False, True]]]
    assert results.share == 4 / 12
    assert not results.is_done
    assert results.diverged[..., 0].tolist() == [[1, 0], [0, 1]]
    band = results.band("test_accuracy")
    np.testing.assert_array_equal(band.median[..., 0], [[0.5, np.nan], [np.nan, np.nan]])
    np.testing.assert_array_equal(band.low[..., 0], [[0.5, np.nan], [np.nan, np.nan]])
    np.testing.assert_array_equal(band.high[..., 0], [[0.7, np.nan], [np.nan, np.nan]])
    np.testing.assert_array_equal(results.band("loss").median[..., 0], [[1.5, np.nan], [np.nan, np.nan]])
    with pytest.raises(ValueError, match="there twice"):
        Results.of(settings, (*results.finished, results.finished[0]))
