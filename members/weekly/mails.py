"""The summary as a mail to one reader: composed once for each clearance and week, as that may be told outside the server."""

from __future__ import annotations

from datetime import date, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING, Final

from members.alerts.messages.mail import plain_mail, stop_address
from members.alerts.readers import AlertReader, clearance_outside
from members.store.alert_tables import AlertMessage
from members.store.engine import MemberStore
from members.weekly.events import coming_in_mail, event_lines, strictest_mark
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import MARKS, TLP_CODE
from warehouse.reader import Reader
from warehouse.view import view

if TYPE_CHECKING:
    from briefing.blocks import Document

_DAYS: Final = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


class WeeklyMails:
    """What summaries say, for one pass of sending."""

    def __init__(self, store: MemberStore, settings: Settings, snapshot: Snapshot, now: datetime) -> None:
        self._store, self._settings, self._snapshot, self._now = store, settings, snapshot, now
        self._composed: dict[tuple[str, date, str], Document] = {}

    def mail(self, message: AlertMessage, reader: AlertReader, last: date) -> EmailMessage:
        """The mail about the seven days up to `last`. Raises ValueError for an address that is none; StoreError, SnapshotError."""
        from briefing.weekly import in_text, subject_of, with_events

        mark = clearance_outside(reader.clearance, self._settings)
        events, zone = coming_in_mail(self._store, reader.person_id, mark, self._now)
        document = with_events(self._document(mark, last, strictest_mark(events)), event_lines(events, zone))
        stop = f"{stop_address(self._settings.public_address, reader.stop_token)}/weekly"
        text = f"{in_text(document)}\n{self._closing(reader, last, stop)}"
        return plain_mail(
            subject_of(document), text, stop, message_id=message.message_id, made_at=message.made_at, sender=self._settings.mail_from,
            recipient=reader.mail_address,
        )  # fmt: skip

    def _document(self, mark: str, last: date, least_mark: str) -> Document:
        # The libraries of briefings are large, and most of the time no summary is due.
        from briefing.weekly import compose_week

        key = mark, last, least_mark
        if key not in self._composed:
            self._composed[key] = compose_week(view(self._snapshot, Reader(mark)), last, self._now, least_mark)
        return self._composed[key]

    def _closing(self, reader: AlertReader, last: date, stop: str) -> str:
        address, bound = f"{self._settings.public_address}/weekly_summary", self._settings.alert_clearance
        lines = [f"With the map, and as a PDF: {address}?until={last}"]
        if MARKS.index(reader.clearance) > MARKS.index(bound):
            lines.append(f"What is marked above {TLP_CODE[bound].title} is left out of mails; the page shows it to you.")
        lines.append(f"Why you get this: you chose the weekly summary on {_DAYS[reader.weekly_weekday or 0]}. Change it: {address}")
        return "\n".join([*lines, f"Stop the weekly summary: {stop}"]) + "\n"
