"""What the axes of all pictures share: their frame, steps from left to right, powers of ten."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from optim_viz.export.pen import Pen
from optim_viz.wording import SUPERSCRIPTS


def frame(axes: Axes, pen: Pen) -> None:
    """The frame of a panel, and the look of the numbers at it."""
    for spine in axes.spines.values():
        spine.set(color=pen.theme.line, linewidth=pen.pixel)
    axes.tick_params(
        color=pen.theme.line,
        labelcolor=pen.theme.muted,
        labelsize=13 * pen.pixel,
        length=4 * pen.pixel,
        width=pen.pixel,
        pad=3 * pen.pixel,
    )


def against_steps(axes: Axes, steps: int, pen: Pen) -> None:
    """A framed panel with a grid, and steps from 0 to ``steps`` along its lower edge."""
    frame(axes, pen)
    axes.set_xlim(0, steps)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    grid(axes, pen)


def grid(axes: Axes, pen: Pen) -> None:
    """Thin lines at all numbers, below what is drawn."""
    axes.grid(color=pen.theme.line, linewidth=pen.pixel)
    axes.set_axisbelow(True)


def power(exponent: int) -> str:
    """A power of ten: ``1``, ``10⁻²``.

    >>> power(0), power(-2)
    ('1', '10⁻²')
    """
    return f"10{str(exponent).translate(SUPERSCRIPTS)}" if exponent else "1"
