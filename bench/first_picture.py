"""From opening a page to its first picture, for every page of the navigation, as a ratio to an empty Streamlit page.

A picture is a map, a chart, a table or a key figure that has come over the socket, and two frames drawn after it; on a page
without any it is the end of the script. The browser knows the program's files already, as a daily reader's does. The first visit of a
page after the server started asks the database; the next ones, by other sessions, find the answers kept.
"""

from __future__ import annotations

import shutil
import statistics
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, sync_playwright

from bench.browser import DRAWN, FLAGS, LONGEST, PICTURES, Socket
from bench.measure import show
from bench.serving import APP, serving
from pages.ui import navigation
from warehouse.snapshot import Store

EMPTY: Final = ("streamlit", "run", "bench/empty_app.py")
OTHERS: Final = ("dataframe", "table", "metric")
VISITS: Final = 3
AIM: Final = 2.0


def main(data: Path) -> None:
    """Print seconds and ratios of every page, for its first visit and for those after it."""
    if not shutil.which("chromium"):
        print("no Chromium on this machine: pages are not measured")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        with serving(EMPTY, data) as (address, _):
            context = browser.new_context(viewport={"width": 1440, "height": 1000})
            _visit(context, address)
            empty = statistics.median(_visit(context, address) for _ in range(VISITS))
        show("empty Streamlit page", 1000 * empty, "ms")
        with serving(APP, data) as (address, _):
            context = browser.new_context(viewport={"width": 1440, "height": 1000})
            # Imports, and the program's files in the browser's cache.
            _visit(context, f"{address}/incident?id=nobody")
            for path in paths(data):
                first = _visit(context, f"{address}/{path}")
                again = statistics.median(_visit(context, f"{address}/{path}") for _ in range(VISITS))
                name = path.split("?")[0] + (" (a card)" if "?" in path else "")
                show(f"{name or 'overview'}: first picture, first visit", 1000 * first, "ms")
                show("  to an empty page, first visit", first / empty, "times", aim=AIM)
                show("  to an empty page, later visits", again / empty, "times", aim=AIM)
        browser.close()


def paths(data: Path) -> list[str]:
    """Addresses of all pages, and of one full card."""
    with Store(data).open().connect() as con:
        rows = con.execute("SELECT incident_id FROM incidents WHERE latitude IS NOT NULL ORDER BY occurred_on DESC LIMIT 1").fetchall()
    return ["" if entry.default else entry.address for entry in navigation.entries()] + [f"incident?id={row[0]}" for row in rows]


def _visit(context: BrowserContext, address: str) -> float:
    """Seconds from asking for the page to its first picture on the screen."""
    page = context.new_page()
    page.set_default_timeout(1000 * LONGEST)
    socket = Socket(page, (*PICTURES, *OTHERS))
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    while socket.pictures == 0 and socket.finished == 0:
        page.wait_for_timeout(2)
        if time.perf_counter() - started > LONGEST:
            raise TimeoutError(f"{address} showed nothing within three minutes")
    page.wait_for_selector('[data-testid="stMain"] h1')
    page.evaluate(DRAWN)
    seconds = time.perf_counter() - started
    while socket.finished == 0:
        page.wait_for_timeout(2)
    page.close()
    return seconds
