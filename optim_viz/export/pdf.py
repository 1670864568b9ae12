"""PDF, made of lines and text: for papers and print."""

from __future__ import annotations

from optim_viz.export import still
from optim_viz.export.protocol import Format, Progress
from optim_viz.objectives import COSTS
from optim_viz.race import Race


def render(race: Race, options: still.Still, progress: Progress) -> bytes:
    """The picture on a page of its size; the link to its settings is its subject."""
    # Without a date, so that equal settings give equal files.
    metadata = {"Title": still.title(race), "Subject": race.experiment.link(), "CreationDate": None}
    return still.write(race, options, progress, "pdf", metadata)


FORMAT = Format(
    key="pdf",
    title="PDF page",
    about="The picture as lines and text on a page of its own size, for papers and print.",
    ending=".pdf",
    mime="application/pdf",
    options=still.Still,
    costs=tuple(COSTS),
    render=render,
)
