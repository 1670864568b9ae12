"""The panels of the learning rates: axes, headings, and each contender's alpha as a dotted line."""

from __future__ import annotations

import math

from optim_viz.figures.rates.frame import Spec, axis, layout, log_axis, note
from optim_viz.figures.theme import Theme
from optim_viz.network_side import Side, Sides
from optim_viz.wording import number

GAP, NARROW_GAP = 0.035, 0.09
"""Between two panels, as a part of the width, or of the height where they stand below each other."""

HEIGHT, NARROW_HEIGHT = 400, 250
"""In pixels: of all panels beside each other, and of each below another."""


def panels(there: Sides, part: int, extent: tuple[float, float], theme: Theme, narrow: bool = False) -> Spec:
    """The layout: a panel a layer, beside each other or below; ``part`` is 0 for weights and 1 for biases.

    ``extent`` is what each panel's axis of learning rates shows.
    """
    layers = next(iter(there.values())).known.network.layers
    epochs = max(side.known.epochs for side in there.values())
    axes: Spec = {}
    words: list[Spec] = []
    shapes: list[Spec] = []
    count, gap = len(layers), NARROW_GAP if narrow else GAP
    size = (1 - (count - 1) * gap) / count
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
        axes[f"yaxis{end}"] = log_axis(
            theme,
            *extent,
            "αⱼ" if narrow or k == 0 else "",
            anchor=f"x{end}",
            domain=up,
            showticklabels=narrow or k == 0,
        )
        axes[f"yaxis{end}"] |= _every_other(axes[f"yaxis{end}"])
        kind = f"{layer.inputs} × {layer.outputs} weights" if part == 0 else f"{layer.outputs} biases"
        place = {"xref": f"x{end} domain", "yref": f"y{end} domain", "xanchor": "left", "yanchor": "bottom"}
        words.append(
            note(f"layer {k + 1}: {kind}", 0, 1, theme, **place, font={"size": 15, "color": theme.text})
        )
    for slot, side in there.items():
        words += _labels(slot, side, part, theme)
        shapes += [_alpha(slot, side, k, theme) for k in range(count) if side.is_adaptive]
    height = count * NARROW_HEIGHT if narrow else HEIGHT
    return layout(theme, height, **axes, annotations=words, shapes=shapes, hovermode="x") | {
        "margin": {"l": 58, "r": 10, "t": 30, "b": 44}
    }


def _every_other(ticks: Spec) -> Spec:
    """Fewer words on an axis of many decades; its lines stay."""
    texts = ticks["ticktext"]
    return {"ticktext": [text if len(texts) <= 6 or k % 2 == 0 else "" for k, text in enumerate(texts)]}


def _labels(slot: str, side: Side, part: int, theme: Theme) -> list[Spec]:
    """Its alpha, named in the first panel, and alpha / epsilon, where the largest learning rate is that."""
    place: Spec = {"xref": "x domain", "yref": "y", "font": {"size": 13, "color": getattr(theme, slot)}}
    # One name stands above its line at the left, the other below at the right, however close the lines are.
    left: Spec = {"x": 0.02, "xanchor": "left", "yanchor": "bottom"}
    right: Spec = {"x": 0.98, "xanchor": "right", "yanchor": "top"}
    words = [(f"{side.title}: α = {number(side.alpha)}", side.alpha, left if slot == "a" else right)]
    if part == 0 and side.ceiling and side.reaches_ceiling:
        words.append((f"α / ε: gradient 0 so far, {side.name}", side.ceiling, left if slot == "a" else right))
    return [{"text": text, "y": math.log10(y), "showarrow": False, **place, **at} for text, y, at in words]


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
