"""The kernel: many steps of a training on pictures, compiled.

The first layer goes from mark to mark of each picture, so that a pixel without ink costs nothing.  Numbers are
float32, and sums are taken in another order than NumPy's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from optim_viz.network import passes
from optim_viz.network.vectors import FLAGS, row_adder
from optim_viz.optimizers.operations import Operations


class Kernel(NamedTuple):
    """Two compiled functions; what they share is where layers begin, their activations, and room to work in."""

    train: Callable[..., None]
    """Called with ``(first, marks, y, order, size, w, memory, g, numbers, starts, codes, outputs, row, deltas,
    room)``.

    As many steps as ``numbers``, ``(steps, numbers)``, has rows, on batches of ``size`` examples in their
    ``order``; ``w`` and ``g``, ``(n,)``, and ``memory``, ``(fields, n)``, are changed.
    """
    answer: Callable[..., None]
    """Called with ``(first, marks, order, size, w, answers, starts, codes, outputs, row)``.

    The logits of examples in their ``order``, worked out ``size`` at a time, into ``answers``,
    ``(examples, classes)``.
    """


SCALE = np.float32(1 / 255)


def compiled(operations: Operations, width: int, layers: int) -> Kernel:
    """The kernel of an update rule, for ``width`` units in the first of the layers; takes some seconds."""
    import numba

    jit: Any = numba.njit

    def compile(function: Any, *signature: str) -> Any:
        return jit(*signature, nogil=True, error_model="numpy", fastmath=set(FLAGS))(function)

    add_one, add_four = row_adder(width, 1), row_adder(width, 4)
    activate, times_slope = compile(passes.activate), compile(passes.times_slope)
    forward, back, loss_slope = compile(passes.forward), compile(passes.back), compile(passes.loss_slope)
    update = compile(_update(operations))
    # Without a sign, so that no place is taken for one that is counted from the end.
    single, whole, n = np.float32, np.uint64, np.uint64(width)
    none, one, two, three, four = (np.uint64(k) for k in range(5))
    zero = np.float32(0)

    @compile
    def from_marks(first: Any, marks: Any, at: Any, w: Any, z: Any, row: Any, biases: int) -> None:
        for e in range(len(at)):
            row[:] = zero
            k, end, p = whole(first[at[e]]), whole(first[at[e] + 1]), none
            while k + four <= end:
                a, b, c, d = marks[k], marks[k + one], marks[k + two], marks[k + three]
                p += a[0] * n
                q = p + b[0] * n
                r = q + c[0] * n
                s = r + d[0] * n
                ink = single(a[1]), single(b[1]), single(c[1]), single(d[1])
                add_four(row, none, ink, w, (p, q, r, s))
                p = s
                k += four
            while k < end:
                p += marks[k, 0] * n
                add_one(row, none, (single(marks[k, 1]),), w, (p,))
                k += one
            for j in range(width):
                z[j, e] = row[j] * SCALE + w[biases + j]

    @compile
    def to_marks(first: Any, marks: Any, at: Any, d: Any, g: Any, row: Any, biases: int) -> None:
        g[: biases + width] = zero
        for e in range(len(at)):
            for j in range(width):
                g[biases + j] += d[j, e]
                row[j] = d[j, e] * SCALE
            p = none
            for k in range(whole(first[at[e]]), whole(first[at[e] + 1])):
                p += marks[k, 0] * n
                add_one(g, p, (single(marks[k, 1]),), row, (none,))

    @compile
    def logits(
        first: Any, marks: Any, at: Any, w: Any, starts: Any, codes: Any, outputs: Any, row: Any
    ) -> None:
        m = len(at)
        from_marks(first, marks, at, w, outputs[0], row, starts[1] - width)
        activate(codes[0], outputs[0], m)
        for layer in range(1, len(outputs)):
            forward(w, starts[layer], outputs[layer - 1], outputs[layer], m)
            activate(codes[layer], outputs[layer], m)

    def answer(
        first: Any,
        marks: Any,
        order: Any,
        size: int,
        w: Any,
        answers: Any,
        starts: Any,
        codes: Any,
        outputs: Any,
        row: Any,
    ) -> None:
        z = outputs[len(outputs) - 1]
        for low in range(0, len(order), size):
            at = order[low : low + size]
            logits(first, marks, at, w, starts, codes, outputs, row)
            for e in range(len(at)):
                for j in range(z.shape[0]):
                    answers[low + e, j] = z[j, e]

    def train(
        first: Any,
        marks: Any,
        y: Any,
        order: Any,
        size: int,
        w: Any,
        memory: Any,
        g: Any,
        numbers: Any,
        starts: Any,
        codes: Any,
        outputs: Any,
        row: Any,
        deltas: Any,
        room: Any,
    ) -> None:
        last = len(outputs) - 1
        for k in range(numbers.shape[0]):
            at = order[k * size : (k + 1) * size]
            m = len(at)
            logits(first, marks, at, w, starts, codes, outputs, row)
            loss_slope(outputs[last], y, at, deltas[last], room[0], room[1])
            times_slope(codes[last], deltas[last], outputs[last], m)
            for layer in range(last, 0, -1):
                before = deltas[layer - 1]
                back(w, starts[layer], outputs[layer - 1], deltas[layer], before, g, m)
                times_slope(codes[layer - 1], before, outputs[layer - 1], m)
            to_marks(first, marks, at, deltas[0], g, row, starts[1] - width)
            update(w, g, memory, numbers[k])

    each = f"UniTuple(f4[:, ::1], {layers})"
    digits, shared = "i8[::1], u1[:, ::1]", f"i8[::1], i8[::1], {each}, f4[::1]"
    changed = "f4[::1], f4[:, ::1], f4[::1], f4[:, ::1]"
    return Kernel(
        compile(train, f"void({digits}, i8[::1], i8[::1], i8, {changed}, {shared}, {each}, f4[:, ::1])"),
        compile(answer, f"void({digits}, i8[::1], i8, f4[::1], f4[:, ::1], {shared})"),
    )


SIGNS = {np.add: "+", np.subtract: "-", np.multiply: "*", np.divide: "/"}


def _update(operations: Operations) -> Any:
    """A function of (x, g, memory, numbers): what a rule does, written out as one loop over all parameters."""
    held, count = operations.arrays - 2, len(operations.numbers)
    names = ["x_", "g_", *(f"m{k}" for k in range(held)), *(f"c{k}" for k in range(count))]
    lines = [f"    c{k} = numbers[{k}]" for k in range(count)]
    lines += ["    for i in range(len(x)):", "        x_, g_ = x[i], g[i]"]
    lines += [f"        m{k} = memory[{k}, i]" for k in range(held)]
    for k, (function, places) in enumerate(operations.steps):
        taken = [names[place] for place in places]
        if function in SIGNS:
            done = f"{taken[0]} {SIGNS[function]} {taken[1]}"
        else:
            done = f"np.{function.__name__}({', '.join(taken)})"
        lines.append(f"        r{k} = {done}")
        names.append(f"r{k}")
    new, *fields = (names[place] for place in operations.results)
    lines += [f"        x[i] = {new}", *(f"        memory[{k}, i] = {name}" for k, name in enumerate(fields))]
    known: dict[str, Any] = {"np": np}
    exec("def update(x, g, memory, numbers):\n" + "\n".join(lines), known)
    return known["update"]
