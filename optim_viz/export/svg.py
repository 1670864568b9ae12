"""SVG, made of lines and text: sharp at every size, and its text can be edited."""

from __future__ import annotations

from optim_viz.export import still
from optim_viz.export.protocol import Format, Progress
from optim_viz.objectives import COSTS
from optim_viz.race import Race


def render(race: Race, options: still.Still, progress: Progress) -> bytes:
    """The picture; the link to its settings is its description."""
    # Without a date, so that equal settings give equal files.
    metadata = {"Title": still.title(race), "Description": race.experiment.link(), "Date": None}
    return still.write(race, options, progress, "svg", metadata)


FORMAT = Format(
    key="svg",
    title="SVG drawing",
    about="The picture as lines and text: sharp at every size, to be edited in any drawing program.",
    ending=".svg",
    mime="image/svg+xml",
    options=still.Still,
    costs=tuple(COSTS),
    render=render,
)
