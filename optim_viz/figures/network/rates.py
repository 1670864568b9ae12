"""How the learning rates of each layer are spread, against the epoch: both trainings, a panel a layer."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import Array
from optim_viz.datasets import Digits
from optim_viz.figures.network.rates_layout import panels
from optim_viz.figures.network.slots import described
from optim_viz.figures.rates.frame import Spec
from optim_viz.figures.rates.robustness import faint
from optim_viz.figures.theme import DASHES, THEMES, Mode, Theme
from optim_viz.network_rate_words import MEDIAN, rate_sentences
from optim_viz.network_side import Known, Side, Sides

Payload = dict[str, Any]
Part = Literal["weights", "biases"]

PARTS: tuple[Part, ...] = ("weights", "biases")
"""In the order of a training's record."""

MOST = 300
"""Of more kept steps about so many are drawn."""

BANDS = ((1, 5, 0.16), (2, 4, 0.26))
"""Two of the quantiles each, and how dense the ground between them is: nine tenths of the rates, and half."""


def rates(there: Sides, digits: Digits, mode: Mode = "light") -> Payload:
    """The figures of ``weights`` and ``biases``, each ``data``, ``layout``, and that of a ``narrow`` screen.

    Every kept step is drawn, of more than 300 each k-th, with the first and the last of them.  All panels have
    the same range, which holds every rate that is drawn.  Where something is no positive number, or no step was
    taken, nothing is drawn.

    Raises ``ValueError`` when there is no training, or they are of different networks.
    """
    networks = {side.known.network for side in there.values()}
    if len(networks) != 1:
        raise ValueError(f"`there` must be trainings of one network; got {len(networks)}.")
    answer: Payload = {"slots": described(there), "words": rate_sentences(there, digits)}
    for k, part in enumerate(PARTS):
        answer[part] = _figure(there, k, THEMES[mode])
    return answer


def thinned(count: int) -> npt.NDArray[np.intp]:
    """About 300 of ``count`` rows at the most, evenly, the first and the last among them.

    >>> thinned(4).tolist(), len(thinned(1000)), thinned(1000)[[1, -2, -1]].tolist()
    ([0, 1, 2, 3], 251, [4, 996, 999])
    """
    every = max(1, -(-count // MOST))
    return np.unique(np.append(np.arange(0, count, every), count - 1)).astype(np.intp)


def _figure(there: Sides, part: int, theme: Theme) -> Payload:
    layers = next(iter(there.values())).known.network.layers
    data: list[Spec] = []
    for slot, side in there.items():
        for k in range(len(layers)):
            data += _traces(slot, side, k, part, theme)
    extent = _extent(there, part)
    wide, narrow = (panels(there, part, extent, theme, narrow) for narrow in (False, True))
    return {"data": data, "layout": wide, "narrow": narrow}


def _drawn(known: Known, part: int) -> tuple[Array, Array]:
    """Epochs ``(rows,)`` and quantiles ``(rows, layers, quantiles)`` of the steps whose rates can be drawn."""
    found = known.learning_rates[:, :, part]
    rows = np.flatnonzero((np.isfinite(found) & (found > 0)).all(axis=(1, 2)))
    if not len(rows):
        return np.empty(0), np.empty((0, *found.shape[1:]))
    rows = rows[thinned(len(rows))]
    return known.epoch[rows], found[rows]


def _traces(slot: str, side: Side, layer: int, part: int, theme: Theme) -> list[Spec]:
    """Smallest and largest, the bands, the median; one line where all rates are one number."""
    x, every = _drawn(side.known, part)
    end = "" if layer == 0 else str(layer + 1)
    colour = getattr(theme, slot)
    quiet: Spec = {
        "type": "scatter",
        "mode": "lines",
        "xaxis": f"x{end}",
        "yaxis": f"y{end}",
        "hoverinfo": "skip",
        "showlegend": False,
    }
    line = {"color": colour, "width": 2.6, "dash": DASHES[slot]}
    if not len(x):
        return []
    if (every == every[0, 0, 0]).all():
        told = f"every learning rate %{{y:,.3~r}}<extra>{side.title}</extra>"
        ends = {"x": x[[0, -1]], "y": every[[0, -1], layer, 0], "hoverinfo": "all", "hovertemplate": told}
        return [quiet | {"uid": f"one-{slot}-{layer}", "line": line} | ends]
    y = every[:, layer]
    around = np.concatenate([x, x[::-1]])
    bands = [
        quiet
        | {
            "uid": f"band-{slot}-{layer}-{low}",
            "x": around,
            "y": np.concatenate([y[:, low], y[::-1, high]]),
            "line": {"width": 0},
            "fill": "toself",
            "fillcolor": faint(colour, opacity),
        }
        for low, high, opacity in BANDS
    ]
    ends_of_all = quiet | {
        "uid": f"ends-{slot}-{layer}",
        "x": np.concatenate([x, [np.nan], x]),
        "y": np.concatenate([y[:, 0], [np.nan], y[:, -1]]),
        "line": {"color": faint(colour, 0.6), "width": 1},
    }
    shares = ("smallest", "5 %", "25 %", "median", "75 %", "95 %", "largest")
    told = "<br>".join(f"{share} %{{customdata[{k}]:,.3~r}}" for k, share in reversed([*enumerate(shares)]))
    median = quiet | {
        "uid": f"median-{slot}-{layer}",
        "x": x,
        "y": y[:, MEDIAN],
        "customdata": y,
        "line": line,
        "hoverinfo": "all",
        "hovertemplate": f"{told}<extra>{side.title}</extra>",
    }
    return [*bands, ends_of_all, median]


def _extent(there: Sides, part: int) -> tuple[int, int]:
    """Powers of ten, the last one below and the first one above every alpha and all that is drawn."""
    drawn = [_drawn(side.known, part)[1].ravel() for side in there.values()]
    logs = np.log10(np.concatenate([*drawn, [side.alpha for side in there.values()]]))
    return math.floor(logs.min() - 0.1), math.ceil(logs.max() - 1e-6)
