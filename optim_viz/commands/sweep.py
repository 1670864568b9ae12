"""``optim-viz sweep``: what comes of every combination of some settings, as files."""

from __future__ import annotations

import inspect
import math
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click

from optim_viz import sweep as sweeps
from optim_viz.commands.axes import Axes, axis_flags, read_sweep
from optim_viz.commands.data import own_data
from optim_viz.commands.places import STDOUT, by_ending, check_places, one_of, writing
from optim_viz.commands.progress import progress_bar
from optim_viz.commands.settings import experiment_flags
from optim_viz.datasets import Dataset, keep
from optim_viz.experiment import Experiment
from optim_viz.export.files import write
from optim_viz.sweep_files import FORMATS, OUTCOMES, SweepFormat

SLOTS = {"both": "ab", "a": "a", "b": "b"}

SMALLEST = 256
"""Runs a chunk at the least: below that, NumPy's calls cost more than its numbers."""


def sweep(
    out: tuple[str, ...],
    key: str | None,
    outcome: tuple[str, ...],
    slot: str,
    workers: int,
    force: bool,
    **given: Any,
) -> None:
    """Run every combination of some settings and write what came of them to files.

    A setting becomes an axis by low:high:count (by equal factors where its slider is, else by equal steps) or
    by a list a,b,c. CSV and JSON hold any number of axes; PNG and SVG draw lines over one, or a map over two.

    \b
    optim-viz sweep --alpha 1e-3:10:61 --out sweep.svg
    optim-viz sweep --alpha 1e-3:10:61 --kappa 1:1000:31 --outcome steps --out sweep.csv
    optim-viz sweep --slot b --alpha 0.01,0.1 --beta1 0:0.99:12 --link "f.angle=30" --out - --format json
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    try:
        slots = SLOTS[one_of("--slot", slot, SLOTS)]
        formats = [_format(name, key) for name in out]
        experiment, axes = read_sweep(given, slots)
        wanted = [one_of("--outcome", name, OUTCOMES) for name in dict.fromkeys(outcome)]
        for name, known in zip(out, formats, strict=True):
            _check_picture(name, known, list(axes.values()), wanted)
        check_places(out, force)
        swept = _run(experiment, axes, workers)
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    except sweeps.ChunkError as error:
        raise click.ClickException(f"{error} {error.__cause__}") from error
    except MemoryError as error:
        raise click.ClickException("There is no memory for so many runs; give fewer values.") from error
    for name, known in zip(out, formats, strict=True):
        content = known.render(swept, wanted or (["steps"] if known.picture else OUTCOMES))
        with writing(name, known.title):
            if name == STDOUT:
                sys.stdout.buffer.write(content)
            else:
                write(Path(name), content)


command = click.Command(
    "sweep",
    callback=sweep,
    help=inspect.getdoc(sweep),
    params=[
        click.Option(
            ["out", "--out", "-o"],
            multiple=True,
            required=True,
            metavar="FILE",
            help="Where to; its ending says the format, and - is the standard output. May be given again.",
        ),
        click.Option(
            ["key", "--format"],
            metavar="FORMAT",
            help=f"Format, whatever the endings; needed for -: {', '.join(known.key for known in FORMATS)}.",
        ),
        click.Option(
            ["--outcome"],
            multiple=True,
            metavar="OUTCOME",
            help="steps: the first step within the tolerance; stays: the step from which it stays there; cost: "
            "J / J₀ at the end; diverged. May be given again.  [default: all; in pictures steps]",
        ),
        click.Option(["--slot"], default="both", metavar="SLOT", help="a, b or both.  [default: both]"),
        click.Option(
            ["--workers"],
            type=click.IntRange(1),
            default=1,
            metavar="NUMBER",
            help="Processes that run the sweep.  [default: 1, this one]",
        ),
        click.Option(["--force"], is_flag=True, help="Overwrite files that exist."),
        *axis_flags(),
        *experiment_flags(),
    ],
)


def _run(experiment: Experiment, axes: dict[str, Axes], workers: int) -> list[sweeps.Sweep]:
    """Sweep each contender, with one bar for all."""
    sizes = [math.prod(len(values) for values in each.values()) for each in axes.values()]
    chunk = min(sweeps.CHUNK, max(SMALLEST, math.ceil(sum(sizes) / workers / 2)))
    swept: list[sweeps.Sweep] = []
    with _executor(workers, own_data(experiment)) as executor, progress_bar("sweep") as tell:
        for number, (slot, values) in enumerate(axes.items()):
            before, size = sum(sizes[:number]), sizes[number]

            def progress(done: float, before: int = before, size: int = size) -> None:
                tell((before + done * size) / sum(sizes))

            swept.append(
                sweeps.sweep(experiment, slot, values, executor=executor, progress=progress, chunk=chunk)
            )
    return swept


@contextmanager
def _executor(workers: int, data: Dataset | None) -> Iterator[Executor | None]:
    if workers == 1:
        yield None
        return
    # Begun anew rather than copied, as everywhere but on Linux: a copy may hold locks that nobody gives back.
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (data,)) as executor:
        yield executor


def _begin(data: Dataset | None) -> None:
    """A worker has the data, and leaves Ctrl-C to the command, which ends it."""
    if data is not None:
        keep(data)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _format(name: str, key: str | None) -> SweepFormat:
    keys = {known.key: known for known in FORMATS}
    if key is not None:
        return keys[one_of("--format", key, keys)]
    if name == STDOUT:
        raise ValueError(f"- needs --format, one of {', '.join(keys)}.")
    return by_ending(name, FORMATS)


def _check_picture(name: str, known: SweepFormat, axes: Sequence[Axes], outcomes: Sequence[str]) -> None:
    """Raise ``ValueError``, with the way out, where a picture cannot hold what is asked for."""
    if not known.picture:
        return
    others = " and ".join(f"{each.title} ({each.ending})" for each in FORMATS if not each.picture)
    names = [[path.partition(".")[2] for path in each] for each in axes]
    most = max(names, key=lambda each: len(each))
    if len(most) > 2:
        raise ValueError(
            f"{name}: a picture has one or two axes, and this sweep has {len(most)}: {', '.join(most)}; "
            f"{others} hold any number."
        )
    if names[0] != names[-1]:
        raise ValueError(
            f"{name}: a picture shows both contenders over the same axes; a has {', '.join(names[0])}, b has "
            f"{', '.join(names[-1])}. Say --slot a or --slot b; {others} hold both."
        )
    if len(outcomes) > 1:
        raise ValueError(f"{name}: a picture shows one outcome; got {', '.join(outcomes)}. {others} hold all.")
