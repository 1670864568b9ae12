"""Record what torch and Keras do with a network, for `tests/network/test_golden_network.py`.

    python tests/golden/record_network.py

writes `network.json` beside this file, in float64: the loss and its gradient of small networks and of the
lecture's, and where an epoch of Adam on the shipped digits leads. It imports nothing of `optim_viz`: layers,
loss, gradient and optimizer are the frameworks' own.
"""

import math
import platform
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from record import keras, write  # Keras on the backend that is chosen there

DIGITS = Path(__file__).parents[2] / "optim_viz" / "datasets" / "mnist.npz"
LECTURE = (784, 25, 15, 10)
STRIDE = 97  # one of so many weights is kept
BATCH = 32
ALPHA = 0.001
KERAS_EPSILON = 1e-7
ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "linear": lambda z: z,
}
SMALL = [
    ((6, 5, 4), ("sigmoid", "linear")),
    ((6, 5, 4, 3), ("tanh", "relu", "linear")),
    ((6, 4), ("linear",)),
    ((5, 4, 3), ("relu", "sigmoid")),
]


def spread(n: int) -> np.ndarray:
    """n numbers that lie evenly between -1 and 1 in no order, (n,): nothing random has to be repeated."""
    return (np.arange(1, n + 1) * ((math.sqrt(5) - 1) / 2)) % 1 * 2 - 1


def weights(sizes: tuple[int, ...]) -> np.ndarray:
    """Weights to begin with, (n,), layer by layer, within Glorot's limits; biases too, so that none is 0."""
    limits = [np.full((i + 1) * o, math.sqrt(6 / (i + o))) for i, o in pairwise(sizes)]
    return spread(sum(map(len, limits))) * np.concatenate(limits)


def order(m: int) -> np.ndarray:
    """The order of an epoch, (m,)."""
    return np.argsort(spread(m))


def parts(w: Any, sizes: tuple[int, ...]) -> list[tuple[Any, Any]]:
    """Kernel (inputs, outputs) and bias (outputs,) of each layer, out of the flat vector."""
    found, at = [], 0
    for i, o in pairwise(sizes):
        found.append((w[at : at + i * o].reshape(i, o), w[at + i * o : at + i * o + o]))
        at += (i + 1) * o
    return found


def torch_loss(w: torch.Tensor, sizes: Any, activations: Any, X: np.ndarray, y: np.ndarray) -> torch.Tensor:
    """torch's cross-entropy of the logits."""
    a = torch.tensor(X)
    for (kernel, bias), activation in zip(parts(w, sizes), activations, strict=True):
        a = ACTIVATIONS[activation](torch.nn.functional.linear(a, kernel.T, bias))
    return torch.nn.functional.cross_entropy(a, torch.tensor(y.astype(np.int64)))


def check(sizes: Any, activations: Any, size: float, X: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """torch's loss and gradient at one point."""
    w = torch.tensor(size * weights(sizes), requires_grad=True)
    value = torch_loss(w, sizes, activations, X, y)
    value.backward()
    return {"size": size, "value": value.item(), "gradient": w.grad.tolist()}


def small(sizes: Any, activations: Any) -> dict[str, Any]:
    """A small network on seven examples."""
    X, y = 2 * spread(7 * sizes[0]).reshape(7, -1), np.arange(7) * 5 % sizes[-1]
    checks = [check(sizes, activations, size, X, y) for size in (0.5, 1.0, 20.0)]
    return {"sizes": sizes, "activations": activations, "X": X.tolist(), "y": y.tolist(), "checks": checks}


def torch_epoch(X: np.ndarray, y: np.ndarray, optimizer: Any) -> np.ndarray:
    """The weights of the lecture's network after an epoch, (n,)."""
    w = torch.tensor(weights(LECTURE), requires_grad=True)
    opt = optimizer([w])
    rows = order(len(y))
    for low in range(0, len(y), BATCH):
        at = rows[low : low + BATCH]
        opt.zero_grad()
        torch_loss(w, LECTURE, ("sigmoid", "sigmoid", "linear"), X[at], y[at]).backward()
        opt.step()
    return w.detach().numpy()


def keras_epoch(X: np.ndarray, y: np.ndarray, optimizer: Any) -> np.ndarray:
    """The same by Keras's own layers, loss, optimizer and training step."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(25, "sigmoid"),
            layers.Dense(15, "sigmoid"),
            layers.Dense(10, "linear"),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimizer, loss=loss)
    for layer, (kernel, bias) in zip(model.layers, parts(weights(LECTURE), LECTURE), strict=True):
        layer.set_weights([kernel, bias])
    rows = order(len(y))
    for low in range(0, len(y), BATCH):
        at = rows[low : low + BATCH]
        model.train_on_batch(X[at], y[at])
    return np.concatenate([np.ravel(array) for layer in model.layers for array in layer.get_weights()])


def main() -> None:
    """Record everything."""
    with np.load(DIGITS) as file:
        X, y = file["x_train"].reshape(-1, 784) / 255, file["y_train"]
    lecture = check(LECTURE, ("sigmoid", "sigmoid", "linear"), 1.0, X[:64], y[:64])
    lecture["gradient"] = lecture["gradient"][::STRIDE]
    ends = {
        "torch": torch_epoch(X, y, lambda w: torch.optim.Adam(w, lr=ALPHA)),
        "torch-sgd": torch_epoch(X, y, lambda w: torch.optim.SGD(w, lr=0.1)),
        "keras": keras_epoch(X, y, keras.optimizers.Adam(ALPHA, epsilon=KERAS_EPSILON)),
    }
    content = {
        "versions": {
            "python": platform.python_version(),
            **{p: version(p) for p in ("torch", "keras", "numpy")},
        },
        "small": [small(*each) for each in SMALL],
        "lecture": lecture,
        "epochs": {name: w[::STRIDE].tolist() for name, w in ends.items()},
    }
    write("network.json", content)


if __name__ == "__main__":
    main()
