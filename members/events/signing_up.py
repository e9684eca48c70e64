"""Places, the waiting list, and when each person is reminded. Who comes first has the place: every change locks the event first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from members.access import Person
from members.community.readers import Reader, reading_as, writing_as
from members.errors import NotAllowed
from members.events import telling
from members.events.items import PLACE
from members.events.reading import HAS_PLACE, WAITS, open_date
from members.events.times import moment
from members.store.engine import MemberStore
from members.store.event_tables import REMINDERS, Event, EventDate, EventReminder, EventSignUp

LEADS: Final = {"off": None, "day": timedelta(days=1), "hour": timedelta(hours=1)}
USUAL_REMINDER: Final = "day"
OVER: Final = "This date is over, or was cancelled."


def sign_up(store: MemberStore, person: Person, date_id: str, and_later: bool = False, *, now: datetime | None = None) -> str:
    """Sign up for a date, with `and_later` also for the event's later ones; returns the standing there: HAS_PLACE or WAITS.

    Raises NotAllowed, StoreError.
    """
    at = moment(now)
    with writing_as(store, person) as (session, reader):
        event, date = open_date(session, reader, date_id, lock=True)
        if date.is_cancelled or date.ends_at <= at:
            raise NotAllowed(OVER)
        standing = _add(session, reader, event, date, at)
        if and_later:
            later = select(EventDate).where(EventDate.event_id == event.event_id, EventDate.starts_at > date.starts_at)
            for each in session.scalars(later.where(EventDate.is_cancelled.is_(False)).order_by(EventDate.starts_at)).all():
                _add(session, reader, event, each, at)
        return standing


def give_up(store: MemberStore, person: Person, date_id: str, now: datetime | None = None) -> None:
    """No longer come to a date, or wait for it; whoever waits longest has the place. Raises NotAllowed, StoreError."""
    at = moment(now)
    with writing_as(store, person) as (session, reader):
        event, date = open_date(session, reader, date_id, lock=True)
        row = _sign_up_of(session, date, reader.person_id)
        if row is not None:
            session.delete(row)
            session.flush()
            fill_places(session, event, date, at)


def reminder_of(store: MemberStore, person: Person) -> str:
    """How long before an event a person is reminded: off, day or hour. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        return reminder_in(session, reader.person_id)


def choose_reminder(store: MemberStore, person: Person, reminder: str, now: datetime | None = None) -> None:
    """Be reminded so from now on, also of events that one has already signed up for. Raises NotAllowed, StoreError."""
    if reminder not in REMINDERS:
        raise NotAllowed("Choose when to be reminded.")
    at = moment(now)
    with writing_as(store, person) as (session, reader):
        session.merge(EventReminder(person_id=reader.person_id, reminder=reminder))
        session.flush()
        query = select(EventSignUp, EventDate).join(EventDate, EventDate.date_id == EventSignUp.date_id)
        for row, date in session.execute(query.where(EventSignUp.person_id == reader.person_id, EventDate.starts_at > at)).all():
            row.remind_at = _remind_at(row, date, reminder, at)


def renew_reminders(session: Session, date: EventDate, now: datetime) -> None:
    """Within a transaction, set when those signed up are reminded of a date that was moved or cancelled."""
    for row in session.scalars(select(EventSignUp).where(EventSignUp.date_id == date.date_id)).all():
        row.remind_at = _remind_at(row, date, reminder_in(session, row.person_id), now)


def fill_places(session: Session, event: Event, date: EventDate, now: datetime) -> None:
    """Within a transaction that has locked the event, give free places of a coming date to those who wait longest, and tell them."""
    if date.is_cancelled or date.ends_at <= now:
        return
    waiting = select(EventSignUp).where(EventSignUp.date_id == date.date_id, EventSignUp.is_waiting.is_(True)).order_by(EventSignUp.number)
    free = None if event.places is None else max(0, event.places - _taken(session, date))
    moved_up = list(session.scalars(waiting.limit(free)).all())
    for row in moved_up:
        row.is_waiting = False
        row.remind_at = _remind_at(row, date, reminder_in(session, row.person_id), now)
    if moved_up:
        telling.tell(session, PLACE, date, [row.person_id for row in moved_up], now)


def _add(session: Session, reader: Reader, event: Event, date: EventDate, now: datetime) -> str:
    row = _sign_up_of(session, date, reader.person_id)
    if row is None:
        is_full = event.places is not None and _taken(session, date) >= event.places
        row = EventSignUp(date_id=date.date_id, person_id=reader.person_id, is_waiting=is_full, signed_at=now)
        row.remind_at = _remind_at(row, date, reminder_in(session, reader.person_id), now)
        session.add(row)
        session.flush()
    return WAITS if row.is_waiting else HAS_PLACE


def _remind_at(row: EventSignUp, date: EventDate, reminder: str, now: datetime) -> datetime | None:
    """When to remind; never where that time has passed: whoever has just signed up, or been told that it was moved, knows."""
    lead = LEADS[reminder]
    if lead is None or row.is_waiting or date.is_cancelled or date.starts_at - lead <= now:
        return None
    return date.starts_at - lead


def _taken(session: Session, date: EventDate) -> int:
    return session.scalar(select(func.count()).where(EventSignUp.date_id == date.date_id, EventSignUp.is_waiting.is_(False))) or 0


def _sign_up_of(session: Session, date: EventDate, person_id: str) -> EventSignUp | None:
    query = select(EventSignUp).where(EventSignUp.date_id == date.date_id, EventSignUp.person_id == person_id)
    return session.scalars(query).one_or_none()


def reminder_in(session: Session, person_id: str) -> str:
    """Within a transaction, how long before an event somebody is reminded: off, day or hour."""
    row = session.get(EventReminder, person_id)
    return row.reminder if row else USUAL_REMINDER
