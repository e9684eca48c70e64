"""Readers of replicas, over websockets as browsers have them: they ask without pause and note everything they are shown."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from bench.sessions import open_session
from pages.server.streamlit_private import BackMsg, ForwardMsg

PAGES: Final = ("data_sources", "", "data_sources", "trends")
"""The page that names its snapshot, and two that show figures from it."""
_SNAPSHOT: Final = re.compile(r"Snapshot (\d{8}T\d{6}(?:-\d{4})?)\.")
_FAULTS: Final = ("No data to show", "cannot be read", "Accounts cannot", "is not set up")


@dataclass
class Reader:
    """One reader of one server. `seen`: when each snapshot was first shown; `faults`: what a reader should never see, and how often."""

    address: str
    answers: int = 0
    broken_off: int = 0
    seen: dict[str, float] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Read in a thread of its own until `stop`."""
        self._thread = threading.Thread(target=lambda: asyncio.run(self._read()), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(60)

    async def _read(self) -> None:
        """As a browser does, it comes back when the connection breaks off."""
        number = 0
        while not self._stop.is_set():
            try:
                async with open_session(self.address) as socket:
                    while not self._stop.is_set():
                        await self._run_page(socket, PAGES[number % len(PAGES)])
                        number += 1
                        await asyncio.sleep(0.3)
            except (OSError, WebSocketException, EOFError):
                self.broken_off += 1
                await asyncio.sleep(0.3)

    async def _run_page(self, socket: ClientConnection, page: str) -> None:
        request = BackMsg()
        request.rerun_script.page_name = page
        await socket.send(request.SerializeToString())
        while True:
            frame = await socket.recv()
            message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._note(message)
            if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.answers += 1
                return

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.faults[f"exception {element.exception.type}: {element.exception.message[:200]}"] += 1
        text = element.markdown.body if kind == "markdown" else element.alert.body if kind == "alert" else str(element.heading)
        for fault in _FAULTS:
            if fault in text:
                self.faults[text[:300]] += 1
        if match := _SNAPSHOT.search(text.replace("\\", "")):
            self.seen.setdefault(match[1], time.time())
            if not self.order or self.order[-1] != match[1]:
                self.order.append(match[1])
