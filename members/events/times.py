"""When events are: by the clock of the organiser's zone, kept as UTC. A weekly event has the same hour there, summer and winter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrulestr

from members.errors import NotAllowed
from members.store.event_tables import REPEATS

MOST_DATES: Final = 104
LONGEST_SERIES: Final = timedelta(days=731)
LONGEST_EVENT: Final = timedelta(days=3)
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LAST_WEEK: Final = 5


def checked_zone(name: str) -> str:
    """The name of a time zone. Raises NotAllowed."""
    if name not in available_timezones():
        raise NotAllowed("There is no such time zone; they are named like Europe/Oslo.")
    return name


def rule_of(first: datetime, repeats: str, count: int) -> str:
    """How an event repeats from its first date on, as RFC 5545 writes it; empty for one with a single date."""
    if repeats == REPEATS[0]:
        return ""
    every = {"weekly": "FREQ=WEEKLY", "fortnightly": "FREQ=WEEKLY;INTERVAL=2", "monthly": f"FREQ=MONTHLY;BYDAY={_weekday_of_month(first)}"}
    return f"{every[repeats]};COUNT={count}"


def dates_of(first: datetime, repeats: str, count: int) -> list[datetime]:
    """All dates, by the same clock as the first. Raises NotAllowed where they are too many or reach too far."""
    if repeats not in REPEATS:
        raise NotAllowed("Choose how the event repeats.")
    number = 1 if repeats == REPEATS[0] else count
    if not 1 <= number <= MOST_DATES:
        raise NotAllowed(f"An event that repeats has 1 to {MOST_DATES} dates.")
    dates = list(rrulestr(rule_of(first, repeats, number), dtstart=first)) if repeats != REPEATS[0] else [first]
    if dates[-1] - first > LONGEST_SERIES:
        raise NotAllowed("An event repeats for two years at most.")
    return dates


def to_utc(local: datetime, zone: str) -> datetime:
    """A time by a zone's clock, as the database keeps it: UTC without saying so."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def to_local(moment: datetime, zone: str) -> datetime:
    """A time of the database by a zone's clock, without the zone."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def moment(now: datetime | None) -> datetime:
    """The present moment, or the one that a test names, as the database keeps it."""
    return (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _weekday_of_month(day: datetime) -> str:
    """`2TU` for a second Tuesday. Not every month has a fifth one, so that it counts as the last."""
    week = (day.day - 1) // 7 + 1
    return f"{-1 if week == _LAST_WEEK else week}{_WEEKDAYS[day.weekday()]}"
