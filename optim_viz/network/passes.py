"""Forward and back through the layers, as loops that are compiled; :mod:`optim_viz.network.kernel` joins them.

Arrays are ``(units, examples)``, so that each inner loop goes along the examples, of which there are ``m``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

ZERO, ONE = np.float32(0), np.float32(1)

CODES = {"linear": 0, "sigmoid": 1, "tanh": 2, "relu": 3}


def activate(code: int, z: Any, m: int) -> None:
    """Z to a, in its place."""
    for j in range(z.shape[0]):
        row = z[j]
        if code == 1:
            for e in range(m):
                row[e] = ONE / (ONE + math.exp(-row[e]))
        elif code == 2:
            for e in range(m):
                row[e] = math.tanh(row[e])
        elif code == 3:
            for e in range(m):
                row[e] = ZERO if row[e] < ZERO else row[e]


def times_slope(code: int, d: Any, a: Any, m: int) -> None:
    """The derivative by a becomes that by z, in its place."""
    for j in range(d.shape[0]):
        to, row = d[j], a[j]
        if code == 1:
            for e in range(m):
                to[e] *= row[e] * (ONE - row[e])
        elif code == 2:
            for e in range(m):
                to[e] *= ONE - row[e] * row[e]
        elif code == 3:
            for e in range(m):
                to[e] *= np.sign(row[e])


def forward(w: Any, at: int, a: Any, z: Any, m: int) -> None:
    """The sums z of a layer, whose weights begin at ``at``, from what comes into it."""
    inputs, outputs = a.shape[0], z.shape[0]
    for j in range(outputs):
        row, bias = z[j], w[at + inputs * outputs + j]
        for e in range(m):
            row[e] = bias
    for i in range(inputs):
        come = a[i]
        for j in range(outputs):
            row, weight = z[j], w[at + i * outputs + j]
            for e in range(m):
                row[e] += weight * come[e]


def back(w: Any, at: int, a: Any, d: Any, before: Any, g: Any, m: int) -> None:
    """From the derivative d by the sums: the layer's part of g, and the derivative by what came into it."""
    inputs, outputs = a.shape[0], d.shape[0]
    for j in range(outputs):
        row, total = d[j], ZERO
        for e in range(m):
            total += row[e]
        g[at + inputs * outputs + j] = total
    for i in range(inputs):
        come, to = a[i], before[i]
        for e in range(m):
            to[e] = ZERO
        for j in range(outputs):
            row, weight, total = d[j], w[at + i * outputs + j], ZERO
            for e in range(m):
                total += come[e] * row[e]
                to[e] += weight * row[e]
            g[at + i * outputs + j] = total


def loss_slope(z: Any, y: Any, at: Any, d: Any, top: Any, total: Any) -> None:
    """The derivative of the mean cross-entropy by the logits: (softmax - right class) / m."""
    m = len(at)
    for e in range(m):
        top[e], total[e] = z[0, e], ZERO
    for j in range(1, z.shape[0]):
        row = z[j]
        for e in range(m):
            top[e] = max(top[e], row[e])
    for j in range(z.shape[0]):
        row, to = z[j], d[j]
        for e in range(m):
            to[e] = math.exp(row[e] - top[e])
            total[e] += to[e]
    share = ONE / np.float32(m)
    for e in range(m):
        total[e] = share / total[e]
    for j in range(z.shape[0]):
        to = d[j]
        for e in range(m):
            to[e] *= total[e]
    for e in range(m):
        d[y[at[e]], e] -= share
