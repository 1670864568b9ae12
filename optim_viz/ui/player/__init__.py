"""The player: the one component, used wherever something moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import component

ASSETS = Path(__file__).parent / "assets"
HTML = (ASSETS / "player.html").read_text(encoding="utf-8")


def mount(data: dict[str, Any], key: str, on_outbox: Callable[[], None], name: str = "player") -> None:
    """Put a component on the page: the player, ``rates``, ``eleven`` or ``network``.

    ``data`` is what it is told; ``on_outbox`` is called when it has something to say, which then stands in
    ``st.session_state[key]["outbox"]``.
    """
    _component(name)(data=data, key=key, on_outbox_change=on_outbox)


@cache
def _component(name: str) -> Callable[..., Any]:
    """A component, registered when it is first mounted: no server runs before."""
    html, css, js = FACES[name]
    return component(f"optim-viz.{name}", html=html, css=css, js=js, isolate_styles=False)


def _with(name: str) -> str:
    """The player's deck and clock around pictures of its own, which may be put together from several files."""
    begin, end = (HTML.index(f'  <div class="ov-{part}"') for part in ("stage", "clock"))
    deck, clock = HTML[:begin], HTML[end : HTML.index("  <details")]
    pictures = (ASSETS / f"{name}.html").read_text(encoding="utf-8")
    for part in re.findall(r"<!-- (\w+) -->", pictures):
        text = clock if part == "clock" else (ASSETS / f"{part}.html").read_text(encoding="utf-8")
        pictures = pictures.replace(f"<!-- {part} -->", text.replace("<!-- clock -->", clock))
    return f"{deck}{pictures}</div>\n"


FACES = {
    "player": (HTML, "player.css", "index.js"),
    "rates": (_with("rates"), "rates.css", "rates.js"),
    "eleven": (_with("eleven"), "eleven.css", "eleven.js"),
    "network": (_with("network"), "network.css", "network.js"),
}
