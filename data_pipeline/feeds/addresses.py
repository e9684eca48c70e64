"""Which addresses may be asked: a feed, or a redirect from it, must not reach into the network that this program runs in."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from data_pipeline.errors import FeedError, FeedUnreachable

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_ALLOW: Final = "Set feeds_from_private_addresses in anchorwatch.toml if this service is your own."


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet; those written inside IPv6 addresses count as they are."""
    # A link-local address carries the name of its network interface.
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        embedded = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in _NAT64:
            embedded = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if embedded is not None:
            return is_public(str(embedded))
    return parsed.is_global and not parsed.is_multicast


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
    if not allow_private and (host == "localhost" or host.endswith(".localhost") or _is_private_literal(host)):
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
    """A callback for the HTTP client's extension `trace` that raises FeedError when `host` turns out to have a private address.

    It looks at the address that has been connected to, before anything is sent there: a name may mean another address each time
    that it is looked up. A connection to a proxy, whose name is another, is left alone.
    """
    connecting_to = ""

    def check_peer(event: str, details: Mapping[str, Any]) -> None:
        nonlocal connecting_to
        if event == "connection.connect_tcp.started":
            connecting_to = str(details["host"])
        elif event == "connection.connect_tcp.complete" and connecting_to == host:
            stream = details["return_value"]
            peer = str(stream.get_extra_info("server_addr")[0])
            if not is_public(peer):
                stream.close()
                raise FeedError(f"{host} is not asked: its address {peer} lies in a private network. {_ALLOW}")

    return check_peer


def _is_private_literal(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        return False
