"""A training of the lecture's network: seconds an epoch beside other frameworks, memory, and what is learned.

``python -m benchmarks.network SEED`` prints as JSON how much it has learned.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

from benchmarks.digits import some
from benchmarks.epochs import BATCH, JOBS
from benchmarks.figures import Aim, Figure
from optim_viz import Adam, GradientDescent
from optim_viz.network import train

TITLE = "Training the network"
ABOUT = (
    "An epoch of 60,000 digits in the network 784-25-15-10 with Adam, batches of 32, in float32. Each row is\n"
    "a fresh process with one thread and leaves out its first epoch, which compiles. The rows of optim-viz,\n"
    "but those of the steps alone, also measure loss, accuracy and learning rates every 100 steps, and the\n"
    "test digits at the end; the other frameworks only train. Frameworks that are not installed are left out.\n"
    "The digits are MNIST's, from the file that OPTIM_VIZ_MNIST names or from Keras's own place; where there\n"
    "is none, the shipped ones, repeated, and nothing is said of what is learned. *Learned*: test accuracy\n"
    "after some epochs, of trainings from three seeds."
)
COUNT = 60_000
NEEDS = {"compiled": "numba", "JAX": "optax", "torch": "torch", "Keras": "keras"}
AIMS = {"optim-viz, compiled": Aim(median=0.13), "optim-viz, NumPy": Aim(median=0.3)}
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
LEARNED = {
    "Adam 0.001, 1 epoch": (Aim(median=90.6, least=89.5), "adam", 1),
    "Adam 0.001, 10 epochs": (Aim(median=96, least=95.5), "adam", 10),
    "gradient descent 0.01, 10 epochs": (Aim(median=88, least=85), "gd", 10),
}


def measure(url: str = "", times: int = 10, count: int = COUNT, seeds: int = 3) -> list[Figure]:
    """Time ``times`` epochs of each row; no server is needed."""
    epochs, memory = [], []
    for name in JOBS:
        if not all(find_spec(module) for word, module in NEEDS.items() if word in name):
            continue
        took, peak, about = _said("benchmarks.epochs", name, count, times)
        on = f", {about}" if about in ("tensorflow", "jax", "torch") or "repeated" in about else ""
        epochs.append(Figure.of(name + on, "s", took, AIMS.get(name, Aim())))
        if name in AIMS:
            memory.append(Figure.of(f"peak memory, {name}", "MB", [peak], Aim(median=300)))
    return [*epochs, *memory, *(_learned(seeds) if count == COUNT else [])]


def _learned(seeds: int) -> list[Figure]:
    """Test accuracies, where the digits are MNIST's own."""
    said = [_said("benchmarks.network", seed) for seed in range(seeds)]
    if None in said:
        return []
    return [
        Figure.of(f"learned, {what}", "%", [100 * each[key][epoch] for each in said], aim)
        for what, (aim, key, epoch) in LEARNED.items()
    ]


def _said(module: str, *arguments: object) -> Any:
    """What a process says."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    environment = os.environ | ONE_THREAD
    return json.loads(
        subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment).stdout
    )


def main(seed: int) -> None:
    """Train, and print the test accuracies at the start and after each epoch; null for digits not MNIST's."""
    digits = some(COUNT)
    if digits.title != "MNIST":
        print(json.dumps(None))
        return
    learned = {}
    for key, optimizer in (("adam", Adam(0.001)), ("gd", GradientDescent(0.01))):
        *_, last = train(digits, optimizer, epochs=10, batch=BATCH, seed=seed, every=10_000)
        learned[key] = last.test_accuracy.tolist()
    print(json.dumps(learned))


if __name__ == "__main__":
    main(int(sys.argv[1]))
