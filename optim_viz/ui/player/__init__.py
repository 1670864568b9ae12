"""The player: the one component, used wherever something moves."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import component

HTML = (Path(__file__).parent / "assets" / "player.html").read_text(encoding="utf-8")


def mount(data: dict[str, Any], key: str, on_outbox: Callable[[], None]) -> None:
    """Put the player on the page.

    ``data`` is what it is told; ``on_outbox`` is called when it has something to say, which then stands in
    ``st.session_state[key]["outbox"]``.
    """
    _component()(data=data, key=key, on_outbox_change=on_outbox)


@cache
def _component() -> Callable[..., Any]:
    """The component, registered when it is first mounted: no server runs before."""
    return component("optim-viz.player", html=HTML, css="player.css", js="index.js", isolate_styles=False)
