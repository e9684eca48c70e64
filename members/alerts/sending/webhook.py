"""Webhooks: an alert as JSON, signed, to an address that a person chose, and never into the network that this server stands in.

The signature is an HMAC (SHA-256) of the time and the body under a secret that only this server and the receiver know, so that the
receiver can tell our calls from others' and refuse old ones that somebody repeats.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import orjson

from members.alerts.messages.content import Item
from members.alerts.messages.words import Digest, short_text
from members.alerts.sending.faults import Refused, SendFault
from members.errors import NotAllowed
from warehouse.contract.public_addresses import is_private_host, refuse_private_peer
from warehouse.contract.settings import Settings

SIGNATURE: Final = "Anchorwatch-Signature"
MESSAGE: Final = "Anchorwatch-Message"
SECONDS: Final = 10.0
LONGEST_URL: Final = 500
_GONE: Final = 410
_GOOD: Final = range(200, 300)


def new_secret() -> str:
    """A secret for signatures."""
    return secrets.token_hex(32)


def check_url(url: str, settings: Settings) -> str:
    """The address, where it may be called. Raises NotAllowed with a sentence."""
    schemes = ("http", "https") if settings.webhooks_to_private_addresses else ("https",)
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in schemes or len(url) > LONGEST_URL or not url.strip().isascii() or not url.strip().isprintable():
        raise NotAllowed(f"The webhook needs an address that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    if parts.username or parts.password:
        raise NotAllowed("Leave name and password out of the webhook's address: calls are signed.")
    if not settings.webhooks_to_private_addresses and is_private_host(host):
        raise NotAllowed("The webhook's address lies in a private network, which this server does not call.")
    return url.strip()


def body_of(digest: Digest, message_id: str) -> bytes:
    """The body: the same bytes for the same message."""
    return orjson.dumps(
        {
            "form": 1,
            "message": message_id,
            "simulated": digest.is_simulated,
            "tlp": f"TLP:{digest.mark}",
            "text": short_text(digest),
            "not_shown": digest.hidden,
            "alerts": [_alert(item, digest) for item in digest.sorted_items],
        },
        option=orjson.OPT_INDENT_2,
    )


def signature_of(secret: str, moment: int, body: bytes) -> str:
    """`t=1760000000,v1=...`: the time in seconds since 1970, and the HMAC of `time.body`."""
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={signed}"


class WebhookCaller:
    """Calls webhooks from any thread. It follows no redirect, and uses no proxy, behind which it could not see whom it calls."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = httpx2.Client(timeout=SECONDS, follow_redirects=False, trust_env=False)

    def send(self, url: str, secret: str, body: bytes, message_id: str, moment: int) -> None:
        """Hand a message over. Raises Refused, SendFault."""
        try:
            address = check_url(url, self._settings)
        except NotAllowed as error:
            raise Refused(str(error)) from error
        host = httpx2.URL(address).host
        headers = {"Content-Type": "application/json", SIGNATURE: signature_of(secret, moment, body), MESSAGE: message_id}
        guard = refuse_private_peer(host, lambda _: Refused("the webhook's address lies in a private network"))
        extensions: dict[str, Any] = {} if self._settings.webhooks_to_private_addresses else {"trace": guard}
        try:
            # Only the status is of interest: the body of an answer could have any length.
            with self._http.stream("POST", address, content=body, headers=headers, extensions=extensions) as response:
                status = response.status_code
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, UnicodeError) as error:
            raise SendFault(f"the webhook cannot be reached: {type(error).__name__}") from error
        if status == _GONE:
            raise Refused("the webhook answered 410: it is gone")
        if status not in _GOOD:
            raise SendFault(f"the webhook answered {status}")

    def close(self) -> None:
        """Close all connections."""
        self._http.close()


def _alert(item: Item, digest: Digest) -> dict[str, Any]:
    return {
        "id": item.told.news_id,
        "kind": item.told.kind,
        "subject": item.told.subject,
        "headline": item.headline,
        "facts": list(item.facts),
        "tlp": f"TLP:{item.tlp}",
        "severity": item.severity,
        "status": item.status or None,
        "happened_on": item.happened_on,
        "where": item.where or None,
        "latitude": item.latitude,
        "longitude": item.longitude,
        "rule": digest.why.get(item.told.news_id),
        "address": f"{digest.address}/{item.path}" if digest.address else None,
    }
