"""A race drawn by matplotlib, from the scene that the screen shows: pictures and animations start here.

Nothing here is pyplot, which keeps one current figure for the whole process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.contender import Contender, contenders
from optim_viz.export import labels, panels
from optim_viz.export.layout import Layout
from optim_viz.export.pen import Pen
from optim_viz.export.still import Still
from optim_viz.figures.scene import Scene
from optim_viz.figures.theme import THEMES
from optim_viz.race import Race
from optim_viz.tables import happened
from optim_viz.wording import number

DPI = 96
PIXEL = 72 / DPI
"""Points in a pixel of a screen."""

_one_at_a_time = RLock()


@contextmanager
def style() -> Iterator[None]:
    """Matplotlib as it comes, but text as text, and equal files for equal settings.

    The process's own settings are back afterwards.
    They belong to the process, not to a thread, and a server draws in many: so one draws at a time.
    """
    with _one_at_a_time, matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rc("svg", fonttype="none", hashsalt="optim-viz")
        matplotlib.rc("pdf", fonttype=42)
        yield


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure with its panels: one plane a contender, and two panels of log10 values against step."""

    scene: Scene
    pen: Pen
    layout: Layout
    figure: Figure
    planes: dict[str, Axes]
    cost: Axes
    rates: Axes

    @property
    def against_steps(self) -> tuple[Axes, ...]:
        """The panels that a playhead goes through."""
        return self.cost, self.rates


def figure(race: Race, options: Still | None = None) -> Figure:
    """The picture of a race between single runs, as a matplotlib figure that can be drawn on.

    >>> from optim_viz import Experiment, perform
    >>> [axes.get_title(loc="left") for axes in figure(perform(Experiment())).axes[:2]]
    ['Gradient descent, α = 0.099', 'Adam, α = 0.099']
    """
    options = options or Still()
    with style():
        drawing = draw(race, options.width, options.dark, options.transparent)
        for slot, contender in sides(race):
            axes = drawing.planes[slot]
            panels.start(axes, drawing.scene, drawing.pen)
            if text := fate(contender):
                labels.fate(axes, text, drawing.pen)
    return drawing.figure


def draw(
    race: Race, width: int, dark: bool = False, transparent: bool = False, *, moving: bool = False
) -> Drawing:
    """What stands still; ``moving``: with faint paths, and room for a step counter at the top."""
    scene = Scene.of(race)
    theme = THEMES["dark" if dark else "light"]
    layout = Layout.of(scene, width, counter=moving)
    pen = Pen(theme, PIXEL * layout.zoom)
    ground = "none" if transparent else theme.panel
    figure = Figure(figsize=(layout.width / DPI, layout.height / DPI), dpi=DPI, facecolor=ground)
    a, b, cost, rates = (figure.add_axes(place, facecolor=ground) for place in layout.panels.values())
    panels.costs(cost, scene, pen)
    panels.rates(rates, scene, pen)
    for axes, (slot, contender) in zip((a, b), sides(race), strict=True):
        panels.plane(axes, scene, pen)
        labels.title(axes, title(contender, race), slot, pen)
        panels.path(axes, scene, slot, contender.trajectory, pen, faint=moving)
        panels.cost(cost, scene, slot, contender.trajectory, pen)
        panels.rate(rates, slot, contender.trajectory, pen)
    labels.rates(rates, {slot: contender.trajectory for slot, contender in sides(race)}, pen)
    return Drawing(scene, pen, layout, figure, {"a": a, "b": b}, cost, rates)


def sides(race: Race) -> tuple[tuple[str, Contender], ...]:
    """Both slots with their contenders."""
    return tuple(zip("ab", contenders(race), strict=True))


def title(contender: Contender, race: Race) -> str:
    """Its name, its alpha, and what else tells it from the other: ``Adam (β₁ = 0.9), α = 0.099``."""
    a, b = race.experiment.a, race.experiment.b
    if a.key == b.key and a["alpha"] != b["alpha"]:
        return contender.title  # which says alpha already
    return f"{contender.title}, α = {number(contender.alpha, None)}"


def fate(contender: Contender) -> str:
    """What became of a run that left the picture or ran out of numbers, or nothing."""
    return happened(contender) if contender.left is not None or contender.broke is not None else ""
