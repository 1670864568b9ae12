"""Runs into files: what a name's ending means, what a file is called, and never half a file."""

from __future__ import annotations

import difflib
import io
import os
import re
import secrets
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

# The package itself, whose list of formats is complete by the time that a function here is called.
from optim_viz import export
from optim_viz.choice import Choice
from optim_viz.datasets import OWN, find
from optim_viz.experiment import Experiment
from optim_viz.export.protocol import Format, Progress, silent
from optim_viz.objectives import OBJECTIVES
from optim_viz.parameters import Parameter, check_parameters
from optim_viz.race import Race
from optim_viz.source import race_of

LONGEST = 40
"""Letters that a name has of the title of data."""

Target = str | os.PathLike[str] | BinaryIO
"""A path, or a file object that is open for bytes."""


def save(
    what: Race | Experiment | str,
    target: Target,
    *,
    format: str | None = None,
    force: bool = False,
    progress: Progress = silent,
    **options: Any,
) -> None:
    """Write a run to a file.

    A file at a path is written beside its place and then renamed: whatever goes wrong, there is either the
    whole file or what was there before.

    Parameters
    ----------
    what
        A race, an experiment, or a link: the query of a page's address, or the whole address.
    target
        A path, or a file object that is open for bytes.
    format
        A format's key, as ``gif``; needed for a file object, and where a path's ending says none.
    force
        Whether a file that exists is overwritten.
    progress
        Told how much is done, from 0 to 1.
    options
        What the format lets choose, as ``width=800``.

    Raises
    ------
    ValueError
        When the link, the format or an option is not understood or out of range.
    OSError
        When the file cannot be written; ``FileExistsError`` when it exists.

    Examples
    --------
    >>> from io import BytesIO
    >>> file = BytesIO()
    >>> save(Experiment(steps=1), file, format="csv")
    >>> file.getvalue().decode().splitlines()[2]
    'a,1,-3.604,-2.9400000000000004,92.93040800000003,-3.604,-58.80000000000001,,,,,0.099,0.099'
    """
    at_path = isinstance(target, str | os.PathLike)
    if not at_path and isinstance(target, io.TextIOBase):
        raise TypeError("The file object is open for text; open it for bytes: open(name, 'wb').")
    if format is None and not at_path:
        raise ValueError(
            f"A file object needs `format`, one of {', '.join(known.key for known in export.FORMATS)}."
        )
    chosen = format_of(os.fspath(target)) if format is None else format_named(format)  # type: ignore[arg-type]
    settings = choose(chosen, options)
    if at_path:
        check_free(Path(target), force)  # type: ignore[arg-type]
    race = race_of(what)
    chosen.check(race.experiment)
    content = chosen.render(race, settings, progress)
    if at_path:
        write(Path(target), content)  # type: ignore[arg-type]
    else:
        target.write(content)  # type: ignore[union-attr]


def format_of(name: str | os.PathLike[str]) -> Format:
    """The format that a file name means: the longest ending that fits.

    Raises ``ValueError`` with the nearest spelling where no ending fits.

    >>> format_of("race.csv").key, format_of("RACE.CSV").key, format_of("race.torch.py").key
    ('csv', 'csv', 'torch')
    """
    path = Path(name)
    fitting = [known for known in export.FORMATS if path.name.lower().endswith(known.ending)]
    if fitting:
        return max(fitting, key=lambda known: len(known.ending))
    endings = [known.ending for known in export.FORMATS]
    near = difflib.get_close_matches(path.suffix.lower(), endings, 1)
    hint = f"; did you mean {near[0]}?" if near else "."
    raise ValueError(f"{str(name)!r} has none of the endings {' '.join(endings)}{hint}")


def format_named(key: str) -> Format:
    """The format with a key; raises ``ValueError`` with the nearest spelling where there is none.

    >>> format_named("csv").ending
    '.csv'
    """
    known = {each.key: each for each in export.FORMATS}
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key.lower().lstrip("."), known, 1)
    hint = f"; did you mean {near[0]}?" if near else "."
    raise ValueError(f"`format` must be one of {', '.join(known)}; got {key!r}{hint}")


def choose(format: Format, options: dict[str, Any]) -> Any:
    """A format's options, checked: an instance of ``format.options``."""
    names = [field.name for field in fields(format.options)]
    for name in options.keys() - set(names):
        has = f"it has {', '.join(names)}" if names else "it has none"
        raise ValueError(f"{format.title} has no option `{name}`; {has}.")
    chosen = format.options(**options)
    check_parameters(chosen)
    return chosen


def file_name(experiment: Experiment, ending: str = "") -> str:
    """A telling name: who races, on which cost, at which learning rates.

    The condition number is always in it, other numbers of the cost where they are not the usual ones; of a
    regression, the data set, or the name of the file, and whether the features are raw.

    >>> file_name(Experiment(), ".svg")
    'gd-vs-adam_kappa-20_alpha-0.099.svg'
    >>> file_name(Experiment.from_query("f.angle=30&a.alpha=0.095&b.alpha=0.2")[0])
    'gd-vs-adam_kappa-20_angle-30_alpha-0.095-0.2'
    >>> file_name(Experiment.from_query("f=regression&f.standardized=false")[0])
    'gd-vs-adam_diabetes_raw_alpha-0.3-3'
    """
    f, a, b = experiment.f, experiment.a, experiment.b
    cost = _cost(f) if f.key in OBJECTIVES else _regression(f)
    alphas = dict.fromkeys(Parameter.format(choice["alpha"]) for choice in (a, b))
    return "_".join([f"{a.key}-vs-{b.key}", *cost, "-".join(["alpha", *alphas])]) + ending


def _cost(f: Choice) -> list[str]:
    return [
        f"{name}-{Parameter.format(value)}"
        for name, value in f.numbers
        if name == "kappa" or value != f.parameters[name].default
    ]


def _regression(f: Choice) -> list[str]:
    """The data set and ``raw``; of data of one's own their title, in letters that every system allows."""
    name = f["data"]
    if name.startswith(OWN):
        letters = re.sub(r"[^a-z0-9]+", "-", Path(find(name).title).stem.lower())
        name = letters[:LONGEST].strip("-") or "own"
    return [name] if f["standardized"] else [name, "raw"]


def check_free(path: Path, force: bool = False) -> None:
    """Raise ``OSError``, with the way out, unless a file can be put at ``path``."""
    if path.is_dir():
        raise IsADirectoryError(f"{str(path)!r} is a folder; name a file in it.")
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"There is no folder {str(path.parent)!r} to put {path.name!r} into; make it first."
        )
    if path.exists() and not path.is_file():
        return
    if path.exists() and not force:
        raise FileExistsError(
            f"{str(path)!r} exists already; choose another name, or overwrite it: "
            "--force on the command line, force=True in Python."
        )
    if not os.access(path.resolve().parent, os.W_OK):
        raise PermissionError(f"The folder {str(path.parent)!r} cannot be written to; choose another one.")


def write(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, all of it or nothing: beside the place first, then renamed.

    Errors are ``OSError`` and name ``path``; what was written by then is removed.
    """
    target = path.resolve()  # what a symbolic link stands for is replaced, not the link
    if target.exists() and not target.is_file():
        # A device or a pipe takes bytes and holds no file that could be half.
        target.write_bytes(content)
        return
    beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
        os.replace(beside, target)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None
        raise
