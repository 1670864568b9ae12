"""plotly.js of the installed plotly package, served by the app itself, so that a page needs no other host."""

import asyncio
import gzip
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import version
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from optim_viz.ui.address import at

FILE_NAME = f"plotly-{version('plotly')}.min.js"

# Its name carries the version, so a browser may keep it for good.
HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}


def plotly_url() -> str:
    """Return the path of plotly.js on this server; loading it sets ``globalThis.Plotly``."""
    return at(f"optim-viz/{FILE_NAME}")


def source() -> bytes:
    """Read plotly.js from the installed plotly package (4.8 MB)."""
    return (files("plotly") / "package_data" / "plotly.min.js").read_bytes()


def route() -> Route:
    """Return the route that serves plotly.js, compressed once, in the background."""
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="compress-plotly")
    compressed: Future[bytes] = worker.submit(lambda: gzip.compress(source(), compresslevel=6))
    worker.shutdown(wait=False)

    async def plotly_js(request: Request) -> Response:
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return Response(await asyncio.to_thread(source), media_type="text/javascript", headers=HEADERS)
        coded = HEADERS | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(await asyncio.wrap_future(compressed), media_type="text/javascript", headers=coded)

    return Route(plotly_url(), plotly_js)
