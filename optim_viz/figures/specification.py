"""The Compare figure in words: two contour panels, cost against step, learning rates against step.

A plain dictionary takes half a millisecond; Plotly's own objects take a hundred times as long.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optim_viz.arrays import Array
from optim_viz.figures.scene import TINTED, Scene, drawn_rows, log_cost_range, log_ratio, rate_names
from optim_viz.figures.theme import DASHES, MARKERS, THEMES, Mode, Theme, chart_axis, chart_layout
from optim_viz.figures.thin import thin_curve
from optim_viz.trajectory import Trajectory
from optim_viz.wording import indexed

Spec = dict[str, Any]

PANELS = {"a": ("x", "y"), "b": ("x2", "y2")}
BUCKETS = 700


def specification(scene: Scene, mode: Mode = "light") -> Spec:
    """What stands still, as plotly.js reads it: a dictionary of traces and layout, its arrays NumPy's."""
    theme = THEMES[mode]
    data: list[Spec] = []
    for slot in "ab":
        data += ground(scene, slot, theme)
    for slot, trajectory in (("a", scene.race.a), ("b", scene.race.b)):
        data += [
            _path(scene, slot, trajectory, theme),
            _cost(scene, slot, trajectory, theme),
            *_learning_rates(slot, trajectory, theme),
        ]
    data.append(_tolerance(scene, theme))
    headings = ("cost J / J₀ against step", "learning rates αⱼ against step")
    return {"data": data, "layout": four_panels(scene, theme, headings, scene.log_rates)}


def ground(scene: Scene, slot: str, theme: Theme) -> list[Spec]:
    """A contour panel without its path: level curves, axes of the valley, minimum."""
    x, y = PANELS[slot]
    quiet = {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
        "xaxis": x,
        "yaxis": y,
    }
    tints = [
        quiet
        | {
            "uid": f"level-{slot}-{number}",
            "x": curve[:, 0],
            "y": curve[:, 1],
            "line": {"width": 0},
            "fill": "toself",
            "fillcolor": theme.level_fill,
        }
        for number, curve in enumerate(scene.level_curves[::TINTED])
    ]
    levels = quiet | {
        "uid": f"level-{slot}-lines",
        **_one_line(scene.level_curves),
        "line": {"color": theme.level_line, "width": 1},
    }
    axes = quiet | {
        "uid": f"axis-{slot}",
        **_one_line(scene.eigen_axes),
        "line": {"color": theme.muted, "width": 1, "dash": "1px,4px"},
    }
    minimum = quiet | {
        "uid": f"minimum-{slot}",
        "mode": "markers",
        "x": scene.minimum[:1],
        "y": scene.minimum[1:],
        "marker": {"symbol": "cross-thin", "size": 13, "line": {"color": theme.minimum, "width": 2}},
        "hoverinfo": "text",
        "text": ["minimum"],
    }
    return [*tints, levels, axes, minimum]


def _one_line(lines: list[Array]) -> Spec:
    """Several lines as one trace, with gaps: what Plotly takes for a figure grows with the number of traces."""
    gap = np.full((1, 2), np.nan)
    points = np.concatenate([part for line in lines for part in (line, gap)])
    return {"x": points[:-1, 0], "y": points[:-1, 1]}


def _path(scene: Scene, slot: str, trajectory: Trajectory, theme: Theme) -> Spec:
    x, y = PANELS[slot]
    rows = drawn_rows(scene, trajectory)
    colour = getattr(theme, slot)
    points = trajectory.x[rows]
    return {
        "type": "scatter",
        "uid": f"path-{slot}",
        "name": trajectory.optimizer.name,
        "showlegend": False,
        "mode": "lines+markers" if len(rows) <= 400 else "lines",
        "x": points[:, 0],
        "y": points[:, 1],
        "customdata": np.column_stack([rows, trajectory.value[rows]]),
        "xaxis": x,
        "yaxis": y,
        "opacity": 0.62,
        "line": {"color": colour, "width": 1.2, "dash": DASHES[slot]},
        "marker": {"color": colour, "size": 3.5, "symbol": MARKERS[slot]},
        "hovertemplate": "step %{customdata[0]:.0f}<br>w₁ %{x:.4g}<br>w₂ %{y:.4g}<br>J %{customdata[1]:.4g}"
        "<extra></extra>",
    }


def _cost(scene: Scene, slot: str, trajectory: Trajectory, theme: Theme) -> Spec:
    ratio = log_ratio(trajectory.value, scene.first_cost)
    rows = thin_curve(ratio, BUCKETS)
    with np.errstate(over="ignore"):
        costs = 10.0 ** ratio[rows]
    return {
        "type": "scatter",
        "uid": f"cost-{slot}",
        "name": trajectory.optimizer.name,
        "showlegend": False,
        "mode": "lines",
        "x": rows.astype(float),
        "y": costs,
        "customdata": trajectory.value[rows],
        "xaxis": "x3",
        "yaxis": "y3",
        "line": {"color": getattr(theme, slot), "width": 2, "dash": DASHES[slot]},
        "hovertemplate": "step %{x:.0f}<br>J %{customdata:.4g}<br>J / J₀ %{y:.4g}<extra>"
        + trajectory.optimizer.name
        + "</extra>",
    }


def _learning_rates(slot: str, trajectory: Trajectory, theme: Theme) -> list[Spec]:
    name = trajectory.optimizer.name
    colour = getattr(theme, slot)
    count = trajectory.x.shape[-1]
    traces = []
    for j in range(count):
        rates = trajectory.learning_rates[:, j]
        rows = thin_curve(log_ratio(rates, 1.0), BUCKETS)
        label = indexed("α", j)
        width = 2.4 - 1.1 * j / max(1, count - 1)
        traces.append(
            {
                "type": "scatter",
                "uid": f"rate-{slot}-{j}",
                "name": f"{name} {label}",
                "showlegend": False,
                "mode": "lines",
                "x": rows.astype(float),
                "y": rates[rows],
                "xaxis": "x4",
                "yaxis": "y4",
                "line": {"color": colour, "width": width, "dash": DASHES[slot]},
                "hovertemplate": f"step %{{x:.0f}}<br>{label} %{{y:.4g}}<extra>{name}</extra>",
            }
        )
    return [*traces, _rate_labels(slot, trajectory, colour)]


def _rate_labels(slot: str, trajectory: Trajectory, colour: str) -> Spec:
    """The names of the learning rates, at the end of their curves; one name where all are one."""
    names, end, _ = rate_names(trajectory)
    # Names of the right slot stand a little to the left of those of the left one; the highest of a slot
    # stands above its curve, the others below.
    last = int(end * (1.0 if slot == "a" else 0.88))
    rates = trajectory.learning_rates[last][: len(names)]
    ranks = np.argsort(np.argsort(rates, kind="stable"), kind="stable")
    sides = ["top left" if rank == len(names) - 1 else "bottom left" for rank in ranks]
    return {
        "type": "scatter",
        "uid": f"rate-{slot}-labels",
        "showlegend": False,
        "hoverinfo": "skip",
        "mode": "text",
        "x": np.full(len(names), float(last)),
        "y": rates,
        "text": names,
        "textposition": sides,
        "textfont": {"color": colour, "size": 15},
        "xaxis": "x4",
        "yaxis": "y4",
    }


def _tolerance(scene: Scene, theme: Theme) -> Spec:
    tolerance = scene.race.experiment.tolerance
    return {
        "type": "scatter",
        "uid": "tolerance",
        "showlegend": False,
        "mode": "lines",
        "x": np.array([0.0, scene.race.experiment.steps]),
        "y": np.array([tolerance, tolerance]),
        "xaxis": "x3",
        "yaxis": "y3",
        "line": {"color": theme.muted, "width": 1, "dash": "2px,3px"},
        "hovertemplate": "tolerance %{y:.3g}<extra></extra>",
    }


def four_panels(
    scene: Scene, theme: Theme, headings: tuple[str, str], last: tuple[float, float] | None = None
) -> Spec:
    """Two contour panels above two against the step, both logarithmic.

    The third shows costs; ``last`` is the range of the fourth in decades, that of the costs without it.
    """
    costs = log_cost_range(scene.race.experiment.tolerance)
    (left, right), (low, high) = scene.box
    axis = chart_axis(theme) | {"automargin": False, "fixedrange": False}
    plane = axis | {"showgrid": False, "nticks": 7}
    steps = axis | {
        "range": [0, scene.race.experiment.steps],
        "nticks": 8,
    }
    # Plotly writes the tens of a power larger than other numbers.
    log = axis | {"type": "log", "exponentformat": "power", "dtick": 2, "tickfont": {"size": 11}}
    across = {"title": {"text": "w₁", "standoff": 2}, "range": [left, right]}
    up = {"title": {"text": "w₂", "standoff": 2}, "range": [low, high]}
    return {
        **chart_layout(theme),
        "width": 1200,
        "height": 640,
        "margin": {"l": 52, "r": 12, "t": 8, "b": 40},
        "dragmode": "zoom",
        "xaxis": plane | across | {"anchor": "y", "domain": [0, 0.475]},
        "yaxis": plane | up | {"anchor": "x", "domain": [0.44, 1], "scaleanchor": "x"},
        "xaxis2": plane | across | {"anchor": "y2", "domain": [0.525, 1], "matches": "x"},
        "yaxis2": plane | up | {"anchor": "x2", "domain": [0.44, 1], "matches": "y"},
        "xaxis3": steps | {"anchor": "y3", "domain": [0, 0.475]},
        "yaxis3": log | {"anchor": "x3", "domain": [0, 0.32], "range": list(costs)},
        "xaxis4": steps | {"anchor": "y4", "domain": [0.525, 1]},
        "yaxis4": log | {"anchor": "x4", "domain": [0, 0.32], "range": list(last or costs)},
        "annotations": [
            _heading(headings[0], "x3 domain", "y3 domain", theme),
            _heading(headings[1], "x4 domain", "y4 domain", theme),
        ],
    }


def _heading(text: str, x: str, y: str, theme: Theme) -> Spec:
    return {
        "text": text,
        "xref": x,
        "yref": y,
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 14, "color": theme.text},
    }
