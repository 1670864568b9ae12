"""What can be chosen of a picture, and how one is written."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from optim_viz.export.protocol import Progress
from optim_viz.export.regression.subject import subject
from optim_viz.parameters import check_parameters, parameter
from optim_viz.race import Race


@dataclass(frozen=True)
class Still:
    """A picture.

    Parameters
    ----------
    width
        In pixels of a screen, 96 an inch, 400 to 4,000; the height follows.
    dark
        Light lines on dark ground.
    transparent
        No ground at all: the slide or page shows through.
    """

    width: int = parameter(
        1200,
        symbol="px",
        label="width",
        low=400,
        high=4000,
        positions_per_unit=0.05,
        help="In pixels of a screen, 96 an inch; the height follows.",
    )
    dark: bool = parameter(False, symbol="dark", label="dark", help="Light lines on dark ground.")
    transparent: bool = parameter(
        False, symbol="transparent", label="transparent", help="No ground: the slide or page shows through."
    )

    def __post_init__(self) -> None:
        check_parameters(self)


@dataclass(frozen=True)
class Pixels(Still):
    """A picture made of pixels.

    Parameters
    ----------
    scale
        Pixels in a pixel of a screen, 1 to 4: 2 is sharp on fine screens, 3 in print.
    """

    scale: int = parameter(
        1,
        symbol="×",
        label="scale",
        low=1,
        high=4,
        positions_per_unit=1,
        help="Pixels in a pixel of a screen: 2 is sharp on fine screens, 3 in print.",
    )


def write(race: Race, options: Still, progress: Progress, kind: str, metadata: dict[str, Any]) -> bytes:
    """The picture in one of matplotlib's formats."""
    # Matplotlib takes half a second to import, which nobody should wait for who does not draw.
    from optim_viz.export import drawing
    from optim_viz.export.regression.drawing import figure as figure_of_regression

    figures = {"quadratic": drawing.figure, "regression": figure_of_regression}
    file = BytesIO()
    with drawing.style():
        figure = figures[race.experiment.f.key](race, options)
        progress(0.5)
        scale = options.scale if isinstance(options, Pixels) else 1
        figure.savefig(file, format=kind, dpi=scale * drawing.DPI, metadata=metadata)
    progress(1.0)
    return file.getvalue()


def title(race: Race) -> str:
    """Who runs against whom, and on what."""
    experiment = race.experiment
    names = f"{experiment.a.kind.name} and {experiment.b.kind.name}"
    return (
        f"{names}: {subject(experiment)}"
        if experiment.f.key == "regression"
        else f"{names} on a quadratic cost"
    )
