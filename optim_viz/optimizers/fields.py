"""The hyperparameters that several optimizers share, each declared once."""

from __future__ import annotations

from typing import Any

from optim_viz.parameters import parameter


def learning_rate(default: float) -> Any:
    """Alpha, the learning rate: any positive number; the slider covers 1e-5 to 10."""
    return parameter(
        default,
        symbol="α",
        label="learning rate",
        low=0,
        low_open=True,
        high_open=True,
        slider=(1e-5, 10.0),
        spacing="log",
        live=True,
        help="How far one step goes.",
    )


def decay(default: float, symbol: str, label: str, help: str) -> Any:
    """A decay rate of a moving average, in [0, 1); the slider covers 0 to 0.9999."""
    return parameter(
        default,
        symbol=symbol,
        label=label,
        low=0,
        high=1,
        high_open=True,
        slider=(0.0, 0.9999),
        spacing="complement",
        live=True,
        help=help,
    )


def epsilon(default: float) -> Any:
    """Epsilon, added to the root so that nothing is divided by zero: at least 0."""
    return parameter(
        default,
        symbol="ε",
        label="epsilon",
        low=0,
        high_open=True,
        slider=(1e-12, 1.0),
        spacing="log",
        positions_per_unit=5,
        help="Added to the root in the denominator.",
    )
