"""What the charts of the learning-rate page share: grounds, axes, letters."""

from __future__ import annotations

import math
from typing import Any

from optim_viz.figures.theme import Theme, chart_axis, chart_layout
from optim_viz.wording import number

Spec = dict[str, Any]


def layout(theme: Theme, height: int, **parts: Any) -> Spec:
    """The ground of a chart; its width is the page's matter."""
    margin = {"l": 62, "r": 16, "t": 26, "b": 46}
    return {**chart_layout(theme), "height": height, "margin": margin, "dragmode": False, **parts}


def axis(theme: Theme, title: str = "", **parts: Any) -> Spec:
    """A quiet axis with a title."""
    return {
        **chart_axis(theme),
        "fixedrange": True,
        "title": {"text": title, "standoff": 4, "font": {"size": 14, "color": theme.text}},
        **parts,
    }


def log_axis(theme: Theme, low: float, high: float, title: str = "", **parts: Any) -> Spec:
    """A logarithmic axis from ``low`` to ``high``, with a tick at every decade."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    ticks = [10.0**power for power in range(first, last + 1)]
    return axis(
        theme,
        title,
        type="log",
        range=[math.log10(low), math.log10(high)],
        tickvals=ticks,
        ticktext=[_power(tick) for tick in ticks],
        **parts,
    )


def steps_ticks(budget: int) -> Spec:
    """The ticks of an axis of steps, a power of ten each, as people write them."""
    ticks = [float(10**power) for power in range(int(math.log10(budget)) + 1)]
    return {"tickvals": ticks, "ticktext": [number(tick, None) for tick in ticks]}


def note(text: str, x: float, y: float, theme: Theme, **parts: Any) -> Spec:
    """Words in a chart."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "font": {"size": 13, "color": theme.muted},
        **parts,
    }


def _power(value: float) -> str:
    """A power of ten as people write it."""
    return f"{value:g}" if 1e-3 <= value <= 1e4 else f"10<sup>{round(math.log10(value))}</sup>"
