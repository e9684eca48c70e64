"""Which addresses may be asked: a feed, or a redirect from it, must not reach into the network that this program runs in."""

from __future__ import annotations

import contextlib
import socket
import threading
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from data_pipeline.errors import FeedError, FeedUnreachable
from warehouse.contract.public_addresses import is_private_host, refuse_private_peer

_ALLOW: Final = "Set feeds_from_private_addresses in anchorwatch.toml if this service is your own."


def check_address(url: str, allow_private: bool) -> None:
    """Raise FeedError when an address is not https, or names a private host.

    With private addresses allowed, http is allowed too: services inside a company often have no certificate.
    """
    schemes = ("http", "https") if allow_private else ("https",)
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise FeedError(f"{url[:200]} is not an address") from None
    if parts.scheme not in schemes or not host:
        raise FeedError(f"{url[:200]} is not asked: only {' and '.join(schemes)} addresses are")
    if not allow_private and is_private_host(host):
        raise FeedError(f"{url[:200]} is not asked: it lies in a private network. {_ALLOW}")


def wait_for_name(host: str, scheme: str, seconds: float) -> None:
    """Raise FeedUnreachable when looking up a host's name has no end after so many seconds, as where the network swallows everything.

    Neither the system nor the HTTP client limits that time. Behind a proxy the name is the proxy's to look up.
    """
    proxies = urllib.request.getproxies()
    if scheme in proxies or "all" in proxies:
        return
    # A lookup cannot be interrupted; the thread is left behind.
    lookup = threading.Thread(target=_look_up, args=(host,), daemon=True, name=f"name {host}")
    lookup.start()
    lookup.join(seconds)
    if lookup.is_alive():
        raise FeedUnreachable(f"{host} cannot be reached: its name was not found in {seconds:.0f} seconds")


def _look_up(host: str) -> None:
    # The connection looks it up again and says what is wrong with it.
    with contextlib.suppress(OSError, UnicodeError):
        socket.getaddrinfo(host, None)


def watch_connections(host: str) -> Callable[[str, Mapping[str, Any]], None]:
    """A callback for the HTTP client's extension `trace` that raises FeedError when `host` turns out to have a private address."""
    return refuse_private_peer(host, lambda peer: FeedError(f"{host} is not asked: its address {peer} lies in a private network. {_ALLOW}"))
