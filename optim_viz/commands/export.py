"""``optim-viz export``: a run as files, in the formats that their endings say."""

from __future__ import annotations

import inspect
import sys
from typing import Any

import click

from optim_viz.commands.options import option_flags, read_options
from optim_viz.commands.places import STDOUT, check_places, writing
from optim_viz.commands.progress import progress_bar
from optim_viz.commands.settings import experiment_flags, read_experiment
from optim_viz.export import FORMATS, Format, format_named, format_of, save
from optim_viz.race import perform


def export(files: tuple[str, ...], key: str | None, force: bool, **given: Any) -> None:
    """Write a run to files; the ending of each name says the format, and - is the standard output.

    \b
    optim-viz export race.gif race.svg --kappa 20 --a gd --b adam
    optim-viz export - --format csv --link "a=gd&a.alpha=0.05"
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    experiment = read_experiment(given)
    try:
        formats = [_format(name, key) for name in files]
        for known in formats:
            known.check(experiment)
        options = {known.key: read_options(known, formats, given) for known in formats}
        check_places(files, force)
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    for name, known in zip(files, formats, strict=True):
        if known.missing():
            raise click.ClickException(f"{name} was not written: {known.missing().removesuffix('.')}.")
    race = perform(experiment)
    for name, known in zip(files, formats, strict=True):
        target = sys.stdout.buffer if name == STDOUT else name
        try:
            with writing(name, known.title), progress_bar(name) as progress:
                save(race, target, format=known.key, force=force, progress=progress, **options[known.key])
        except ValueError as error:
            raise click.UsageError(str(error)) from error


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
    try:
        return format_of(name)
    except ValueError as error:
        if "=" in name or "://" in name:
            raise ValueError(
                f"{error} A link goes behind --link, and the names of the files before it."
            ) from error
        raise
