"""The loss over a plane through two trainings: 41 x 41 points, on 5,000 digits and on MNIST's 60,000.

``python -m benchmarks.landscape TIMES POINTS COUNT ...`` prints as JSON what was timed, on how many digits,
and the seconds of each time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.digits import some
from benchmarks.figures import Aim, Figure
from optim_viz import Adam, GradientDescent
from optim_viz.datasets import load_digits
from optim_viz.landscape import extent, principal, surface
from optim_viz.network import CrossEntropy, Perceptron, train

TITLE = "Loss landscape"
ABOUT = (
    "Mean cross-entropy of the network 784-25-15-10 at 41 x 41 points of the plane through two short\n"
    "trainings, in float32, in a process of its own with one thread. The 60,000 digits are MNIST's, from the\n"
    "file that OPTIM_VIZ_MNIST names or from Keras's own place; where there is none, the shipped ones,\n"
    "repeated. *Plane*: the principal directions of twice 61 snapshots of 20,175 weights, and where these\n"
    "fall on it."
)
POINTS = 41
FEW, MANY = 5_000, 60_000
AIMS = {FEW: Aim(median=1), MANY: Aim(median=10)}


def measure(
    url: str = "", times: int = 5, points: int = POINTS, counts: tuple[int, ...] = (FEW, MANY)
) -> list[Figure]:
    """Time each ``times`` times; no server is needed."""
    command = [sys.executable, "-m", "benchmarks.landscape", *map(str, (times, points, *counts))]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment).stdout
    return [Figure.of(what, "s", took, AIMS.get(count, Aim())) for what, count, took in json.loads(said)]


def main(times: int, points: int, *counts: int) -> None:
    """Time it all and print it."""
    network = Perceptron()
    optimizers = GradientDescent(0.3), Adam(0.003)
    a, b = (
        list(train(load_digits(), each, network=network, epochs=1, snapshots=60))[-1].snapshots
        for each in optimizers
    )
    plane = principal(network, a, b)
    xs, ys = (
        np.linspace(*side, points) for side in extent(*(plane.project(path).coordinates for path in (a, b)))
    )
    figures = [("plane", 0, _timed(lambda: [principal(network, a, b).project(path) for path in (a, b)], times))]
    for count in counts:
        digits = some(count)
        X, y = digits.X, digits.y
        repeated = f" ({digits.title})" if "repeated" in digits.title else ""
        what = f"surface, {points} x {points} points, {count:,} digits{repeated}"
        figures.append(
            (what, count, _timed(partial(surface, CrossEntropy(network, X, y), plane, xs, ys), times))
        )
    print(json.dumps(figures))


def _timed(action: Callable[[], object], times: int) -> list[float]:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        took.append(time.perf_counter() - began)
    return took


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
