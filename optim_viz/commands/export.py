"""``optim-viz export``: a run as files, in the formats that their endings say."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from optim_viz.commands.options import option_flags, read_options
from optim_viz.commands.settings import experiment_flags, read_experiment
from optim_viz.experiment import perform
from optim_viz.export import FORMATS, Format, format_named, format_of, save
from optim_viz.export.files import check_free
from optim_viz.export.protocol import Progress, silent

STDOUT = "-"

PATIENCE = 0.5
"""After so many seconds a file that is still being made gets a progress bar."""


def export(files: tuple[str, ...], key: str | None, force: bool, **given: Any) -> None:
    """Write a run to files; the ending of each name says the format, and - is the standard output.

    \b
    optim-viz export race.gif race.svg --kappa 20 --a gd --b adam
    optim-viz export - --format csv --link "a=gd&a.alpha=0.05"
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    experiment = read_experiment(given)
    try:
        formats = [_format(name, key) for name in files]
        options = {known.key: read_options(known, formats, given) for known in formats}
        places = [name if name == STDOUT else Path(name).resolve() for name in files]
        for name, place in zip(files, places, strict=True):
            if places.count(place) > 1:
                raise ValueError(f"{name} is named twice; name each file once.")
            if name != STDOUT:
                check_free(Path(name), force)
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    for name, known in zip(files, formats, strict=True):
        if known.missing():
            raise click.ClickException(f"{name} was not written: {known.missing().removesuffix('.')}.")
    race = perform(experiment)
    for name, known in zip(files, formats, strict=True):
        target = sys.stdout.buffer if name == STDOUT else name
        try:
            with _progress(name) as progress:
                save(race, target, format=known.key, force=force, progress=progress, **options[known.key])
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        except OSError as error:
            reason = (error.strerror or str(error)).removesuffix(".")
            raise click.ClickException(f"{name} was not written: {reason}.") from error
        if name != STDOUT:
            click.echo(f"{name}  ({known.title}, {Path(name).stat().st_size / 1000:,.1f} kB)", err=True)


command = click.Command(
    "export",
    callback=export,
    help=inspect.getdoc(export),
    params=[
        click.Argument(["files"], nargs=-1, required=True, metavar="FILE..."),
        click.Option(
            ["key", "--format"],
            metavar="FORMAT",
            help=f"Format, whatever the endings; needed for -: {', '.join(known.key for known in FORMATS)}.",
        ),
        click.Option(["--force"], is_flag=True, help="Overwrite files that exist."),
        *option_flags(),
        *experiment_flags(),
    ],
)


def _format(name: str, key: str | None) -> Format:
    if key is not None:
        return format_named(key)
    if name == STDOUT:
        raise ValueError(f"- needs --format, one of {', '.join(known.key for known in FORMATS)}.")
    return format_of(name)


@contextmanager
def _progress(name: str) -> Iterator[Progress]:
    """A bar on the terminal, if there is one, as soon as it takes long."""
    if not sys.stderr.isatty():
        yield silent
        return
    began = time.monotonic()
    with ExitStack() as stack:
        bars: list[Any] = []

        def tell(done: float) -> None:
            if not bars and time.monotonic() - began > PATIENCE:
                bars.append(stack.enter_context(click.progressbar(length=1000, label=name, file=sys.stderr)))
            for bar in bars:
                bar.update(round(1000 * done) - bar.pos)

        yield tell
