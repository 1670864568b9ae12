"""``optim-viz alphas``: a neural network, trained with many learning rates, to see which learns fastest."""

from __future__ import annotations

import inspect
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from optim_viz.alpha_sweep import ALPHAS, AlphaSweep, Finished, Results, Search, dump, load
from optim_viz.alpha_sweep.settings import MOST_SEEDS
from optim_viz.alpha_words import sentences
from optim_viz.choice import Choice
from optim_viz.commands.axes import read_axis
from optim_viz.commands.ending import at_a_good_moment
from optim_viz.commands.network_options import KEYS, USUAL, read, read_batch, training_flags
from optim_viz.commands.places import by_ending, check_places, writing
from optim_viz.commands.printed import say
from optim_viz.commands.progress import progress_bar
from optim_viz.commands.settings import part_flags, read_contender
from optim_viz.commands.workers import AWAKE
from optim_viz.datasets import Digits, keep_digits, load_digits
from optim_viz.datasets.digit_shelf import SHIPPED
from optim_viz.export.files import write
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.pool import Limits, Pool, Shared
from optim_viz.training_files import json_
from optim_viz.wording import count

OFTEN = 2.0
"""Seconds until what is done is written again."""


def alphas(
    mnist: tuple[str, ...],
    epochs: int,
    batch: str,
    axis: str | None,
    seeds: int,
    workers: int,
    out: str | None,
    resume: bool,
    force: bool,
    **given: Any,
) -> None:
    """Train a neural network on handwritten digits with many learning rates, to see which learns fastest.

    Both optimizers are trained with every learning rate from every seed. Printed is what came of it after 1, 10
    and 100 epochs. The file holds every training that is done, also after Ctrl-C; --resume goes on from there.

    \b
    optim-viz alphas --epochs 1 --alphas 1e-4:1:9 --seeds 1
    optim-viz alphas --epochs 10 --workers 2 --out alphas.json --resume
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    try:
        digits = read(mnist)
        size = read_batch(batch)
        settings = _settings(given, digits, str(size or batch), epochs, axis, seeds)
        before = _before(out, settings, resume, force)
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    search = Search(settings, before)
    own = None if digits is load_digits() else Shared(digits)
    with (
        at_a_good_moment() as obey,
        _kept(out, search) as keep,
        progress_bar("alphas") as tell,
        # Whoever waits at a terminal may wait as long as it takes, and alone.
        Pool(workers, limits=Limits(longest=math.inf), background=False) as pool,
    ):
        search.start(pool.executor("command", "alphas"), own)
        while (status := search.status).state == "running":
            search.wait(AWAKE)
            obey()
            tell(search.status.done / status.total)
            keep()
    if status.state == "failed":
        raise click.ClickException(status.message)
    say("\n".join(sentences(search.results)))


command = click.Command(
    "alphas",
    callback=alphas,
    help=inspect.getdoc(alphas),
    params=[
        *training_flags(),
        click.Option(
            ["axis", "--alphas"],
            metavar="AXIS",
            help="Learning rates: low:high:count, by equal factors, or a list a,b,c.  [default: "
            f"{ALPHAS[0]:g}:{ALPHAS[-1]:g}:{len(ALPHAS)}]",
        ),
        click.Option(
            ["--seeds"],
            type=click.IntRange(1, MOST_SEEDS),
            default=3,
            show_default=True,
            metavar="NUMBER",
            help="From how many seeds: 0, 1, 2 and so on.",
        ),
        click.Option(
            ["--workers"],
            type=click.IntRange(1),
            default=1,
            show_default=True,
            metavar="NUMBER",
            help="Processes that train.",
        ),
        click.Option(["out", "--out", "-o"], metavar="FILE", help="Where to; JSON."),
        click.Option(
            ["--resume"], is_flag=True, help="Go on with the trainings that FILE holds, where it is there."
        ),
        click.Option(["--force"], is_flag=True, help="Overwrite a file that exists."),
        *(
            flag
            for part, key in KEYS.items()
            for flag in part_flags(part, key)
            if not flag.name.endswith("__alpha")
        ),
    ],
)


def _settings(
    given: dict[str, Any], digits: Digits, batch: str, epochs: int, axis: str | None, seeds: int
) -> AlphaSweep:
    """The sweep that the flags say."""
    # Their name is made of what is in them, whatever the file is called: by it they are known when it goes on.
    data = SHIPPED if digits is load_digits() else keep_digits(replace(digits, title="own digits"))
    without = {**given, **{f"{part}__alpha": None for part in KEYS}}
    a, b = (read_contender(part, without, USUAL, key) for part, key in KEYS.items())
    experiment = NetworkExperiment(Choice.of("network", data=data, batch=batch), a, b, epochs)
    known = replace(experiment.parameter("a.alpha"), name="alphas")
    values = ALPHAS if axis is None else tuple(read_axis(axis, known).tolist())
    return AlphaSweep(experiment, values, tuple(range(seeds)))


def _before(out: str | None, settings: AlphaSweep, resume: bool, force: bool) -> tuple[Finished, ...]:
    """What is done already; raises ``ValueError`` or ``OSError`` where nothing can be put into the file."""
    if out is None:
        if resume:
            raise ValueError("--resume goes on with a file; name it: --out alphas.json.")
        return ()
    by_ending(out, [json_.FORMAT])
    if Path(out).is_file() and not (resume or force):
        raise ValueError(f"{out!r} exists already; go on with it by --resume, or overwrite it by --force.")
    check_places([out], force or resume)
    if not resume or not Path(out).exists():
        return ()
    try:
        there = load(Path(out).read_text(encoding="utf-8")).results
    except UnicodeDecodeError:
        raise ValueError(f"{out} holds no sweep of alpha: it is no text.") from None
    if differing := _differing(there.settings, settings):
        raise ValueError(
            f"{out} holds another sweep: {differing}. Say the same settings, or name another file."
        )
    return there.finished


def _differing(there: AlphaSweep, asked: AlphaSweep) -> str:
    """What tells two sweeps apart: ``epochs 10 there, 20 here``; nothing where they are the same."""
    old, new = (
        {**each.experiment.to_query(), "alphas": _axis(each), "seeds": ", ".join(map(str, each.seeds))}
        for each in (there, asked)
    )
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return "; ".join(f"{name} {old.get(name, 'not')} there, {new.get(name, 'not')} here" for name in names)


def _axis(settings: AlphaSweep) -> str:
    return ", ".join(repr(alpha) for alpha in settings.alphas)


@contextmanager
def _kept(out: str | None, search: Search) -> Iterator[Callable[[], None]]:
    """What writes all that is done, if it is time to; at the end it is written, whatever comes."""
    if out is None:
        yield lambda: None
        return
    written = time.monotonic()

    def put(results: Results) -> None:
        write(Path(out), dump(results).encode("ascii"))

    def keep() -> None:
        nonlocal written
        if time.monotonic() - written > OFTEN:
            put(search.results)
            written = time.monotonic()

    try:
        yield keep
    finally:
        results = search.results
        done, total = len(results.rows), len(results.settings.runs)
        with writing(out, f"JSON, {done:,} of {count(total, 'training')}"):
            put(results)
