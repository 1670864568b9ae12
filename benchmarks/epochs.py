"""The network of the lecture with Adam, an epoch at a time, in several frameworks: what `network` times.

``python -m benchmarks.epochs NAME COUNT TIMES`` prints as JSON the seconds of each epoch of COUNT digits,
without the first one, which compiles; then the peak memory of the process in MB, and what it ran on.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks import digits
from benchmarks.adams import peak_memory
from optim_viz.datasets import Digits

SIZES = (784, 25, 15, 10)
ALPHA, BATCH = 0.001, 32

Epoch = Callable[[], Any]
Job = Callable[[Digits, int], tuple[Epoch, str]]
"""From digits and how many epochs there will be to what trains for one, and what it runs on."""


def ours(switch: str, recorded: bool) -> Job:
    """As :func:`optim_viz.network.train` does it; without its record, the steps alone."""

    def job(some: Digits, epochs: int) -> tuple[Epoch, str]:
        from optim_viz import Adam
        from optim_viz.network import Perceptron, train
        from optim_viz.network.training import beginning
        from optim_viz.network.walk import begin

        os.environ["OPTIM_VIZ_FAST"] = switch
        if recorded:
            training = train(some, Adam(ALPHA), epochs=epochs, batch=BATCH)
            next(training)

            def epoch() -> None:
                for said in training:
                    if said.step[-1] % said.per_epoch == 0:
                        break

            return epoch, some.title
        start, batches = beginning(some, Perceptron(), BATCH, seed=0)
        walk, done = begin(batches, Adam(ALPHA), start, epochs * batches.per_epoch), 0

        def steps() -> None:
            nonlocal done
            done += batches.per_epoch
            with np.errstate(all="ignore"):
                walk.go(done)

        return steps, some.title

    return job


def keras(some: Digits, epochs: int) -> tuple[Epoch, str]:
    """The lecture's script: `fit`, on TensorFlow where it is installed."""
    backend = next(name for name in ("tensorflow", "jax", "torch") if find_spec(name))
    os.environ["KERAS_BACKEND"] = backend
    if backend == "tensorflow":
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(1)
        tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    import keras

    layers = [keras.layers.Dense(size, "sigmoid") for size in SIZES[1:-1]]
    model = keras.Sequential([keras.Input((SIZES[0],)), *layers, keras.layers.Dense(SIZES[-1], "linear")])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(ALPHA), loss=loss)
    X, y = some.X.astype(np.float32) / 255, some.y.astype(np.int32)
    return lambda: model.fit(X, y, batch_size=BATCH, epochs=1, verbose=0), keras.backend.backend()


def torch(some: Digits, epochs: int) -> tuple[Epoch, str]:
    """The loop that one writes in torch."""
    import torch

    torch.set_num_threads(1)
    layers: list[Any] = []
    for pair in pairwise(SIZES):
        layers += [torch.nn.Linear(*pair), torch.nn.Sigmoid()]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer, loss = torch.optim.Adam(model.parameters(), ALPHA), torch.nn.CrossEntropyLoss()
    X, y = torch.from_numpy(some.X.astype(np.float32) / 255), torch.from_numpy(some.y.astype(np.int64))

    def epoch() -> None:
        for at in torch.randperm(len(y)).split(BATCH):
            optimizer.zero_grad()
            loss(model(X[at]), y[at]).backward()
            optimizer.step()

    return epoch, torch.__version__


def jax(some: Digits, epochs: int) -> tuple[Epoch, str]:
    """optax.adam under scan: an epoch is one compiled function."""
    import jax
    import jax.numpy as jnp
    import optax

    key, optimizer = jax.random.key(0), optax.adam(ALPHA)
    glorot = jax.nn.initializers.glorot_uniform()
    w = [(glorot(key, pair), jnp.zeros(pair[1])) for pair in pairwise(SIZES)]
    X, y = jnp.asarray(some.X), jnp.asarray(some.y.astype(np.int32))

    def loss(w: Any, at: Any) -> Any:
        a = X[at].astype(jnp.float32) / 255
        for W, b in w[:-1]:
            a = jax.nn.sigmoid(a @ W + b)
        logits = a @ w[-1][0] + w[-1][1]
        return optax.softmax_cross_entropy_with_integer_labels(logits, y[at]).mean()

    def step(carried: Any, at: Any) -> Any:
        w, state = carried
        updates, state = optimizer.update(jax.grad(loss)(w, at), state)
        return (optax.apply_updates(w, updates), state), None

    scan = jax.jit(lambda carried, order: jax.lax.scan(step, carried, order)[0])
    carried, rng = (w, optimizer.init(w)), np.random.default_rng(0)

    def epoch() -> None:
        nonlocal carried
        order = rng.permutation(len(some.y))[: len(some.y) // BATCH * BATCH].reshape(-1, BATCH)
        carried = jax.block_until_ready(scan(carried, order))

    return epoch, jax.__version__


JOBS: dict[str, Job] = {
    "optim-viz, compiled": ours("on", recorded=True),
    "optim-viz, compiled, steps alone": ours("on", recorded=False),
    "optim-viz, NumPy": ours("off", recorded=True),
    "optim-viz, NumPy, steps alone": ours("off", recorded=False),
    "JAX, scan, optax": jax,
    "torch, loop": torch,
    "Keras, fit": keras,
}


def main(name: str, count: int, times: int) -> None:
    """Train, and print how long each epoch took, the peak memory of the process in MB, and on what it ran."""
    epoch, about = JOBS[name](digits.some(count), times + 1)
    took = []
    for _ in range(times + 1):
        began = time.perf_counter()
        epoch()
        took.append(time.perf_counter() - began)
    print(json.dumps([took[1:], peak_memory(), about]))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
