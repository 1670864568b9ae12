"""Trainings in the pool: what the server knows of them is what they are."""

import gc
import os
import pickle
from itertools import pairwise

import numpy as np
import pytest

from optim_viz import Adam, GradientDescent
from optim_viz.datasets import Digits, load_digits
from optim_viz.network import CrossEntropy, Perceptron, train
from optim_viz.pool import Course, Shared, TrainingTask
from optim_viz.pool.training import usual_every
from tests.pool.following import has_news, over, until

ALL = load_digits()
FEW = Digits("few", "MNIST", ALL.X[:1300], ALL.y[:1300], ALL.X_test[:200], ALL.y_test[:200])
ROWS = ("step", "epoch", "loss", "accuracy", "learning_rates", "test_loss", "test_accuracy")
LONG = TrainingTask(Adam(0.001), epochs=100)


def same(found, expected):
    """Equal but for the last digits of float32: products in one thread and in several may round otherwise."""
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def test_a_course_is_the_training(two):
    """All rows of both contenders arrive, in order and once, and so does the training with its snapshots."""
    settings = {"epochs": 3, "batch": 10, "seed": 5, "every": 7, "snapshots": 4}
    optimizers = {"a": GradientDescent(0.1), "b": Adam(0.003)}
    digits = Shared(FEW)
    tasks = {slot: TrainingTask(each, digits, **settings) for slot, each in optimizers.items()}
    job = over(two.submit("me", "train", tasks))
    assert job.state == "done", job.message
    for slot, optimizer in optimizers.items():
        *_, training = train(FEW, optimizer, **settings)
        course = job.known[slot]
        for name in ROWS:
            same(getattr(course, name), getattr(training, name))
            np.testing.assert_array_equal(getattr(course, name), getattr(course.training, name))
        same(course.training.snapshots, training.snapshots)
        np.testing.assert_array_equal(course.w, course.training.w)
        assert (course.share, course.done, course.diverged) == (1, 3, False)
        assert len(course.seconds) == 3
        assert 0 < sum(course.seconds) <= course.spent < job.seconds


def test_a_course_grows(two):
    """Several times a second, each an extension of the last one, whose weights are those of its accuracy."""
    job, seen, version = two.submit("me", "train", {"a": LONG, "b": LONG}), [], -1
    test = CrossEntropy(Perceptron(), ALL.X_test, ALL.y_test)
    while len(seen) < 6 or seen[-1].done < 2:
        version = job.wait(version, 20)
        if (course := job.known["b"]) and course not in seen:
            seen.append(course)
    job.stop()
    over(job)
    for before, after in pairwise(seen):
        assert len(before.step) < len(after.step)
        np.testing.assert_array_equal(before.loss, after.loss[: len(before.loss)])
        assert before.spent < after.spent
    for course in seen:
        assert isinstance(course, Course)
        assert course.training is None
        same(test.accuracy(course.w), course.test_accuracy[-1])
        assert course.done == course.step[-1] // course.per_epoch
    assert any(course.step[-1] % course.per_epoch for course in seen)
    assert seen[-1].share == seen[-1].step[-1] / 31_300


def test_a_stopped_training_is_kept_as_far_as_it_came(one):
    """With its weights and snapshots so far."""
    task = TrainingTask(Adam(), epochs=100, snapshots=1000)
    job = until(has_news, one.submit("me", "train", {"a": task, "b": task}))
    until(lambda each: each.known["a"].done, job)
    job.stop()
    over(job)
    for course in job.known.values():
        assert 0 < course.share < 1
        np.testing.assert_array_equal(course.training.loss, course.loss)
        assert len(course.training.snapshots) > 3


def test_settings_out_of_range_are_told(one):
    """By the one who checks them, in the worker."""
    job = over(one.submit("me", "train", {"a": TrainingTask(Adam(), epochs=0)}))
    assert job.message == (
        "Contender a failed: ValueError('`epochs` must be a whole number of at least 1; got 0.')."
    )


def test_digits_of_one_s_own_are_written_once():
    """A task carries the name of a file; it is gone once nobody holds them any more."""
    shared = Shared(FEW)
    task = TrainingTask(Adam(), shared)
    assert len(pickle.dumps(task)) < 1000
    path = shared.stored.path
    arrived = pickle.loads(pickle.dumps(task)).digits.load()
    for name in ("title", "source"):
        assert getattr(arrived, name) == getattr(FEW, name)
    for name in ("X", "y", "X_test", "y_test"):
        np.testing.assert_array_equal(getattr(arrived, name), getattr(FEW, name))
    assert pickle.loads(pickle.dumps(task)).digits.load() is arrived
    assert shared.load() is FEW
    del shared
    assert os.path.exists(path)
    del task
    gc.collect()
    assert not os.path.exists(path)


@pytest.mark.parametrize("examples", [1, 100, 10_000, 60_000])
@pytest.mark.parametrize("batch", [1, 32, 1000, None])
@pytest.mark.parametrize("epochs", [1, 100])
def test_rows_are_neither_rare_nor_many(examples, batch, epochs):
    """Each comes after a thousand steps at most; keeping them is a small part of the work, or quickly done."""
    every = usual_every(examples, batch, epochs)
    size = min(batch or examples, examples)
    steps = epochs * -(-examples // size)
    assert 1 <= every <= 1000
    assert steps / every >= min(steps, 60)
    assert every * size >= min(3200 - size, 1000 * size) or steps / every < 121
