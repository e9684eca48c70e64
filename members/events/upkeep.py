"""What is done without anybody pressing a button: reminders that are due, and places of people who may no longer come.

A process that is broken off anywhere does it at its next pass: what is told and that it has been told are one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from members.community.readers import readers_by_id
from members.events import telling
from members.events.items import SOON
from members.events.signing_up import fill_places
from members.events.times import moment
from members.store.engine import MemberStore
from members.store.event_tables import Event, EventDate, EventSignUp


def remind(store: MemberStore, now: datetime) -> int:
    """Remind everybody who is to be reminded by `now` (with zone); returns how many. A reminder that comes too late is left out.

    Raises StoreError, SettingsError.
    """
    at, due = moment(now), EventSignUp.remind_at <= moment(now)
    # Most of the time nothing is due: looking does not need the lock for writing.
    with store.reading() as session:
        if session.scalar(select(EventSignUp.number).where(due).limit(1)) is None:
            return 0
    reminded: dict[EventDate, list[str]] = defaultdict(list)
    with store.writing() as session:
        query = select(EventSignUp, EventDate).join(EventDate, EventDate.date_id == EventSignUp.date_id).where(due)
        for row, date in session.execute(query.with_for_update(of=EventSignUp)).all():
            row.remind_at = None
            if date.starts_at > at:
                reminded[date].append(row.person_id)
        for date, person_ids in reminded.items():
            telling.tell(session, SOON, date, person_ids, at)
    return sum(map(len, reminded.values()))


def settle_places(store: MemberStore, now: datetime) -> int:
    """Take people off coming dates that they may no longer open, and give free places to those who wait; returns how many were taken off.

    Access is lost in many ways: people leave the group, are disabled, may read less, or delete the account.
    """
    at = moment(now)
    with store.reading() as session:
        lost, events = _lost(session, at), _events_with_room(session, at)
    if not (lost or events):
        return 0
    with store.writing() as session:
        events |= {event_id for _, event_id in lost}
        session.scalars(select(Event).where(Event.event_id.in_(events)).order_by(Event.event_id).with_for_update()).all()
        taken_off = _lost(session, at)
        for row, _ in taken_off:
            session.delete(row)
        session.flush()
        coming = select(Event, EventDate).join(EventDate, EventDate.event_id == Event.event_id)
        for event, date in session.execute(coming.where(Event.event_id.in_(events), *_is_coming(at))).all():
            fill_places(session, event, date, at)
    return len(taken_off)


def _is_coming(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return EventDate.ends_at > now, EventDate.is_cancelled.is_(False)


def _lost(session: Session, now: datetime) -> list[tuple[EventSignUp, str]]:
    """Sign-ups of people who may no longer open the event, each with the event's id."""
    query = select(EventSignUp, Event).join(EventDate, EventDate.date_id == EventSignUp.date_id)
    rows = session.execute(query.join(Event, Event.event_id == EventDate.event_id).where(*_is_coming(now))).all()
    readers = readers_by_id(session, {row.person_id for row, _ in rows})
    return [
        (row, event.event_id)
        for row, event in rows
        if row.person_id not in readers or not readers[row.person_id].may_read(event.tlp, event.group_id)
    ]


def _events_with_room(session: Session, now: datetime) -> set[str]:
    """Events with a coming date for which somebody waits though a place is free."""
    taken = select(func.count()).where(EventSignUp.date_id == EventDate.date_id, EventSignUp.is_waiting.is_(False)).scalar_subquery()
    waits = select(EventSignUp.number).where(EventSignUp.date_id == EventDate.date_id, EventSignUp.is_waiting.is_(True)).exists()
    query = (
        select(Event.event_id).join(EventDate, EventDate.event_id == Event.event_id).where(*_is_coming(now), waits, taken < Event.places)
    )
    return set(session.scalars(query).all())
