"""Reads what the app shows, without a browser: tables, sentences and what the player is told."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.testing.v1 import AppTest

from optim_viz import Experiment
from optim_viz.figures.theme import THEMES
from tests.running import ROOT

APP = str(ROOT / "optim_viz" / "ui" / "app.py")
FROM_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def opened(query: Mapping[str, str | Sequence[str]] | None = None, fold: str = "more settings") -> AppTest:
    """The page that a link opens, without an exception; ``fold`` is the fold-out that is open on it."""
    # Run through a script of its own: AppTest takes a folder `pages` beside a script for Streamlit's own kind.
    app = AppTest.from_string(f"import runpy; runpy.run_path({APP!r})", default_timeout=60)
    app.session_state[fold] = True
    for key, value in (query or {}).items():
        app.query_params[key] = value if isinstance(value, str) else list(value)
    return well(app.run())


def well(app: AppTest) -> AppTest:
    """The same page, when nothing on it is an exception."""
    assert not app.exception, [error.message for error in app.exception]
    return app


def told(app: AppTest) -> dict[str, Any]:
    """What the player was told at the last run, still as texts within."""
    (component,) = app.get("bidi_component")
    return json.loads(component.proto.json)


def settled(app: AppTest) -> Experiment:
    """The experiment that the player shows."""
    link, _, look = told(app)["revision"].rpartition(" ")
    assert look in THEMES
    experiment, remarks = Experiment.from_query(link)
    assert not remarks
    return experiment


def html(app: AppTest) -> list[str]:
    """The pieces of HTML on the page, their entities resolved; each part of a row is a piece."""
    pieces = [unescape(piece.proto.body) for piece in app.get("html")]
    return [part for piece in pieces for part in piece.split("<section>")]


def table(app: AppTest, heading: str) -> dict[str, tuple[str, str]]:
    """The rows of a table under a heading: a label, and a text for each contender."""
    (body,) = [piece for piece in html(app) if f">{heading}<" in piece]
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', body)
    return {label: (a, b) for label, a, b in rows}


def floats(text: str, *shape: int) -> np.ndarray:
    """Numbers sent as base64 of float32."""
    return np.frombuffer(base64.b64decode(text), dtype="<f4").reshape(shape or -1)


def doubles(text: str, *shape: int) -> np.ndarray:
    """Numbers sent as base64 of float64."""
    return np.frombuffer(base64.b64decode(text), dtype="<f8").reshape(shape or -1)


def decades(sent: Mapping[str, Any]) -> np.ndarray:
    """Logarithms in whole units, as the player reads them."""
    whole = np.frombuffer(base64.b64decode(sent["data"]), dtype="<i2")
    return np.where(whole == -32768, np.nan, whole * sent["unit"])


def array(given: Mapping[str, str]) -> np.ndarray:
    """An array of a figure as plotly.js reads it."""
    return np.frombuffer(base64.b64decode(given["bdata"]), dtype=given["dtype"])


def figure(app: AppTest) -> dict[str, dict[str, Any]]:
    """The traces of the figure that the player was sent, by their uid."""
    return {trace["uid"]: trace for trace in json.loads(told(app)["figure"])["data"]}


def reply(route: Route, query: str, *, gone: bool = False) -> Response:
    """What a route answers to a query; ``gone`` is whoever asked."""

    async def receive() -> dict[str, Any]:
        if not gone:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    scope = {"type": "http", "headers": [], "server": ("localhost", 80), "path": route.path}
    request = Request(scope | {"query_string": query.encode()}, receive)
    answer: Response = asyncio.run(route.endpoint(request))
    return answer


def read(text: str) -> float:
    """The number that a text for people says: ``1.2 × 10⁻⁵``, ``12,300``, ``10⁻⁵``."""
    plain = text.replace(",", "").replace("−", "-").replace(" × 10", "e").translate(FROM_SUPERSCRIPTS)
    return float(f"1e{plain[2:]}" if re.fullmatch(r"10-?\d+", plain) and text != plain else plain)
