"""The numbers behind the page, without a browser: runs, families, figures."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.figures import Figure
from optim_viz.experiment import Experiment
from optim_viz.figures import payload
from optim_viz.figures.compare import specification
from optim_viz.figures.encode import to_json
from optim_viz.figures.scene import Scene
from optim_viz.race import perform
from optim_viz.ui import live

TITLE = "Core"
ABOUT = (
    "On the opening screen's experiment, 200 steps. A family is all positions of a slider in one batched run."
)
PATHS = ("a.alpha", "b.alpha", "b.beta1", "b.beta2", "f.kappa", "f.angle", "f.scale")


def measure(url: str = "", times: int = 100) -> list[Figure]:
    """Do each ``times`` times; no server is needed."""
    experiment = Experiment()
    scene = Scene.of(perform(experiment))
    figures = [
        _timed("run both contenders", lambda: perform(experiment), times),
        _timed("scene of a run", lambda: Scene.of(scene.race), times),
        _timed("figure as JSON", lambda: to_json(specification(scene, "light")), times),
        _timed("runs for the canvas as JSON", lambda: to_json(payload.settled(scene, "light", "race")), times),
    ]
    both = ("a.alpha", "b.alpha")
    return (
        figures + [_family(experiment, (path,), times) for path in PATHS] + [_family(experiment, both, times)]
    )


def _family(experiment: Experiment, paths: tuple[str, ...], times: int) -> Figure:
    query = f"{experiment.link()}&vary={','.join(paths)}"
    return _timed(f"family of {' and '.join(paths)} as JSON", lambda: to_json(live.answer(query)), times)


def _timed(what: str, action: Callable[[], object], times: int) -> Figure:
    took = []
    action()
    for _ in range(times):
        began = time.perf_counter()
        action()
        took.append(1000 * (time.perf_counter() - began))
    return Figure.of(what, "ms", took)
