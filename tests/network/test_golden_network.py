"""Loss, gradient and a whole epoch are those of torch and Keras, recorded in float64.

The recordings stand in `tests/golden/network.json`, with the script that made them; starts and orders are
formulas there, repeated here.
"""

import json
import math
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from optim_viz import Adam, GradientDescent, final
from optim_viz.datasets import load_digits
from optim_viz.network import CrossEntropy, Perceptron

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "network.json").read_text(encoding="utf-8"))
STRIDE = 97


def spread(n):
    """As in the script that recorded."""
    return (np.arange(1, n + 1) * ((math.sqrt(5) - 1) / 2)) % 1 * 2 - 1


def weights(network):
    """As in the script that recorded."""
    limits = [np.full((i + 1) * o, math.sqrt(6 / (i + o))) for i, o in pairwise(network.sizes)]
    return spread(network.n) * np.concatenate(limits)


def assert_close(actual, expected, tolerance):
    """Relative to the largest number."""
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance * np.abs(expected).max())


@pytest.mark.parametrize("case", GOLDEN["small"], ids=lambda case: "-".join(case["activations"]))
def test_loss_and_gradient_are_torch_s(case):
    """Of every activation, from small weights to weights that saturate, to 1e-10 and better."""
    network = Perceptron(tuple(case["sizes"]), tuple(case["activations"]))
    J = CrossEntropy(network, np.array(case["X"]), np.array(case["y"]))
    for check in case["checks"]:
        w = check["size"] * weights(network)
        np.testing.assert_allclose(J.value(w), check["value"], rtol=1e-13)
        assert_close(J.gradient(w), check["gradient"], 1e-12)


def test_loss_and_gradient_of_the_lecture_s_network_are_torch_s():
    """784-25-15-10 on 64 shipped digits, to 1e-10 and better."""
    digits, network = load_digits(), Perceptron()
    J = CrossEntropy(network, digits.X[:64], digits.y[:64])
    w = weights(network)
    np.testing.assert_allclose(J.value(w), GOLDEN["lecture"]["value"], rtol=1e-13)
    assert_close(J.gradient(w)[::STRIDE], GOLDEN["lecture"]["gradient"], 1e-12)


def epoch(optimizer):
    """Where an epoch on the shipped digits leads, in the recorded order, (n,)."""
    digits, network = load_digits(), Perceptron()
    order = np.argsort(spread(len(digits.y)))
    batches = [
        CrossEntropy(network, digits.X[at], digits.y[at]) for at in np.split(order, range(32, len(order), 32))
    ]
    return final(batches, optimizer, weights(network), steps=len(batches))


@pytest.mark.parametrize(
    ("name", "optimizer"),
    [
        ("torch", Adam(0.001)),
        ("torch-sgd", GradientDescent(0.1)),
        ("keras", Adam(0.001, epsilon=1e-7, epsilon_hat=True)),
    ],
)
def test_an_epoch_leads_where_the_framework_s_leads(name, optimizer):
    """313 steps from the same weights on the same batches end at the same weights; 1e-6 is asked for."""
    assert_close(epoch(optimizer)[::STRIDE], GOLDEN["epochs"][name], 1e-10)


def test_an_epoch_tells_the_conventions_apart():
    """Where epsilon stands is not lost in rounding: what agrees with Keras does not agree with torch."""
    torch, keras = (np.array(GOLDEN["epochs"][name]) for name in ("torch", "keras"))
    assert np.abs(torch - keras).max() > 1e-6


def test_the_recording_says_who_made_it():
    """Versions of both frameworks; each epoch keeps numbers of all layers."""
    assert GOLDEN["versions"]["torch"]
    assert GOLDEN["versions"]["keras"]
    kept = len(range(0, Perceptron().n, STRIDE))
    assert all(len(ends) == kept for ends in islice(GOLDEN["epochs"].values(), 3))
    last = Perceptron().layers[-1]
    assert any(last.start <= k for k in range(0, Perceptron().n, STRIDE))
