"""A feed's service on this machine, which answers as it is told: well, wrongly, late, in part, or not at all."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Heard:
    """One request that came in."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What to answer. `announced`: the length that is stated, if not the true one. `pieces`: in how many parts the body is sent.
    `silent`: take the request and answer nothing until the server stops."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    pieces: int = 1
    silent: bool = False


Answering = Reply | Callable[[Heard], Reply]


def json_reply(body: bytes, **headers: str) -> Reply:
    """Records, as a service gives them."""
    return Reply(body, headers={"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}})


def gzipped(body: bytes) -> Reply:
    """A body compressed on its way."""
    return Reply(gzip.compress(body, mtime=0), headers={"Content-Encoding": "gzip"})


class FeedServer:
    """`answers[path]`: the replies for a path, one a request; the last stays. `heard`: all requests so far."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[str, list[Answering]] = {}
        self.heard: list[Heard] = []
        self.closing = threading.Event()
        self.connections = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def give(self, path: str, *replies: Answering) -> str:
        """Answer requests for `path` so; returns its address."""
        self.answers[path] = list(replies)
        return f"{self.address}{path}"

    def reply_to(self, heard: Heard) -> Reply:
        self.heard.append(heard)
        replies = self.answers.get(heard.path)
        if not replies:
            return Reply(b"<html><title>Not found</title></html>", status=404)
        answering = replies.pop(0) if len(replies) > 1 else replies[0]
        return answering if isinstance(answering, Reply) else answering(heard)


@contextmanager
def running_feed_server() -> Iterator[FeedServer]:
    """A server on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            server.connections += 1
            super().setup()

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            reply = server.reply_to(Heard(parts.path, dict(parse_qsl(parts.query)), dict(self.headers.items())))
            if reply.silent:
                server.closing.wait(10)
                self.close_connection = True
                return
            _send(self, reply)
            self.close_connection = reply.announced is not None

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the tests look at `heard`."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Nothing: clients break off on purpose."""

    httpd = Quiet(("127.0.0.1", 0), Handler)
    server = FeedServer(httpd.server_address[1])
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response(reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(reply.body) if reply.announced is None else reply.announced))
    handler.end_headers()
    step = max(1, -(-len(reply.body) // reply.pieces))
    for start in range(0, len(reply.body), step):
        handler.wfile.write(reply.body[start : start + step])
        handler.wfile.flush()
        if reply.pieces > 1:
            threading.Event().wait(0.01)
