"""Addresses that organisers enter: where to join, recordings, slides. They are kept with the host in ASCII, so that what only looks like
another host is seen through wherever the address is shown.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from members.community.markup import real_host
from members.errors import NotAllowed

LONGEST_LINK: Final = 1_000
_WEB: Final = ("https", "http")
_KEPT: Final = "/:?&=#%@,;+~!$'()*[]-._"


def checked_link(address: str, meaning: str, schemes: tuple[str, ...] = _WEB) -> str:
    """The address in ASCII; empty stays empty. `meaning` begins the sentence that is raised. Raises NotAllowed."""
    wanted = address.strip()
    if not wanted:
        return ""
    try:
        parts = urlsplit(wanted)
        port, has_name = parts.port, parts.username is not None or parts.password is not None
    except ValueError:
        parts, port, has_name = urlsplit(""), None, False
    host = real_host(wanted)
    if parts.scheme not in schemes or not host or has_name or len(wanted) > LONGEST_LINK or not wanted.isprintable() or " " in wanted:
        raise NotAllowed(f"{meaning} needs an address that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    written = urlunsplit(
        (
            parts.scheme,
            f"{host}:{port}" if port else host,
            quote(parts.path, safe=_KEPT),
            quote(parts.query, safe=_KEPT),
            quote(parts.fragment, safe=_KEPT),
        )
    )
    if len(written) > LONGEST_LINK:
        raise NotAllowed(f"{meaning} needs an address of at most {LONGEST_LINK:,} characters.")
    return written
