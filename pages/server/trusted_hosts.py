"""Refuses requests that name a host which is not this server's, and requests of other sites' pages.

Any name can be made to lead to this machine: a page elsewhere has its own name point to 127.0.0.1 (DNS rebinding), and its scripts then
read and press what a reader could. Starlette's TrustedHostMiddleware compares host names only, Streamlit's `server.allowedHosts` only
those of WebSockets, and Streamlit accepts a WebSocket from any other port of this machine. Here, every request must name a trusted
host, and its `Origin`, where it has one, must be the very host it asks.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from warehouse.contract import settings
from warehouse.contract.settings import SettingsError

_LOG: Final = logging.getLogger(__name__)
_HOST: Final = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253}?)\.?(:\d{1,5})?", re.ASCII)


class TrustedHosts:
    """ASGI middleware in front of everything else; `names` are trusted besides this machine's own, those of the settings by default."""

    def __init__(self, app: ASGIApp, names: Iterable[str] | None = None) -> None:
        self.app = app
        self.names = frozenset(_names_from_settings() if names is None else names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._fault_of(scope) if scope["type"] in ("http", "websocket") else None
        if fault is None:
            await self.app(scope, receive, send)
            return
        # Without the sender's address: somebody who reports an incident must leave no trace.
        _LOG.warning("Refused a request: %s", fault)
        # On a WebSocket, Starlette sends this as the answer to the handshake.
        await PlainTextResponse(f"{fault}\n", status_code=403)(scope, receive, send)

    def _fault_of(self, scope: Scope) -> str | None:
        """Why this request is refused, in words; None if it is not."""
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not (match := _HOST.fullmatch(hosts[0].lower())):
            return "The request does not name one valid host."
        if not self._is_trusted(match[1], scope.get("server")):
            return f"This server is not known as {match[1]}. If it should be, add that name to trusted_hosts in anchorwatch.toml."
        # The scheme may differ: a proxy in front may speak TLS for this server.
        if any(_authority(origin) != hosts[0].lower() for origin in origins):
            return (
                f"A page of another site asked for {hosts[0].lower()}. If that page is this server's own, the proxy in front of it must "
                "pass on the header Host unchanged, and trusted_hosts in anchorwatch.toml must name the host."
            )
        return None

    def _is_trusted(self, host: str, server: tuple[str, int | None] | None) -> bool:
        if (address := _address(host.strip("[]"))) is None:
            return host in self.names
        # An address cannot be made to lead elsewhere as a name can, but only those on which this server answers are its own.
        return address.is_loopback or host.strip("[]") in self.names or address == _address(server[0] if server else "")


def _authority(origin: str) -> str:
    """Host and port of an origin, in lower case; empty for `null` and all that is no origin."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A server that listens on all IPv6 addresses sees IPv4 connections in this form.
    return getattr(address, "ipv4_mapped", None) or address


def _names_from_settings() -> set[str]:
    """The names in the settings, and those that Streamlit was told to listen on or to be reached under."""
    names = {"localhost", str(st.get_option("server.address") or "").lower(), str(st.get_option("browser.serverAddress") or "").lower()}
    try:
        return names | set(settings.load().trusted_hosts)
    except SettingsError as error:
        # Pages say so too; until it is mended, only this machine is answered.
        _LOG.error("Settings cannot be read: %s", error)
        return names


MIDDLEWARE: Final = Middleware(TrustedHosts)
