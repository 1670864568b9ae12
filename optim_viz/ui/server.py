"""The web server: Streamlit's app object under uvicorn."""

import gc
import socket
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from optim_viz.ui import charts, eleven, live, network, plotly_js, settings
from optim_viz.ui.long_links import LongLinks
from optim_viz.ui.preload import Preload

SCRIPT = Path(__file__).parent / "app.py"


def parts() -> dict[str, Any]:
    """Return the arguments of ``st.App``; the settings have to be applied before."""
    # For the folder `pages` beside the script, Streamlit takes the app for one of its older kind until the
    # first visitor's page has run: each file there becomes a page of its own, blank, and a menu lists them.
    PagesManager.uses_pages_directory = False
    return {
        "script_path": SCRIPT,
        "routes": [plotly_js.route(), live.route(), charts.route(), eleven.route(), network.route()],
        "middleware": [Middleware(LongLinks), Middleware(Preload)],
    }


def prepare(listener: socket.socket) -> uvicorn.Server:
    """A server of the app for a listening socket, with all that takes long done; its ``run`` serves.

    Streamlit's own runner is not used, because it opens a socket with Nagle's algorithm on.
    """
    host, port = listener.getsockname()[:2]
    settings.ignore_config_files()
    settings.apply()
    config.set_option("server.address", host)
    config.set_option("server.port", port)
    options = uvicorn.Config(
        st.App(**parts()),
        ws="websockets-sansio",
        ws_max_size=config.get_option("server.maxMessageSize") * 1024 * 1024,
        # What is sent most is base64 of numbers: compressing it costs more time than it saves.
        ws_per_message_deflate=False,
        http="h11",
        # A link may be any length: browsers send up to two million characters, and the page says what is wrong.
        h11_max_incomplete_event_size=4 * 1024 * 1024,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    # So that the first visitor need not wait for it.
    import_module("optim_viz.ui.pages")
    # What is loaded by now stays: without it in their way, collections of garbage are short.
    gc.collect()
    gc.freeze()
    return uvicorn.Server(options)
