"""Warms the caches before the first reader: the server imports the heavy libraries, then opens every page itself.

The queries behind a page's first view take a second or more on some pages; results are cached for all readers by snapshot and hour
(`data.query`). The server therefore opens every page in its default view after it has started, when a new snapshot is published and
when the hour changes. It does so as a browser would, so that no list of each page's queries has to be kept in step with the page.
Readers stay on the last snapshot until all pages have been opened on the new one; so none of them waits because something was published.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from pages.server.prompt_answers import send_at_once
from pages.server.streamlit_private import ignore_pages_folder, run_page
from pages.shell import data, navigation
from warehouse.cache import keep_results_of
from warehouse.contract import settings
from warehouse.contract.settings import Settings, SettingsError
from warehouse.contract.snapshot import SnapshotError
from warehouse.replica.follow import following

MODULES: Final = ("analytics.trends", "analytics.gap", "analytics.risk", "briefing.make", "briefing.pdf")
"""The modules that take longest to import, in the order in which readers are likely to need them; the first alone takes four seconds."""

LOOK_EVERY: Final = 2.0
"""Seconds between checks for a new snapshot or hour."""

BREATH: Final = 0.2
"""Seconds between two pages, so that readers who are already here are served first."""

LONGEST: Final = 120.0
"""Seconds after which a page is abandoned."""


@asynccontextmanager
async def server_lifespan(app: Any) -> AsyncIterator[None]:
    """Runs while the server does. Warming up, and following on a replica, go on in the background: readers are served at once."""
    ignore_pages_folder()
    send_at_once(asyncio.get_running_loop())
    task = asyncio.create_task(keep_ready())
    with following(_settings_or_none()):
        yield
    task.cancel()


def _settings_or_none() -> Settings | None:
    try:
        return settings.load()
    except SettingsError:
        # Pages say so.
        return None


def import_modules() -> None:
    """Import the modules, one after another."""
    for name in MODULES:
        importlib.import_module(name)


async def keep_ready() -> None:
    """Import, then open all pages whenever they would show something new. Ends at once where the settings switch it off."""
    await asyncio.to_thread(import_modules)
    opened = None
    with data.preparing_always():
        while settings.load().open_ahead:
            state = await asyncio.to_thread(_newest_state)
            if state is not None and state != opened:
                opened = state
                await open_all_pages()
            await asyncio.sleep(LOOK_EVERY)


async def open_all_pages() -> None:
    """Open every page on the newest snapshot, and then show it to readers."""
    with suppress(SnapshotError):
        before = data.in_force()
        with data.prepared() as prepared:
            for entry in navigation.all_entries():
                await open_page("" if entry.default else entry.address)
                await asyncio.sleep(BREATH)
        # That of the snapshot before too: some readers are still at its pages.
        keep_results_of({before.snapshot.id, prepared.snapshot.id})


def _newest_state() -> tuple[str, str] | None:
    """The newest snapshot and the hour, on which cached results depend; None where there is no snapshot."""
    try:
        return data.newest().snapshot.id, data.this_hour().isoformat()
    except SnapshotError:
        return None


async def open_page(address: str) -> None:
    """Run the page at an address to its end, so that its results are cached. Call it on the server's event loop."""
    await run_page(address, LONGEST)
