"""The command ``optim-viz``: opens the app in a browser, or hands on to one of its commands."""

import contextlib
import os
import signal
import socket
import sys
import threading
import webbrowser
from difflib import get_close_matches
from importlib import import_module
from typing import cast
from urllib.parse import quote

import click

DEFAULT_PORT = 8501

COMMANDS = ("run", "export", "sweep", "train", "alphas")
"""Files in :mod:`optim_viz.commands`, each with a ``command``."""


class Commands(click.Group):
    """Commands whose files are loaded when they are needed, so that none waits for what others import."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them, or None."""
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, import_module(f"optim_viz.commands.{cmd_name}").command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; an unknown one gets the nearest spelling."""
        near = get_close_matches(args[0], COMMANDS, 1)
        if args[0] not in COMMANDS and near:
            ctx.fail(f"There is no command {args[0]!r}; did you mean {near[0]}?")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="optim-viz", prog_name="optim-viz")
@click.option("--host", default="127.0.0.1", show_default=True, help="Interface to listen on; 0.0.0.0 for all.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"Port to listen on, 0 for any free one.  [default: {DEFAULT_PORT}, or the next free one]",
)
@click.option("--browser/--no-browser", default=True, help="Open the page, or only print its address.")
@click.option("--link", default="", metavar="QUERY", help='Experiment to start from: "f=quadratic&f.kappa=20".')
@click.pass_context
def main(context: click.Context, host: str, port: int | None, browser: bool, link: str) -> None:
    """See gradient descent and Adam work: both paths side by side, step by step.

    Without a command, opens the app in the browser. QUERY is what stands behind the question mark in the
    address of a page; the whole address does as well.
    """
    _tidy_up_when_ended()
    if context.invoked_subcommand is not None:
        return
    _check_environment()
    listener = _listen(host, port)
    url = page_url(host, listener.getsockname()[1], link)
    with contextlib.suppress(KeyboardInterrupt):
        click.echo(f"optim-viz is at {url}  (Ctrl-C ends it)")
        if browser:
            # The socket listens already: the browser starts while Streamlit is imported, and waits for it.
            threading.Thread(target=webbrowser.open, args=[url], daemon=True).start()
        # What is imported now may swallow a KeyboardInterrupt, and there is nothing yet to be tidied up.
        usual = signal.signal(signal.SIGINT, lambda *_: os._exit(0))
        from optim_viz.ui.server import prepare

        server = prepare(listener)
        signal.signal(signal.SIGINT, usual)
        with listener:
            server.run(sockets=[listener])


def page_url(host: str, port: int, link: str = "") -> str:
    """Return the address of the page.

    Parameters
    ----------
    host : str
        Where the server listens; an address that means "everywhere" is reached as localhost.
    port : int
        Its port.
    link : str
        A query, with or without the question mark and the address before it.

    Examples
    --------
    >>> page_url("127.0.0.1", 8501)
    'http://127.0.0.1:8501/'
    >>> page_url("0.0.0.0", 8501, "http://elsewhere/?f=quadratic&start=-4,3")
    'http://localhost:8501/?f=quadratic&start=-4,3'
    """
    if host in {"0.0.0.0", "::"}:
        host = "localhost"
    elif ":" in host:
        host = f"[{host}]"
    query = quote(link.rpartition("?")[2], safe="=&%,.+-_~")
    return f"http://{host}:{port}/" + (f"?{query}" if query else "")


def _tidy_up_when_ended() -> None:
    """Have SIGTERM, by which machines end a process, do what Ctrl-C does: no file or worker stays behind."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def _check_environment() -> None:
    """Say what is wrong with a variable of the app's before a visitor comes upon it."""
    if not any(name.startswith("OPTIM_VIZ_") for name in os.environ):
        return  # nothing has to be loaded for that
    from optim_viz.compiling import switch
    from optim_viz.pool.limits import Limits, usual_workers

    try:
        usual_workers(), Limits.usual(), switch()
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _listen(host: str, port: int | None) -> socket.socket:
    from optim_viz.ui.listener import TAKEN, listen, listen_from

    try:
        if port is not None:
            return listen(host, port)
        listener = listen_from(host, DEFAULT_PORT)
    except OSError as error:
        if error.errno in TAKEN:
            raise click.UsageError(
                f"Port {port or DEFAULT_PORT} of {host} is taken or not allowed. "
                "Give another one with --port, or leave --port out: the next free one is taken."
            ) from error
        raise click.UsageError(
            f"--host {host} cannot be listened on ({error.strerror}). "
            "Give an address of this machine, e.g. 127.0.0.1, or 0.0.0.0 for all of them."
        ) from error
    free = listener.getsockname()[1]
    if free != DEFAULT_PORT:
        click.echo(f"Port {DEFAULT_PORT} is taken, so this is port {free}.")
    return listener
