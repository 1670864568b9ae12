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
        "Every step points the same way: gradient descent crawls all along, "
        "while Adam raises α₁ and α₂ more than twentyfold and sixfold and arrives.",
        Experiment(
            f=Choice.of("quadratic", kappa=5, scale=0.01),
            a=Choice.of("gd", alpha=0.1),
            b=Choice.of("adam", alpha=0.1),
        ),
    ),
    Preset(
        "alpha-too-large",
        "α too large",
        "Gradient descent bounces from side to side of the valley at every step; "
        "Adam lowers α₂ and goes smoothly.",
        Experiment(),
    ),
    Preset(
        "each-at-its-best",
        "Each at its best α",
        "Gradient descent at 2 / (λ₁ + λ₂), Adam at the α with which it soonest arrives to stay: gradient "
        "descent, zig-zagging, is first.",
        Experiment(a=Choice.of("gd", alpha=0.0952), b=Choice.of("adam", alpha=0.15)),
    ),
    Preset(
        "narrow-valley",
        "Narrow valley",
        "With κ = 300 gradient descent zig-zags and creeps even at its best α; Adam evens the two directions "
        "out and goes straight.",
        Experiment(
            f=Choice.of("quadratic", kappa=300),
            a=Choice.of("gd", alpha=0.00664),
            b=Choice.of("adam", alpha=0.08),
            steps=300,
        ),
    ),
    Preset(
        "turned-valley",
        "Turned valley",
        "Turned by 30°, the valley suits no parameter: Adam's α₁ and α₂ are nearly alike, and it is slow; "
        "gradient descent does not notice.",
        Experiment(
            f=Choice.of("quadratic", angle=30),
            a=Choice.of("gd", alpha=0.095),
            b=Choice.of("adam", alpha=0.095),
        ),
    ),
    Preset(
        "over-the-edge",
        "Over the edge",
        "With α just above 2 / λ₂, every bounce of gradient descent is larger than the last and it leaves the "
        "picture; Adam arrives.",
        Experiment(a=Choice.of("gd", alpha=0.102), b=Choice.of("adam", alpha=0.102)),
    ),
    Preset(
        "start-far-away",
        "Start far away",
        "From ten times as far, gradient descent needs no more steps than before; Adam, whose steps are at "
        "most α long, needs seven times as many.",
        Experiment(start=(-40, 30), a=Choice.of("gd", alpha=0.095), b=Choice.of("adam", alpha=0.2), steps=400),
    ),
    Preset(
        "no-bias-correction",
        "No bias correction",
        "Without bias correction Adam's first step is 3.16 α long instead of α and the next is longer "
        "still: it shoots past the minimum and swings.",
        Experiment(a=Choice.of("adam", alpha=0.1), b=Choice.of("adam", alpha=0.1, bias_correction=False)),
    ),
)
