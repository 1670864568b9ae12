"""A race on a regression drawn by matplotlib: the learning rates, the cost, and the way of the weights."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optim_viz.cells import happened
from optim_viz.contender import Contender
from optim_viz.export.drawing import DPI, PIXEL, sides, style, title
from optim_viz.export.layout import COUNTER, Layout
from optim_viz.export.pen import Pen
from optim_viz.export.regression import curves, marks, names
from optim_viz.export.regression.head import Head
from optim_viz.export.regression.layout import layout, room_for_names
from optim_viz.export.regression.scene import Scene
from optim_viz.export.regression.subject import subject
from optim_viz.export.still import Still
from optim_viz.figures.theme import THEMES
from optim_viz.race import Race


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure with its panels of log10 values: a row a parameter, and three against the step."""

    scene: Scene
    pen: Pen
    layout: Layout
    figure: Figure
    marks: Axes
    rates: Axes
    cost: Axes
    away: Axes

    @property
    def against_steps(self) -> tuple[Axes, ...]:
        """The panels that a playhead goes through."""
        return self.rates, self.cost, self.away


def figure(race: Race, options: Still | None = None) -> Figure:
    """The picture of a race between single runs, as a matplotlib figure that can be drawn on.

    >>> from optim_viz import Experiment, perform
    >>> race = perform(Experiment.from_query("f=regression")[0])
    >>> [axes.get_title(loc="left") for axes in figure(race).axes[:2]]
    ['learning rates αⱼ, last step', 'learning rates αⱼ against step']
    """
    options = options or Still()
    with style():
        return draw(race, options.width, options.dark, options.transparent).figure


def draw(
    race: Race, width: int, dark: bool = False, transparent: bool = False, *, moving: bool = False
) -> Drawing:
    """What stands still; ``moving``: without marks, and with room for a step counter at the top."""
    both = sides(race)
    titles = {slot: title(contender, race) for slot, contender in both}
    scene = Scene.of(race)
    lines = [
        ("", subject(race.experiment, names.written)),
        *((slot, fate(contender)) for slot, contender in both),
    ]
    return compose(scene, Head.of(scene, titles, lines), width, dark, transparent, moving=moving)


def compose(
    scene: Scene,
    head: Head,
    width: int,
    dark: bool = False,
    transparent: bool = False,
    *,
    moving: bool = False,
) -> Drawing:
    """The four panels of a scene below its head."""
    theme = THEMES["dark" if dark else "light"]
    texts = names.rows(scene.names, room_for_names(width))
    place = layout(scene, texts, len(head.lines), width, counter=moving)
    pen = Pen(theme, PIXEL * place.zoom)
    ground = "none" if transparent else theme.panel
    drawn = Figure(figsize=(place.width / DPI, place.height / DPI), dpi=DPI, facecolor=ground)
    panels = {name: drawn.add_axes(box, facecolor=ground) for name, box in place.panels.items()}
    head.write(drawn, place, pen, COUNTER if moving else 0.0)
    marks.panel(panels["marks"], scene, texts, f"learning rates αⱼ, {'this' if moving else 'last'} step", pen)
    curves.rates(panels["rates"], scene, pen)
    curves.cost(panels["cost"], scene, pen)
    curves.away(panels["away"], scene, pen)
    if not moving:
        for slot in scene.runs:
            marks.mark(panels["marks"], scene, slot, pen)
    return Drawing(scene, pen, place, drawn, **panels)


def fate(contender: Contender) -> str:
    """What became of a run that diverged, or nothing."""
    return f"{contender.title}: {happened(contender)}" if contender.is_lost else ""
