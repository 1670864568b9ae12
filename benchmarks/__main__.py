"""Measures the running app: ``python -m benchmarks [group ...]``."""

from __future__ import annotations

from contextlib import nullcontext

import click

from benchmarks import (
    busy,
    core,
    eleven,
    exports,
    first,
    imports,
    landscape,
    live,
    load,
    machine,
    network,
    playback,
    rates,
    report,
    start,
    updates,
)
from benchmarks.app import ready
from benchmarks.browser import FIGURE

GROUPS = {
    "live": live,
    "start": start,
    "playback": playback,
    "rates": rates,
    "eleven": eleven,
    "busy": busy,
    "first": first,
    "load": load,
    "imports": imports,
    "core": core,
    "exports": exports,
    "updates": updates,
    "network": network,
    "landscape": landscape,
}
WITHOUT_SERVER = ("imports", "core", "exports", "updates", "network", "landscape")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("groups", nargs=-1, type=click.Choice(list(GROUPS)))
@click.option("--url", help="A server that runs already; without it, the app is started, anew for each group.")
@click.option("--port", default=0, help="Where to start the app; 0 for any free port.")
@click.option("--count", type=int, help="Rounds, drags, loads ... instead of as many as a good figure needs.")
@click.option("--figure", default=FIGURE, help="CSS selector of what `first` waits for, on pages of others.")
@click.option("--any", "foreign", is_flag=True, help="`first` and `playback` of a page that is not this app.")
@click.option("--write", is_flag=True, help="Put the figures into docs/benchmarks.md.")
def main(
    groups: tuple[str, ...],
    url: str | None,
    port: int,
    count: int | None,
    figure: str,
    foreign: bool,
    write: bool,
) -> None:
    """Measure GROUPS, or everything, and print a table of each."""
    for group in groups or GROUPS:
        module = GROUPS[group]
        before = machine.state()
        context = nullcontext(url or "") if url or group in WITHOUT_SERVER else ready(port)
        with context as address:
            if foreign and group == "first":
                figures = first.loading(address, count or 20, figure)
            elif foreign and group == "playback":
                figures = playback.measure_any(address)
            else:
                figures = module.measure(address, *([count] if count else []))
        about = module.ABOUT.replace("\n", " ")
        click.echo(f"\n{module.TITLE} ({before})\n{report.table(figures)}", nl=True)
        if write:
            report.write(group, report.section(group, module.TITLE, about, figures, before))


if __name__ == "__main__":
    main()
