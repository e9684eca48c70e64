"""What stands in the head of the page that a browser opens first: rules of style, and the parts of Streamlit that every page needs.

Sent by a page's script they would come once the page stands, which would move under the reader's eyes: Streamlit loads the
program of each kind of element, also that of style, only when one is to be shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STYLE: Final = Path(__file__).parent / "assets" / "anchorwatch.css"
PROGRAMS: Final = ("StreamlitMarkdown", "Metric")
"""Programs of Streamlit's elements that stand at the top of nearly every page, as their files begin."""

_END: Final = b"</head>"
_OTHER_THAN_ASKED: Final = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


def head() -> str:
    """The elements that are put at the end of the head."""
    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    files = sorted(file.name for program in PROGRAMS for file in scripts.glob(f"{program}.*.js"))
    loads = "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in files)
    return f"{loads}<style>{STYLE.read_text(encoding='utf-8')}</style>"


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
        # Whole and as it is: a browser that keeps the document of another version must not be told that it is the same.
        kept = [(name, value) for name, value in scope["headers"] if name not in _OTHER_THAN_ASKED]
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
