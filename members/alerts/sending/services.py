"""Services that the package apprise reaches, such as Slack or Pushover, at an address that a person gives. Optional: see `docs/alerts.md`.

An address of apprise can name files, commands and any host, so that only schemes count whose hosts the package itself fixes in the public
internet, and what the operator adds to them. None may carry parameters: with them an address could have a file of this server read
(`template`), certificates left unchecked (`verify`) or redirects followed (`redirect`). An address is a secret: it is kept encrypted under
a key that is not in the database, and shown to nobody again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import re
from typing import Any, Final

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from members.alerts.sending.faults import Refused, SendFault
from members.errors import NotAllowed
from members.server_secret import Secret, server_secret
from warehouse.contract.settings import Settings

FIXED: Final[dict[str, str]] = {
    "discord": "Discord", "gchat": "Google Chat", "msgbird": "MessageBird", "pagerduty": "PagerDuty",
    "pbul": "Pushbullet", "pover": "Pushover", "prowl": "Prowl", "slack": "Slack", "tgram": "Telegram", "twilio": "Twilio",
    "vonage": "Vonage", "webex": "Webex",
}  # fmt: skip
"""Schemes whose hosts stand in the package, with the names of their services."""
LONGEST_ADDRESS: Final = 500
_SCHEME: Final = re.compile(r"([a-z][a-z0-9]{1,20})://", re.ASCII)
_KEY_OF: Final = b"service-address"
_SECONDS: Final = 10.0
_AWAY: Final = "apprise is not installed on this server"


def is_installed() -> bool:
    """Whether this server has the package."""
    return importlib.util.find_spec("apprise") is not None


def check_address(text: str, settings: Settings) -> str:
    """The address, where it may be used. Raises NotAllowed with a sentence, which does not repeat it."""
    address = text.strip()
    scheme = _SCHEME.match(address)
    allowed = {*FIXED, *settings.apprise_schemes}
    if scheme is None or scheme[1] not in allowed:
        raise NotAllowed(f"The address must begin with one of {', '.join(f'{name}://' for name in sorted(allowed))}.")
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable() or " " in address:
        raise NotAllowed(f"The address may have at most {LONGEST_ADDRESS} characters, without blanks.")
    if any(sign in address for sign in "?&\\") or "%3f" in address.lower():
        raise NotAllowed("Leave out the parameters of the address, which begin with a question mark.")
    if is_installed():
        _service(address)
    return address


def seal(address: str, settings: Settings) -> bytes:
    """The address as the database keeps it. Raises NotAllowed where there is no key for it."""
    try:
        return bytes(_box(settings).encrypt(address.encode()))
    except OSError as error:
        raise NotAllowed("The address was not kept: this server's key cannot be read or made. Tell whoever runs it.") from error


def send(sealed: bytes, settings: Settings, title: str, body: str) -> None:
    """Hand a message over to the service at a sealed address. Raises Refused, SendFault."""
    if not is_installed():
        raise SendFault(_AWAY)
    try:
        address = check_address(_box(settings).decrypt(sealed).decode(), settings)
        service = _service(address)
    except CryptoError as error:
        raise Refused("the service's address cannot be read any more: enter it again") from error
    except NotAllowed as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise SendFault("the key of services' addresses cannot be read") from error
    try:
        is_sent = service.notify(body=body, title=title, body_format="text")
    except Exception as error:  # noqa: BLE001
        # Whatever one of its hundred services does wrong must not stop the mails of others; its words may hold the address.
        raise SendFault(f"the service could not be reached: {type(error).__name__}") from None
    if not is_sent:
        raise SendFault("the service did not take the message")


def _service(address: str) -> Any:
    """The service, with redirects refused and certificates checked. Raises NotAllowed where the address is not complete."""
    import apprise

    # It logs addresses.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    asset = apprise.AppriseAsset(http_redirects=False, async_mode=False)
    service = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if service is None:
        raise NotAllowed("The address is not complete. The documentation of apprise says what it must hold.")
    service.redirects, service.verify_certificate = False, True
    service.socket_connect_timeout = service.socket_read_timeout = _SECONDS
    return service


def _box(settings: Settings) -> SecretBox:
    return SecretBox(hashlib.blake2b(server_secret(settings, Secret.FORM), digest_size=SecretBox.KEY_SIZE, person=_KEY_OF).digest())
