"""The panels of the learning rates: axes, headings, and each contender's alpha as a dotted line."""

from __future__ import annotations

import math

from optim_viz.figures.network.ticks import powers
from optim_viz.figures.rates.frame import Spec, axis, layout, note
from optim_viz.figures.theme import Theme
from optim_viz.network_side import Side, Sides
from optim_viz.wording import number

GAP, NARROW_GAP = 0.035, 0.09
"""Between two panels, as a part of the width, or of the height where they stand below each other."""

HEIGHT, NARROW_HEIGHT = 400, 250
"""In pixels: of all panels beside each other, and of each below another."""

MARGIN = {"l": 58, "r": 18, "t": 30, "b": 44}

FARTHEST = 307
"""Powers of ten up to there, and down to there, are floating-point numbers."""

NAME = 22
"""In pixels: what a name needs above the topmost line or below the lowest."""


def panels(there: Sides, part: int, extent: tuple[int, int], theme: Theme, narrow: bool = False) -> Spec:
    """The layout: a panel a layer, beside each other or below; ``part`` is 0 for weights and 1 for biases.

    ``extent`` are the powers of ten that each panel's axis of learning rates shows; there is room for a name
    above and below all lines.
    """
    layers = next(iter(there.values())).known.network.layers
    epochs = max(side.known.epochs for side in there.values())
    axes: Spec = {}
    words: list[Spec] = []
    shapes: list[Spec] = []
    count, gap = len(layers), NARROW_GAP if narrow else GAP
    size = (1 - (count - 1) * gap) / count
    height = count * NARROW_HEIGHT if narrow else HEIGHT
    inner = height - MARGIN["t"] - MARGIN["b"]
    low, top = _roomy(extent, _alphas_and_ceilings(there, part), inner * size if narrow else inner)
    for k, layer in enumerate(layers):
        end = "" if k == 0 else str(k + 1)
        first = k * (size + gap)
        across = [0.0, 1.0] if narrow else [first, min(1.0, first + size)]
        up = [max(0.0, 1 - first - size), 1 - first] if narrow else [0.0, 1.0]
        lowest = not narrow or k == count - 1
        axes[f"xaxis{end}"] = axis(
            theme,
            "epoch" if lowest else "",
            range=[0, epochs],
            nticks=6,
            hoverformat=".3~r",
            anchor=f"y{end}",
            domain=across,
        ) | ({"dtick": 1} if epochs <= 6 else {})
        axes[f"yaxis{end}"] = axis(
            theme,
            "αⱼ" if narrow or k == 0 else "",
            type="log",
            range=[low, top],
            anchor=f"x{end}",
            domain=up,
            showticklabels=narrow or k == 0,
            **_decades(low, extent[1]),
        )
        kind = f"{layer.inputs} × {layer.outputs} weights" if part == 0 else f"{layer.outputs} biases"
        place = {"xref": f"x{end} domain", "yref": f"y{end} domain", "xanchor": "left", "yanchor": "bottom"}
        words.append(
            note(f"layer {k + 1}: {kind}", 0, 1, theme, **place, font={"size": 15, "color": theme.text})
        )
    words += _labels(there, part, theme)
    for slot, side in there.items():
        shapes += [_alpha(slot, side, k, theme) for k in range(count) if side.is_adaptive]
    return layout(theme, height, **axes, annotations=words, shapes=shapes, hovermode="x") | {"margin": MARGIN}


def _roomy(extent: tuple[int, int], named: list[float], tall: float) -> tuple[int, float]:
    """The ends of an axis ``tall`` pixels high, as powers of ten, with room for names above and below."""
    low, high = extent
    room = tall - NAME
    # Below the lowest line that is named there are often enough pixels already.
    while (math.log10(min(named)) - low) * room / (high - low) < NAME:
        low -= 1
    return low, high + NAME * (high - low) / room


def _decades(low: int, high: int) -> Spec:
    """Lines at powers of ten, at most 14 of those that are numbers; of many every other one in words."""
    exponents = [exponent for exponent in range(low, high + 1) if abs(exponent) <= FARTHEST]
    every = next(every for every in (1, 5, 20, 50) if len(exponents) <= 14 * every)
    lines = [exponent for exponent in exponents if exponent % every == 0]
    told = every if len(lines) <= 6 else 2 * every
    texts = zip(lines, powers(lines), strict=True)
    return {
        "tickvals": [10.0**exponent for exponent in lines],
        "ticktext": [text if exponent % told == 0 else "" for exponent, text in texts],
    }


def _labels(there: Sides, part: int, theme: Theme) -> list[Spec]:
    """Each alpha, named in the first panel, and what alpha_j is where every gradient was 0, where one is that.

    The first contender's names stand at the left, the other's at the right; that of the upper line above it,
    that of the lower one below it, however close they are.
    """
    alphas = {slot: (_with_alpha(side), side.alpha) for slot, side in there.items()}
    ceilings = {
        slot: (f"{side.ceiling_in_letters}: gradient 0 so far, {side.name}", ceiling)
        for slot, side in there.items()
        if (ceiling := _ceiling(side, part)) is not None
    }
    words: list[Spec] = []
    for lines in (alphas, ceilings):
        upper = max(lines, key=lambda slot: lines[slot][1], default="")
        for slot, (text, value) in lines.items():
            x, xanchor = (0.02, "left") if slot == "a" else (0.98, "right")
            place = {"xref": "x domain", "yref": "y", "xanchor": xanchor}
            place |= {"yanchor": "bottom" if slot == upper else "top"}
            font = {"size": 13, "color": getattr(theme, slot)}
            words.append(note(text, x, math.log10(value), theme, font=font, **place))
    return words


def _with_alpha(side: Side) -> str:
    """A contender and its alpha, which may be what tells it from the other."""
    return side.title if "α =" in side.title else f"{side.title}: α = {number(side.alpha)}"


def _ceiling(side: Side, part: int) -> float | None:
    """What alpha_j is where every gradient was 0, if the largest one of the first layer's weights is that."""
    return side.ceiling if part == 0 and side.ceiling and side.reaches_ceiling else None


def _alphas_and_ceilings(there: Sides, part: int) -> list[float]:
    """Where the lines are that have names."""
    ceilings = [_ceiling(side, part) for side in there.values()]
    return [side.alpha for side in there.values()] + [each for each in ceilings if each is not None]


def _alpha(slot: str, side: Side, layer: int, theme: Theme) -> Spec:
    """What its learning rates are made from, as a dotted line."""
    end = "" if layer == 0 else str(layer + 1)
    return {
        "type": "line",
        "xref": f"x{end} domain",
        "yref": f"y{end}",
        "x0": 0,
        "x1": 1,
        "y0": side.alpha,
        "y1": side.alpha,
        "line": {"color": getattr(theme, slot), "width": 1.4, "dash": "1px,4px"},
    }
