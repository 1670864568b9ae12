"""What the scripts of all frameworks share: their head, the digits, and a call for each contender."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import indent
from typing import NamedTuple

from optim_viz.choice import Choice
from optim_viz.export.code import DIALECTS, one_line
from optim_viz.export.network.digits import file_name, read
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.wording import count

OPENING = '''"""{a} against {b}: a network 784-25-15-10 learns to read digits, {epochs}, with {title}.

Made by optim-viz, which trains it from
{link}
{promise}

Needs {needs}, and {file}. The lines that most people want:

{lines}
"""

{standard}
from pathlib import Path

{imports}

EPOCHS, BATCH, SEED = {epoch_count}, {batch}, {seed}{whole}

{digits}'''

WHOLE = "  # all digits at each step"

SAME = """\
Weights and batches are those of optim-viz, and so are losses and accuracies, but for rounding errors of
float32, which grow with the epochs. The loss is that of the first 1,000 digits that are learned from."""

DRAWN = """
# Both contenders begin at the same weights and see the same batches, which are those of optim-viz.
OF_WEIGHTS, OF_ORDER = np.random.SeedSequence(SEED).spawn(2)
"""
"""What it takes to keep the promise ``SAME``."""


WIDE = 112
"""Letters in a line; a call that needs more has several."""


class Made(NamedTuple):
    """An expression that makes an optimizer, the lines it needs before, and what it cannot do."""

    code: str
    before: str = ""
    note: str = ""


@dataclass(frozen=True)
class NetworkScript:
    """Scripts of one framework.

    Parameters
    ----------
    key, needs
        ``torch``, as of the dialect whose lines make the optimizers, and what has to be installed.
    promise
        What its numbers have to do with those of a training here.
    imports, body
        Lines that import the framework, and those from the digits to the contenders, which define
        ``train(name, optimizer)``.
    make
        ``(slot, choice)`` to what ``train`` takes.
    fetches
        Whether it fetches MNIST where there is none.
    """

    key: str
    needs: str
    promise: str
    imports: str
    body: str
    make: Callable[[str, Choice], Made]
    fetches: bool = False

    mime = "text/x-python"

    @property
    def title(self) -> str:
        """``PyTorch script``."""
        return f"{DIALECTS[self.key].title} script"

    @property
    def about(self) -> str:
        """A sentence for people."""
        return f"A script that trains the same network with both optimizers; needs {self.needs}."

    @property
    def ending(self) -> str:
        """How file names end: ``.torch.py``."""
        return f".{self.key}.py"

    def render(self, experiment: NetworkExperiment) -> bytes:
        """The script, in ASCII.

        Raises ``ValueError`` when the digits are not here any more.

        >>> from optim_viz.export.network import SCRIPTS
        >>> print(SCRIPTS[2].render(NetworkExperiment()).decode("ascii").splitlines()[-1])
        train("b, Adam", optax.adam(learning_rate=0.001, b1=0.9, b2=0.999, eps=1e-08))
        """
        choices = {"a": experiment.a, "b": experiment.b}
        made = {slot: self.make(slot, choice) for slot, choice in choices.items()}
        before = "".join(dict.fromkeys(each.before for each in made.values()))
        rest = self.body + before + "\n".join(_call(slot, choices[slot], made[slot]) for slot in choices)
        lines = dict.fromkeys(one_line(choice, self.key) for choice in choices.values())
        size, whole = experiment.network.size, len(experiment.network.digits.y)
        opening = OPENING.format(
            a=experiment.a.kind.name,
            b=experiment.b.kind.name,
            epochs=count(experiment.epochs, "epoch"),
            title=DIALECTS[self.key].title,
            link=experiment.link(),
            promise=self.promise,
            needs=self.needs,
            file=file_name(experiment),
            lines=indent("\n".join(lines), "    "),
            standard="\n".join(
                f"import {name}"
                for name in ("importlib.util", "itertools", "math", "os", "sys")
                if name == "sys" or f"{name}." in self.imports + rest
            ),
            imports=self.imports,
            epoch_count=experiment.epochs,
            batch=whole if size is None else size,
            seed=experiment.seed,
            whole=WHOLE if size is None else "",
            digits=read(experiment, fetches=self.fetches),
        )
        return (opening + rest).encode("ascii")


def _call(slot: str, choice: Choice, made: Made) -> str:
    name = f'"{slot}, {choice.kind.name}"'
    call = f"train({name}, {made.code})"
    if len(call) > WIDE:
        call = f"train(\n    {name},\n    {made.code},\n)"
    return f"# {made.note}\n{call}\nprint({f'    {made.note}'!r})\n" if made.note else f"{call}\n"
