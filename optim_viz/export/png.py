"""PNG, made of pixels: for slides, pages and chats."""

from __future__ import annotations

from optim_viz.export import still
from optim_viz.export.protocol import Format, Progress
from optim_viz.objectives import COSTS
from optim_viz.race import Race


def render(race: Race, options: still.Pixels, progress: Progress) -> bytes:
    """The picture; the link to its settings is its description."""
    metadata = {"Title": still.title(race), "Description": race.experiment.link()}
    return still.write(race, options, progress, "png", metadata)


FORMAT = Format(
    key="png",
    title="PNG picture",
    about="Both runs, their costs and learning rates as a picture that everything can show.",
    ending=".png",
    mime="image/png",
    options=still.Pixels,
    costs=tuple(COSTS),
    render=render,
)
