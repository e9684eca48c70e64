"""The Content-Security-Policy in a browser stops what text from outside might smuggle in; and uploads.

That it disturbs no page is seen where every page is opened, in `test_pages.py`.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Watched, open_in
from tests.support.server import running_app
from tests.support.snapshots import build_snapshot

pytestmark = pytest.mark.browser

Serve = Callable[[Path], str]
Browse = Callable[..., Watched]

TRY = """async () => {
    const added = (name, attributes) => new Promise(settle => {
        const element = Object.assign(document.createElement(name), attributes);
        element.onload = () => settle("loaded");
        element.onerror = () => settle("blocked");
        document.body.append(element);
        setTimeout(() => settle("blocked"), 1500);
    });
    const ran = async run => { window.ran = false; await run(); await new Promise(soon => setTimeout(soon, 300)); return window.ran; };
    const failed = async run => { try { await run(); return false; } catch { return true; } };
    const toldOf = async kind => {
        for (let tries = 0; tries < 30 && !window.violations.some(text => text.startsWith(kind)); tries++)
            await new Promise(soon => setTimeout(soon, 50));
        return window.violations.some(text => text.startsWith(kind));
    };
    return {
        "inline script": !await ran(() => added("script", {textContent: "window.ran = true"})),
        "script of another site": await added("script", {src: "https://evil.example/x.js"}) === "blocked",
        "script in an address": !await ran(() => { const link = document.createElement("a");
            link.href = "javascript:window.ran = true"; document.body.append(link); link.click(); }),
        "handler in an attribute": !await ran(() => { const box = document.createElement("div");
            box.innerHTML = "<img src='data:,x' onerror='window.ran = true'>"; document.body.append(box); }),
        "text as code": await failed(() => eval("1")),
        "picture of another site": await added("img", {src: "https://evil.example/x.png"}) === "blocked",
        "background of another site": (document.body.style.backgroundImage = "url(https://evil.example/y.png)") && true,
        "frame": (await added("iframe", {src: "https://evil.example/"}), await toldOf("frame-src")),
        "request to another site": await failed(() => fetch("https://evil.example/")),
        "plug-in": await added("object", {data: "https://evil.example/x"}) === "blocked",
        "base address": (document.head.append(Object.assign(document.createElement("base"), {href: "https://evil.example/"})),
            !document.baseURI.includes("evil")),
    };
}"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of 800 invented incidents."""
    folder = tmp_path_factory.mktemp("policy")
    build_snapshot(folder, 800)
    return folder


@pytest.fixture
def watched(browse: Browse) -> Watched:
    return browse()


def test_what_is_smuggled_into_a_page_stays_without_effect(data: Path, serve: Serve, watched: Watched) -> None:
    failed: list[tuple[str, str | None]] = []
    watched.page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    watched.go(f"{serve(data)}/glossary")
    outcome: dict[str, bool] = watched.page.evaluate(TRY)
    assert {name for name, stopped in outcome.items() if not stopped} == set()
    watched.page.wait_for_timeout(500)
    kinds = {text.split()[0] for text in watched.violations()}
    assert {"script-src-elem", "script-src-attr", "script-src", "img-src", "frame-src", "connect-src", "base-uri"} <= kinds
    assert {url for url, _ in failed} >= set(watched.outside) != set()
    assert {reason for url, reason in failed if url in watched.outside} == {"csp"}, "there may be no network here, but that is not why"
    assert "img-src https://evil.example/y.png " in watched.violations(), "the style was allowed, its picture not"


@pytest.fixture
def outer_site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another site on this machine, and the folder of its files."""
    folder = tmp_path / "outer"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()


def is_framed(browse: Browse, outer_site: tuple[str, Path], address: str) -> bool:
    """Whether the app appears in a frame on the other site's page."""
    site, folder = outer_site
    (folder / "page.html").write_text(f'<iframe src="{address}/glossary" width="900" height="700"></iframe>', encoding="utf-8")
    outer = browse().page
    outer.goto(f"{site}/page.html", wait_until="load")
    [_, inner] = outer.frames
    # What a browser shows in place of a page that may not be framed.
    if inner.url.startswith("chrome-error:"):
        return False
    inner.get_by_role("heading", name="Glossary").first.wait_for(timeout=30_000)
    return True


def test_only_named_sites_may_frame_the_app(data: Path, serve: Serve, browse: Browse, outer_site: tuple[str, Path], tmp_path: Path) -> None:
    assert not is_framed(browse, outer_site, serve(data))
    with running_app(data, tmp_path / "log", ANCHORWATCH_EMBEDDED_BY=outer_site[0]) as address:
        assert is_framed(browse, outer_site, address)


@pytest.fixture(scope="module")
def upload(data: Path, serve: Serve, chromium: Browser) -> Iterator[dict[str, Any]]:
    """Address, cookie and token of an upload that the page itself has made, which stays open meanwhile."""
    with open_in(chromium) as watched:
        watched.go(f"{serve(data)}/board_briefing")
        watched.page.get_by_role("button", name="Change what is in it").click()
        with watched.page.expect_request(lambda request: request.method == "PUT") as waiting:
            watched.page.locator("input[type=file]").last.set_input_files(
                {"name": "a.toml", "mimeType": "application/toml", "buffer": b'title = "x"'}
            )
        headers = waiting.value.all_headers()
        assert waiting.value.response().status == 204  # type: ignore[union-attr]
        yield {"url": waiting.value.url, "cookie": headers["cookie"], "x-xsrftoken": headers["x-xsrftoken"]}


@pytest.mark.parametrize("length", [{"content-length": "6000000"}, {"content-length": "180000000"}])
def test_a_large_upload_is_refused_before_its_body_is_read(upload: dict[str, Any], length: dict[str, str]) -> None:
    address = urlsplit(upload["url"])
    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    connection.putrequest("PUT", address.path)
    for name, value in (upload | length | {"content-type": "multipart/form-data; boundary=x"}).items():
        if name != "url":
            connection.putheader(name, value)
    connection.endheaders()
    # Not one byte of the body has been sent.
    with closing(connection):
        assert connection.getresponse().status == 413


def test_an_upload_that_hides_its_size_is_cut_off(upload: dict[str, Any]) -> None:
    address = urlsplit(upload["url"])
    connection = http.client.HTTPConnection(address.netloc, timeout=20)
    connection.putrequest("PUT", address.path)
    for name, value in (upload | {"transfer-encoding": "chunked", "content-type": "multipart/form-data; boundary=x"}).items():
        if name != "url":
            connection.putheader(name, value)
    connection.endheaders(b'--x\r\ncontent-disposition: form-data; name="f"; filename="f"\r\n\r\n', encode_chunked=True)
    block, sent = b"0" * 500_000, 0
    # An error means that the server has closed the connection.
    with closing(connection), suppress(OSError):
        while sent < 180_000_000:
            connection.send(b"%x\r\n%b\r\n" % (len(block), block))
            sent += len(block)
    assert sent < 40_000_000, f"{sent:,} bytes were taken"
