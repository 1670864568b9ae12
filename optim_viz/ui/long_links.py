"""Cuts links that Streamlit would not read: it takes one of more than 524,288 characters for an empty one."""

from __future__ import annotations

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LONGEST = 20_000
MOST_FIELDS = 500

MARK = "cut"
"""The key that tells the page that the rest of its link is missing."""


class LongLinks:
    """ASGI middleware: a link that is too long leads to its own beginning."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is short enough."""
        answer = self.app
        if scope["type"] == "http" and scope["method"] == "GET":
            query = scope["query_string"]
            if len(query) > LONGEST or query.count(b"&") > MOST_FIELDS:
                beginning = b"&".join(query[: LONGEST // 2].split(b"&")[: MOST_FIELDS // 2])
                answer = RedirectResponse(f"?{beginning.decode('latin-1')}&{MARK}=1", status_code=303)
        await answer(scope, receive, send)
