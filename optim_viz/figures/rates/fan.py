"""A handful of learning rates at once: paths on the contour, and their costs, in one ramp of colours."""

from __future__ import annotations

import numpy as np

from optim_viz.figures.rates.frame import Spec
from optim_viz.figures.scene import FAR, Scene, log_ratio
from optim_viz.figures.specification import PANELS, four_panels, ground
from optim_viz.figures.theme import THEMES, Mode
from optim_viz.figures.thin import thin_curve, thin_path
from optim_viz.trajectory import Trajectory
from optim_viz.wording import number

# From plasma, without its ends, which no ground shows well: slow alphas are dark, fast ones light.
RAMP = {
    "light": ["#2a0593", "#6a00a8", "#a01a9c", "#cb4679", "#e56b5d", "#f08f3e", "#d9a400"],
    "dark": ["#7a6cf0", "#a256e8", "#d05ad0", "#f2719b", "#ff8f70", "#ffb454", "#fbe25a"],
}
COSTS = {"a": ("x3", "y3"), "b": ("x4", "y4")}


def colours(count: int, mode: Mode) -> list[str]:
    """``count`` colours of the ramp, at most seven, from its middle."""
    ramp = RAMP[mode]
    start = (len(ramp) - count) // 2
    return ramp[start : start + count]


def fan(
    scene: Scene,
    runs: dict[str, Trajectory],
    alphas: dict[str, list[float]],
    names: dict[str, str],
    mode: Mode = "light",
) -> Spec:
    """Paths and costs of ``runs``, by slot, each a batch in the order of its ``alphas``."""
    theme = THEMES[mode]
    data: list[Spec] = []
    for slot in "ab":
        data += ground(scene, slot, theme)
    for slot, trajectory in runs.items():
        for k, (alpha, colour) in enumerate(zip(alphas[slot], colours(len(alphas[slot]), mode), strict=True)):
            last, name = int(trajectory.last[k]), number(alpha)
            points = trajectory.x[: last + 1, k]
            near = np.abs(points - scene.minimum).max(axis=1) <= FAR * scene.half
            points = points[: len(points) if near.all() else int(np.argmin(near)) + 1]
            points = points[thin_path(points, scene.half / 1500)]
            ratio = log_ratio(trajectory.value[:, k], scene.first_cost)
            rows = thin_curve(ratio, 400)
            look = {
                "type": "scatter",
                "mode": "lines",
                "line": {"color": colour, "width": 1.4},
                "showlegend": False,
            }
            x, y = PANELS[slot]
            data.append(
                look
                | {
                    "uid": f"fan-{slot}-{k}",
                    "xaxis": x,
                    "yaxis": y,
                    "x": points[:, 0],
                    "y": points[:, 1],
                    "opacity": 0.75,
                    "hovertemplate": f"α = {name}<br>w₁ %{{x:.4g}}<br>w₂ %{{y:.4g}}<extra></extra>",
                }
            )
            x, y = COSTS[slot]
            with np.errstate(over="ignore"):
                costs = 10.0 ** ratio[rows]
            data.append(
                look
                | {
                    "uid": f"fan-cost-{slot}-{k}",
                    "xaxis": x,
                    "yaxis": y,
                    "x": rows.astype(float),
                    "y": costs,
                    "line": {"color": colour, "width": 2},
                    "hovertemplate": f"α = {name}<br>step %{{x:.0f}}<br>J / J₀ %{{y:.3g}}<extra></extra>",
                }
            )
    a, b = (f"{names[slot]}: J / J₀ against step" for slot in "ab")
    return {"data": data, "layout": four_panels(scene, theme, (a, b))}
