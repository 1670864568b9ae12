"""A figure's specification as JSON, its arrays as base64: the form in which plotly.js reads typed arrays."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import numpy.typing as npt


def to_json(specification: Any) -> str:
    """The specification as text.

    >>> to_json({"y": np.array([1.0, 2.0], dtype=np.float32)})
    '{"y":{"dtype":"f4","bdata":"AACAPwAAAEA="}}'
    >>> to_json({"customdata": np.ones((1, 2))})
    '{"customdata":{"dtype":"f4","bdata":"AACAPwAAgD8=","shape":"1,2"}}'
    """
    return json.dumps(specification, default=_array, separators=(",", ":"), allow_nan=False)


def base64_of(array: npt.ArrayLike, dtype: str = "<f4") -> str:
    """The bytes of ``array``, little-endian, row by row."""
    with np.errstate(over="ignore"):
        return base64.b64encode(np.ascontiguousarray(array, dtype=dtype).tobytes()).decode("ascii")


def _array(value: object) -> dict[str, str]:
    if not isinstance(value, np.ndarray):
        raise TypeError(f"A figure cannot hold {type(value).__name__}.")
    # Without its shape plotly.js reads a table as one long row.
    shape = {"shape": ",".join(map(str, value.shape))} if value.ndim > 1 else {}
    return {"dtype": "f4", "bdata": base64_of(value), **shape}
