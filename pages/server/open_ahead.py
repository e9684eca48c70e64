"""Warms the caches before the first reader: the server imports the heavy libraries, then opens every page itself.

The queries behind a page's first view take a second or more on some pages; results are cached for all readers by snapshot and hour
(`data.query`). The server therefore opens every page in its default view after it has started, when a new snapshot is published and
when the hour changes. It does so as a browser would, so that no list of each page's queries has to be kept in step with the page.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from pages.server.streamlit_private import ignore_pages_folder, run_page
from pages.shell import data, navigation
from warehouse.contract import settings
from warehouse.contract.snapshot import SnapshotError

MODULES: Final = ("analytics.trends", "analytics.gap", "analytics.risk", "briefing.make", "briefing.pdf")
"""The modules that take longest to import, in the order in which readers are likely to need them; the first alone takes four seconds."""

LOOK_EVERY: Final = 20.0
"""Seconds between checks for a new snapshot or hour."""

BREATH: Final = 0.5
"""Seconds between two pages, so that readers who are already here are served first."""

LONGEST: Final = 120.0
"""Seconds after which a page is abandoned."""


@asynccontextmanager
async def server_lifespan(app: Any) -> AsyncIterator[None]:
    """Runs while the server does. It starts the warming-up in the background, so that readers are served from the beginning."""
    ignore_pages_folder()
    task = asyncio.create_task(keep_ready())
    yield
    task.cancel()


def import_modules() -> None:
    """Import the modules, one after another."""
    for name in MODULES:
        importlib.import_module(name)


async def keep_ready() -> None:
    """Import, then open all pages whenever they would show something new. Ends at once where the settings switch it off."""
    await asyncio.to_thread(import_modules)
    opened = None
    while settings.load().open_ahead:
        state = await asyncio.to_thread(_state_in_force)
        if state is not None and state != opened:
            opened = state
            for entry in navigation.all_entries():
                await open_page("" if entry.default else entry.address)
                await asyncio.sleep(BREATH)
        await asyncio.sleep(LOOK_EVERY)


def _state_in_force() -> tuple[str, str] | None:
    """The current snapshot and hour, on which cached results depend; None where there is no snapshot."""
    try:
        return data.in_force().snapshot.id, data.this_hour().isoformat()
    except SnapshotError:
        return None


async def open_page(address: str) -> None:
    """Run the page at an address to its end, so that its results are cached. Call it on the server's event loop."""
    await run_page(address, LONGEST)
