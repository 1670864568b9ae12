"""Live sliders: pointer-down to family, input event to paint, pointer-up to settled page."""

from __future__ import annotations

from benchmarks.browser import opened
from benchmarks.figures import Aim, Figure
from benchmarks.sliders import Drag, drag

TITLE = "Live sliders, 200 steps"
ABOUT = """Each slider is taken hold of, dragged out and back through 12 positions, and released, one slider
after the other, so that every pointer-down asks for a new family. *Input to paint*: from the dispatch of the
`input` event to the first task after the frame's style, layout and paint, in the page's own clock; the
family is there. *Drawn*: the share of input events whose own value was on the canvas at that paint.
*Family*: from `pointerdown` until the family is decoded and ready. *Settled*: from `pointerup` until the new
figure and the last of the new words are painted, after which the page stays as it is."""
PATHS = ("a.alpha", "b.alpha", "b.beta1", "b.beta2", "f.kappa", "f.angle", "f.scale")
PAINT = Aim(median=8, p95=17)
PAUSE = 150  # ms between two drags


def measure(url: str, rounds: int = 15) -> list[Figure]:
    """Drag every slider ``rounds`` times."""
    with opened(url) as page:
        bases = {path: int(page.locator(f"input[data-path='{path}']").input_value()) for path in PATHS}
        drags: list[Drag] = []
        for _ in range(rounds):
            for path in PATHS:
                drags.append(drag(page, path, bases[path]))
                page.wait_for_timeout(PAUSE)
    return [
        *(_paint(path, [d for d in drags if d.path == path]) for path in PATHS),
        _paint("all sliders", drags),
        Figure.of(
            "handlers of an input event, script only", "ms", [i["work"] for d in drags for i in d.inputs]
        ),
        _drawn(drags),
        Figure.of("pointer-down to family", "ms", [d.family for d in drags], Aim(p95=100)),
        Figure.of("release to painted figure", "ms", [d.settled["figure"] for d in drags]),
        Figure.of("release to painted words", "ms", [d.settled["words"] for d in drags]),
        Figure.of("release to settled page", "ms", [d.settled["page"] for d in drags], Aim(p95=250)),
    ]


def _paint(of: str, drags: list[Drag]) -> Figure:
    took = [i["painted"] - i["t"] for d in drags for i in d.inputs]
    return Figure.of(f"input to paint, {of}", "ms", took, PAINT)


def _drawn(drags: list[Drag]) -> Figure:
    drawn = [i["drawn"] for d in drags for i in d.inputs]
    share = 100 * sum(drawn) / len(drawn)
    return Figure("input events drawn", "%", share, share, len(drawn), Aim(least=100))
