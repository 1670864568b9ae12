"""How far can alpha be off: steps against learning rate, and below it the ranges that work."""

from __future__ import annotations

import math

import numpy as np

from optim_viz.arrays import Array
from optim_viz.figures.rates.frame import Spec, axis, layout, log_axis, note, steps_ticks
from optim_viz.figures.theme import DASHES, MARKERS, THEMES, Mode, Theme
from optim_viz.robustness import Curve
from optim_viz.wording import number

MIDDLE = 30
"""Steps beside which the line of theory has its name."""

BAND = 2.6
"""The band of the runs that do not arrive begins at the budget, that of those that diverge lies above it; each
ends at so many times where it begins."""

BELOW = BAND**0.25
"""In a band the marks stand so many times above its lower end, which leaves its upper half to its name."""

ROWS = {"a": 1.0, "b": 0.0}
"""Where the bars stand."""

APART = {"a": 1.06, "b": 0.94}
"""In a band, the marks of one contender stand a little above those of the other."""


def robustness(
    curves: dict[str, Curve],
    predicted: tuple[Array, dict[str, Array | None]],
    lines: list[tuple[float, str, str]],
    mode: Mode = "light",
) -> Spec:
    """Both contenders' curves, what theory says, and where their alphas stand now.

    Parameters
    ----------
    curves
        By slot.
    predicted
        Alphas, and by slot the steps that theory says for them; None where it says nothing.
    lines
        Alphas worth a mark: ``(alpha, words, slot)``.
    """
    theme = THEMES[mode]
    budget = curves["a"].experiment.steps
    data: list[Spec] = []
    for slot, curve in curves.items():
        data += _of(slot, curve, predicted[0], predicted[1][slot], theme)
    for slot, curve in curves.items():
        data += _bars(slot, curve, theme)
    low, high = float(curves["a"].alphas[0]), float(curves["a"].alphas[-1])
    steps, tolerance = number(budget, None), number(curves["a"].experiment.tolerance, None)
    top = BAND**2 * budget
    bands = [_band(budget, BAND * budget, theme, 0.5), _band(BAND * budget, top, theme, 1.0)]
    marks = [_mark(alpha, getattr(theme, slot)) for alpha, _, slot in lines]
    at = {"xref": "x domain", "yref": "y", "yanchor": "top", "yshift": 3}
    words = [
        note(f"not in {steps} steps", 0.994, math.log10(BAND * budget), theme, xanchor="right", **at),
        note("diverges", 0.006, math.log10(top), theme, xanchor="left", **at),
    ]
    for row, (alpha, text, slot) in enumerate(lines):
        words.append(
            note(
                text,
                float(np.log10(alpha)),
                1.0,
                theme,
                xref="x",
                yref="y domain",
                xanchor="left" if alpha < 1 else "right",
                yanchor="top",
                xshift=4 if alpha < 1 else -4,
                yshift=-58 - 17 * row,
                font={"size": 13, "color": getattr(theme, slot)},
                bgcolor=theme.panel,
            )
        )
    for slot, steps_of in predicted[1].items():
        if steps_of is not None and curves[slot].optimizer.adaptive:
            words.append(_said_of_floor(slot, curves[slot], steps_of, theme))
        elif steps_of is not None and (steps_of <= budget).any():
            words.append(_said_of_count(slot, predicted[0], steps_of, theme))
    words += [_said_of_bar(slot, curve, theme) for slot, curve in curves.items()]
    return {
        "data": data,
        "layout": layout(
            theme,
            470,
            # Six figures at a tick leave a title no room in the usual margin.
            margin={"l": 62 if budget < 10_000 else 74, "r": 16, "t": 26, "b": 46},
            xaxis=log_axis(theme, low, high, anchor="y", domain=[0, 1], showticklabels=False),
            yaxis=log_axis(theme, 0.8, top, f"steps until J stays ≤ {tolerance} J₀", domain=[0.3, 1])
            | steps_ticks(budget),
            xaxis2=log_axis(theme, low, high, "learning rate α", anchor="y2", domain=[0, 1]),
            yaxis2=axis(
                theme,
                domain=[0, 0.24],
                anchor="x2",
                range=[-0.3, 1.85],
                showticklabels=False,
                showgrid=False,
            ),
            shapes=[*bands, *marks],
            annotations=words,
        ),
    }


def _of(slot: str, curve: Curve, some: Array, predicted: Array | None, theme: Theme) -> list[Spec]:
    colour = getattr(theme, slot)
    found = curve.outcomes.stays
    budget = curve.experiment.steps
    common = {"type": "scatter", "xaxis": "x", "yaxis": "y", "x": curve.alphas}
    said: list[Spec] = []
    if predicted is not None:
        # A floor is a line of its own; an exact count lies under its curve, as a wide one.
        look = (
            {"color": colour, "width": 1.5, "dash": "1px,3px"}
            if curve.optimizer.adaptive
            else {"color": faint(colour, 0.3), "width": 11}
        )
        said.append(
            common
            | {
                "uid": f"predicted-{slot}",
                "x": some,
                "mode": "lines",
                "y": np.where(predicted <= budget, np.maximum(predicted, 1), np.nan),
                "line": look,
                "hovertemplate": f"α %{{x:.3g}}<br>theory says %{{y:.0f}} steps<extra>{curve.name}</extra>",
            }
        )
    said.append(
        common
        | {
            "uid": f"steps-{slot}",
            "mode": "lines+markers",
            "y": np.maximum(found, 1),
            "line": {"color": colour, "width": 2.4, "dash": DASHES[slot]},
            "marker": {"color": colour, "size": 4, "symbol": MARKERS[slot]},
            "hovertemplate": f"α %{{x:.3g}}<br>%{{y:.0f}} steps<extra>{curve.name}</extra>",
        }
    )
    where = np.where(curve.outcomes.diverged, BAND, 1.0) * BELOW
    words = np.where(curve.outcomes.diverged, "diverges", f"not in {number(budget, None)} steps")
    said.append(
        common
        | {
            "uid": f"never-{slot}",
            "mode": "markers",
            "y": np.where(np.isnan(found), where * budget * APART[slot], np.nan),
            "text": words.tolist(),
            "marker": {"color": colour, "size": 5, "symbol": f"{MARKERS[slot]}-open"},
            "hovertemplate": f"α %{{x:.3g}}<br>%{{text}}<extra>{curve.name}</extra>",
        }
    )
    return said


def _bars(slot: str, curve: Curve, theme: Theme) -> list[Spec]:
    """The ranges as bars: all that works, and within it what is nearly as fast as the best."""
    colour = getattr(theme, slot)
    ranges = (
        ("works", curve.works, faint(colour, 0.35), "arrives within the budget"),
        ("near", curve.nearly_best, colour, "within twice the fewest steps"),
    )
    return [
        {
            "type": "scatter",
            "uid": f"{what}-{slot}",
            "mode": "lines",
            "xaxis": "x2",
            "yaxis": "y2",
            "x": [extent.low, extent.high],
            "y": [ROWS[slot], ROWS[slot]],
            "line": {"color": shade, "width": 14},
            "hovertemplate": f"α %{{x:.3g}}<br>{words}<extra>{curve.name}</extra>",
        }
        for what, extent, shade, words in ranges
        if extent
    ]


def _said_of_count(slot: str, some: Array, predicted: Array, theme: Theme) -> Spec:
    # Beside the wide line, in the middle of its slope.
    at = int(np.nanargmin(np.abs(np.log(np.maximum(predicted, 1) / MIDDLE))))
    place = {"xref": "x", "yref": "y", "xanchor": "right", "yanchor": "top", "xshift": -8}
    font = {"size": 13, "color": getattr(theme, slot)}
    x, y = math.log10(some[at]), math.log10(max(predicted[at], 1))
    return note("theory", x, y, theme, font=font, **place)


def _said_of_floor(slot: str, curve: Curve, floor: Array, theme: Theme) -> Spec:
    # At its end, where no curve comes as low; of two floors, one name above the other.
    place = {"xref": "x domain", "yref": "y", "xanchor": "right", "yanchor": "bottom"}
    font = {"size": 13, "color": getattr(theme, slot)}
    words, y = f"fewest possible for {curve.name}", math.log10(max(floor[-1], 1))
    return note(words, 0.994, y, theme, yshift=17 * ROWS[slot], font=font, **place)


def _said_of_bar(slot: str, curve: Curve, theme: Theme) -> Spec:
    works, near = curve.works, curve.nearly_best
    if works is None or near is None:
        words = "none of these arrives"
    elif works.single:
        words = "no range, single learning rates"
    else:
        words = f"{works.at_least}{works.decades:.1f} decades, {near.at_least}{near.decades:.1f} near best"
    place = {"xref": "x2 domain", "yref": "y2", "xanchor": "left", "yanchor": "bottom"}
    font = {"size": 12, "color": getattr(theme, slot)}
    return note(f"{curve.name}: {words}", 0.006, ROWS[slot] + 0.12, theme, font=font, **place)


def faint(colour: str, opacity: float) -> str:
    """A colour ``#rrggbb`` as one that lets the ground through."""
    r, g, b = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({r}, {g}, {b}, {opacity})"


def _band(low: float, high: float, theme: Theme, weight: float) -> Spec:
    return {
        "type": "rect",
        "layer": "below",
        "xref": "x domain",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": low,
        "y1": high,
        "line": {"width": 0},
        "fillcolor": faint(theme.muted, 0.1 * weight + 0.04),
    }


def _mark(alpha: float, colour: str) -> Spec:
    return {
        "type": "line",
        "xref": "x",
        "yref": "y domain",
        "x0": alpha,
        "x1": alpha,
        "y0": 0,
        "y1": 1,
        "line": {"color": colour, "width": 1.4, "dash": "4px,3px"},
    }
