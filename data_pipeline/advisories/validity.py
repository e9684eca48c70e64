"""From when until when an advisory holds, by the words of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from data_pipeline.facts.place_and_time.dates import TIME_PATTERN, DayMention, find_days

_END: Final = re.compile(
    r"\b(?:until|till|thru|through|to be cancell?ed (?:on|at)|cancel (?:this (?:msg|message|warning|notice)|para\w*\s\d+)(?: (?:on|at))?"
    r"|(?:expir(?:es?|y|ing)|ends?|ending|not valid after|valid to)(?:\s(?:on|at|date|time)\b)?)\b",
    re.IGNORECASE,
)
_BEGIN: Final = re.compile(
    r"\b(?:valid from|with effect from|effective(?: from)?|commencing|beginning|starting|w\.?e\.?f\.?)(?!\w)", re.IGNORECASE
)
_RANGE: Final = re.compile(r"\s{0,3}(?:to|-|–|and)\s", re.IGNORECASE)
_UNTIL_CANCELLED: Final = re.compile(
    r"\b(?:until|till) (?:further notice|cancell?ed|(?:it is )?(?:cancell?ed|rescinded|superseded|withdrawn))\b", re.IGNORECASE
)
_ISO: Final = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)(?:[T ](\d\d):?(\d\d)(?::?\d\d)?\s?(?:Z|UTC)?)?\b", re.IGNORECASE)
_REACH: Final = 60
"""Characters after a lead-in in which the moment begins that it is about."""
_BEGUN_BEFORE: Final = timedelta(days=270)
"""What began so long before an advisory, by a day without a year, began then: advisories announce what is weeks ahead, and one that tells
of attacks since last spring must not wait for the next."""
_CLOCK_REACH: Final = 24
"""Characters before or after a day within which its time stands."""


@dataclass(frozen=True, slots=True)
class StatedValidity:
    """What a text says; None where it is silent. `until_cancelled`: it says that it holds until it is cancelled."""

    valid_from: datetime | None = None
    valid_to: datetime | None = None
    until_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class _Mention:
    """A moment, or a whole day, as a text gives it up to `end`."""

    day: date
    clock: time | None
    end: int

    @property
    def first(self) -> datetime:
        return datetime.combine(self.day, self.clock or time(), UTC)

    @property
    def last(self) -> datetime:
        """Its moment, or the end of its day."""
        return self.first if self.clock else self.first + timedelta(days=1)


def read_validity(text: str, issued_at: datetime) -> StatedValidity:
    """From when until when an advisory holds. An end before it was issued is that of something else and not taken; times are UTC."""
    valid_from, range_end = _read_begin(text, issued_at)
    until_cancelled = _UNTIL_CANCELLED.search(text) is not None
    ends = [mention.last for match in _END.finditer(text) if (mention := _mention_after(text, match.end(), issued_at.date())) is not None]
    # Of several, the last: parts of an advisory may end before the whole.
    later = [end for end in (*ends, *([range_end] if range_end else [])) if end > max(issued_at, valid_from or issued_at)]
    return StatedValidity(valid_from, max(later, default=None), until_cancelled and not later)


def _read_begin(text: str, issued_at: datetime) -> tuple[datetime | None, datetime | None]:
    for match in _BEGIN.finditer(text):
        mention = _mention_after(text, match.end(), issued_at.date() - _BEGUN_BEFORE)
        if mention is None:
            continue
        joined = _RANGE.match(text, mention.end)
        until = _mention_after(text, joined.end(), mention.day) if joined else None
        return mention.first, until.last if until else None
    return None, None


def _mention_after(text: str, start: int, earliest: date) -> _Mention | None:
    """The first moment that begins within reach of `start`; a day without a year is the first of its kind from `earliest` on."""
    # The clock may stand before the day: "until 2359 UTC on 15 March".
    window = text[start : start + _REACH + 40]
    stop = re.search(r"[.;\n](?=\s|$)(?<!\d\.)", window)
    window = window[: stop.start()] if stop else window
    if (iso := _ISO.search(window)) is not None and iso.start() <= _REACH:
        digits = f"{iso[4]}{iso[5]}" if iso[4] else ""
        return _mention(_day(int(iso[1]), int(iso[2]), int(iso[3])), _clock(digits), start + iso.end())
    for found in find_days(window, earliest):
        if found.start > _REACH:
            break
        day = _day_from(found, earliest)
        clock, end = _clock(found.clock), found.end
        if clock is None and (match := _clock_beside(window, found.start, found.end)) is not None:
            clock, end = _clock(f"{int(match['hour']):02d}{match['minute']}"), max(end, match.end())
        return _mention(day, clock, start + end)
    return None


def _day_from(found: DayMention, earliest: date) -> date | None:
    if found.year is not None:
        return _day(found.year, found.month, found.day)
    days = (_day(year, found.month, found.day) for year in (earliest.year, earliest.year + 1))
    return next((day for day in days if day is not None and day >= earliest), None)


def _mention(day: date | None, clock: time | None, end: int) -> _Mention | None:
    return _Mention(day, clock, end) if day is not None and day.year < 2100 else None


def _clock_beside(window: str, start: int, end: int) -> re.Match[str] | None:
    """A time in UTC just before or after a day. One by a clock that is not stated leaves the whole day."""
    for match in TIME_PATTERN.finditer(window):
        is_near = -_CLOCK_REACH <= match.end() - start <= 2 or -2 <= match.start() - end <= _CLOCK_REACH
        if is_near and (match["zone"] or "").lower() in ("utc", "gmt", "z"):
            return match
    return None


def _clock(digits: str) -> time | None:
    hour, minute = (int(digits[:2]), int(digits[2:4])) if len(digits) == 4 else (24, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
