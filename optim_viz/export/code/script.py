"""What the scripts of all frameworks share: their order, and how they tell what they did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import indent

from optim_viz.choice import Choice
from optim_viz.export.code import regression
from optim_viz.export.code.sensitivity import sensitivity
from optim_viz.export.protocol import Format, NoOptions, Progress
from optim_viz.objectives import COSTS
from optim_viz.race import Race
from optim_viz.trajectory import Trajectory

CHAOTIC = 1e-11
"""From here on, what a rounding error grows to is said: agreement to 1e-10 cannot be relied on."""

WRITTEN_OUT = "so its rule is written out here"
"""What a script does where a framework does not have a rule."""

INSIDE = "has epsilon inside the root, where its square comes nearest to epsilon outside"
"""What AdaGrad and RMSProp are in some frameworks."""

OPENING = '''"""{a} against {b}, {steps} steps, with {title}.

Made by optim-viz, which repeats this run from
{link}

Needs {needs}. The lines that most people want:

{lines}
"""

{imports}

START = {start}
'''

QUADRATIC = """\
MATRIX = {matrix}
CENTER = {center}

"""

REPORT = '''

def report(name, w, cost, expected):
    """Print where a run ended, and how far that is from optim-viz, in units of 1 or of its largest number."""
    apart = max(abs(x - y) for x, y in zip(w, expected)) / max(1.0, *map(abs, expected))
    print(f"{name}: w = {w}, J = {cost!r}, {apart:.1e} from optim-viz")


'''


@dataclass(frozen=True)
class Line:
    """One line that makes an optimizer; what the framework does differently, and what the script does then."""

    code: str
    differs: str = ""
    so: str = ""


@dataclass(frozen=True)
class Dialect:
    """How a framework says a run.

    Parameters
    ----------
    key, title, needs
        ``torch``, ``PyTorch``, and what has to be installed.
    standard, imports
        The modules of Python that it needs, ``math`` where it is used, and the lines that come then.
    module, table
        What its functions of arrays begin with, and the array of numbers that ``rows`` holds as floats.
    costs
        The lines that define the cost ``J(w)`` and, where one is needed, its gradient: ``quadratic`` from
        ``MATRIX`` and ``CENTER``, the regressions from what :mod:`optim_viz.export.code.regression` defines.
    line
        The one line that makes the optimizer of a choice.
    block
        ``(choice, steps)`` to the lines that leave the last point in ``w``.
    point, value
        Expressions for ``w`` as a list of numbers, and for the number J(w).
    """

    key: str
    title: str
    needs: str
    standard: tuple[str, ...]
    imports: str
    module: str
    table: str
    costs: dict[str, str]
    line: Callable[[Choice], Line]
    block: Callable[[Choice, int], str]
    point: str
    value: str

    def format(self, ending: str) -> Format:
        """The file format of these scripts."""

        def render(race: Race, options: NoOptions, progress: Progress) -> bytes:
            return script(race, self).encode("ascii")

        return Format(
            key=self.key,
            title=f"{self.title} script",
            about=f"A script that repeats this run and prints where it ends; needs {self.needs}.",
            ending=ending,
            mime="text/x-python",
            options=NoOptions,
            costs=tuple(COSTS),
            render=render,
        )


def script(race: Race, dialect: Dialect) -> str:
    """The script that repeats a race of single runs."""
    experiment = race.experiment
    choices = {"a": experiment.a, "b": experiment.b}
    runs = "\n".join(
        _contender(f"{slot}, {choice.kind.name}", choice, trajectory, race, dialect)
        for (slot, choice), trajectory in zip(choices.items(), (race.a, race.b), strict=True)
    )
    opening = OPENING.format(
        a=experiment.a.kind.name,
        b=experiment.b.kind.name,
        steps=experiment.steps,
        title=dialect.title,
        link=experiment.link(),
        needs=_needs(dialect, race),
        lines=indent("\n".join(dict.fromkeys(map(_said, map(dialect.line, choices.values())))), "    "),
        imports=_imports(dialect, race, runs),
        start=_start(experiment.start),
    )
    if experiment.f.key == "regression":
        data = regression.data(experiment, dialect.module, dialect.table)
        return opening + data + dialect.costs[regression.kind(experiment)] + REPORT + runs
    matrix, center = race.objective.hessian(experiment.start).tolist(), race.objective.minimum.tolist()
    return opening + QUADRATIC.format(matrix=matrix, center=center) + dialect.costs["quadratic"] + REPORT + runs


def inside(epsilon: float) -> float:
    """The epsilon for inside the root: with v = 0 it does what ``epsilon`` does outside, and with large v."""
    return float(f"{epsilon * epsilon:.15g}")


def _contender(name: str, choice: Choice, trajectory: Trajectory, race: Race, dialect: Dialect) -> str:
    last = int(trajectory.last)
    line = dialect.line(choice)
    notes = [f"{dialect.title} {line.differs}; {line.so}"] if line.differs else []
    if trajectory.diverged:
        notes.append(f"step {last + 1} of {trajectory.steps} is not finite any more; this ends before it")
    moved = sensitivity(race, trajectory)
    if moved > CHAOTIC:
        notes.append(f"chaotic: a start moved by 1e-15 ends {moved:.0e} away, and so may any other arithmetic")
    return "\n".join(
        [
            f"# {name}",
            *(f"# {note}." for note in notes),
            dialect.block(choice, last),
            f"report({name!r}, {dialect.point}, {dialect.value}, {trajectory.x[last].tolist()})",
            *(f"print({f'    {note}.'!r})" for note in notes),
            "",
        ]
    )


def _needs(dialect: Dialect, race: Race) -> str:
    if race.experiment.f.key == "regression":
        return f"{dialect.needs}, and the file {regression.data_file(race.experiment)}"
    return dialect.needs


def _imports(dialect: Dialect, race: Race, runs: str) -> str:
    names = {name for name in dialect.standard if name != "math" or "math." in runs}
    if race.experiment.f.key == "regression":
        names.add("csv")
    standard = "\n".join(f"import {name}" for name in sorted(names))
    return "\n\n".join(filter(None, [standard, dialect.imports]))


def _start(start: tuple[float, ...]) -> str:
    return f"[0.0] * {len(start)}" if len(start) > 2 and not any(start) else str(list(start))


def _said(line: Line) -> str:
    return f"{line.code}  # {line.differs}" if line.differs else line.code
