"""Colours and strokes, in one place: for the screen, the exports and the canvas alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Mode = Literal["light", "dark"]


@dataclass(frozen=True)
class Theme:
    """One look; ``a`` and ``b`` are the contenders' colours (Okabe and Ito's, safe for colour-blind eyes)."""

    a: str
    b: str
    text: str
    muted: str
    line: str
    panel: str
    page: str
    level_line: str
    level_fill: str
    minimum: str
    hover: str


THEMES: dict[Mode, Theme] = {
    "light": Theme(
        a="#0072b2",
        b="#d55e00",
        text="#1f2933",
        muted="#52606d",
        line="#e4e7eb",
        panel="#ffffff",
        page="#ffffff",
        level_line="rgba(82, 96, 109, 0.30)",
        level_fill="rgba(98, 125, 152, 0.11)",
        minimum="#1f2933",
        hover="#ffffff",
    ),
    "dark": Theme(
        a="#56b4e9",
        b="#ff9e4f",
        text="#e8ecf1",
        muted="#a3b1c2",
        line="#2b3644",
        panel="#10161d",
        page="#0f1419",
        level_line="rgba(163, 177, 194, 0.30)",
        level_fill="rgba(130, 160, 195, 0.14)",
        minimum="#e8ecf1",
        hover="#1b2430",
    ),
}

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
DASHES = {"a": "solid", "b": "6px,3px"}
MARKERS = {"a": "circle", "b": "diamond"}


def chart_layout(theme: Theme) -> dict[str, Any]:
    """What the layout of every chart says: its ground, its letters, its tooltips."""
    return {
        "uirevision": "page",
        "autosize": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": theme.panel,
        "font": {"family": FONT, "size": 13, "color": theme.muted},
        "hoverlabel": {"bgcolor": theme.hover, "font": {"color": theme.text, "family": FONT, "size": 13}},
        "hovermode": "closest",
        "showlegend": False,
        # Plotly makes the ground of its buttons from that of the paper: of one that is clear, a grey box.
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": theme.muted, "activecolor": theme.text},
    }


def panel_heading(text: str, end: str, colour: str) -> dict[str, Any]:
    """Words above the left end of a panel; ``end`` is what the names of its axes end with."""
    return {
        "text": text,
        "xref": f"x{end} domain",
        "yref": f"y{end} domain",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 14, "color": colour},
    }


def chart_axis(theme: Theme) -> dict[str, Any]:
    """What every axis of a chart says."""
    return {
        "gridcolor": theme.line,
        "zeroline": False,
        "linecolor": theme.line,
        "showline": True,
        "mirror": True,
        "tickcolor": theme.line,
    }
