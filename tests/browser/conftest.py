"""The running app in a real browser: a server per snapshot, a context of its own for every reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.conftest import CHROMIUM
from tests.support.server import running_app

FLAGS = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
QUIET = """() => {
    window.changed_at = performance.now();
    new MutationObserver(() => { window.changed_at = performance.now(); })
        .observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
    window.violations = [];
    document.addEventListener("securitypolicyviolation", event =>
        window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
}"""
STANDS = """() => document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
    && !document.querySelector('[data-testid=stSkeleton]')
    && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(one => one.querySelector('.main-svg'))
    && performance.now() - window.changed_at > 350"""
"""The script has ended, every chart is drawn, and nothing on the page has changed for a third of a second."""

PROBES = ("_stcore/health", "_stcore/host-config")
"""Streamlit's own questions: on a deep link it asks under the page's path first, and is answered 404."""


@dataclass
class Watched:
    """A browser page, with everything it complained about and every request that left the machine."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    received: int = 0

    def watch(self) -> None:
        self.page.add_init_script(f"({QUIET})()")
        self.page.on("console", lambda message: self._said(message))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def go(self, address: str) -> None:
        """Open an address and wait until the page has run and its map stands."""
        self.page.goto(address, wait_until="load")
        self.settle()

    def violations(self) -> list[str]:
        """What the Content-Security-Policy has stopped since the address was opened."""
        stopped: list[str] = self.page.evaluate("() => window.violations")
        return stopped

    def settle(self) -> None:
        """Wait until the script has ended, charts are drawn and nothing on the page changes any more; maps: `still`."""
        self.page.evaluate("() => { window.changed_at = performance.now(); }")
        self.page.wait_for_function(STANDS, polling=100, timeout=60_000)

    def still(self, where: str) -> bytes:
        """A picture of an element once two in a row are the same: WebGL in software draws long after the page stands."""
        element = self.page.locator(where).first
        before = b""
        for _ in range(60):
            shot = element.screenshot()
            if shot == before:
                break
            before = shot
            self.page.wait_for_timeout(250)
        return before

    def click_map(self, x: float, y: float, named: str) -> None:
        """Point until the map in software has drawn and its tooltip holds `named`, then click until the address says so.

        A map that is drawn anew between press and release takes the click for none, as it would a person's.
        """
        tooltip = self.page.locator(".deck-tooltip").get_by_text(named)
        for step in range(40):
            self.page.mouse.move(x + step % 2, y)
            self.page.wait_for_timeout(500)
            if tooltip.is_visible():
                break
        assert tooltip.is_visible()
        before = self.page.url
        for _ in range(3):
            self.page.mouse.click(x, y)
            with suppress(PlaywrightTimeout):
                self.page.wait_for_url(lambda url: url != before, timeout=8_000)
                return
        raise AssertionError(f"three clicks on {named} left the address as it was")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not (message.location or {}).get("url", "").endswith(PROBES):
            self.errors.append(message.text)

    def _asked(self, url: str) -> None:
        if urlparse(url).scheme in ("http", "https", "ws", "wss") and urlparse(url).hostname not in ("127.0.0.1", "localhost"):
            self.outside.append(url)

    def _count(self, frame: bytes | str) -> None:
        self.received += len(frame)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Starts the app on a data folder and gives its address; the same folder gives the same server."""
    servers: dict[Path, str] = {}
    with ExitStack() as running:

        def start(data: Path) -> str:
            if data not in servers:
                servers[data] = running.enter_context(running_app(data, tmp_path_factory.mktemp("server") / "log"))
            return servers[data]

        yield start


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for a file of tests; what it keeps belongs to the contexts opened in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def open_in(chromium: Browser, width: int = 1440, height: int = 1000, dark: bool = True) -> Iterator[Watched]:
    """A watched page as a new browser would open it, sharing no cookie and no cache with any other."""
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    watched = Watched(context.new_page())
    watched.watch()
    try:
        yield watched
    finally:
        context.close()


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Callable[..., Watched]]:
    """Opens watched pages, each as a new browser would; `width`, `height` and `dark` can be given."""
    with ExitStack() as opened:

        def start(width: int = 1440, height: int = 1000, dark: bool = True) -> Watched:
            return opened.enter_context(open_in(chromium, width, height, dark))

        yield start
