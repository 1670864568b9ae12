"""Tells the browser, with the first answer, what the page will need: the player and plotly.js.

Streamlit asks for them only once its own front end has started and the page's script has run.  plotly.js
takes longest, so it is also run at once, while the front end waits for the server.
"""

from __future__ import annotations

from importlib.resources import files

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from optim_viz.ui.address import at
from optim_viz.ui.plotly_js import plotly_url

COMPONENT = "_stcore/bidi-components/optim-viz.player"
OF_STREAMLIT = "/_stcore/"
HEAD = b"</head>"
OF_THE_FILE = (b"content-length", b"etag", b"last-modified")


def links() -> str:
    """The ``Link`` header: plotly.js, and all modules of the player."""
    assets = files("optim_viz.ui.player") / "assets"
    modules = sorted(item.name for item in assets.iterdir() if item.name.endswith(".js"))
    wanted = [f"<{plotly_url()}>; rel=preload; as=script"]
    return ", ".join(wanted + [f"<{at(f'{COMPONENT}/{name}')}>; rel=modulepreload" for name in modules])


class Preload:
    """ASGI middleware: puts plotly.js and a ``Link`` header into every page of HTML."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.header = links().encode("ascii")
        self.script = f'<script async src="{plotly_url()}"></script>'.encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, changed where an answer is HTML."""
        if scope["type"] != "http" or OF_STREAMLIT in scope["path"]:
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def changed(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    page = body.replace(HEAD, self.script + HEAD, 1)
                    await send({**start, "headers": self._headers(start, len(page) if body else None)})
                    await send({"type": "http.response.body", "body": page})

        await self.app(scope, receive, changed)

    def _headers(self, start: Message, length: int | None) -> list[tuple[bytes, bytes]]:
        """The headers of a page as it is sent: not those of the file that it was."""
        headers = [(name, value) for name, value in start["headers"] if name.lower() not in OF_THE_FILE]
        size = [] if length is None else [(b"content-length", str(length).encode("ascii"))]
        return [*headers, *size, (b"link", self.header)]


def _is_page(start: Message) -> bool:
    return start["status"] == 200 and any(
        name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in start["headers"]
    )
