"""What is written in the pictures of sweeps, and how their axes are spaced."""

from __future__ import annotations

from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from optim_viz.contender import goal
from optim_viz.experiment import Experiment
from optim_viz.export.pen import Pen
from optim_viz.sweep import Sweep
from optim_viz.wording import count, number


def spaced_log(sweep: Sweep, path: str) -> bool:
    """Whether an axis is drawn by factors, as its number is spaced; it must be above 0 for that."""
    return sweep.experiment.parameter(path).spacing == "log" and bool(sweep.axes[path][0] > 0)


def axis(target: Axis, sweep: Sweep, path: str, pen: Pen) -> None:
    """Name and ticks of an axis that is varied."""
    known = sweep.experiment.parameter(path)
    target.set_label_text(f"{known.symbol}, {known.label}", **pen.letters(14, pen.theme.muted))
    ticks(target, spaced_log(sweep, path), pen)


def ticks(target: Axis, log: bool, pen: Pen) -> None:
    """Numbers as everywhere in this program: 0.01, 1,000."""
    if log:
        target.set_major_locator(LogLocator(numticks=12))
        target.set_minor_locator(NullLocator())
    target.set_major_formatter(FuncFormatter(lambda value, _: number(value, 6)))
    target.set_tick_params(labelsize=12.5 * pen.pixel, labelcolor=pen.theme.muted, color=pen.theme.line)


def outcome(experiment: Experiment, name: str) -> str:
    """What is shown, in words."""
    low = experiment.f.build().infimum
    there, left = goal(experiment, low), "(J − J*) / (J₀ − J*)" if low else "J / J₀"
    return {
        "steps": f"steps to {there}",
        "stays": f"step from which {there} to the end",
        "cost": f"{left} after {count(experiment.steps, 'step')}",
        "diverged": "whether it diverges",
    }[name]


def missing(experiment: Experiment) -> str:
    """What it means that there is no such step."""
    return f"not in {count(experiment.steps, 'step')}"
