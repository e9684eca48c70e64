"""Tells browsers, with every answer, what a page may load and do: Content-Security-Policy and its relatives.

What the policy allows beyond `'self'` was found by opening every page in a browser (tests/browser/test_content_policy.py): Streamlit
styles elements by inline styles, its data frames and maps compile WebAssembly and bring a font along, and charts and maps draw pictures
from data: and blob: addresses. Scripts are the server's own files; an inline script runs only if the policy holds its hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warehouse.contract import settings
from warehouse.contract.settings import SettingsError

POLICY: Final = "content-security-policy"
_MAP_HOST: Final = re.compile(r"(https?://)([a-z0-9._-]+(?::\d{1,5})?)(?=[/?#]|$)", re.ASCII | re.IGNORECASE)

_FEATURES_OFF: Final = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope", "magnetometer", "microphone",
    "midi", "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip

HEADERS: Final = {
    # Addresses of pages hold filters and ids of incidents: other sites must not learn them. With `no-referrer`, browsers would also
    # hide the origin of some requests of our own, which is checked.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "permissions-policy": ", ".join(f"{feature}=()" for feature in _FEATURES_OFF),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""The headers that are the same for every answer."""


def content_policy(basemap: str = "none", embedded_by: Iterable[str] = (), script_hashes: Iterable[str] = ()) -> str:
    """The Content-Security-Policy.

    `basemap` is the address of a map style, whose host may be asked for it and for its tiles; `embedded_by` are the origins that may
    show the app in a frame; `script_hashes` are those of inline scripts (`hash_of_script`).
    """
    tiles = _map_hosts(basemap)
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'", *script_hashes],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:", *tiles],
        "font-src": ["'self'", "data:"],
        # Maps load their images by a request, also those that arrived within the page; such an address leads to no other place.
        "connect-src": ["'self'", "data:", *tiles],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "frame-ancestors": list(embedded_by) or ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def hash_of_script(content: str) -> str:
    """What allows exactly this inline script in `script-src`."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def policy_in_force(script_hashes: Iterable[str] = ()) -> str:
    """The policy under the settings; the strictest where they cannot be read."""
    try:
        chosen = settings.load()
    except SettingsError:
        return content_policy(script_hashes=script_hashes)
    return content_policy(chosen.basemap, chosen.embedded_by, script_hashes)


class SecurityHeaders:
    """ASGI middleware that adds the headers to every answer which does not set its own, refusals and the handshake of a WebSocket too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = HEADERS | {POLICY: policy_in_force()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                add_missing(message, self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def add_missing(message: Message, headers: dict[str, str]) -> None:
    """Add the headers to the start of an answer, but for those that it has."""
    answer = MutableHeaders(raw=list(message.get("headers", ())))
    for name, value in headers.items():
        answer.setdefault(name, value)
    message["headers"] = answer.raw


def answer_failure(request: Request, error: Exception) -> PlainTextResponse:
    """The answer to a request on which the server fails; Starlette makes it outside of all middleware, and logs the error."""
    return PlainTextResponse("The server failed on this request.\n", status_code=500, headers=HEADERS | {POLICY: policy_in_force()})


def _map_hosts(basemap: str) -> list[str]:
    """The host of a map style, and those below it, which many maps serve their tiles from; empty where there is no basemap."""
    match = _MAP_HOST.match(basemap)
    return [f"{match[1]}{match[2]}", f"{match[1]}*.{match[2]}"] if match else []


MIDDLEWARE: Final = Middleware(SecurityHeaders)
