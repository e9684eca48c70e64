"""Cells into days, moments and numbers, as a mapping says that they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Final

from data_pipeline.errors import BadRecord
from data_pipeline.files.days import day_in_order, named_day, split_time
from data_pipeline.mapping.words import month_words

_EXCEL_DAY_0: Final = datetime(1899, 12, 30)
"""Excel counts from 1 January 1900 as day 1, and takes 1900 for a leap year; this is right from March 1900 on."""
_EXCEL_DAYS: Final = (60.0, 80_000.0)
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:?\d{2}.{0,20})?")
_LOOSE_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_SLASHES: Final = re.compile(r"(\d{4})/(\d\d)/(\d\d)(?=[T ]\d\d:)")
_COMPACT: Final = re.compile(r"(?:19|20)\d{6}")
_MILLISECONDS: Final = re.compile(r"-?\d{12,13}(?:\.0+)?")
_CLOCK: Final = re.compile(
    r"(\d{1,2})(?:[:.h]?(\d{2})(?:[:.](\d{2})(?:\.\d+)?)?)?\s*(am|pm)?\s*(utc|gmt|z|lt|local(?: time)?|hrs|hours|uhr)?", re.IGNORECASE
)
_DATE_TIME_GROUP: Final = re.compile(r"(\d\d)(\d\d)(\d\d)\s?([ZJ])\s?([A-Za-z]{3})\s?(\d{2}|\d{4})", re.IGNORECASE)
"""050730Z AUG 26, as navies write it; Z is UTC, J the observer's own time."""
_FRACTION: Final = re.compile(r"0?\.\d+")
_WORD: Final = re.compile(r"[^\W\d_]{3,12}")
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. `zone`: as the text itself states it; `is_local`: it says that it is local time, of whatever place."""

    time: time
    zone: tzinfo | None = None
    is_local: bool = False

    def in_utc(self) -> Clock:
        """The same time, known to be UTC, unless it says itself that it is local."""
        return self if self.is_local else replace(self, zone=UTC)


@dataclass(frozen=True, slots=True)
class When:
    """A day, and the time on it where one is stated."""

    day: date
    clock: Clock | None = None

    def moment(self, zone: tzinfo | None) -> datetime | None:
        """The moment in UTC, where the zone of the time is known: stated beside it, or `zone`."""
        if self.clock is None:
            return None
        known = self.clock.zone or (None if self.clock.is_local and zone is UTC else zone)
        if known is None:
            return None
        try:
            return datetime.combine(self.day, self.clock.time, known).astimezone(UTC)
        # The first and last day of the calendar.
        except OverflowError:
            return None


def read_when(text: str, order: str, name: str) -> When:
    """The day, and the time after it, in a cell of the column `name`; `order` is a word of DAY_ORDERS, a pattern, or empty.

    An ISO 8601 date is read under any order, since it can mean one day only. Raises BadRecord.
    """
    text = " ".join(text.split())
    if 0 < len(text) <= _LONGEST:
        try:
            when = _iso(text) or (_by_pattern(text, order) if "%" in order else _by_order(text, order))
        except (ValueError, OverflowError):
            when = None
        if when is not None:
            return when
    raise BadRecord("bad_date", f"column {name!r}: {text[:80]!r} is no date written as {order or 'year_first'}")


def read_clock(text: str) -> Clock | None:
    """The time of day in a cell: 07:30, 0730 UTC, 7.30 pm, 0730 LT, or a fraction of a day as Excel keeps it; None for anything else."""
    text = text.strip()
    if _FRACTION.fullmatch(text):
        return Clock((_EXCEL_DAY_0 + timedelta(seconds=round(float(text) * 86_400))).time())
    if _ISO.fullmatch(text):
        when = _iso(text)
        return when.clock if when else None
    if len(text) > _LONGEST or (match := _CLOCK.fullmatch(text)) is None or (match[2] is None and not match[4]):
        return None
    hour, half = int(match[1]), (match[4] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half == "pm")
    word = (match[5] or "").lower()
    try:
        clock = time(hour, int(match[2] or 0), int(match[3] or 0))
    except ValueError:
        return None
    return Clock(clock, UTC if word in ("utc", "gmt", "z") else None, word.startswith(("lt", "local")))


def read_number(text: str, decimal: str) -> float | None:
    """The number in a cell, with `decimal` as its point and the other sign or blanks between thousands; None for anything else."""
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "").replace("−", "-")
    grouping = "," if decimal == "." else "."
    if not _number_pattern(decimal, grouping).fullmatch(plain):
        return None
    return float(plain.replace(grouping, "").replace(decimal, "."))


@cache
def _number_pattern(decimal: str, grouping: str) -> re.Pattern[str]:
    point, comma = re.escape(decimal), re.escape(grouping)
    return re.compile(rf"[+-]?(?:\d{{1,15}}|\d{{1,3}}(?:{comma}\d{{3}}){{1,4}})(?:{point}\d{{0,15}})?")


def _iso(text: str) -> When | None:
    if _ISO.fullmatch(text):
        try:
            stated = datetime.fromisoformat(text)
        except ValueError:
            return None
        if len(text) == 10:
            return When(stated.date())
        # Programs write midnight for a day without a time, some of them as one in UTC.
        is_day = stated.time() == time(0) and not stated.utcoffset()
        return When(stated.date(), None if is_day else Clock(stated.time(), stated.tzinfo))
    if _MILLISECONDS.fullmatch(text):
        stated = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=float(text))
        return When(stated.date(), None if stated.time() == time(0) else Clock(stated.time(), UTC))
    return None


def _by_pattern(text: str, pattern: str) -> When:
    stated = datetime.strptime(text, pattern)
    has_time = any(sign in pattern for sign in ("%H", "%I", "%X", "%c"))
    return When(stated.date(), Clock(stated.time(), stated.tzinfo) if has_time else None)


def _by_order(text: str, order: str) -> When | None:
    if order == "excel":
        return _excel_day(text)
    if match := _DATE_TIME_GROUP.fullmatch(text):
        day = named_day(f"{match[1]} {match[5]} {match[6]}")
        return When(day, Clock(time(int(match[2]), int(match[3])), UTC if match[4].upper() == "Z" else None)) if day else None
    if _SLASHES.match(text):
        return _iso(_SLASHES.sub(r"\1-\2-\3", text))
    day_text, clock_text = split_time(text)
    clock = read_clock(clock_text) if clock_text else None
    if match := _LOOSE_ISO.fullmatch(day_text):
        return When(date(int(match[1]), int(match[2]), int(match[3])), clock)
    if _COMPACT.fullmatch(day_text):
        return When(date(int(day_text[:4]), int(day_text[4:6]), int(day_text[6:])), clock)
    in_figures = day_in_order(day_text, order.removesuffix("_first") or "year")
    day = in_figures or named_day(_WORD.sub(lambda word: month_words().get(word.group().casefold(), word.group()), day_text))
    return When(day, clock) if day else None


def _excel_day(text: str) -> When | None:
    days = read_number(text, "." if "." in text else ",")
    if days is None or not _EXCEL_DAYS[0] < days < _EXCEL_DAYS[1]:
        return None
    moment = _EXCEL_DAY_0 + timedelta(seconds=round(days * 86_400))
    return When(moment.date(), None if moment.time() == time(0) else Clock(moment.time()))
