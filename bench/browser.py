"""From a filter change to the new picture in a real browser, compared with constant results and with a naive peer."""

from __future__ import annotations

import shutil
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from bench.measure import print_figure
from pages.server.streamlit_private import ForwardMsg
from tests.support.server import APP, running_server

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS: Final = ["--no-sandbox", "--headless", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]
CHOICES: Final = ("Piracy and armed robbery", "Cargo and stores theft", "Suspicious approach", "Stowaways", "Drugs")
PEER_CHOICES: Final = ("piracy_robbery", "cargo_theft", "suspicious", "stowaway", "drugs")
DRAWN: Final = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
PICTURES: Final = ("deck_gl_json_chart", "bidi_component", "plotly_chart", "ref_hash")
LONGEST: Final = 180.0


class Socket:
    """What arrived over the page's websockets: bytes, pictures (a map or chart, or notice that it is unchanged), ends of runs."""

    def __init__(self, page: Page, kinds: tuple[str, ...] = PICTURES) -> None:
        self.kinds = kinds
        self.received = 0
        self.pictures = 0
        self.finished = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    def _take(self, frame: bytes | str) -> None:
        self.received += len(frame)
        if not isinstance(frame, bytes):
            return
        message = ForwardMsg.FromString(frame)
        kind = message.WhichOneof("type")
        self.finished += kind == "script_finished"
        element = message.delta.new_element.WhichOneof("type") if kind == "delta" else kind
        self.pictures += element in self.kinds


@dataclass(frozen=True, slots=True)
class Change:
    """Median seconds from a choice to the next picture, and median bytes received meanwhile."""

    seconds: float
    received: float


def main(data: Path, aim: float, peer_aim: float | None) -> None:
    """Print the ratio to the same page with constant results, and to the naive peer."""
    if not shutil.which("chromium"):
        print("no Chromium on this machine: the browser is not measured")
        return
    app = time_changes(APP, "incident_map?last=all", data, CHOICES)
    constant = time_changes(("bench.constant_app",), "incident_map?last=all", data, CHOICES)
    print_figure("filter change to picture, incident map", 1000 * app.seconds, "ms")
    print_figure("  bytes to the browser per change", app.received / 1e6, "MB", aim=1)
    print_figure("  to the same page with constant results", app.seconds / constant.seconds, "times", aim=aim)
    peer = time_changes(("streamlit", "run", "bench/peer_app.py"), "", data, PEER_CHOICES)
    print_figure("  the usual way: pandas, plotly express, all points", 1000 * peer.seconds, "ms")
    print_figure("  bytes to the browser, the usual way", peer.received / 1e6, "MB")
    print_figure("  times faster than the usual way", peer.seconds / app.seconds, "times", aim=peer_aim, higher_is_better=True)


def time_changes(module: tuple[str, ...], path: str, data: Path, choices: tuple[str, ...]) -> Change:
    """Choose each category on the page in turn and take the medians."""
    with running_server(module, data) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(180_000)
        socket = Socket(page)
        page.goto(f"{address}/{path}", wait_until="load")
        page.get_by_text("incidents", exact=False).first.wait_for(timeout=180_000)
        page.wait_for_timeout(4_000)
        timed = [_time_choice(page, choice, socket) for choice in choices]
        browser.close()
    return Change(statistics.median(change.seconds for change in timed), statistics.median(change.received for change in timed))


def _time_choice(page: Page, choice: str, socket: Socket) -> Change:
    """Time from the click on a choice until its map or chart has arrived and two frames have been drawn."""
    box = page.locator('[data-testid="stMultiSelect"]').filter(has_text="Category").first
    box.locator("input").click()
    box.locator("input").fill(choice)
    option = page.locator('[role="option"]').filter(has_text=choice).first
    option.wait_for(timeout=20_000)
    received, pictures, finished = socket.received, socket.pictures, socket.finished
    started = time.perf_counter()
    option.click()
    while socket.pictures == pictures and socket.finished == finished:
        _wait_briefly(page, started, choice)
    # Two frames: the browser has drawn what arrived only at the end of the next one.
    page.evaluate(DRAWN)
    seconds = time.perf_counter() - started
    while socket.finished == finished:
        _wait_briefly(page, started, choice)
    change = Change(seconds, socket.received - received)
    page.keyboard.press("Escape")
    box.get_by_label("Clear all").click()
    page.wait_for_timeout(4_000)
    return change


def _wait_briefly(page: Page, started: float, choice: str) -> None:
    page.wait_for_timeout(2)
    if time.perf_counter() - started > LONGEST:
        raise TimeoutError(f"no run ended within three minutes after choosing {choice!r}")
