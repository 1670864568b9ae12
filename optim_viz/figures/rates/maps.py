"""Steps as colour: alpha against one other setting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optim_viz.arrays import Array
from optim_viz.figures.rates.frame import Spec, axis, layout, log_axis
from optim_viz.figures.theme import THEMES, Mode

# Viridis: even in lightness, safe for colour-blind eyes (Smith and van der Walt 2015); few steps are light.
SCALE = [
    [0.0, "#fde725"],
    [0.25, "#5ec962"],
    [0.5, "#21918c"],
    [0.75, "#3b528b"],
    [1.0, "#440154"],
]
DIVERGES = {"light": "#c9c2bd", "dark": "#3a3533"}
NEVER = {"light": "#e9edf1", "dark": "#1b222b"}
# Dots on cells of any of these colours.
LEFT = {"light": "#e0457b", "dark": "#ff7aa2"}


@dataclass(frozen=True, eq=False)
class Grid:
    """What a map shows: alphas across, values of another setting up, and what each combination came to.

    Parameters
    ----------
    alphas
        ``(columns,)``.
    values
        ``(rows,)``.
    path, symbol, spacing
        The other setting: ``f.kappa``, ``κ``, and how its slider is spaced.
    budget
        Steps that a run may take.
    """

    alphas: Array
    values: Array
    path: str
    symbol: str
    spacing: str
    budget: int


def empty_map(grid: Grid, title: str, wall: Array | None, mode: Mode = "light") -> Spec:
    """The chart before any result has come; rows are put into its first three traces as they come.

    ``wall`` is the alpha of each row from which on theory says that runs diverge; None where there is none.
    """
    theme = THEMES[mode]
    up = rows(grid)
    data: list[Spec] = [
        {
            "type": "heatmap",
            "uid": "steps",
            "x": np.log10(grid.alphas),
            "y": up,
            "z": [[None] * len(grid.alphas)] * len(up),
            "zmin": 0.0,
            "zmax": float(np.log10(grid.budget)),
            "colorscale": SCALE,
            "hoverinfo": "none",
            "colorbar": {
                "title": {"text": "steps", "side": "right"},
                "tickvals": list(range(int(np.log10(grid.budget)) + 1)),
                "ticktext": [f"{10**k:,}" for k in range(int(np.log10(grid.budget)) + 1)],
                "thickness": 12,
                "outlinewidth": 0,
            },
        }
    ]
    data.append(
        {
            "type": "heatmap",
            "uid": "lost",
            "x": np.log10(grid.alphas),
            "y": up,
            "z": [[None] * len(grid.alphas)] * len(up),
            "colorscale": [[0, DIVERGES[mode]], [1, DIVERGES[mode]]],
            "showscale": False,
            "hoverinfo": "none",
        }
    )
    data.append(
        {
            "type": "scatter",
            "uid": "left",
            "mode": "markers",
            "x": [],
            "y": [],
            "marker": {"size": 3, "color": LEFT[mode]},
            "hoverinfo": "skip",
        }
    )
    if wall is not None:
        data.append(
            {
                "type": "scatter",
                "uid": "wall",
                "mode": "lines",
                "x": np.log10(wall),
                "y": up,
                "line": {"color": theme.text, "width": 2, "dash": "5px,4px"},
                "hoverinfo": "skip",
            }
        )
    low, high = float(grid.alphas[0]), float(grid.alphas[-1])
    across = log_axis(theme, low, high, "learning rate α")
    # Cells of even width: the axis counts decades itself.
    across |= {
        "type": "linear",
        "tickvals": [float(np.log10(v)) for v in across["tickvals"]],
        "showgrid": False,
    }
    ticks = _ticks(grid)
    upwards = axis(
        theme,
        grid.symbol,
        showgrid=False,
        range=[float(up[0]), float(up[-1])],
        tickvals=[_place(grid, v) for v in ticks],
        ticktext=[f"{v:g}" for v in ticks],
    )
    shapes = layout(theme, 380, xaxis=across, yaxis=upwards, title={"text": title, "font": {"size": 14}})
    return {
        "data": data,
        "layout": shapes | {"plot_bgcolor": NEVER[mode], "margin": {"l": 62, "r": 10, "t": 34, "b": 46}},
    }


def rows(grid: Grid) -> Array:
    """Where the rows stand, evenly, ``(rows,)``."""
    return np.array([_place(grid, value) for value in grid.values])


def _place(grid: Grid, value: float) -> float:
    if grid.spacing == "log":
        return float(np.log10(value))
    if grid.spacing == "complement":
        return float(-np.log10(1 - value))
    return float(value)


def _ticks(grid: Grid) -> list[float]:
    if grid.spacing == "log":
        first, last = np.log10(grid.values[0]), np.log10(grid.values[-1])
        return [10.0**k for k in range(int(np.ceil(first - 1e-9)), int(np.floor(last + 1e-9)) + 1)]
    if grid.spacing == "complement":
        return [v for v in (0.0, 0.9, 0.99, 0.999, 0.9999) if v <= grid.values[-1] + 1e-12]
    return [float(v) for v in np.linspace(grid.values[0], grid.values[-1], 5)]
