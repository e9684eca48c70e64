"""From a filter change to the new picture, in a real browser, beside the same page with constant results and a naive peer."""

from __future__ import annotations

import shutil
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from bench.measure import show
from bench.serving import APP, serving

FLAGS: Final = ["--no-sandbox", "--headless", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]
CHOICES: Final = ("Piracy and armed robbery", "Cargo and stores theft", "Suspicious approach", "Stowaways", "Drugs")
PEER_CHOICES: Final = ("piracy_robbery", "cargo_theft", "suspicious", "stowaway", "drugs")
RAN: Final = """() => new Promise(done => {
  // A change of the state means that a run began or ended; a short one does both before the observer is called.
  const app = document.querySelector('[data-testid="stApp"]');
  const seen = new MutationObserver(() => {
    if (app.getAttribute('data-test-script-state') !== 'notRunning') return;
    seen.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
  });
  seen.observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
  setTimeout(() => done(false), 60000);
})"""


@dataclass(frozen=True, slots=True)
class Change:
    """Seconds from a choice to the next picture, and bytes that came over the socket meanwhile (medians)."""

    seconds: float
    received: float


def main(data: Path, aim: float, peer_aim: float | None) -> None:
    """Print the ratio to the same page with constant results, and to the naive peer."""
    if not shutil.which("chromium"):
        print("no Chromium on this machine: the browser is not measured")
        return
    ours = changes(APP, "incident_map", data, CHOICES)
    constant = changes(("bench.constant_app",), "incident_map", data, CHOICES)
    show("filter change to picture, incident map", 1000 * ours.seconds, "ms")
    show("  bytes to the browser per change", ours.received / 1e6, "MB", aim=1)
    show("  to the same page with constant results", ours.seconds / constant.seconds, "times", aim=aim)
    peer = changes(("streamlit", "run", "bench/peer_app.py"), "", data, PEER_CHOICES)
    show("  the usual way: pandas, plotly express, all points", 1000 * peer.seconds, "ms")
    show("  bytes to the browser, the usual way", peer.received / 1e6, "MB")
    show("  times faster than the usual way", peer.seconds / ours.seconds, "times", aim=peer_aim, higher_is_better=True)


def changes(module: tuple[str, ...], path: str, data: Path, choices: tuple[str, ...]) -> Change:
    """Choose each category in turn on the page and take the medians."""
    with serving(module, data) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        received = [0]
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: _add(received, frame)))
        page.goto(f"{address}/{path}", wait_until="load")
        page.get_by_text("incidents", exact=False).first.wait_for(timeout=90_000)
        page.wait_for_timeout(4_000)
        timed = [_choose(page, choice, received) for choice in choices]
        browser.close()
    return Change(statistics.median(one.seconds for one in timed), statistics.median(one.received for one in timed))


def _choose(page: Page, choice: str, received: list[int]) -> Change:
    box = page.locator('[data-testid="stMultiSelect"]').filter(has_text="Category").first
    box.locator("input").click()
    box.locator("input").fill(choice)
    page.locator('[role="option"]').filter(has_text=choice).first.wait_for(timeout=20_000)
    before = received[0]
    ran = page.evaluate_handle(f"() => {{ window.ran = ({RAN})(); }}")
    started = time.perf_counter()
    page.keyboard.press("Enter")
    if not page.evaluate("() => window.ran"):
        raise TimeoutError(f"no rerun ended within a minute after choosing {choice!r}")
    seconds = time.perf_counter() - started
    ran.dispose()
    change = Change(seconds, received[0] - before)
    page.keyboard.press("Escape")
    box.get_by_label("Clear all").click()
    page.wait_for_timeout(2_500)
    return change


def _add(total: list[int], frame: bytes | str) -> None:
    total[0] += len(frame)
