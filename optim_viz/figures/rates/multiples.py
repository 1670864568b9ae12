"""The same chart, small, for one condition number after the other."""

from __future__ import annotations

import numpy as np

from optim_viz.arrays import Array
from optim_viz.figures.rates.frame import Spec, layout, log_axis, note, steps_ticks
from optim_viz.figures.theme import DASHES, THEMES, Mode
from optim_viz.robustness import ALPHAS

GAP = 0.012


def multiples(
    kappas: list[float], alphas: Array, stays: dict[str, Array], budget: int, columns: int, mode: Mode = "light"
) -> Spec:
    """Steps against alpha; ``stays`` are ``(kappas, alphas)`` by slot, NaN where a run does not arrive."""
    theme = THEMES[mode]
    rows = -(-len(kappas) // columns)
    data: list[Spec] = []
    axes: Spec = {}
    words = []
    for number, kappa in enumerate(kappas):
        row, column = divmod(number, columns)
        tail = "" if number == 0 else str(number + 1)
        for slot in "ab":
            data.append(
                {
                    "type": "scatter",
                    "uid": f"kappa-{number}-{slot}",
                    "mode": "lines",
                    "xaxis": f"x{tail}",
                    "yaxis": f"y{tail}",
                    "x": alphas,
                    "y": np.maximum(stays[slot][number], 1),
                    "line": {"color": getattr(theme, slot), "width": 2, "dash": DASHES[slot]},
                    "hovertemplate": f"κ {kappa:g}, α %{{x:.2g}}<br>%{{y:.0f}} steps<extra></extra>",
                }
            )
        left, bottom = column / columns, 1 - (row + 1) / rows
        across = [left + GAP, left + 1 / columns - GAP]
        up = [bottom + (0.2 / rows if rows > 1 else 0.0), bottom + 0.94 / rows]
        first = column == 0
        axes[f"xaxis{tail}"] = log_axis(theme, *ALPHAS, anchor=f"y{tail}", domain=across)
        axes[f"xaxis{tail}"] |= {"tickvals": [1e-3, 1e-1, 10.0], "ticktext": ["0.001", "0.1", "10"]}
        axes[f"yaxis{tail}"] = log_axis(
            theme,
            0.8,
            1.3 * budget,
            "steps" if first else "",
            anchor=f"x{tail}",
            domain=up,
            showticklabels=first,
        ) | steps_ticks(budget)
        words.append(
            note(
                f"κ = {kappa:g}",
                0.5,
                1.0,
                theme,
                xref=f"x{tail} domain",
                yref=f"y{tail} domain",
                yanchor="bottom",
                font={"size": 13, "color": theme.text},
            )
        )
    return {"data": data, "layout": layout(theme, 60 + 170 * rows, **axes, annotations=words)}
