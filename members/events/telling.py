"""What follows from a deed on an event: alerts for those signed up, put into the outbox in the deed's own transaction.

They come at once through the outlets that each person has chosen on *Alerts*, whatever digest was chosen there; in quiet hours they wait,
unless they would then come too late. They hold ids alone: what they say is read when it is shown or sent (`items`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.alerts.deliveries import add_deliveries, delivery_rows
from members.alerts.messages.content import Told
from members.alerts.readers import AlertReader, alert_readers
from members.alerts.schedule import end_of_quiet
from members.events.items import SOON
from members.store.event_tables import EventDate, EventSignUp
from warehouse.contract import settings

_SOONEST: Final = timedelta(hours=1)
"""What would be told later than this before a date begins does not wait for the end of quiet hours."""
_NO_RULE: Final = ""


def tell_signed_up(session: Session, kind: str, date: EventDate, now: datetime) -> None:
    """Tell everybody who has a place on a date, or waits for one."""
    person_ids = session.scalars(select(EventSignUp.person_id).where(EventSignUp.date_id == date.date_id)).all()
    tell(session, kind, date, person_ids, now)


def tell(session: Session, kind: str, date: EventDate, person_ids: Collection[str], now: datetime) -> None:
    """Tell these people something of a date; the same at the same moment is told once."""
    told = Told(f"{kind}:{date.date_id}:{now:%Y%m%dT%H%M%S}", kind, date.date_id)
    readers = alert_readers(session, settings.load(), person_ids)
    add_deliveries(session, [row for reader in readers.values() for row in _rows_for(reader, told, date, now)])


def _rows_for(reader: AlertReader, told: Told, date: EventDate, now: datetime) -> list[dict[str, object]]:
    at = now.replace(tzinfo=UTC)
    rested = at if told.kind == SOON else end_of_quiet(reader.schedule, at)
    due = at if rested > date.starts_at.replace(tzinfo=UTC) - _SOONEST else rested
    return list(delivery_rows(reader, told, _NO_RULE, at, lambda _mode: due))
