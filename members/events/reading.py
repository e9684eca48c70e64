"""Events as a reader sees them: those meant for him or her, and of these the join link only with a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from members.access import Person
from members.community.readers import Reader, is_meant_for, reading_as
from members.errors import NotAllowed
from members.events.times import moment
from members.store.engine import MemberStore
from members.store.event_tables import Event, EventDate, EventFeedback, EventSignUp
from members.store.people_tables import Group
from warehouse.contract.taxonomy import MARKS

NO_SUCH_EVENT: Final = "There is no such event, or it is not open to you."
HAS_PLACE, WAITS = "place", "waiting"
MOST_PAST: Final = 100


@dataclass(frozen=True, slots=True)
class EventRow:
    """One date of an event; times are UTC. `standing`: the reader has a place, waits for one, or neither (empty).

    `group` is empty for an event for all members. `dates`: how many the event has. `links` are recording and slides, each may be empty.
    """

    date_id: str
    event_id: str
    title: str
    speakers: str
    place: str
    tlp: str
    group_id: str
    group: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    is_cancelled: bool
    is_moved: bool
    note: str
    repeats: str
    dates: int
    places: int | None
    taken: int = 0
    waiting: int = 0
    standing: str = ""
    recording: str = ""
    slides: str = ""

    @property
    def is_full(self) -> bool:
        """Whether whoever signs up now waits."""
        return self.places is not None and self.taken >= self.places


@dataclass(frozen=True, slots=True)
class OpenEvent:
    """A date with what only its own page shows. `later`: further dates of the event.

    `join_link` is empty for readers without a place, and once the date is over.
    """

    row: EventRow
    agenda: str
    join_link: str
    later: tuple[EventRow, ...]
    may_organise: bool
    may_judge: bool


def coming_events(store: MemberStore, person: Person, until: datetime | None = None, now: datetime | None = None) -> list[EventRow]:
    """Dates that a person may open, that are not over and begin before `until` (with zone), the next first. Cancelled ones are left out.

    Raises NotAllowed, StoreError, SettingsError.
    """
    with reading_as(store, person) as (session, reader):
        return event_rows(session, reader, EventDate.is_cancelled.is_(False), *_coming(now, until))


def coming_events_for_all(store: MemberStore, clearance: str, until: datetime, now: datetime | None = None) -> list[EventRow]:
    """The same as every member of a clearance (a TLP mark) may open them: none of a group, and nobody's sign-ups. Raises StoreError."""
    marks = MARKS[: 1 + MARKS.index(clearance)]
    with store.reading() as session:
        query = _dates().where(Event.group_id.is_(None), Event.tlp.in_(marks), EventDate.is_cancelled.is_(False), *_coming(now, until))
        return [_row(found) for found in session.execute(query).all()]


def calendar_of_page(store: MemberStore, person: Person, now: datetime | None = None) -> list[EventRow]:
    """What the page lists: coming dates, and those of them that were cancelled. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        return event_rows(session, reader, *_coming(now, None))


def past_events(store: MemberStore, person: Person, now: datetime | None = None) -> list[EventRow]:
    """Dates that are over and took place, the latest first, at most MOST_PAST. Raises NotAllowed, StoreError."""
    over = EventDate.ends_at <= moment(now), EventDate.is_cancelled.is_(False)
    with reading_as(store, person) as (session, reader):
        query = _dates().where(is_meant_for(reader, Event), *over).order_by(None).order_by(EventDate.starts_at.desc(), EventDate.date_id)
        return _with_counts(session, reader, session.execute(query.limit(MOST_PAST)).all())


def read_event(store: MemberStore, person: Person, date_id: str, now: datetime | None = None) -> OpenEvent:
    """One date. Raises NotAllowed in the same words for one that the reader may not open and one that does not exist; StoreError."""
    with reading_as(store, person) as (session, reader):
        event, date = open_date(session, reader, date_id)
        rows = event_rows(session, reader, EventDate.event_id == event.event_id)
        [row] = [each for each in rows if each.date_id == date_id]
        later = tuple(each for each in rows if each.date_id != date_id and each.ends_at.replace(tzinfo=None) > moment(now))
        organises = reader.moderates(event.group_id)
        given = session.scalar(select(EventFeedback.feedback_id).where(_is_own(EventFeedback, date_id, reader)))
        may_join = (organises or row.standing == HAS_PLACE) and not date.is_cancelled and date.ends_at > moment(now)
        return OpenEvent(
            row, event.agenda, event.join_link if may_join else "", later, organises,
            may_judge=given is None and row.standing == HAS_PLACE and has_begun(date, moment(now)),
        )  # fmt: skip


def open_date(session: Session, reader: Reader, date_id: str, *, lock: bool = False) -> tuple[Event, EventDate]:
    """A date that the reader may open, and its event; `lock`: nobody else changes it until the transaction ends. Raises NotAllowed."""
    query = select(Event, EventDate).join(EventDate, EventDate.event_id == Event.event_id)
    query = query.where(EventDate.date_id == date_id, is_meant_for(reader, Event))
    found = session.execute(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotAllowed(NO_SUCH_EVENT)
    return found[0], found[1]


def has_begun(date: EventDate, now: datetime) -> bool:
    """Whether a date has begun and was not cancelled."""
    return not date.is_cancelled and date.starts_at <= now


def event_rows(session: Session, reader: Reader, *conditions: ColumnElement[bool]) -> list[EventRow]:
    """Within a transaction, the dates that a reader may open, the earliest first."""
    found = session.execute(_dates().where(is_meant_for(reader, Event), *conditions)).all()
    return _with_counts(session, reader, found)


def _coming(now: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    conditions = [EventDate.ends_at > moment(now)]
    return conditions + ([EventDate.starts_at < moment(until)] if until else [])


def _dates() -> Select[Any]:
    number = select(func.count()).where(EventDate.event_id == Event.event_id).correlate(Event).scalar_subquery()
    query = select(Event, EventDate, Group.name, number).join(EventDate, EventDate.event_id == Event.event_id)
    return query.outerjoin(Group, Group.group_id == Event.group_id).order_by(EventDate.starts_at, EventDate.date_id)


def _with_counts(session: Session, reader: Reader, found: Sequence[Any]) -> list[EventRow]:
    ids = [row[1].date_id for row in found]
    waiting = func.sum(case((EventSignUp.is_waiting, 1), else_=0))
    counted = select(EventSignUp.date_id, func.count() - waiting, waiting).where(EventSignUp.date_id.in_(ids))
    counts = {date_id: (taken, waits) for date_id, taken, waits in session.execute(counted.group_by(EventSignUp.date_id))}
    mine = select(EventSignUp.date_id, EventSignUp.is_waiting).where(
        EventSignUp.person_id == reader.person_id, EventSignUp.date_id.in_(ids)
    )
    standing = {date_id: WAITS if is_waiting else HAS_PLACE for date_id, is_waiting in session.execute(mine)}
    return [_row(row, *counts.get(row[1].date_id, (0, 0)), standing=standing.get(row[1].date_id, "")) for row in found]


def _row(found: Any, taken: int = 0, waiting: int = 0, standing: str = "") -> EventRow:
    event, date, group, number = found
    return EventRow(
        date.date_id, event.event_id, event.title, event.speakers, event.place, event.tlp, event.group_id or "", group or "",
        date.starts_at.replace(tzinfo=UTC), date.ends_at.replace(tzinfo=UTC), event.zone, date.is_cancelled,
        date.starts_at != date.original_at, date.note, event.repeats, number, event.places, taken, waiting, standing,
        date.recording, date.slides,
    )  # fmt: skip


def _is_own(table: type[EventFeedback], date_id: str, reader: Reader) -> ColumnElement[bool]:
    return (table.date_id == date_id) & (table.person_id == reader.person_id)
