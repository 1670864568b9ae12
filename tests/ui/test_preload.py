"""The first answer of the server: a page names what it will need, and everything else passes unchanged."""

import asyncio

from starlette.responses import HTMLResponse, PlainTextResponse, Response

from optim_viz.ui.plotly_js import plotly_url
from optim_viz.ui.preload import Preload

FILE = {"ETag": '"1"', "Last-Modified": "Sun, 22 Nov 2026 09:07:30 GMT"}


def answered(response, path="/"):
    """The status, headers and body that a browser gets where the app answers with ``response``."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    asyncio.run(
        Preload(response)({"type": "http", "method": "GET", "path": path, "headers": []}, receive, send)
    )
    start, *rest = sent
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, b"".join(message["body"] for message in rest).decode()


def test_a_page_names_what_it_will_need():
    """In a header: plotly.js, and the modules of the player; the page itself is as it was."""
    page = "<html><head><title>x</title></head><body></body></html>"
    status, headers, body = answered(HTMLResponse(page, headers=FILE))
    assert (status, body, headers["etag"]) == (200, page, FILE["ETag"])
    assert f"<{plotly_url()}>; rel=preload" in headers["link"]
    assert "player.js>; rel=modulepreload" in headers["link"]


def test_what_is_no_page_passes_unchanged():
    """Other kinds of answers, and answers without a body."""
    for response in (
        PlainTextResponse("</head>", headers=FILE),
        HTMLResponse("</head>", status_code=404, headers=FILE),
        Response(status_code=304, media_type="text/html", headers=FILE),
    ):
        status, headers, body = answered(response)
        assert status == response.status_code
        assert body == response.body.decode()
        assert headers["etag"] == FILE["ETag"]
        assert "link" not in headers
    assert "link" not in answered(HTMLResponse("</head>"), "/_stcore/bidi-components/player.html")[1]
