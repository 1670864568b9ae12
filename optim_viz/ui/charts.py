"""The route of the learning-rate page: each of its charts as an answer to a link.

A request is a link with ``chart=NAME``, and an answer depends on nothing else, so that the page can ask again
while a slider is dragged and drop what has become old.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import numpy as np
from starlette.routing import Route

from optim_viz import theory
from optim_viz.arrays import Array
from optim_viz.batch import outcomes_of
from optim_viz.best import beside_formula
from optim_viz.contender import sided
from optim_viz.experiment import Experiment
from optim_viz.figures import payload
from optim_viz.figures.rates.fan import colours, fan
from optim_viz.figures.rates.maps import DIVERGES, LEFT, NEVER, Grid, empty_map, rows
from optim_viz.figures.rates.multiples import multiples
from optim_viz.figures.rates.robustness import robustness
from optim_viz.figures.scene import Scene
from optim_viz.figures.theme import THEMES, Mode
from optim_viz.parameters import Parameter
from optim_viz.race import perform, perform_slot
from optim_viz.robustness import (
    ALPHAS,
    Curve,
    alphas,
    best_by_formula,
    budgeted,
    curve,
    predicted,
    sentences,
)
from optim_viz.sweep import outer
from optim_viz.ui import cache
from optim_viz.ui.address import at
from optim_viz.ui.answers import answering
from optim_viz.wording import number

Answer = dict[str, Any]

KAPPAS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
COLUMNS, ROWS = 81, 61
"""Cells of a map."""

PARTS = 4
"""A map comes in so many parts, so that it is drawn as it grows."""

AGAIN = 2.0
"""A run oscillates that stays only after so many times the steps in which it first came."""

MAPS = {
    "map-a": ("a", "f.kappa"),
    "map-b": ("b", "f.kappa"),
    "map-beta1": ("ba", "beta1"),
    "map-beta2": ("ba", "beta2"),
}
"""Whose alpha is mapped against what: of the contenders named, the first that has it."""


def charts_url() -> str:
    """The path of the route on this server."""
    return at("optim-viz/chart")


@lru_cache(maxsize=64)
def _curve(experiment: Experiment, slot: str) -> Curve:
    return curve(experiment, slot)


def _curve_of(experiment: Experiment, slot: str) -> Curve:
    """A contender's curve, which depends neither on its alpha nor on the other contender."""
    other = "b" if slot == "a" else "a"
    plain = replace(experiment, **{other: getattr(Experiment(), other)})
    return _curve(plain.with_value(f"{slot}.alpha", 0.1).with_value(f"{other}.alpha", 0.1), slot)


def robust(experiment: Experiment, mode: Mode, given: dict[str, str]) -> Answer:
    """Steps against alpha for both contenders, with what theory and the page say about it."""
    longer = budgeted(experiment)
    steep = float(experiment.f.build().eigenvalues[-1])
    # What was kept of a curve stands for many experiments: the names are this one's.
    curves = {slot: replace(_curve_of(experiment, slot), experiment=longer) for slot in "ab"}
    some = _sampled([theory.wall(getattr(experiment, slot).build(), steep) for slot in "ab"])
    said = {slot: predicted(longer, slot, some) for slot in "ab"}
    lines = []
    for slot in "ab":
        choice = getattr(experiment, slot)
        wall = theory.wall(choice.build(), steep)
        if wall is not None and ALPHAS[0] <= wall <= ALPHAS[1]:
            lines.append((float(wall), f"wall {number(float(wall))}", slot))
        best = best_by_formula(experiment, slot)
        if best is not None and ALPHAS[0] <= best <= ALPHAS[1]:
            lines.append((best, f"2 / (λ₁ + λ₂) = {number(best)}", slot))
        alpha = float(choice["alpha"])
        if ALPHAS[0] <= alpha <= ALPHAS[1]:
            lines.append((alpha, f"now {number(alpha, None)}", slot))
    figure = robustness(curves, (some, said), lines, mode)
    return {"figure": figure, "words": list(sentences(curves["a"], curves["b"]))}


def formula(experiment: Experiment, mode: Mode, given: dict[str, str]) -> Answer:
    """How the best alpha of the sweep stands to the formula's, for those contenders that have one.

    As slow as the chart, and so asked for after it.
    """
    found = (cache.best(experiment, slot) for slot in "ab" if best_by_formula(experiment, slot) is not None)
    return {"words": list(dict.fromkeys(text for each in found if each for text in beside_formula(each)))}


def small(experiment: Experiment, mode: Mode, given: dict[str, str]) -> Answer:
    """The same for seven condition numbers."""
    longer = budgeted(experiment)
    values = alphas(91)
    stays: dict[str, Array] = {}
    for slot in "ab":
        grids = outer({"f.kappa": KAPPAS, f"{slot}.alpha": values})
        found = outcomes_of(longer, slot, {path: grid.ravel() for path, grid in grids.items()})
        stays[slot] = found.stays.reshape(len(KAPPAS), len(values))
    columns = 2 if given.get("narrow") == "1" else len(KAPPAS)
    return {"figure": multiples(list(KAPPAS), values, stays, longer.steps, columns, mode)}


def map_of(experiment: Experiment, mode: Mode, given: dict[str, str]) -> Answer:
    """A map: without ``part`` the empty chart and the cells' values, with it some rows of results."""
    slots, name = MAPS[given["chart"]]
    places = [(slot, name if "." in name else f"{slot}.{name}") for slot in slots]
    slot, path = next(((slot, path) for slot, path in places if path in experiment.paths), ("", ""))
    if not slot:
        return {"missing": f"Neither contender has {name}."}
    grid = _grid(experiment, path)
    if "part" in given:
        part = min(PARTS - 1, max(0, int(given["part"]))) if given["part"].isdecimal() else 0
        chosen = np.array_split(np.arange(len(grid.values)), PARTS)[part]
        grids = outer({path: grid.values[chosen], f"{slot}.alpha": grid.alphas})
        found = outcomes_of(budgeted(experiment), slot, {name: each.ravel() for name, each in grids.items()})
        first, steps = (np.log10(np.maximum(each, 1)) for each in (found.steps, found.stays))
        with np.errstate(invalid="ignore"):
            # Oscillates: was there, and has left again for as long as it took to come.
            left = ~np.isnan(found.steps) & ~(found.stays <= AGAIN * found.steps)
        flags = {"lost": found.diverged.astype(float), "left": left.astype(float)}
        return {"row": int(chosen[0]), "z": steps, "first": first, **flags}
    title = f"{sided(experiment, slot)}: α against {grid.symbol}"
    figure = empty_map(grid, title, _walls(experiment, slot, grid), mode)
    return {
        "figure": figure,
        "parts": PARTS,
        "across": np.log10(grid.alphas),
        "up": rows(grid),
        "alphas": [Parameter.format(v) for v in grid.alphas.tolist()],
        "values": [Parameter.format(v) for v in grid.values.tolist()],
        "paths": [f"{slot}.alpha", path],
        "symbol": grid.symbol,
        "slot": slot,
        "budget": grid.budget,
        "colours": {"lost": DIVERGES[mode], "never": NEVER[mode], "left": LEFT[mode]},
    }


def ladder(experiment: Experiment, mode: Mode, given: dict[str, str]) -> Answer:
    """A handful of alphas around the present ones, some smaller and some larger."""
    ratio = float(given.get("ratio", "2")) if given.get("ratio") in ("1.5", "2", "3", "10") else 2.0
    present = [float(experiment[f"{slot}.alpha"]) for slot in "ab"]
    # A learning rate is positive and finite, also next to one that is hardly either.
    rungs = [ratio**k for k in range(-3, 4) if all(0 < alpha * ratio**k < math.inf for alpha in present)]
    scene = Scene.of(perform(experiment))
    runs, values = {}, {}
    for slot, alpha in zip("ab", present, strict=True):
        values[slot] = [alpha * rung for rung in rungs]
        runs[slot] = perform_slot(experiment, slot, {f"{slot}.alpha": values[slot]})
    tracks = payload.live(experiment, runs, of_cost=False)["tracks"]
    names = {slot: sided(experiment, slot) for slot in "ab"}
    figure = fan(scene, runs, values, names, mode)
    return {
        "figure": figure,
        "tracks": tracks,
        "colours": colours(len(rungs), mode),
        "alphas": {slot: [number(v, 3) for v in each] for slot, each in values.items()},
        "names": names,
        "box": scene.box,
        "steps": experiment.steps,
        "muted": THEMES[mode].muted,
    }


CHARTS: dict[str, Callable[[Experiment, Mode, dict[str, str]], Answer]] = {
    "robustness": robust,
    "formula": formula,
    "multiples": small,
    "fan": ladder,
    **dict.fromkeys(MAPS, map_of),
}


def answer(query: str) -> Answer:
    """What a request asks for.  Raises ``ValueError`` where ``chart`` names none."""
    parsed = parse_qs(query)
    own = ("chart", "mode", "part", "narrow", "ratio")
    given = {key: parsed.pop(key)[-1] for key in own if key in parsed}
    if given.get("chart") not in CHARTS:
        raise ValueError(f"`chart` must be one of {', '.join(CHARTS)}; got {given.get('chart')!r}.")
    experiment, _ = Experiment.from_query(parsed)
    mode: Mode = "dark" if given.get("mode") == "dark" else "light"
    return CHARTS[given["chart"]](experiment, mode, given)


def route() -> Route:
    """Return the route."""
    return answering(charts_url(), answer)


def _grid(experiment: Experiment, path: str) -> Grid:
    known = experiment.parameter(path)
    low, high = known.slider
    if known.spacing == "log":
        values = _readable(np.geomspace(low, high, ROWS))
    elif known.spacing == "complement":
        values = np.round(1 - _readable(np.geomspace(1 - low, 1 - high, ROWS)), 12)
    else:
        values = _readable(np.linspace(low, high, ROWS))
    columns = _readable(np.geomspace(*ALPHAS, COLUMNS))
    return Grid(columns, values, path, known.symbol, known.spacing, budgeted(experiment).steps)


def _walls(experiment: Experiment, slot: str, grid: Grid) -> Array | None:
    """The wall of each row, where there is one; NaN where it lies outside the map."""
    if grid.path != "f.kappa":
        return None
    wall = theory.wall(getattr(experiment, slot).build(), float(experiment["f.scale"]) * grid.values)
    if wall is None:
        return None
    walls = np.asarray(wall)
    return np.where((walls >= ALPHAS[0]) & (walls <= ALPHAS[1]), walls, math.nan)


def _sampled(walls: Sequence[Any]) -> Array:
    """Alphas for what theory says: some of the curves' own, and below a wall, where it ends, all of them."""
    every = alphas()
    near = [every[(every > wall / 3) & (every < wall)] for wall in walls if wall is not None]
    return np.unique(np.concatenate([every[::3], *near]))


def _readable(values: Array) -> Array:
    """The nearest numbers of four digits, so that a cell is run with the very setting that it loads."""
    return np.array([float(f"{value:.4g}") for value in values.tolist()])
