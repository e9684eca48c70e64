"""Without sign-in everybody who reaches this server is its one local person, with all rights. It then answers this computer alone,
unless the setting `without_sign_in` insists on more. The form at /report is open to whoever may reach it: it shows nothing.

A proxy on this computer connects from this computer, so the host that a request names counts as well, and so do a proxy's headers.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.shell.access.current import sign_in_is_set_up
from warehouse.contract import settings
from warehouse.contract.settings import SettingsError

_LOG: Final = logging.getLogger(__name__)
_FORWARDED: Final = re.compile(r"forwarded|via|x-forwarded-.+|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip")
"""Headers in which proxies say for whom they ask."""
REFUSAL: Final = (
    "This server has no sign-in, so it answers only requests from the computer it runs on. Set up sign-in (docs/access.md), or set "
    "without_sign_in = true in anchorwatch.toml if something in front of this server decides who may reach it."
)


class LocalOnly:
    """ASGI middleware that refuses requests from elsewhere while nobody signs in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or is_local(scope) or _is_open_to_others(scope["path"]):
            await self.app(scope, receive, send)
            return
        _LOG.warning("Refused a request from another computer: no sign-in is set up")
        await PlainTextResponse(f"{REFUSAL}\n", status_code=403)(scope, receive, send)


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this computer: by its connection, by the host it names, and not through a proxy."""
    headers = Headers(scope=scope)
    client = scope.get("client")
    return (
        # Without an address it came through a socket file, as a proxy's requests do.
        client is not None
        and _is_loopback(client[0])
        and all(_is_loopback(urlsplit(f"//{host}").hostname or "") for host in headers.getlist("host"))
        and not any(_FORWARDED.fullmatch(name) for name in headers)
    )


def _is_open_to_others(path: str) -> bool:
    try:
        chosen = settings.load()
        return chosen.without_sign_in or sign_in_is_set_up() or (chosen.member_reports and f"{path}/".startswith("/report/"))
    except SettingsError:
        # Pages say so on this computer.
        return False


def _is_loopback(host: str) -> bool:
    if host.rstrip(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


MIDDLEWARE: Final = Middleware(LocalOnly)
