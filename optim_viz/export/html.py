"""HTML: the player in one file, which opens without a network and without Python."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.metadata import version
from importlib.resources import files
from string import Template

from optim_viz.export import words
from optim_viz.export.bundle import bundle
from optim_viz.export.files import file_name
from optim_viz.export.protocol import Format, Progress
from optim_viz.figures import payload
from optim_viz.figures.encode import to_json
from optim_viz.figures.scene import Scene
from optim_viz.figures.specification import specification
from optim_viz.figures.theme import THEMES, Mode
from optim_viz.parameters import check_parameters, parameter
from optim_viz.race import Race

# The page's own files: what they show on the page they show here.
UI = files("optim_viz") / "ui"
ASSETS = UI / "player" / "assets"

CDN = "https://cdn.plot.ly/plotly-{version}.min.js"


@dataclass(frozen=True)
class Options:
    """Look and size of the file.

    Parameters
    ----------
    dark
        Light on a dark ground.
    cdn
        plotly.js is loaded from its makers' network when the file is opened.  The browser takes it only if it
        is, byte for byte, that of the plotly package installed here (subresource integrity).
    """

    dark: bool = parameter(False, symbol="dark", label="dark", help="Light on a dark ground.")
    cdn: bool = parameter(
        False,
        symbol="CDN",
        label="plotly.js from a CDN",
        help="A small file (about 0.1 MB in place of 2.1) that needs a network when it is opened.",
    )

    def __post_init__(self) -> None:
        check_parameters(self)


def render(race: Race, options: Options, progress: Progress) -> bytes:
    """The file: UTF-8, about 2.1 MB with plotly.js inside and 0.1 MB without, for 200 steps.

    ``race`` is one of single runs on a cost of two parameters.

    >>> from optim_viz import Experiment, perform
    >>> from optim_viz.export.protocol import silent
    >>> render(perform(Experiment()), Options(cdn=True), silent)[:15]
    b'<!doctype html>'
    """
    mode: Mode = "dark" if options.dark else "light"
    experiment = race.experiment
    scene = Scene.of(race)
    data = {
        "query": experiment.link(),
        "deck": words.deck(experiment),
        "scene": payload.settled(scene, mode, file_name(experiment)),
        "figure": specification(scene, mode),
        "arithmetic": payload.arithmetic(race),
    }
    packed = _packed(to_json(data).encode())
    progress(0.3)
    plotly, source = ("", _named()) if options.cdn else (_plotly_packed(), "")
    progress(0.9)
    page = Template(_asset("standalone.html")).substitute(
        mode=mode,
        version=escape(version("optim-viz")),
        title=escape(words.title(race)),
        about=words.about(experiment),
        style=f"{_colours(mode)}\n{_asset('player.css')}\n{_asset('standalone.css')}",
        player=_asset("player.html"),
        words=words.below(race),
        race=packed,
        source=source,
        plotly=plotly,
        script=bundle(ASSETS, "standalone.js"),
    )
    progress(1.0)
    return page.encode()


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8").strip()


def _packed(content: bytes) -> str:
    """Compressed, in characters that mean nothing in HTML; the same content gives the same text."""
    return base64.b64encode(gzip.compress(content, compresslevel=9, mtime=0)).decode("ascii")


# 0.2 s and 2 MB, the same for every file.
@cache
def _plotly_packed() -> str:
    return _packed(_plotly())


def _plotly() -> bytes:
    # Imported here: whoever writes another format should not wait for Plotly.
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs()).encode()


@cache
def _named() -> str:
    from plotly.offline import get_plotlyjs_version

    digest = base64.b64encode(hashlib.sha384(_plotly()).digest()).decode("ascii")
    return f' data-src="{CDN.format(version=get_plotlyjs_version())}" data-integrity="sha384-{digest}"'


def _colours(mode: Mode) -> str:
    """The page's theme as CSS variables: primaryColor is --st-primary-color."""
    theme = tomllib.loads((UI / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    values = {name: value for name, value in {**theme, **theme[mode]}.items() if isinstance(value, str)}
    lines = [f"--st-{re.sub('[A-Z]', lambda c: '-' + c[0].lower(), name)}: {values[name]};" for name in values]
    lines += [f"--ov-{slot}: {getattr(THEMES[mode], slot)};" for slot in "ab"]
    return f":root {{ color-scheme: {mode}; {' '.join(lines)} }}"


FORMAT = Format(
    key="html",
    title="HTML",
    about="The player in one file: it plays, scrubs and shows numbers under the pointer without a network.",
    ending=".html",
    mime="text/html",
    options=Options,
    render=render,
)
