"""What Hypothesis draws: valid numbers, recipes and experiments, made from what the registries declare."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from optim_viz import COSTS, OPTIMIZERS, Choice, Experiment, Parameter, parameters_of
from optim_viz.arrays import Array, Scalar
from optim_viz.query import FURTHEST
from optim_viz.words import Word


def on_slider(declared: Parameter) -> st.SearchStrategy[Any]:
    """Numbers that a slider covers, its own positions among them."""
    if isinstance(declared.default, bool):
        return st.booleans()
    low, high = declared.slider
    if isinstance(declared.default, int):
        return st.integers(int(low), int(high))
    return st.sampled_from(declared.positions) | st.floats(low, high)


def valid(declared: Parameter) -> st.SearchStrategy[Any]:
    """All values that a parameter takes, the extreme ones too."""
    if isinstance(declared, Word):
        return st.sampled_from(declared.words)
    if isinstance(declared.default, bool):
        return st.booleans()
    if isinstance(declared.default, int):
        return st.integers(int(declared.low), int(declared.high))
    return st.floats(
        None if math.isinf(declared.low) else declared.low,
        None if math.isinf(declared.high) else declared.high,
        exclude_min=declared.low_open and math.isfinite(declared.low),
        exclude_max=declared.high_open and math.isfinite(declared.high),
        allow_nan=False,
        allow_infinity=False,
    )


def recipes(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Objectives or optimizers with numbers that sliders cover."""
    return st.builds(kind, **{name: on_slider(known) for name, known in parameters_of(kind).items()})


def per_run(kind: type[Any], runs: int) -> st.SearchStrategy[dict[str, Any]]:
    """The numbers of ``runs`` recipes of one kind: a list for each parameter, one value for a switch."""
    return st.fixed_dictionaries(
        {
            name: st.booleans()
            if isinstance(known.default, bool)
            else st.lists(on_slider(known), min_size=runs, max_size=runs)
            for name, known in parameters_of(kind).items()
        }
    )


def in_domain(kind: type[Any]) -> st.SearchStrategy[Array]:
    """Points ``(n,)`` of an objective's domain."""
    return st.tuples(*(st.floats(low, high) for low, high in kind.domain)).map(np.array)


def choices(registry: dict[str, type[Any]]) -> st.SearchStrategy[Choice]:
    """Entries of a registry with any valid numbers."""
    return st.one_of(
        st.builds(
            Choice.of, st.just(key), **{name: valid(known) for name, known in parameters_of(kind).items()}
        )
        for key, kind in registry.items()
    )


def experiments(costs: Mapping[str, type[Any]] = COSTS) -> st.SearchStrategy[Experiment]:
    """Any valid experiment on some costs."""

    def on(key: str, kind: type[Any]) -> st.SearchStrategy[Experiment]:
        return st.builds(
            Experiment,
            f=choices({key: kind}),
            a=choices(OPTIMIZERS),
            b=choices(OPTIMIZERS),
            start=st.tuples(*[st.floats(-FURTHEST, FURTHEST)] * len(kind().start)),
            **{name: valid(known) for name, known in parameters_of(Experiment).items()},
        )

    return st.one_of(on(key, kind) for key, kind in costs.items())


@dataclass(frozen=True, eq=False)
class Bowl:
    """J(w) = 1/2 sum_j lambda_j w_j^2 in as many parameters as there are curvatures."""

    curvatures: tuple[float, ...]

    def value(self, w: Array) -> Array:
        """``(..., n) -> (...)``."""
        return 0.5 * np.sum(np.array(self.curvatures) * w * w, axis=-1)

    def gradient(self, w: Array) -> Array:
        """``(..., n) -> (..., n)``."""
        return np.array(self.curvatures) * w


def readonly(array: Array | tuple[float, ...] | Scalar) -> Array:
    """A copy that cannot be written to."""
    copy = np.array(array)
    copy.flags.writeable = False
    return copy
