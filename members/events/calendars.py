"""Events as iCalendar (RFC 5545, METHOD:PUBLISH as in RFC 5546), for one reader: the join link stands in it for dates with a place alone.

An event has one UID for good. One that repeats is its rule, dates that are not shown as EXDATE, and a component with RECURRENCE-ID for each
date that differs. Every component's SEQUENCE is the event's and the date's together, so that either raises it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, vCalAddress, vRecur, vText
from icalendar import Event as Component

from members.community.markup import words_of
from members.events.reading import HAS_PLACE, WAITS
from members.events.times import rule_of, to_local
from members.store.event_tables import REPEATS, Event, EventDate
from warehouse.contract.settings import Settings
from warehouse.contract.taxonomy import TLP_CODE

CONTENT_TYPE: Final = "text/calendar; charset=utf-8; method=PUBLISH"
_PRODUCT: Final = "-//Anchorwatch//Events//EN"
_NAME: Final = "Anchorwatch"


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """An event with all its dates, the first planned first; `standing` holds, by id, those shown and how the reader stands there."""

    event: Event
    dates: Sequence[EventDate]
    standing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What may differ from date to date."""

    starts_at: datetime
    length: timedelta
    status: str
    link: str


def calendar_of(shown: Iterable[ShownEvent], name: str, settings: Settings, now: datetime) -> bytes:
    """The events as a calendar; `now` is UTC with zone."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    # As what it is: under a name of its own, the library would not escape it.
    calendar.add("x-wr-calname", vText(name))
    calendar.add("x-published-ttl", "PT1H")
    days: list[date] = []
    for each in shown:
        for component in _components(each, settings, now):
            calendar.add_component(component)
        days += [row.original_at.date() for row in each.dates] + [row.starts_at.date() for row in each.dates]
    if days:
        calendar.add_missing_timezones(date(min(days).year, 1, 1), date(max(days).year + 1, 12, 31))
    written: bytes = calendar.to_ical()
    return written


def uid_of(event_id: str) -> str:
    """The event's name among all calendars: its random id, whatever the server is called."""
    return f"{event_id}@events.anchorwatch"


def _components(shown: ShownEvent, settings: Settings, now: datetime) -> list[Component]:
    event, dates = shown.event, [row for row in shown.dates if row.date_id in shown.standing]
    facts = {row.date_id: _facts(event, row, shown.standing[row.date_id]) for row in dates}
    if event.repeats == REPEATS[0]:
        return [_component(event, row, facts[row.date_id], settings, now) for row in dates]
    if not dates:
        return []
    # What most dates share stands in the rule itself: what holds for the first that was not cancelled.
    usual = next((facts[row.date_id] for row in dates if not row.is_cancelled), facts[dates[0].date_id])
    first, length = shown.dates[0], timedelta(minutes=event.minutes)
    status = "CONFIRMED" if usual.status == "CANCELLED" else usual.status
    master = _component(event, None, _Facts(first.original_at, length, status, usual.link), settings, now)
    local = to_local(first.original_at, event.zone)
    master.add("rrule", vRecur.from_ical(rule_of(local, event.repeats, len(shown.dates))))
    if left_out := [_zoned(row.original_at, event.zone) for row in shown.dates if row.date_id not in shown.standing]:
        master.add("exdate", left_out)
    components = [master]
    for row in dates:
        if facts[row.date_id] != _Facts(row.original_at, length, status, usual.link):
            component = _component(event, row, facts[row.date_id], settings, now)
            component.add("recurrence-id", _zoned(row.original_at, event.zone))
            components.append(component)
    return components


def _facts(event: Event, row: EventDate, standing: str) -> _Facts:
    status = "CANCELLED" if row.is_cancelled else "TENTATIVE" if standing == WAITS else "CONFIRMED"
    link = event.join_link if standing == HAS_PLACE and not row.is_cancelled else ""
    return _Facts(row.starts_at, row.ends_at - row.starts_at, status, link)


def _component(event: Event, row: EventDate | None, facts: _Facts, settings: Settings, now: datetime) -> Component:
    component = Component()
    component.add("uid", uid_of(event.event_id))
    component.add("dtstamp", now)
    component.add("last-modified", max(event.changed_at, row.changed_at if row else event.changed_at).replace(tzinfo=UTC))
    component.add("sequence", event.sequence + (row.sequence if row else 0))
    component.add("status", facts.status)
    component.add("summary", event.title)
    component.add("dtstart", _zoned(facts.starts_at, event.zone))
    component.add("duration", facts.length)
    if where := event.place or facts.link:
        component.add("location", where)
    if facts.link:
        component.add("url", facts.link)
    component.add("description", _description(event, row, facts, settings))
    if settings.mail_from:
        component.add("organizer", vCalAddress(f"mailto:{settings.mail_from}", params={"CN": _NAME}))
    return component


def _description(event: Event, row: EventDate | None, facts: _Facts, settings: Settings) -> str:
    parts = [
        f"Cancelled: {row.note}" if row and row.is_cancelled and row.note else "",
        "You are on the waiting list." if facts.status == "TENTATIVE" else "",
        f"Join: {facts.link}" if facts.link else "",
        f"Speakers: {event.speakers}" if event.speakers else "",
        words_of(event.agenda),
        TLP_CODE[event.tlp].title,
        f"{settings.public_address}/events{f'?event={row.date_id}' if row else ''}" if settings.public_address else "",
    ]
    return "\n".join(filter(None, parts))


def _zoned(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
