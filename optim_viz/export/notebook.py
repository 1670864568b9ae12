"""Runs as pictures in a notebook, which asks the objects themselves."""

from __future__ import annotations

from io import BytesIO

from optim_viz.experiment import Race
from optim_viz.export import png
from optim_viz.export.protocol import silent
from optim_viz.export.still import Pixels
from optim_viz.trajectory import Trajectory

SHARP = 2
"""Pixels in a pixel of the screen."""


def picture_of_race(race: Race) -> bytes | None:
    """Both runs, as a PNG; None for batches."""
    if race.a.x.ndim != 2 or race.b.x.ndim != 2:
        return None
    return png.render(race, Pixels(width=960, scale=SHARP), silent)


def picture_of_run(path: Trajectory) -> bytes | None:
    """One run: its path, cost and learning rates, as a PNG; None where there is no picture of it."""
    try:
        race = Race.of(path, path)
    except ValueError:
        return None
    # Matplotlib takes half a second to import, which nobody should wait for who does not draw.
    from matplotlib.figure import Figure

    from optim_viz.export import drawing, labels, panels
    from optim_viz.export.pen import Pen
    from optim_viz.figures.scene import Scene
    from optim_viz.figures.theme import THEMES

    with drawing.style():
        scene, pen = Scene.of(race), Pen(THEMES["light"], drawing.PIXEL)
        figure = Figure(figsize=(10, 4), dpi=drawing.DPI)
        plane, cost, rates = (
            figure.add_axes(place)
            for place in ((0.05, 0.12, 0.51, 0.79), (0.64, 0.60, 0.335, 0.31), (0.64, 0.12, 0.335, 0.31))
        )
        panels.plane(plane, scene, pen)
        panels.costs(cost, scene, pen)
        panels.rates(rates, scene, pen)
        slot, contender = drawing.sides(race)[0]
        labels.title(plane, f"{path.optimizer.name}, α = {contender.alpha:g}", slot, pen)
        panels.path(plane, scene, slot, path, pen)
        panels.start(plane, scene, pen)
        panels.cost(cost, scene, slot, path, pen)
        panels.rate(rates, slot, path, pen)
        labels.rates(rates, {slot: path}, pen)
        if text := drawing.fate(contender):
            labels.fate(plane, text, pen)
        file = BytesIO()
        figure.savefig(file, format="png", dpi=drawing.DPI * SHARP)
        return file.getvalue()
