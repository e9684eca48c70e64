"""Coming events in the weekly summary, as its reader may open them. The join link is on the event's page, for those who have a place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from members.access import Deed, Person, may
from members.alerts.messages.content import words
from members.alerts.readers import schedule_of
from members.community.readers import readers_by_id
from members.events.items import when_in_words
from members.events.reading import EventRow, coming_events, event_rows
from members.store.alert_tables import AlertSettings
from members.store.engine import MemberStore
from members.store.event_tables import EventDate
from warehouse.contract.taxonomy import MARKS

AHEAD: Final = timedelta(days=14)


def coming_of(store: MemberStore, person: Person, now: datetime) -> list[EventRow]:
    """The dates of the next two weeks that a person may open; none for whoever takes no part. Raises NotAllowed, StoreError."""
    if person.is_local or not may(person, Deed.TALK):
        return []
    return coming_events(store, person, now + AHEAD, now)


def coming_in_mail(store: MemberStore, person_id: str, mark: str, now: datetime) -> tuple[list[EventRow], str]:
    """The same for somebody who is sent them, up to a mark, and the person's time zone. Raises StoreError, SettingsError."""
    naive = now.astimezone(UTC).replace(tzinfo=None)
    coming = EventDate.is_cancelled.is_(False), EventDate.ends_at > naive, EventDate.starts_at < naive + AHEAD
    with store.reading() as session:
        row, reader = session.get(AlertSettings, person_id), readers_by_id(session, [person_id]).get(person_id)
        rows = event_rows(session, reader, *coming) if reader else []
        zone = schedule_of(row).zone if row else "UTC"
    return [each for each in rows if MARKS.index(each.tlp) <= MARKS.index(mark)], zone


def strictest_mark(rows: Iterable[EventRow]) -> str:
    """The strictest TLP mark of these dates."""
    return max((row.tlp for row in rows), key=MARKS.index, default=MARKS[0])


def event_lines(rows: Iterable[EventRow], zone: str) -> tuple[str, ...]:
    """`Tuesday 1 December 2026, 14:00 (Europe/Oslo): Title; place; in the group Pilots`, one line a date."""
    return tuple(_line(row, zone) for row in rows)


def _line(row: EventRow, zone: str) -> str:
    parts = [words(row.title), words(row.place), f"in the group {words(row.group, 80)}" if row.group else ""]
    return f"{when_in_words(row.starts_at, zone)}: {'; '.join(part for part in parts if part)}"
