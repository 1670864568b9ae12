"""Files to take home, one format a file; the order is the order of the menu."""

from __future__ import annotations

from optim_viz.export.protocol import Format

FORMATS: tuple[Format, ...] = ()
