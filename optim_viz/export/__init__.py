"""Files to take home, one format a file; the order is the order of the menu."""

from __future__ import annotations

from optim_viz.export import csv_, gif, html, json_, mp4, pdf, png, svg, webp
from optim_viz.export.code import keras_, numpy_, one_line, optax_, torch_
from optim_viz.export.files import file_name, format_named, format_of, save
from optim_viz.export.protocol import Format

FORMATS: tuple[Format, ...] = (
    png.FORMAT,
    svg.FORMAT,
    pdf.FORMAT,
    gif.FORMAT,
    webp.FORMAT,
    mp4.FORMAT,
    html.FORMAT,
    csv_.FORMAT,
    json_.FORMAT,
    numpy_.FORMAT,
    torch_.FORMAT,
    keras_.FORMAT,
    optax_.FORMAT,
)

__all__ = ["FORMATS", "Format", "file_name", "format_named", "format_of", "one_line", "save"]
