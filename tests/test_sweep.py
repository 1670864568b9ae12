"""Sweeps: what comes of many runs is what comes of each of them, wherever they are run."""

import tracemalloc
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from threading import Lock
from time import sleep

import numpy as np
import pytest

from optim_viz import OPTIMIZERS, Choice, Experiment, ParameterError, analysis
from optim_viz.batch import Outcomes, outcomes_of
from optim_viz.race import perform_slot
from optim_viz.sweep import ChunkError, Sweep, outer, sweep

AXES = {"a.alpha": np.geomspace(1e-3, 30, 11), "f.kappa": [1.0, 20.0, 300.0], "f.angle": [0.0, 30.0]}
SHORT = Experiment(steps=40)


def same_bits(one: Outcomes, other: Outcomes) -> None:
    """Equal in every number, NaN where NaN is."""
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == b.dtype


@pytest.fixture(scope="module")
def here() -> Sweep:
    """The sweep of ``AXES``, done in this process."""
    return sweep(SHORT, "a", AXES)


@pytest.mark.parametrize("steps", [1, 7, 150])
@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_sweep_is_its_runs(key, steps):
    """Each outcome is what is measured on the single run, for all optimizers, diverging runs included."""
    experiment = Experiment(b=Choice.of(key), steps=steps, tolerance=0.01)
    axes = {"b.alpha": np.geomspace(1e-3, 1e3, 9), "f.kappa": [1.0, 20.0], "f.scale": [0.01, 100.0]}
    swept = sweep(experiment, "b", axes)
    assert swept.shape == swept.outcomes.steps.shape == (9, 2, 2)
    half = steps // 2
    for place in np.ndindex(9, 2, 2):
        single = experiment
        for (path, values), at in zip(axes.items(), place, strict=True):
            single = single.with_value(path, float(values[at]))
        path = perform_slot(single, "b")
        with np.errstate(invalid="ignore"):
            rose = path.value[-1] > path.value[: half + 1].max()
        expected = Outcomes(
            analysis.steps_to(path, 0.01),
            analysis.stays_from(path, 0.01),
            np.nan if path.diverged else analysis.final_cost(path) / path.value[0],
            path.diverged or rose,
        )
        for name, value in expected._asdict().items():
            np.testing.assert_array_equal(getattr(swept.outcomes, name)[place], value, err_msg=name)
    if steps == 150:
        arrived = ~np.isnan(swept.outcomes.stays)
        assert 3 < arrived.sum() < 33
        assert swept.outcomes.diverged.any() or key in ("adagrad", "rmsprop", "adam")


def test_bursts_are_not_divergence():
    """An Adam that shoots out above J_0 late and comes back has not diverged, and no run that stays has."""
    swept = sweep(Experiment(steps=1000), "b", {"b.alpha": np.geomspace(0.1, 10, 21), "b.beta1": [0.18, 0.45]})
    outcomes = swept.outcomes
    path = perform_slot(Experiment(steps=1000).with_value("b.alpha", 1.0).with_value("b.beta1", 0.45), "b")
    assert path.value[501:].max() > path.value[:501].max() > 1e30 * path.value[-1]
    assert not outcomes.diverged[10, 1]
    assert np.isnan(outcomes.stays[outcomes.diverged]).all()


def test_what_only_the_memory_has_lost_is_lost():
    """Squares of gradients out of range, while J is not: the run has diverged, and so it is in the sweep."""
    experiment = Experiment(f=Choice.of("quadratic", kappa=1000, scale=100), steps=10)
    (cost,), (diverged,) = outcomes_of(experiment, "b", {"b.alpha": [1e150]})[2:]
    path = perform_slot(experiment.with_value("b.alpha", 1e150), "b")
    # The first step is alpha long; v is the square of a gradient of 1e155 there.
    assert path.objective.value((1e150, 1e150)) < np.inf
    assert path.diverged
    assert diverged
    assert np.isnan(cost)


def test_a_start_at_the_minimum_has_arrived():
    """It is there at step 0 and stays; no part of J_0 = 0 is left over that could be told."""
    steps, stays, cost, diverged = outcomes_of(Experiment(start=(0, 0)), "a", {"a.alpha": [0.01, 0.05]})
    assert [steps.tolist(), stays.tolist(), diverged.tolist()] == [[0, 0], [0, 0], [False, False]]
    assert np.isnan(cost).all()


@pytest.mark.parametrize("chunk", [1, 7, 65, 66, 10**6])
def test_chunks_do_not_matter(here, chunk):
    """The same bits in chunks of any size."""
    same_bits(sweep(SHORT, "a", AXES, chunk=chunk).outcomes, here.outcomes)


def test_outer_is_every_combination(here):
    """The outcomes at (i, j, k) belong to the i-th, j-th and k-th value of the axes."""
    grids = outer(AXES)
    flat = outcomes_of(SHORT, "a", {path: grid.ravel() for path, grid in grids.items()})
    same_bits(Outcomes(*(each.reshape(here.shape) for each in flat)), here.outcomes)
    assert [grids["f.kappa"][4, 2, 1], grids["a.alpha"][4, 2, 1]] == [300.0, AXES["a.alpha"][4]]


def test_memory_is_that_of_a_chunk():
    """200,000 runs in chunks of 1,000 take their outcomes, 25 bytes each, and little more."""
    axes = {"b.alpha": np.geomspace(1e-3, 1, 500), "b.beta1": np.linspace(0, 0.9, 400)}

    def peak(chunk: int) -> int:
        tracemalloc.start()
        sweep(Experiment(steps=3), "b", axes, chunk=chunk)
        try:
            return tracemalloc.get_traced_memory()[1] - 25 * 200_000
        finally:
            tracemalloc.stop()

    assert peak(1000) < 2_000_000
    assert peak(200_000) > 20_000_000


def test_progress_rises_to_one():
    """It is told after every chunk."""
    told: list[float] = []
    sweep(SHORT, "a", AXES, chunk=10, progress=told.append)
    assert told == [done / 7 for done in range(1, 8)]


def test_threads_and_processes_give_the_same_bits(here):
    """The standard library's executors, and one that answers in another order."""
    with ThreadPoolExecutor(2) as executor:
        same_bits(sweep(SHORT, "a", AXES, executor=executor, chunk=5).outcomes, here.outcomes)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        same_bits(sweep(SHORT, "a", AXES, executor=executor, chunk=11).outcomes, here.outcomes)
    backwards = Backwards()
    same_bits(sweep(SHORT, "a", AXES, executor=backwards, chunk=11).outcomes, here.outcomes)
    assert not backwards.held


class Backwards(Executor):
    """Answers every second call first, and the one before it second."""

    def __init__(self):
        self.held = []

    def submit(self, fn, /, *args, **kwargs):
        """Hold a call, or do two."""
        self.held.append((Future(), fn, args))
        last = self.held[-1][0]
        while len(self.held) == 2:
            for future, function, given in (self.held.pop(), self.held.pop()):
                future.set_result(function(*given))
        return last


class Unreliable(Executor):
    """Fails with the call number ``wrong``, and with the next tries of the same chunk, ``times`` in all."""

    def __init__(self, wrong: int, times: int, refuses: bool = False):
        self.wrong, self.times, self.refuses = wrong, times, refuses
        self.calls = []

    def submit(self, fn, /, *args, **kwargs):
        """Do it, or fail."""
        future = Future()
        self.calls.append(fn.__self__.part)
        chunk = self.calls[min(self.wrong, len(self.calls)) - 1]
        if len(self.calls) >= self.wrong and fn.__self__.part == chunk and self.times:
            self.times -= 1
            if self.refuses:
                raise OSError("closed")
            future.set_exception(OSError("unplugged"))
        else:
            future.set_result(fn(*args))
        return future


@pytest.mark.parametrize("refuses", [False, True])
def test_a_chunk_that_fails_twice_is_tried_again(here, refuses):
    """The third attempt counts, and nothing is lost or done twice besides."""
    executor = Unreliable(wrong=2, times=2, refuses=refuses)
    same_bits(sweep(SHORT, "a", AXES, executor=executor, chunk=20).outcomes, here.outcomes)
    assert len(executor.calls) == 4 + 2
    assert executor.calls.count(slice(20, 40)) == 3


@pytest.mark.parametrize("refuses", [False, True])
def test_a_chunk_that_fails_three_times_is_named(refuses):
    """Which it was, of how many, what was in it, and why."""
    axes = {"b.alpha": [0.1, 0.2, 0.3, 0.4], "f.kappa": [2.0, 5.0]}
    with pytest.raises(ChunkError) as raised:
        sweep(SHORT, "b", axes, executor=Unreliable(wrong=3, times=3, refuses=refuses), chunk=2)
    assert str(raised.value) == (
        "Chunk 3 of 4 of the sweep of `b` failed 3 times (b.alpha 0.3 to 0.3, f.kappa 2 to 5)."
    )
    assert isinstance(raised.value.__cause__, OSError)


def test_what_progress_raises_leaves_nothing_running():
    """When the error arrives, no chunk is running, and none begins afterwards."""
    executor = Counting(2)

    def stop(done: float) -> None:
        if done > 0.05:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(SHORT, "a", AXES, executor=executor, chunk=1, progress=stop)
    begun = executor.begun
    assert begun == executor.ended
    executor.shutdown(wait=True)
    assert executor.begun == begun < 66


class Counting(ThreadPoolExecutor):
    """Knows how many calls have begun and ended; after the first ones each takes a while."""

    def __init__(self, workers: int):
        super().__init__(workers)
        self.begun = self.ended = 0
        self.lock = Lock()

    def submit(self, fn, /, *args, **kwargs):
        """Count around the call."""

        def counted():
            with self.lock:
                self.begun += 1
                late = self.begun > 8
            if late:
                sleep(0.1)
            try:
                return fn(*args, **kwargs)
            finally:
                with self.lock:
                    self.ended += 1

        return super().submit(counted)


@pytest.mark.parametrize(
    ("slot", "axes", "parts"),
    [
        ("c", {"a.alpha": [0.1]}, ["`slot` must be 'a' or 'b'", "'c'"]),
        ("a", {}, ["at least one axis"]),
        ("a", {"a.alpha": []}, ["`a.alpha`", "one row of numbers", "[]"]),
        ("a", {"a.alpha": [[0.1]]}, ["`a.alpha`", "one row of numbers", "[[0.1]]"]),
        ("a", {"a.alpha": "many"}, ["`a.alpha`", "one row of numbers", "'many'"]),
        ("a", {"b.alpha": [0.1]}, ["a.alpha", "got 'b.alpha'"]),
        ("a", {"a.alhpa": [0.1]}, ["got 'a.alhpa'; did you mean a.alpha?"]),
        ("a", {"steps": [10, 20]}, ["f.kappa, f.angle, f.scale, a.alpha", "'steps'"]),
        ("b", {"b.bias_correction": [0, 1]}, ["b.epsilon;", "'b.bias_correction'"]),
    ],
)
def test_bad_axes_are_refused(slot, axes, parts):
    """What is wrong, what it was, what there is; before anything is run."""
    with pytest.raises(ValueError, match=r"must|needs") as raised:
        sweep(SHORT, slot, axes)
    assert all(part in str(raised.value) for part in parts), raised.value


def test_values_out_of_range_are_refused():
    """A sweep does not leave out the runs that cannot be."""
    with pytest.raises(ParameterError, match=r"`alpha` of `GradientDescent` must be a positive finite number"):
        sweep(SHORT, "a", {"a.alpha": [0.1, -0.1]})
    with pytest.raises(ValueError, match="`chunk` must be at least 1; got 0"):
        sweep(SHORT, "a", {"a.alpha": [0.1]}, chunk=0)
