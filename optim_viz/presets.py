"""The lecture's situations as named experiments, in telling order."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz.choice import Choice
from optim_viz.experiment import Experiment


@dataclass(frozen=True)
class Preset:
    """A situation worth seeing: what it is called, what to look at, and the experiment that shows it."""

    key: str
    title: str
    text: str
    experiment: Experiment


PRESETS: tuple[Preset, ...] = (
    Preset(
        "alpha-too-small",
        "α too small",
        "The gradient points the same way at every step: gradient descent crawls, "
        "Adam raises α₁ and α₂ and arrives.",
        Experiment(
            f=Choice.of("quadratic", kappa=5, scale=0.01),
            a=Choice.of("gd", alpha=0.1),
            b=Choice.of("adam", alpha=0.1),
        ),
    ),
    Preset(
        "alpha-too-large",
        "α too large",
        "Gradient descent bounces from side to side of the valley at every step, "
        "Adam lowers α₂ and goes smoothly.",
        Experiment(),
    ),
    Preset(
        "each-at-its-best",
        "Each at its best α",
        "With a learning rate of its own, each arrives soon.",
        Experiment(a=Choice.of("gd", alpha=0.0952), b=Choice.of("adam", alpha=1)),
    ),
    Preset(
        "narrow-valley",
        "Narrow valley",
        "The valley is 300 times steeper across than along: at its best α gradient descent still zig-zags "
        "and creeps, Adam evens the two directions out.",
        Experiment(
            f=Choice.of("quadratic", kappa=300),
            a=Choice.of("gd", alpha=0.00664),
            b=Choice.of("adam", alpha=0.1),
            steps=300,
        ),
    ),
    Preset(
        "turned-valley",
        "Turned valley",
        "Turned by 30°, the valley lies across the axes: one learning rate a parameter no longer helps, "
        "and gradient descent is faster.",
        Experiment(
            f=Choice.of("quadratic", angle=30), a=Choice.of("gd", alpha=0.095), b=Choice.of("adam", alpha=0.095)
        ),
    ),
    Preset(
        "over-the-edge",
        "Over the edge",
        "With α just above 2/λ₂ every bounce of gradient descent is larger than the last; Adam arrives.",
        Experiment(a=Choice.of("gd", alpha=0.102), b=Choice.of("adam", alpha=0.102)),
    ),
    Preset(
        "start-far-away",
        "Start far away",
        "Adam's step is a length of about α, so it needs more steps from further away; "
        "gradient descent does not.",
        Experiment(start=(-40, 30), a=Choice.of("gd", alpha=0.095), b=Choice.of("adam", alpha=0.1), steps=500),
    ),
    Preset(
        "no-bias-correction",
        "No bias correction",
        "Without bias correction Adam's first step is 3.16 times as long, and it overshoots.",
        Experiment(a=Choice.of("adam", alpha=0.1), b=Choice.of("adam", alpha=0.1, bias_correction=False)),
    ),
)
