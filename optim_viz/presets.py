"""The lecture's situations as named experiments, in telling order: on a valley, and on real data."""

from __future__ import annotations

from dataclasses import dataclass

from optim_viz.choice import Choice
from optim_viz.experiment import OPENINGS, Experiment


@dataclass(frozen=True)
class Preset:
    """A situation worth seeing: what it is called, what to look at, and the experiment that shows it."""

    key: str
    title: str
    text: str
    experiment: Experiment


def _study(data: str, standardized: bool, a: float, b: float, steps: int) -> Experiment:
    """Gradient descent beside Adam on shipped data, with their learning rates."""
    f = Choice.of("regression", data=data, standardized=standardized)
    return Experiment(f, Choice.of("gd", alpha=a), Choice.of("adam", alpha=b), f.start, steps)


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

STUDIES: tuple[Preset, ...] = (
    Preset(
        "standardized",
        "Standardized features",
        "Eleven parameters on real data. Gradient descent arrives after 13 steps; Adam, whose steps are about "
        "α = 3 long, takes 78, since b has 152 to go. Adam's α₁₁ is the smallest: b's gradient is the largest.",
        OPENINGS["regression"],
    ),
    Preset(
        "raw",
        "Raw features",
        "κ = 52 million: gradient descent crawls at its best α, J still 2 % of J₀ above its minimum after "
        "1,000 steps. Adam, its learning rates 193-fold apart, is at 0.58 %, and has not arrived either.",
        _study("diabetes", False, 2.7e-5, 0.3, 1000),
    ),
    Preset(
        "same-alpha",
        "Same α",
        "Gradient descent arrives after 42 steps. Adam's α is a length: with 0.1 a step, b is not even near "
        "152 after 200 steps, and J still 68 % of J₀ above its minimum.",
        _study("diabetes", True, 0.1, 0.1, 200),
    ),
    Preset(
        "tumours",
        "Tumours",
        "Logistic regression, κ = 23,700: after 1,000 steps Adam is four times closer to the lowest cost than "
        "gradient descent with the largest safe α. Both tell 94 % of the tumours right.",
        _study("breast_cancer", True, 1.4, 0.3, 1000),
    ),
    Preset(
        "raw-tumours",
        "Raw tumours",
        "κ = 64 thousand million: gradient descent is stuck 42 % of J₀ above the minimum after 2,000 steps, "
        "and right about 87 % of the tumours; Adam, its learning rates 10,000-fold apart, at 7.2 % and 93 %.",
        _study("breast_cancer", False, 1.3e-5, 0.01, 2000),
    ),
)
