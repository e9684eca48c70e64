"""Calendar feeds, and a file for one event. A feed's address is a key of one person: what it gives is decided anew at every request, and
never says more than mails and other feeds may (`alert_clearance`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from members.access import Person
from members.community.readers import Reader, is_meant_for, readers_by_id, reading_as, writing_as
from members.errors import NotAllowed
from members.events.calendars import ShownEvent, calendar_of
from members.events.reading import HAS_PLACE, WAITS, open_date
from members.events.times import moment
from members.keyed_addresses import hash_of, is_token, new_token
from members.people.groups import NO_SUCH_GROUP
from members.store.engine import MemberStore
from members.store.event_tables import CalendarFeed, Event, EventDate, EventSignUp
from members.store.people_tables import Group
from warehouse.contract.settings import Settings
from warehouse.contract.taxonomy import MARKS

_KEPT: Final = timedelta(days=90)
"""How long an event stays in feeds after its last date."""
_OWN: Final = "Anchorwatch: my events"


def renew_feed(store: MemberStore, person: Person, group_id: str = "") -> str:
    """A new address for the feed of a person's own events, or of a group's; returns its token, which is kept nowhere. The old one ends.

    Raises NotAllowed, StoreError.
    """
    token = new_token()
    with writing_as(store, person) as (session, reader):
        if group_id and group_id not in reader.groups:
            raise NotAllowed(NO_SUCH_GROUP)
        _close(session, reader, group_id)
        session.add(CalendarFeed(token_sha256=hash_of(token), person_id=reader.person_id, group_id=group_id or None))
    return token


def close_feed(store: MemberStore, person: Person, group_id: str = "") -> None:
    """End a feed. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        _close(session, reader, group_id)


def feeds_of(store: MemberStore, person: Person) -> frozenset[str]:
    """The groups of which a person has a feed; an empty id stands for that of his or her own events. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        query = select(CalendarFeed.group_id).where(CalendarFeed.person_id == reader.person_id)
        return frozenset(group_id or "" for group_id in session.scalars(query).all())


def calendar_at(store: MemberStore, settings: Settings, token: str, now: datetime | None = None) -> bytes | None:
    """What the feed with this token holds; None for an address that is none, or whose person may not have it any more.

    Raises StoreError, SettingsError.
    """
    if not is_token(token):
        return None
    with store.reading() as session:
        feed = session.get(CalendarFeed, hash_of(token))
        reader = readers_by_id(session, [feed.person_id]).get(feed.person_id) if feed else None
        if feed is None or reader is None or (feed.group_id and feed.group_id not in reader.groups):
            return None
        leaving = MARKS[: 1 + MARKS.index(settings.alert_clearance)]
        reader = replace(reader, marks=tuple(mark for mark in reader.marks if mark in leaving))
        recent = EventDate.ends_at > moment(now) - _KEPT
        if feed.group_id is None:
            shown, name = _events(session, reader, recent, is_own=True), _OWN
        else:
            shown = _events(session, reader, recent, Event.group_id == feed.group_id)
            name = f"Anchorwatch: {session.get_one(Group, feed.group_id).name}"
        return calendar_of(shown, name, settings, _aware(now))


def event_file(store: MemberStore, person: Person, settings: Settings, date_id: str, now: datetime | None = None) -> bytes:
    """One event as a file: the dates that the person has signed up for, otherwise all. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        event, _ = open_date(session, reader, date_id)
        this = Event.event_id == event.event_id
        shown = _events(session, reader, this, is_own=True) or _events(session, reader, this)
        return calendar_of(shown, "Anchorwatch", settings, _aware(now))


def _events(session: Session, reader: Reader, *conditions: ColumnElement[bool], is_own: bool = False) -> list[ShownEvent]:
    """The events that a reader may open with a date that fulfils the conditions; `is_own`: only dates that he or she signed up for."""
    mine = select(EventSignUp.date_id, EventSignUp.is_waiting).where(EventSignUp.person_id == reader.person_id)
    standing = {date_id: WAITS if is_waiting else HAS_PLACE for date_id, is_waiting in session.execute(mine)}
    wanted = select(Event.event_id).join(EventDate, EventDate.event_id == Event.event_id).where(is_meant_for(reader, Event), *conditions)
    if is_own:
        wanted = wanted.where(EventDate.date_id.in_(mine.with_only_columns(EventSignUp.date_id)))
    query = select(Event, EventDate).join(EventDate, EventDate.event_id == Event.event_id).where(Event.event_id.in_(wanted))
    dates: dict[Event, list[EventDate]] = defaultdict(list)
    for event, date in session.execute(query.order_by(Event.event_id, EventDate.original_at)).all():
        dates[event].append(date)
    return [
        ShownEvent(event, rows, {row.date_id: standing.get(row.date_id, "") for row in rows if not is_own or row.date_id in standing})
        for event, rows in dates.items()
    ]


def _close(session: Session, reader: Reader, group_id: str) -> None:
    of_group = CalendarFeed.group_id == group_id if group_id else CalendarFeed.group_id.is_(None)
    session.execute(delete(CalendarFeed).where(CalendarFeed.person_id == reader.person_id, of_group))


def _aware(now: datetime | None) -> datetime:
    return moment(now).replace(tzinfo=UTC)
