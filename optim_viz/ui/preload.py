"""Tells the browser, with the first answer, what the page will need: the player and plotly.js.

Streamlit asks for them only once its own front end has started and the page's script has run.
"""

from __future__ import annotations

from importlib.resources import files

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from optim_viz.ui.address import at
from optim_viz.ui.plotly_js import plotly_url

COMPONENT = "_stcore/bidi-components/optim-viz.player"
OF_STREAMLIT = "/_stcore/"


def links() -> str:
    """The ``Link`` header: plotly.js, and all modules of the player."""
    assets = files("optim_viz.ui.player") / "assets"
    modules = sorted(item.name for item in assets.iterdir() if item.name.endswith(".js"))
    wanted = [f"<{plotly_url()}>; rel=preload; as=script"]
    return ", ".join(wanted + [f"<{at(f'{COMPONENT}/{name}')}>; rel=modulepreload" for name in modules])


class Preload:
    """ASGI middleware: puts a ``Link`` header into every page of HTML."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.header = links().encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the header where an answer is HTML."""
        if scope["type"] != "http" or OF_STREAMLIT in scope["path"]:
            await self.app(scope, receive, send)
            return

        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                message = {**message, "headers": [*message["headers"], (b"link", self.header)]}
            await send(message)

        await self.app(scope, receive, changed)


def _is_page(start: Message) -> bool:
    return start["status"] == 200 and any(
        name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in start["headers"]
    )
