"""What the server does before a reader comes: it imports the heavy libraries, then opens every page itself.

What pages show first asks the database, for a second and more on some; it is kept for all readers, by snapshot and hour
(`data.query`). So the server reads every page once as it opens by itself, after its start, when another snapshot is in force
and when the hour changes. A page is opened as by a browser that shows nothing: no list of each page's questions has to be
kept in step with it.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, SessionClient

from pages.shell import data, navigation
from warehouse.contract import settings

MODULES: Final = ("analytics.trends", "analytics.gap", "analytics.risk", "briefing.make", "briefing.pdf")
"""What takes longest to import, in the order in which readers are likely to need it: four seconds for the first alone."""

LOOK_EVERY: Final = 20.0
"""Seconds between looks at what is in force."""

BREATH: Final = 0.5
"""Seconds between two pages: readers who are there go first."""

LONGEST: Final = 120.0
"""Seconds after which a page is given up."""


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """What the server does from its start to its end; it takes readers at once, without waiting for any of this."""
    task = asyncio.create_task(keep_ready())
    yield
    task.cancel()


def load() -> None:
    """Import the modules, one after another."""
    for name in MODULES:
        importlib.import_module(name)


async def keep_ready() -> None:
    """Import, then open all pages whenever what they would show has changed; ends where the settings do not want it."""
    await asyncio.to_thread(load)
    opened = None
    while settings.load().open_ahead:
        state = await asyncio.to_thread(_in_force)
        if state is not None and state != opened:
            opened = state
            for entry in navigation.entries():
                await open_page("" if entry.default else entry.address)
                await asyncio.sleep(BREATH)
        await asyncio.sleep(LOOK_EVERY)


def _in_force() -> tuple[str, str] | None:
    """The snapshot in force and the hour; None where there is no snapshot."""
    snapshot = data.store().current_id()
    return (snapshot, data.this_hour().isoformat()) if snapshot else None


class _Nobody(SessionClient):
    """A browser that shows nothing, and knows when the page has been sent."""

    def __init__(self) -> None:
        self.finished = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        # A page that hands over to another one finishes early for the rerun and goes on.
        if msg.WhichOneof("type") == "script_finished" and msg.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.finished.set()


async def open_page(address: str) -> None:
    """Run the page at an address to its end, for nobody. Call it on the server's own loop."""
    runtime, client = Runtime.instance(), _Nobody()
    session = runtime.connect_session(client, {})
    try:
        asked = BackMsg()
        asked.rerun_script.page_name = address
        runtime.handle_backmsg(session, asked)
        async with asyncio.timeout(LONGEST):
            await client.finished.wait()
    except TimeoutError:
        pass
    finally:
        runtime.close_session(session)
