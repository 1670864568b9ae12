"""Runs as pictures in a notebook, which asks the objects themselves."""

from __future__ import annotations

from io import BytesIO

from optim_viz.choice import Choice
from optim_viz.datasets import Dataset, keep
from optim_viz.experiment import Experiment
from optim_viz.export import png
from optim_viz.export.protocol import silent
from optim_viz.export.still import Pixels
from optim_viz.objectives import LinearRegression, LogisticRegression
from optim_viz.race import Race
from optim_viz.trajectory import Trajectory
from optim_viz.wording import count, indexed

WIDTH = 960
"""In pixels of the screen."""

SHARP = 2
"""Pixels in a pixel of the screen."""


def picture_of_race(race: Race) -> bytes | None:
    """Both runs, as a PNG; None for batches."""
    if race.a.x.ndim != 2 or race.b.x.ndim != 2:
        return None
    return png.render(race, Pixels(width=WIDTH, scale=SHARP), silent)


def picture_of_run(path: Trajectory) -> bytes | None:
    """One run: its path, cost and learning rates, as a PNG; None where there is no picture of it."""
    if path.x.ndim == 2 and isinstance(path.objective, LinearRegression | LogisticRegression):
        return _on_regression(path, path.objective)
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


def _on_regression(path: Trajectory, cost: LinearRegression | LogisticRegression) -> bytes | None:
    """The picture of a race with one contender; features have no names here."""
    examples, features = cost.X.shape
    about = f"{cost.name}, {count(examples, 'example')}, {count(features, 'feature')}"
    labels = ("0", "1") if isinstance(cost, LogisticRegression) else None
    names = tuple(indexed("w", j) for j in range(features))
    data = keep(Dataset("own", about, "a notebook", names, "y", cost.X, cost.y, labels))
    try:
        recipe = Choice.of("regression", data=data.key, standardized=False)
        optimizer = Choice.like(path.optimizer)
        experiment = Experiment(recipe, optimizer, optimizer, tuple(path.x[0].tolist()), path.steps)
    except ValueError:
        return None
    # Matplotlib takes half a second to import, which nobody should wait for who does not draw.
    from optim_viz.export.drawing import DPI, style
    from optim_viz.export.regression.drawing import compose
    from optim_viz.export.regression.head import Head
    from optim_viz.export.regression.scene import Scene

    file = BytesIO()
    with style():
        scene = Scene.of(Race(experiment, cost, path, path), slots="a")
        title = f"{path.optimizer.name}, α = {optimizer['alpha']:g}"
        figure = compose(scene, Head.of(scene, {"a": title}, [("", about)]), WIDTH).figure
        figure.savefig(file, format="png", dpi=DPI * SHARP)
    return file.getvalue()
