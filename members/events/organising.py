"""What organisers do: a group's moderators for the group, moderators and administrators of the server for all members.

Nothing is deleted: who has signed up is told of what is moved, changed or cancelled, and calendars learn it by a raised SEQUENCE.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import Person
from members.community.readers import Reader, writing_as
from members.errors import NotAllowed
from members.events import telling, times
from members.events.items import CANCELLED, MOVED, WHERE
from members.events.links import checked_link
from members.events.reading import NO_SUCH_EVENT, open_date
from members.events.signing_up import OVER, fill_places, renew_reminders
from members.people.acting import add_entry, one_line
from members.people.pace import Writing, keep_pace
from members.reports.reading import clean_text
from members.store.engine import MemberStore
from members.store.event_tables import Event, EventDate, EventSignUp
from members.store.people_tables import Account
from warehouse.contract.taxonomy import MARKS

LONGEST_AGENDA: Final = 4_000
LONGEST_TITLE: Final = 150
MOST_PLACES: Final = 10_000
_NOT_YOURS: Final = "Only moderators can plan and change events: the group's for the group, the server's for all members."


@dataclass(frozen=True, slots=True)
class EventText:
    """What an event says, which can be changed later. `places`: on each date; None: as many as come."""

    title: str
    speakers: str = ""
    agenda: str = ""
    place: str = ""
    join_link: str = ""
    places: int | None = None
    tlp: str = "GREEN"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be made; `first` is its first date by the clock of `zone`, `count` the number of dates where it repeats."""

    text: EventText
    first: datetime
    zone: str
    minutes: int = 60
    group_id: str = ""
    repeats: str = "once"
    count: int = 1


def make_event(store: MemberStore, person: Person, new: NewEvent, now: datetime | None = None) -> str:
    """Make an event; returns the id of its first date. Raises NotAllowed, StoreError."""
    columns, zone = _checked(new.text), times.checked_zone(new.zone)
    length = _checked_length(new.minutes)
    first = new.first.replace(tzinfo=None, second=0, microsecond=0)
    dates = [times.to_utc(local, zone) for local in times.dates_of(first, new.repeats, new.count)]
    at = times.moment(now)
    _refuse_past(dates[0], at)
    with writing_as(store, person) as (session, reader):
        _require_organiser(reader, new.group_id or None)
        if new.text.tlp not in reader.marks:
            raise NotAllowed("Choose a TLP mark that you may read yourself.")
        keep_pace(reader.person, Writing.EVENTS)
        event = Event(
            event_id=uuid.uuid4().hex, group_id=new.group_id or None, zone=zone, minutes=new.minutes, repeats=new.repeats,
            organiser_id=reader.person_id, sequence=0, changed_at=at, **columns,
        )  # fmt: skip
        session.add(event)
        session.flush()
        rows = [
            EventDate(
                date_id=uuid.uuid4().hex, event_id=event.event_id, original_at=start, starts_at=start, ends_at=start + length,
                is_cancelled=False, note="", sequence=0, changed_at=at, recording="", slides="",
            )
            for start in dates
        ]  # fmt: skip
        session.add_all(rows)
        add_entry(session, reader.person_id, "event_made", event.event_id)
        return rows[0].date_id


def text_of(store: MemberStore, person: Person, date_id: str) -> EventText:
    """What an event says now, for whoever may change it. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        event, _ = _own_date(session, reader, date_id)
        return EventText(event.title, event.speakers, event.agenda, event.place, event.join_link, event.places, event.tlp)


def change_event(store: MemberStore, person: Person, date_id: str, text: EventText, now: datetime | None = None) -> None:
    """Change what an event says, on all its dates. Whoever has signed up is told of another place or join link.

    Raises NotAllowed, StoreError.
    """
    columns, at = _checked(text), times.moment(now)
    with writing_as(store, person) as (session, reader):
        event, _ = _own_date(session, reader, date_id)
        if text.tlp not in reader.marks or MARKS.index(text.tlp) < MARKS.index(event.tlp):
            raise NotAllowed("A mark can be made stricter, never wider, and you must be able to read it yourself.")
        keep_pace(reader.person, Writing.EVENTS)
        before = event.place, event.join_link
        for name, value in columns.items():
            setattr(event, name, value)
        event.changed_at = at
        coming = _dates_from(session, event, at)
        if before != (event.place, event.join_link):
            event.sequence += 1
            for date in coming:
                telling.tell_signed_up(session, WHERE, date, at)
        for date in coming:
            fill_places(session, event, date, at)
        add_entry(session, reader.person_id, "event_changed", event.event_id)


def move_date(
    store: MemberStore, person: Person, date_id: str, first: datetime, minutes: int, note: str = "", and_later: bool = False, *,
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Move a date to another time by the event's clock; with `and_later` all later ones by as much. Raises NotAllowed, StoreError."""
    length, why, at = _checked_length(minutes), _line_or_nothing(note, "A reason"), times.moment(now)
    with writing_as(store, person) as (session, reader):
        event, date = _own_date(session, reader, date_id)
        _refuse_over(date, at)
        keep_pace(reader.person, Writing.EVENTS)
        local = first.replace(tzinfo=None, second=0, microsecond=0)
        shift = local - times.to_local(date.starts_at, event.zone)
        for each in _with_later(session, event, date, and_later):
            start = times.to_utc(times.to_local(each.starts_at, event.zone) + shift, event.zone)
            _refuse_past(start, at)
            if (start, start + length) == (each.starts_at, each.ends_at):
                continue
            each.starts_at, each.ends_at = start, start + length
            _note_change(each, why, at)
            telling.tell_signed_up(session, MOVED, each, at)
            renew_reminders(session, each, at)
        add_entry(session, reader.person_id, "event_moved", event.event_id)


def cancel_date(
    store: MemberStore, person: Person, date_id: str, note: str = "", and_later: bool = False, *, now: datetime | None = None
) -> None:
    """Cancel a date, with `and_later` all later ones too; it stays to be seen. Raises NotAllowed, StoreError."""
    why, at = _line_or_nothing(note, "A reason"), times.moment(now)
    with writing_as(store, person) as (session, reader):
        event, date = _own_date(session, reader, date_id)
        _refuse_over(date, at)
        for each in _with_later(session, event, date, and_later):
            each.is_cancelled = True
            _note_change(each, why, at)
            telling.tell_signed_up(session, CANCELLED, each, at)
            renew_reminders(session, each, at)
        add_entry(session, reader.person_id, "event_cancelled", event.event_id)


def set_afterwards(store: MemberStore, person: Person, date_id: str, recording: str, slides: str, now: datetime | None = None) -> None:
    """Say where recording and slides of a date are; https alone. Raises NotAllowed, StoreError."""
    links = (checked_link(recording, "The recording", ("https",)), checked_link(slides, "The slides", ("https",)))
    with writing_as(store, person) as (session, reader):
        _, date = _own_date(session, reader, date_id)
        date.recording, date.slides = links
        date.changed_at = times.moment(now)


def signed_up(store: MemberStore, person: Person, date_id: str) -> tuple[list[str], list[str]]:
    """Names of those who have a place, by name, and of those who wait, in their order; for organisers. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        _own_date(session, reader, date_id)
        query = select(Account.name, EventSignUp.is_waiting).join(EventSignUp, EventSignUp.person_id == Account.person_id)
        rows = session.execute(query.where(EventSignUp.date_id == date_id).order_by(EventSignUp.number)).all()
        return sorted(name for name, waits in rows if not waits), [name for name, waits in rows if waits]


def _own_date(session: Session, reader: Reader, date_id: str) -> tuple[Event, EventDate]:
    event, date = open_date(session, reader, date_id, lock=True)
    _require_organiser(reader, event.group_id)
    return event, date


def _require_organiser(reader: Reader, group_id: str | None) -> None:
    if group_id is not None and group_id not in reader.groups:
        raise NotAllowed(NO_SUCH_EVENT)
    if not reader.moderates(group_id):
        raise NotAllowed(_NOT_YOURS)


def _checked(text: EventText) -> dict[str, Any]:
    agenda = clean_text(text.agenda) if len(text.agenda) <= LONGEST_AGENDA else text.agenda
    if len(agenda) > LONGEST_AGENDA:
        raise NotAllowed(f"An agenda has at most {LONGEST_AGENDA:,} characters.")
    if text.places is not None and not 1 <= text.places <= MOST_PLACES:
        raise NotAllowed(f"An event has 1 to {MOST_PLACES:,} places, or no limit.")
    if text.tlp not in MARKS:
        raise NotAllowed(f"There is no TLP mark {text.tlp}.")
    columns: dict[str, Any] = {
        "title": one_line(text.title, "A title", LONGEST_TITLE),
        "speakers": _line_or_nothing(text.speakers, "The list of speakers", 500),
        "agenda": agenda,
        "place": _line_or_nothing(text.place, "A place", 300),
        "join_link": checked_link(text.join_link, "The join link"),
        "places": text.places,
        "tlp": text.tlp,
    }
    if not (columns["place"] or columns["join_link"]):
        raise NotAllowed("Say where the event is: a place, a join link, or both.")
    return columns


def _checked_length(minutes: int) -> timedelta:
    length = timedelta(minutes=minutes)
    if not timedelta(0) < length <= times.LONGEST_EVENT:
        raise NotAllowed(f"An event takes 1 minute to {times.LONGEST_EVENT.days} days.")
    return length


def _line_or_nothing(text: str, meaning: str, longest: int = 300) -> str:
    return one_line(text, meaning, longest) if clean_text(text) else ""


def _refuse_past(start: datetime, now: datetime) -> None:
    if start <= now:
        raise NotAllowed("Choose a time that is still to come.")


def _refuse_over(date: EventDate, now: datetime) -> None:
    if date.is_cancelled or date.ends_at <= now:
        raise NotAllowed(OVER)


def _note_change(date: EventDate, note: str, now: datetime) -> None:
    date.note, date.changed_at = note, now
    date.sequence += 1


def _with_later(session: Session, event: Event, date: EventDate, and_later: bool) -> list[EventDate]:
    """The date, or with `and_later` those after it too that are not cancelled, by what was first planned."""
    if not and_later:
        return [date]
    query = select(EventDate).where(EventDate.event_id == event.event_id, EventDate.original_at >= date.original_at)
    return list(session.scalars(query.where(EventDate.is_cancelled.is_(False)).order_by(EventDate.original_at)).all())


def _dates_from(session: Session, event: Event, now: datetime) -> list[EventDate]:
    query = select(EventDate).where(EventDate.event_id == event.event_id, EventDate.ends_at > now, EventDate.is_cancelled.is_(False))
    return list(session.scalars(query.order_by(EventDate.original_at)).all())
