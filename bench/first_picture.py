"""From opening a page to its first picture, for every page of the navigation, as a ratio to an empty Streamlit page.

A picture is a map, a chart, a table or a key figure that has come over the socket, and two frames drawn after it; on a page
without any it is the end of the script. The browser knows the program's files already, as a daily reader's does. The first visit comes once
the server has opened all pages ahead (`pages/server/open_ahead.py`; with ANCHORWATCH_OPEN_AHEAD=false it asks the database itself).

Beside the seconds stand two figures that a busy machine disturbs less: the processor time of the page's main thread up to
the first picture (with that of the server, which matters on a first visit), and when the picture stands in the document, with two
frames drawn after that, by the browser's own clock. And how much jumps until the page is whole: the sum of layout shifts, each the share
of the window that moved times how far it did (Layout Instability, W3C; 0.1 is the most that web.dev calls good). Streamlit brings its side
bar after the page's column, which moves sideways while it is still blank: that stands apart, since nobody sees it.
"""

from __future__ import annotations

import shutil
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
from playwright.sync_api import BrowserContext, sync_playwright

from bench.browser import CHROMIUM, DRAWN, FLAGS, LONGEST, PICTURES, Socket
from bench.measure import print_figure
from pages.shell import navigation
from tests.support.server import APP, running_server
from warehouse.contract.snapshot import Store

EMPTY: Final = ("streamlit", "run", "bench/empty_app.py")
OTHERS: Final = ("dataframe", "table", "metric")
VISITS: Final = 3
AIM: Final = 2.0
HEADING: Final = '[data-testid="stMain"] h1'
ON_SCREEN: Final = (
    '[data-testid="stMetricValue"], [data-testid="stTableStyledTable"], [data-testid="stDataFrameResizable"], '
    '[data-testid="stDeckGlJsonChart"], .map-drawn, .js-plotly-plot .main-svg'
)
WATCH: Final = """([picture, heading]) => {
    const seen = {};
    const look = () => {
        for (const [name, selector] of [["picture", picture], ["heading", heading]]) {
            if (seen[name] || !document.querySelector(selector)) continue;
            seen[name] = true;
            requestAnimationFrame(() => requestAnimationFrame(() => { window[`bench_${name}`] = performance.now(); }));
        }
    };
    new MutationObserver(look).observe(
        document, {childList: true, subtree: true, attributes: true, attributeFilter: ["class"]});
    window.bench_shift = [0, 0];
    const aside = (one) => one.previousRect.width === innerWidth && one.currentRect.x > 200;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) window.bench_shift[+one.sources.some(aside)] += one.value; })
        .observe({type: "layout-shift", buffered: true});
}"""
STILL: Final = 1500
"""Milliseconds after a script ends in which the browser lays out the last parts."""
STEADY: Final = 0.1


@dataclass(frozen=True, slots=True)
class Visit:
    """Seconds to the first picture; processor seconds until then, of the page's main thread and of the server; seconds until the
    picture stands on the screen (the heading, on a page without pictures); sum of the layout shifts until the page is whole, without
    and of the side bar."""

    seconds: float
    browser: float
    server: float
    on_screen: float
    shift: float
    shift_aside: float


def main(data: Path) -> None:
    """Print seconds and ratios of every page, for its first visit and for those after it."""
    if not shutil.which("chromium"):
        print("no Chromium on this machine: pages are not measured")
        return
    with sync_playwright() as playwright, running_server(EMPTY, data) as (nothing, idle), running_server(APP, data) as (address, server):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        _await_rest(server)
        # The program's files in the browser's cache.
        time_visit(context, nothing, idle)
        time_visit(context, f"{address}/incident?id=nobody", server)
        empties = []
        for path in page_addresses(data):
            first = time_visit(context, f"{address}/{path}", server)
            # Each page beside an empty one: the machine is not equally fast all the time.
            beside, visits = [], []
            for _ in range(VISITS):
                beside.append(time_visit(context, nothing, idle))
                visits.append(time_visit(context, f"{address}/{path}", server))
            empty, again = median_visit(beside), median_visit(visits)
            empties += beside
            name = path.split("?")[0] + (" (a card)" if "?" in path else "")
            print_figure(f"{name or 'overview'}: first picture, first visit", 1000 * first.seconds, "ms")
            for kind, figures in (("first visit", first), ("later visits", again)):
                print_figure(f"  to an empty page, {kind}", figures.seconds / empty.seconds, "times", aim=AIM)
                print_figure("    on the screen", figures.on_screen / empty.on_screen, "times")
                print_figure("    processor time of the browser", figures.browser / empty.browser, "times")
                print_figure("    processor time of the server", 1000 * figures.server, "ms")
                print_figure("    layout shift", figures.shift, "", aim=STEADY)
                print_figure("    layout shift when the side bar comes", figures.shift_aside, "")
        print_figure("empty Streamlit page", 1000 * median_visit(empties).seconds, "ms")
        print_figure("  processor time, browser and server", 1000 * (median_visit(empties).browser + median_visit(empties).server), "ms")
        browser.close()


def page_addresses(data: Path) -> list[str]:
    """Addresses of all pages and of one full card."""
    with Store(data).open().open_database() as con:
        rows = con.execute("SELECT incident_id FROM incidents WHERE latitude IS NOT NULL ORDER BY occurred_on DESC LIMIT 1").fetchall()
    return ["" if entry.default else entry.address for entry in navigation.all_entries()] + [f"incident?id={row[0]}" for row in rows]


def median_visit(visits: list[Visit]) -> Visit:
    """The median of each figure separately."""
    return Visit(*(statistics.median(getattr(figures, name) for figures in visits) for name in Visit.__slots__))


def time_visit(context: BrowserContext, address: str, server: psutil.Process) -> Visit:
    """Open a page in a new tab; measure until its first picture, then until its script ends."""
    page = context.new_page()
    page.set_default_timeout(1000 * LONGEST)
    page.add_init_script(f"({WATCH})({[ON_SCREEN, HEADING]!r})")
    profiler = context.new_cdp_session(page)
    profiler.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
    profiler.send("Performance.enable")
    socket = Socket(page, (*PICTURES, *OTHERS))
    worked, started = _processor_seconds(server), time.perf_counter()
    page.goto(address, wait_until="commit")
    while socket.pictures == 0 and socket.finished == 0:
        page.wait_for_timeout(2)
        if time.perf_counter() - started > LONGEST:
            raise TimeoutError(f"{address} showed nothing within three minutes")
    page.wait_for_selector(HEADING)
    page.evaluate(DRAWN)
    seconds = time.perf_counter() - started
    server_seconds = _processor_seconds(server) - worked
    measured = {metric["name"]: metric["value"] for metric in profiler.send("Performance.getMetrics")["metrics"]}
    while socket.finished == 0:
        page.wait_for_timeout(2)
    name = "picture" if socket.pictures else "heading"
    on_screen = float(page.wait_for_function(f"() => window.bench_{name}").json_value()) / 1000
    page.wait_for_timeout(STILL)
    shift, aside = (float(metric) for metric in page.evaluate("window.bench_shift"))
    page.close()
    return Visit(seconds, float(measured["TaskDuration"]), server_seconds, on_screen, shift, aside)


def _await_rest(server: psutil.Process) -> None:
    """Wait until the server has opened all pages ahead: until it uses less than a tenth of a processor for three seconds."""
    for _ in range(60):
        worked = _processor_seconds(server)
        time.sleep(3)
        if _processor_seconds(server) - worked < 0.3:
            return


def _processor_seconds(process: psutil.Process) -> float:
    """Processor seconds so far."""
    times = process.cpu_times()
    return float(times.user + times.system)
