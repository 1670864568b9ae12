"""A network is trained, and says how far it is whenever something was kept of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optim_viz.arrays import Array, PointLike, points
from optim_viz.datasets import Digits
from optim_viz.network.batches import Batches
from optim_viz.network.cost import CrossEntropy
from optim_viz.network.perceptron import Perceptron
from optim_viz.network.record import Recorder, Training
from optim_viz.network.walk import begin
from optim_viz.optimizers import Optimizer
from optim_viz.parameters import runs


def train(
    digits: Digits,
    optimizer: Optimizer,
    *,
    network: Perceptron | None = None,
    start: PointLike | None = None,
    epochs: int = 10,
    batch: int | None = 32,
    seed: int = 0,
    every: int = 100,
    snapshots: int = 0,
) -> Iterator[Training]:
    """Train a network, and give what is known so far whenever something was kept.

    The first is the state before the first step, the last the whole training.  Whoever stops asking stops it,
    and whoever waits with asking pauses it.  The numbers are the same whatever is kept.

    Parameters
    ----------
    digits
        What is learned from, and what tests.
    optimizer
        With single numbers as hyperparameters.
    network
        None is that of the lecture, 784-25-15-10.
    start
        Its weights to begin with, ``(n,)``; float32 and float64 stay what they are.  None draws them, in
        float32, by ``seed``.
    epochs
        How often all examples are taken, at least 1.
    batch
        Examples a step, at least 1; None takes all of them at each step.
    seed
        Of the weights and of the order of the examples, at least 0; two trainings of one seed begin at the same
        point and see the same batches.
    every
        After how many steps loss and learning rates are kept, at least 1; they also are after the first step
        and at each epoch's end.
    snapshots
        Between how many equal parts of the training the weights are kept: one more than that; 0 keeps none.

    Raises
    ------
    ValueError
        When a number is out of its range, an optimizer holds arrays, or ``start`` does not fit.

    Notes
    -----
    Products of small batches are quickest in one thread; on a busy machine, several wait for each other many
    times as long.  A process that is begun with OPENBLAS_NUM_THREADS=1 (OMP_NUM_THREADS=1 for some other
    libraries behind NumPy) has one.

    Examples
    --------
    >>> from optim_viz import Adam
    >>> from optim_viz.datasets import load_digits
    >>> *_, last = train(load_digits(), Adam(alpha=0.001), epochs=1)
    >>> last.step[-1], bool(last.test_accuracy[-1] > 0.5)
    (np.int64(313), True)
    """
    if runs(optimizer):
        raise ValueError(f"A training is one run; `{type(optimizer).__name__}` holds arrays {runs(optimizer)}.")
    for name, value, least in (("epochs", epochs, 1), ("every", every, 1), ("snapshots", snapshots, 0)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise ValueError(f"`{name}` must be a whole number of at least {least}; got {value!r}.")
    network = network or Perceptron()
    drawn, batches = beginning(digits, network, batch, seed)
    w = drawn if start is None else network.checked(points(start))
    test = CrossEntropy(network, digits.X_test, digits.y_test)
    steps = int(epochs) * batches.per_epoch
    ends = range(0, steps + 1, batches.per_epoch)
    keeps = {0, 1, *range(0, steps + 1, every), *ends}
    snaps = set(np.linspace(0, steps, snapshots + 1).round().astype(int).tolist()) if snapshots else set()
    recorder = Recorder(optimizer, batches, test, seed, int(epochs), len(keeps))
    return _walk(recorder, w, steps, ends, keeps, snaps)


def beginning(digits: Digits, network: Perceptron, batch: int | None, seed: int) -> tuple[Array, Batches]:
    """The weights ``(n,)`` where a training of a seed begins, and the batches that it sees."""
    of_weights, of_order = np.random.SeedSequence(seed).spawn(2)
    batches = Batches(CrossEntropy(network, digits.X, digits.y), batch, of_order)
    return network.initial(of_weights), batches


def _walk(
    recorder: Recorder, w: Array, steps: int, ends: range, keeps: set[int], snaps: set[int]
) -> Iterator[Training]:
    walk = begin(recorder.batches, recorder.optimizer, w, steps)
    recorder.measure_by(walk.measure)
    for step in sorted(keeps | snaps):
        # Between two of them the caller's settings hold.
        with np.errstate(all="ignore"):
            w, state = walk.go(step)
            w.flags.writeable = False  # the next step begins here, whoever holds it
            if step in snaps:
                recorder.snap(step, w)
            if step in keeps:
                recorder.keep(step, w, state)
            if step in ends:
                recorder.end_epoch(w)
        if step in keeps:
            yield recorder.training(w)
