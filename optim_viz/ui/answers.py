"""Routes that a page asks by itself: a query in, JSON out, computed from it and from what the server holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from optim_viz.figures.encode import to_json

AT_ONCE = 2
"""How many answers of a route are computed at a time; threads that share the interpreter are all late."""

# Compressing what is mostly base64 of numbers costs more time than it saves.
HEADERS = {"Content-Encoding": "identity", "Cache-Control": "no-store"}


def answering(path: str, answer: Callable[[str], dict[str, Any]]) -> Route:
    """A route whose answers are computed beside the event loop; a ``ValueError`` is told with status 400.

    A question that nobody waits for any more when its turn comes is dropped.
    """
    turns = asyncio.Semaphore(AT_ONCE)

    async def respond(request: Request) -> Response:
        async with turns:
            if await request.is_disconnected():
                return Response(status_code=499)
            try:
                text = await asyncio.to_thread(lambda: to_json(answer(request.url.query)))
            except ValueError as error:
                return Response(str(error), status_code=400, media_type="text/plain")
        return Response(text, media_type="application/json", headers=HEADERS)

    return Route(path, respond)
