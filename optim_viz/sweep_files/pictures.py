"""PNG and SVG: lines over one axis, or a map over two, drawn by matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from optim_viz.sweep import Sweep
from optim_viz.sweep_files.protocol import SweepFormat

PIXELS = 2
"""PNG: pixels in a pixel of a screen."""


def render(sweeps: Sequence[Sweep], outcomes: Sequence[str], kind: str) -> bytes:
    """The picture; the link to its settings is its description."""
    # Matplotlib takes half a second to import, which nobody should wait for who does not draw.
    from optim_viz.export import drawing
    from optim_viz.sweep_files import chart, heat

    draw = chart.figure if len(sweeps[0].axes) == 1 else heat.figure
    metadata = {"Title": "A sweep by optim-viz", "Description": sweeps[0].experiment.link()}
    file = BytesIO()
    with drawing.style():
        figure = draw(sweeps, outcomes[0])
        if kind == "png":
            figure.savefig(file, format=kind, dpi=PIXELS * drawing.DPI, metadata=metadata)
        else:
            # Without a date, so that equal settings give equal files.
            figure.savefig(file, format=kind, metadata={**metadata, "Date": None})
    return file.getvalue()


def png(sweeps: Sequence[Sweep], outcomes: Sequence[str]) -> bytes:
    """The picture made of pixels."""
    return render(sweeps, outcomes, "png")


def svg(sweeps: Sequence[Sweep], outcomes: Sequence[str]) -> bytes:
    """The picture made of lines and text."""
    return render(sweeps, outcomes, "svg")


PNG = SweepFormat("png", "PNG picture", ".png", png, picture=True)
SVG = SweepFormat("svg", "SVG drawing", ".svg", svg, picture=True)
