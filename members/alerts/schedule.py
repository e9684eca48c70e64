"""When a person is told: at once, or with a digest of the hour, day or week, and not in quiet hours. In the person's own zone.

Times of day are those of clocks on the wall. A time that a clock skips in spring comes an hour later by that clock, and one that it
shows twice in autumn as the first of the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OFF: Final = "off"
MODES: Final[dict[str, str]] = {
    OFF: "Never",
    "at_once": "At once",
    "hourly": "Every hour",
    "daily": "Once a day",
    "weekly": "Once a week",
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a person wants to be told; `quiet` are times of day, None for no quiet hours. `weekday`: 0 is Monday."""

    zone: str = "UTC"
    hour: int = 7
    weekday: int = 0
    quiet: tuple[time, time] | None = None
    severe_at_any_hour: bool = True


def due_at(schedule: Schedule, mode: str, now: datetime, is_severe: bool) -> datetime:
    """When news found at `now` (UTC) is due under `mode`, which is not off: UTC, never before `now`."""
    zone = zone_of(schedule.zone)
    due = now
    if mode == "hourly":
        due = _next_hour(now.astimezone(zone))
    elif mode in ("daily", "weekly"):
        due = _next_digest(now.astimezone(zone), schedule, mode)
    return due if is_severe and schedule.severe_at_any_hour else end_of_quiet(schedule, due)


def next_weekly(schedule: Schedule, weekday: int, after: datetime) -> datetime:
    """The first moment after `after` (UTC) at the schedule's hour on a day of the week; UTC."""
    return _next_digest(after.astimezone(zone_of(schedule.zone)), replace(schedule, weekday=weekday), "weekly")


def end_of_quiet(schedule: Schedule, moment: datetime) -> datetime:
    """`moment`, or where it falls into quiet hours, their end; UTC."""
    if schedule.quiet is None or schedule.quiet[0] == schedule.quiet[1]:
        return moment
    begin, end = schedule.quiet
    local = moment.astimezone(zone_of(schedule.zone))
    for day in (local.date() - timedelta(days=1), local.date()):
        first = _moment(day, begin, schedule.zone)
        last = _moment(day + timedelta(days=1) if end < begin else day, end, schedule.zone)
        if first <= moment < last:
            return last
    return moment


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; UTC where this computer knows none: better told at another hour than not at all."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _next_hour(local: datetime) -> datetime:
    # Hours of the clock, also in zones half an hour off; added in UTC, where none is skipped.
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return local.astimezone(UTC) - past + timedelta(hours=1)


def _next_digest(local: datetime, schedule: Schedule, mode: str) -> datetime:
    for days in range(9):
        day = local.date() + timedelta(days=days)
        moment = _moment(day, time(schedule.hour), schedule.zone)
        if moment > local and (mode == "daily" or day.weekday() == schedule.weekday):
            return moment
    raise AssertionError("every week has each of its days")


def _moment(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, zone_of(zone)).astimezone(UTC)
