"""The rules of style in the head of the document that a browser opens first.

Sent by a page's script they would come once the page stands, which would move under the reader's eyes: Streamlit loads the
program of each kind of element, also of one that is only style, when the first of them is to be shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STYLE: Final = Path(__file__).parents[1] / "shell" / "assets" / "anchorwatch.css"
_END: Final = b"</head>"
_OTHER_THAN_WHOLE: Final = (b"accept-encoding", b"if-none-match", b"if-modified-since")
"""What a browser asks with that would bring the document packed, or only the word that its copy is still good."""


def head() -> str:
    """What is put at the end of the head."""
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>"


class Head:
    """ASGI middleware that puts `head()` into every HTML document, and leaves all else as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.head = head().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        accepted = dict(scope["headers"]).get(b"accept", b"") if scope["type"] == "http" else b""
        if b"text/html" not in accepted or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        # A browser that keeps the document of another version must not be told that it is the same.
        kept = [(name, value) for name, value in scope["headers"] if name not in _OTHER_THAN_WHOLE]
        started: list[Message] = []
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
                return
            if message["type"] != "http.response.body" or not started:
                await send(message)
                return
            headers = MutableHeaders(raw=started[0]["headers"])
            if "text/html" not in headers.get("content-type", ""):
                for one in (*started, message):
                    await send(one)
                started.clear()
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = bytes(body).replace(_END, self.head + _END, 1)
            headers["content-length"] = str(len(whole))
            del headers["etag"]
            del headers["last-modified"]
            await send({**started[0], "headers": headers.raw})
            await send({"type": "http.response.body", "body": whole})

        await self.app({**scope, "headers": kept, "extensions": {}}, receive, collect)


MIDDLEWARE: Final = Middleware(Head)
