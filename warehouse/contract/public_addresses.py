"""Which addresses lie in the public internet: what this program asks or calls must not reach into the network that it runs in."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any, Final

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


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


def is_private_host(host: str) -> bool:
    """Whether a host as an address names it is this computer, or an IP address that is not public."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False


def refuse_private_peer(host: str, refusal: Callable[[str], Exception]) -> Callable[[str, Mapping[str, Any]], None]:
    """A callback for the HTTP client's extension `trace` that raises `refusal(address)` when `host` turns out to have a private address.

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
                raise refusal(peer)

    return check_peer
