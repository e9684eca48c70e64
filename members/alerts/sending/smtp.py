"""The operator's mail server.

The standard library's client in a few threads, each with a connection that stays open: a thousand mails a second through a server
nearby, which is more than any server takes from one client, so that an asynchronous client (aiosmtplib) would add a package for nothing.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import threading
from email.message import EmailMessage
from typing import Final

from members.alerts.sending.faults import OutletAway, Refused, SendFault
from warehouse.contract.settings import Settings

SECONDS: Final = 20.0
LONGEST_FAULT: Final = 200
_LAST_TEMPORARY: Final = 499


def is_set_up(settings: Settings) -> bool:
    """Whether this server can send mails, and tell their readers how to stop them."""
    return bool(settings.mail_server and settings.mail_from and settings.public_address)


class MailServer:
    """Sends mails from any thread; each has a connection of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._own = threading.local()
        self._open: list[smtplib.SMTP] = []

    def send(self, mail: EmailMessage, recipient: str) -> None:
        """Hand a mail over. Raises Refused, OutletAway, SendFault."""
        try:
            connection = self._connection()
            try:
                connection.send_message(mail, self._settings.mail_from, [recipient])
            except smtplib.SMTPException:
                # Whatever state the server is in now, the next mail begins anew.
                self._drop()
                raise
        except smtplib.SMTPRecipientsRefused as error:
            [(code, reason)] = error.recipients.values()
            raise _by_code(code, reason) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
            raise OutletAway(_in_words(error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPResponseException as error:
            raise _by_code(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise OutletAway(f"the mail server does not offer what the settings ask for: {error}") from error
        except smtplib.SMTPServerDisconnected as error:
            raise SendFault("the mail server broke the connection off") from error
        except (OSError, ValueError) as error:
            self._drop()
            raise OutletAway(f"the mail server cannot be reached: {error}"[:LONGEST_FAULT]) from error

    def close(self) -> None:
        """Close all connections."""
        for connection in self._open:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.quit()
        self._open.clear()

    def _connection(self) -> smtplib.SMTP:
        known: smtplib.SMTP | None = getattr(self._own, "connection", None)
        if known is None:
            known = self._own.connection = self._connect()
            self._open.append(known)
        return known

    def _connect(self) -> smtplib.SMTP:
        chosen = self._settings
        host, _, port = chosen.mail_server.rpartition(":")
        context = ssl.create_default_context()
        if chosen.mail_security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, int(port), timeout=SECONDS, context=context)
        else:
            connection = smtplib.SMTP(host, int(port), timeout=SECONDS)
        # An empty setting must not mean plain text.
        if chosen.mail_security not in ("tls", "none"):
            connection.starttls(context=context)
        if chosen.mail_user:
            connection.login(chosen.mail_user, chosen.mail_password)
        return connection

    def _drop(self) -> None:
        connection: smtplib.SMTP | None = getattr(self._own, "connection", None)
        self._own.connection = None
        if connection is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.close()


def _by_code(code: int, reason: bytes | str) -> SendFault:
    return SendFault(_in_words(code, reason)) if code <= _LAST_TEMPORARY else Refused(_in_words(code, reason))


def _in_words(code: int, reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"the mail server said {code}: {' '.join(text.split())}"[:LONGEST_FAULT]
