"""Where a command's files go: checked before anything is run, told when they are written."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol, TypeVar

import click

from optim_viz.export.files import check_free

STDOUT = "-"


class Ending(Protocol):
    """What has a file's ending: ``.csv``."""

    @property
    def ending(self) -> str:
        """The ending."""


Format = TypeVar("Format", bound=Ending)


def by_ending(name: str, formats: Collection[Format]) -> Format:
    """The format that a file's name means; raises ``ValueError`` with the nearest ending."""
    endings = {known.ending: known for known in formats}
    return endings[one_of(f"The ending of {name!r}", Path(name).suffix.lower(), endings)]


def one_of(what: str, text: str, known: Collection[str]) -> str:
    """``text``, where it is known; raises ``ValueError`` with the nearest spelling."""
    if text in known:
        return text
    near = difflib.get_close_matches(text.lower(), known, 1)
    hint = f"; did you mean {near[0]}?" if near else "."
    raise ValueError(f"{what} must be one of {', '.join(known)}; got {text!r}{hint}")


def check_places(names: Sequence[str], force: bool) -> None:
    """Raise ``ValueError`` or ``OSError``, with the way out, unless each name is a place of its own."""
    places = [name if name == STDOUT else Path(name).resolve() for name in names]
    for name, place in zip(names, places, strict=True):
        if places.count(place) > 1:
            raise ValueError(f"{name} is named twice; name each file once.")
        if name != STDOUT:
            check_free(Path(name), force)


@contextmanager
def writing(name: str, title: str = "") -> Iterator[None]:
    """Tell of a file that was written, with its size; a file that cannot be ends the command with status 1.

    A reader of the standard output that has seen enough (``| head``) is no error to be told.
    """
    try:
        yield
        if name == STDOUT:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if name == STDOUT:
            _give_up_stdout()
        what = "The standard output" if name == STDOUT else name
        reason = (error.strerror or str(error)).removesuffix(".")
        raise click.ClickException(f"{what} was not written: {reason}.") from error
    if name != STDOUT:
        click.echo(f"{name}  ({title}, {Path(name).stat().st_size / 1000:,.1f} kB)", err=True)


def _give_up_stdout() -> None:
    """Send what its buffer still holds nowhere: at the end Python would try again, and print a traceback."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
