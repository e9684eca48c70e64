"""What the running server answers over the network: to whom, and under which headers."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pages.server import page_scripts, security_headers
from tests.conftest import ROOT
from tests.support.server import running_app

NAMED = "watch.example.com"
UNCHANGING = security_headers.HEADERS
HANDSHAKE = {
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
}
ROUTES = {
    "page": "/",
    "page by its address": "/trends",
    "page without a document": "/nothing-here",
    "Streamlit's own file": "/favicon.png",
    "our own static file": "/app/static/{file}",
    "health": "/_stcore/health",
    "settings for the browser": "/_stcore/host-config",
    "media file that is gone": "/media/0123.csv",
    "export that is gone": "/handed-out/0123",
    "tracking image": "/painted/0123",
    "path that is refused": "/app/static/..%2f..%2fapp.py",
    "redirect": "/trends/",
}


@dataclass(frozen=True, slots=True)
class Running:
    """The server's address and what it has printed."""

    netloc: str
    log: Path


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The app without data, known as `NAMED` too."""
    folder = tmp_path_factory.mktemp("network")
    (folder / "data").mkdir()
    with running_app(folder / "data", folder / "log", ANCHORWATCH_TRUSTED_HOSTS=NAMED, ANCHORWATCH_WITHOUT_SIGN_IN="true") as address:
        yield Running(urlsplit(address).netloc, folder / "log")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


def ask(running: Running, path: str, method: str = "GET", **headers: str) -> Answer:
    """The answer to one request; `host` and `origin` may be anything."""
    connection = http.client.HTTPConnection(running.netloc, timeout=20)
    connection.putrequest(method, path, skip_host="host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    response = connection.getresponse()
    body = "" if response.status == 101 else response.read().decode("utf-8", "replace")
    answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
    connection.close()
    return answer


def test_answers_leave_at_once(running: Running) -> None:
    """Over a connection that is used again, a body must not wait until its head has been confirmed, which takes 40 ms."""
    connection, seconds = http.client.HTTPConnection(running.netloc, timeout=20), []
    for _ in range(30):
        started = time.perf_counter()
        connection.request("GET", "/_stcore/health")
        connection.getresponse().read()
        seconds.append(time.perf_counter() - started)
    connection.close()
    # The first answers are confirmed at once by any system; of the others, the quickest tells.
    assert min(seconds[20:]) < 0.03


def shake_hands(running: Running, **headers: str) -> Answer:
    return ask(running, "/_stcore/stream", **HANDSHAKE, **headers)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.1.2.3:80", "[::1]:8501", "LocalHost:1", "localhost.", NAMED, f"{NAMED}:8443"]
)
def test_a_trusted_host_is_answered(running: Running, host: str) -> None:
    assert ask(running, "/_stcore/health", host=host).status == 200
    assert shake_hands(running, host=host, origin=f"https://{host}").status == 101
    assert shake_hands(running, host=host).status == 101, "a program that is no browser names no origin"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.{NAMED}",
        "localhost.evil.example",
        "10.1.2.3",
        "0.0.0.0",
        "[2001:db8::1]",
        "a@localhost",
        "a b",
        "localhost:x",
        "",
    ],
)
def test_another_host_is_refused_also_if_the_origin_agrees(running: Running, host: str) -> None:
    """After DNS rebinding, host and origin both bear the foreign name."""
    for answer in (
        *(ask(running, path, host=host) for path in ("/", "/_stcore/health", "/favicon.png", "/handed-out/x", "/media/x")),
        ask(running, "/_stcore/upload_file/x/y", "PUT", host=host, origin=f"http://{host}", content_length="0"),
        shake_hands(running, host=host, origin=f"http://{host}"),
        shake_hands(running, host=host),
    ):
        assert answer.status in (400, 403)
        assert "Streamlit" not in answer.body
        assert UNCHANGING.items() <= answer.headers.items() or answer.status == 400


def test_a_refusal_is_one_line_that_names_the_setting_and_stands_in_the_log(running: Running) -> None:
    answer = ask(running, "/", host="board.example:8501")
    assert answer.status == 403
    assert (
        answer.body == "This server is not known as board.example. If it should be, add that name to trusted_hosts in anchorwatch.toml.\n"
    )
    assert answer.headers["content-type"].startswith("text/plain")
    log = running.log.read_text(encoding="utf-8")
    assert f"Refused a request: {answer.body.strip()}" in log
    assert "127.0.0.1:" not in log.split("Refused a request", 1)[1].split("\n", 1)[0], "who asked is nobody's business"


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "http://127.0.0.1:1", "http://localhost", f"https://{NAMED}", "http://[", "file://"]
)
def test_a_page_of_another_site_is_refused(running: Running, origin: str) -> None:
    """Streamlit itself takes any port of this machine for its own; another program's page may listen there."""
    for answer in (
        shake_hands(running, origin=origin),
        ask(running, "/_stcore/upload_file/x/y", "PUT", origin=origin, content_length="0"),
        ask(running, "/_stcore/upload_file/x/y", "DELETE", origin=origin),
        ask(running, "/_stcore/health", origin=origin),
    ):
        assert answer.status == 403
        assert "trusted_hosts in anchorwatch.toml" in answer.body


def test_our_own_page_is_answered(running: Running) -> None:
    own = f"http://{running.netloc}"
    assert shake_hands(running, origin=own).status == 101
    # Streamlit's own protection against forged requests asks for its token.
    assert "XSRF" in ask(running, "/_stcore/upload_file/x/y", "PUT", origin=own, content_length="0").body


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("kind", ROUTES)
def test_every_answer_bears_the_headers(running: Running, kind: str, method: str) -> None:
    file = next(path for path in (ROOT / "static").rglob("*") if path.is_file())
    for accept in ("*/*", "text/html"):
        answer = ask(running, ROUTES[kind].format(file=file.relative_to(ROOT / "static").as_posix()), method, accept=accept)
        assert UNCHANGING.items() <= answer.headers.items()
        assert answer.headers["content-security-policy"]


def test_the_document_allows_its_own_inline_scripts_and_no_others(running: Running) -> None:
    answer = ask(running, "/trends", accept="text/html")
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    inline = re.findall(r"<script>(.*?)</script>", answer.body, re.DOTALL)
    assert inline
    for script in (*inline, *page_scripts.ALL):
        assert security_headers.hash_of_script(script) in policy["script-src"].split()
    assert len(policy["script-src"].split()) == 2 + len(inline) + len(page_scripts.ALL)
    assert "unsafe-inline" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert policy["frame-ancestors"] == "'none'"
    assert not re.search(r"https?:", answer.headers["content-security-policy"])
