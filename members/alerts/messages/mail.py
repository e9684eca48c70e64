"""An alert as a mail: text, with an event's calendar file, headers that cannot be broken out of, and the means to stop it at one click
(RFC 8058).
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any, Final

from members.alerts.messages.content import words
from members.alerts.messages.words import LONGEST_SUBJECT, Digest, full_text, short_text, subject_of
from warehouse.contract.settings import MAIL_ADDRESS


class _OnOneLine(UnstructuredHeader):
    """A header that holds an address of the web: broken into encoded words, no mail program would recognise it."""

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"List-Unsubscribe: {self}{policy.linesep}"


def _header_factory() -> HeaderRegistry:
    registry = HeaderRegistry()
    # The type as `email` wants it is made of this one and its own.
    kind: Any = _OnOneLine
    registry.map_to_type("list-unsubscribe", kind)
    return registry


_POLICY: Final = SMTP.clone(cte_type="7bit", max_line_length=78, header_factory=_header_factory())
NAME: Final = "Anchorwatch"
_ENCODED: Final = "=?"
"""How an encoded word begins (RFC 2047)."""


def mail_of(
    digest: Digest, *, message_id: str, made_at: datetime, sender: str, recipient: str, stop_token: str, is_short: bool
) -> EmailMessage:
    """The mail. The same message gives the same Message-ID and Date at every attempt. Raises ValueError for an address that is none."""
    stop = stop_address(digest.address, stop_token)
    text = short_text(digest, stop) if is_short else full_text(digest, stop)
    mail = plain_mail(subject_of(digest), text, stop, message_id=message_id, made_at=made_at, sender=sender, recipient=recipient)
    if not is_short:
        # Several alerts of one event carry the same file.
        for calendar in dict.fromkeys(item.calendar for item in digest.items if item.calendar):
            mail.add_attachment(calendar, "text", "calendar", filename="event.ics", params={"method": "PUBLISH", "charset": "utf-8"})
    return mail


def plain_mail(subject: str, text: str, stop: str, *, message_id: str, made_at: datetime, sender: str, recipient: str) -> EmailMessage:
    """A mail of this server, which the address `stop` ends. Raises as `mail_of`."""
    if not all(MAIL_ADDRESS.fullmatch(address) and _ENCODED not in address for address in (sender, recipient)):
        raise ValueError("the address is not one that mail can be sent to")
    mail = EmailMessage(_POLICY)
    mail["Message-ID"] = f"<{message_id}.alert@{sender.partition('@')[2]}>"
    mail["Date"] = format_datetime(made_at.replace(tzinfo=UTC))
    mail["From"] = Address(NAME, addr_spec=sender)
    mail["To"] = Address(addr_spec=recipient)
    # An encoded word in a ship's name would be decoded, and the line breaks in it would begin headers of their own.
    mail["Subject"] = words(subject.replace(_ENCODED, "= ?"), LONGEST_SUBJECT)
    mail["List-Unsubscribe"] = f"<{stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["List-Id"] = f"Anchorwatch alerts <alerts.{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    return mail


def stop_address(address: str, stop_token: str) -> str:
    """Where a person's mails are stopped, without signing in."""
    return f"{address}/alerts/stop/{stop_token}"
