"""Sums of short rows of numbers, in the vector registers of the processor.

Rows of a layer's weights are as long as the layer has units: too short for what a compiler does with loops, and
long enough to be taken whole.
"""

from __future__ import annotations

from typing import Any

FLAGS = ("reassoc", "contract", "arcp", "nsz")
"""What the compiler may do with float32: other orders of sums, and products added in one go.  Not that it takes
every number for finite, as ``fastmath=True`` does: what diverges has to be seen."""


def row_adder(width: int, count: int) -> Any:
    """For compiled functions, ``add(y, i, factors, x, places)``: to y, from i on, some rows of x times factors.

    ``y`` and ``x`` are float32 ``(...,)`` in one piece; ``factors`` and ``places``, where the rows begin, are
    tuples of ``count`` float32 and uint64.  No place is checked.
    """
    from llvmlite import ir
    from numba import extending
    from numba import types as of_numba

    types: Any = of_numba

    whole, single = ir.IntType(64), ir.FloatType()

    def load(context: Any, builder: Any, kind: Any, array: Any, at: Any, vector: Any) -> tuple[Any, Any]:
        data = context.make_array(kind)(context, builder, array).data
        place = builder.bitcast(builder.gep(data, [at]), vector.as_pointer())
        return place, builder.load(place, align=4)

    def spread(builder: Any, number: Any, vector: Any) -> Any:
        blank, first = ir.Constant(vector, ir.Undefined), ir.Constant(ir.IntType(32), 0)
        same = ir.Constant(ir.VectorType(ir.IntType(32), vector.count), [0] * vector.count)
        return builder.shuffle_vector(builder.insert_element(blank, number, first), blank, same)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        y, i, factors, x, places = arguments
        kind_y, _, _, kind_x, _ = signature.args
        for start, size in _pieces(width):
            vector, shift = ir.VectorType(single, size), ir.Constant(whole, start)
            target, total = load(context, builder, kind_y, y, builder.add(i, shift), vector)
            for k in range(count):
                at = builder.add(builder.extract_value(places, k), shift)
                _, row = load(context, builder, kind_x, x, at, vector)
                factor = spread(builder, builder.extract_value(factors, k), vector)
                total = builder.fadd(total, builder.fmul(factor, row, flags=FLAGS), flags=FLAGS)
            builder.store(total, target, align=4)
        return context.get_dummy_value()

    def add(context: Any, y: Any, i: Any, factors: Any, x: Any, places: Any) -> Any:
        several = types.UniTuple(types.float32, count), x, types.UniTuple(types.uint64, count)
        return types.void(y, types.uint64, *several), code

    return extending.intrinsic(add)


def _pieces(width: int) -> list[tuple[int, int]]:
    """A row in pieces of 8, 4, 2 and 1 numbers: where each begins, and how long it is.

    >>> _pieces(25)
    [(0, 8), (8, 8), (16, 8), (24, 1)]
    """
    pieces, start = [], 0
    for size in (8, 4, 2, 1):
        while width - start >= size:
            pieces.append((start, size))
            start += size
    return pieces
