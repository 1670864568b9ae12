"""A visitor without a browser: speaks Streamlit's protocol as the page does, for one player component."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from typing import Any
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

COMPONENT = "optim-viz.player"
SEEN = re.compile(r'"mount":\s*"([^"]*)",\s*"seen":\s*(\d+),\s*"revision":\s*("[^"]*")')


class Visitor:
    """One open page: what it has on its screen, and the messages it has sent."""

    def __init__(self, url: str, socket: ClientConnection, link: str) -> None:
        self.url = url
        self.socket = socket
        self.link = link
        self.mount = f"{random.getrandbits(48):x}"
        self.has: str | None = None
        self.widget = ""
        self.fragment = ""
        self.page = ""
        self.seen = 0
        self.sent = 0
        self.kept: dict[str, ForwardMsg] = {}
        self.received = 0

    @classmethod
    async def arrive(cls, url: str, link: str = "") -> Visitor:
        """Open the page and wait until the first run of the server is over."""
        address = url.replace("http", "ws", 1) + "/_stcore/stream"
        socket = await connect(address, subprotocols=["streamlit"], max_size=None, compression=None)  # type: ignore[list-item]
        visitor = cls(url, socket, link)
        await visitor._send(None)
        while not (await visitor._receive() and visitor.widget):
            pass
        return visitor

    async def say(self, message: dict[str, Any]) -> float:
        """Send one message of the player; seconds until it is answered and the run of the server is over."""
        began = time.perf_counter()
        self.sent += 1
        await self._send({"mount": self.mount, "has": self.has, "messages": [{**message, "id": self.sent}]})
        while not (await self._receive() and self.seen >= self.sent):
            pass
        return time.perf_counter() - began

    async def ask(self, query: str) -> None:
        """Ask the route that answers while something is dragged, by a request of its own."""

        def fetch() -> int:
            with urlopen(f"{self.url}/optim-viz/live?{query}", timeout=60) as reply:
                return len(reply.read())

        self.received += await asyncio.to_thread(fetch)

    async def leave(self) -> None:
        """Close the page."""
        await self.socket.close()

    async def _send(self, outbox: dict[str, Any] | None) -> None:
        back = BackMsg()
        state = back.rerun_script
        state.query_string = self.link
        state.page_script_hash = self.page
        state.context_info.color_scheme = "light"
        state.cached_message_hashes.extend(self.kept)
        state.widget_states.SetInParent()
        if outbox:
            state.fragment_id = self.fragment
            widget = state.widget_states.widgets.add()
            widget.id = self.widget
            widget.json_value = json.dumps({"outbox": outbox})
        await self.socket.send(back.SerializeToString())

    async def _receive(self) -> bool:
        """Read one message of the server; whether it says that a run is over."""
        data = await self.socket.recv()
        assert isinstance(data, bytes)
        self.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message = self.kept[message.ref_hash]
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable:
            self.kept = {message.hash: message}
        if kind == "new_session":
            self.page = message.new_session.page_script_hash
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "bidi_component":
            self._mounted(message)
        return kind == "script_finished"

    def _mounted(self, message: ForwardMsg) -> None:
        player = message.delta.new_element.bidi_component
        if player.component_name != COMPONENT:
            return
        self.widget = player.id
        self.fragment = message.delta.fragment_id
        found = SEEN.search(player.json, 0, 2000)
        assert found, f"the player's data has changed its form: {player.json[:300]}"
        self.has = json.loads(found[3])
        if found[1] == self.mount:
            self.seen = int(found[2])
