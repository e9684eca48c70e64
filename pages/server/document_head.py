"""Puts the app's style sheet and what date fields need to obey Enter into the head of the HTML document, and allows its scripts.

Sent by a page's script with `st.html`, it would arrive after the first elements were laid out and make them jump: Streamlit loads the
code for each kind of element, even one that contains only CSS, when the first of that kind is shown.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server import page_scripts
from pages.server.security_headers import POLICY, hash_of_script, policy_in_force

STYLE: Final = Path(__file__).parents[1] / "shell" / "assets" / "anchorwatch.css"
SCRIPT: Final = Path(__file__).parents[1] / "shell" / "assets" / "date_fields.js"
_END: Final = b"</head>"
_INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_OTHER_THAN_WHOLE: Final = (b"accept-encoding", b"if-none-match", b"if-modified-since")
"""Request headers on which the document would come compressed, or not at all because the browser's copy is still valid."""


def style_element() -> str:
    """The `<style>` element that is inserted at the end of the head."""
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>"


def script_element() -> str:
    """The `<script>` element that follows it."""
    return f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>"


class StyleInHead:
    """ASGI middleware that inserts both elements into every HTML document of Streamlit and leaves all other responses alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.head = (style_element() + script_element()).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        accepted = dict(scope["headers"]).get(b"accept", b"") if scope["type"] == "http" else b""
        if b"text/html" not in accepted or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        # The document's ETag knows nothing of the style sheet: a browser with an older copy must not be told that it is still valid.
        headers_sent = [(name, value) for name, value in scope["headers"] if name not in _OTHER_THAN_WHOLE]
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
            # Anything that is not HTML after all passes through untouched, its start and then its body; so does a document with a policy
            # of its own, which is none of Streamlit's.
            if "text/html" not in headers.get("content-type", "") or POLICY in headers:
                for held in (*started, message):
                    await send(held)
                started.clear()
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            document = bytes(body).replace(_END, self.head + _END, 1)
            # Computed from the document itself, so that an upgrade of Streamlit changes nothing here.
            scripts = [hash_of_script(script) for script in _INLINE_SCRIPT.findall(document.decode("utf-8"))]
            headers[POLICY] = policy_in_force([*scripts, *map(hash_of_script, page_scripts.ALL)])
            headers["content-length"] = str(len(document))
            del headers["etag"]
            del headers["last-modified"]
            await send({**started[0], "headers": headers.raw})
            await send({"type": "http.response.body", "body": document})

        await self.app({**scope, "headers": headers_sent, "extensions": {}}, receive, collect)


MIDDLEWARE: Final = Middleware(StyleInHead)
