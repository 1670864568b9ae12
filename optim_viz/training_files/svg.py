"""SVG: loss and test accuracy against the epoch, drawn by matplotlib."""

from __future__ import annotations

from io import BytesIO

from optim_viz.parameters import Parameter
from optim_viz.training_files.protocol import Pair, TrainingFormat


def render(pair: Pair) -> bytes:
    """The picture; its settings are its description."""
    # Matplotlib takes half a second to import, which nobody should wait for who does not draw.
    from optim_viz.export import drawing
    from optim_viz.training_files import chart

    settings = (
        f"{slot}={choice.key} "
        + " ".join(f"{slot}.{name}={Parameter.format(value)}" for name, value in choice.numbers)
        for slot, choice in pair.choices.items()
    )
    training = pair.a.training
    rest = f"epochs={training.epochs} batch={training.batch or 'full'} seed={training.seed}"
    file = BytesIO()
    with drawing.style():
        # Without a date, so that equal settings give equal files.
        chart.figure(pair).savefig(
            file,
            format="svg",
            metadata={
                "Title": "Two trainings by optim-viz",
                "Description": " ".join((*settings, rest)),
                "Date": None,
            },
        )
    return file.getvalue()


FORMAT = TrainingFormat("svg", "SVG drawing", ".svg", render)
