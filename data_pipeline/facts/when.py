"""Dates and times: those a text states, and which of field and text is kept.

The rule, in this order:

1. The first day that the text gives for the event itself counts; days introduced as those of a report, a departure,
   a release and the like do not. A day without a year takes the year that brings it nearest to the field's.
2. No day in the fields: the text's is taken.
3. The two agree: the field is kept.
4. They differ: the text's day wins, since a narrative is written from the message and a field is typed, unless
   a. it lies after the record was reported or published, or in a later year than the record's own reference,
   b. the field's day stands in the text, too, more than three days away, and the first does not follow a word for the event,
   c. it has no year of its own and lies more than 45 days off, or more than three days and beyond the first 300
      characters of the text (it may then be another event's day),
   d. only the years differ and the reference does not speak for the text's (a slip of the pen in the year).
   `date_conflict_near` is one to three days, `date_conflict_month` 26 to 35 days or the same day of another month next
   to it, `date_conflict_far` anything else. One day may be no more than local time against UTC.
5. A time marked UTC, GMT or Z gives the moment; local time only with a stated offset. Otherwise the day as the report
   states it is all that is kept. "About", "approximately" make an hour of a minute.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from data_pipeline.facts.tables import patterns
from data_pipeline.model import Draft, Facts

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary|ury)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may(?!\s+(?:have|be|not)\b)|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_CLOCK = r"utc|local|lt|z|gmt|hrs|hours"
_YEAR = rf"((?:19|20)\d\d(?!\s?(?:{_CLOCK})\b)|'?\d\d(?![\d:.]|-\d|\s?(?:{_CLOCK}|armed|pirates|men|persons)\b))"
_TH = r"(?:st|nd|rd|th)?"
DAY_PATTERN: Final = re.compile(
    rf"\b(?P<d1>\d\d?)\.(?P<m1>\d\d?)\.(?P<y1>(?:19|20)\d\d)\b"
    rf"|\b(?P<d2>\d\d)(?P<t2>\d{{4}})\s?(?:Z|UTC)[\s,]{{0,2}}(?P<m2>{_MONTH})\b\.?(?:\s?(?P<y2>{_YEAR})\b)?"
    rf"|\b(?P<d3>\d\d?){_TH}(?:\s?(?:-|/|–|and|to|or|&)\s?\d\d?{_TH})?[\s.-]{{0,2}}(?:of\s)?(?P<m3>{_MONTH})(?![a-z])\.?"
    rf"(?:[\s,.-]{{0,2}}(?P<y3>{_YEAR})\b)?"
    rf"|\b(?P<m4>{_MONTH})\.?\s(?P<d4>\d\d?){_TH}(?![\d:]|\s?(?:utc|nm|local|lt)\b)(?:,?\s(?P<y4>(?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
TIME_PATTERN: Final = re.compile(
    r"(?P<about>\b(?:about|approx(?:imately|\.)?|around|between|circa)\s+)?(?<![\d.:])(?P<hour>[01]?\d|2[0-4])[:.h]?(?P<minute>[0-5]\d)\s?(?:hrs?|hours)?[\s,]?"
    r"(?:\(?(?P<zone>utc|gmt|z|lt|l\.t\.|local(?:\s?time)?)(?:\s?(?P<offset>[+-]\s?\d{1,2})(?!\d))?)(?![a-z])",
    re.IGNORECASE,
)
FIELD_TIME: Final = re.compile(r"^\s*(\d{1,2}):?(\d\d)\s*(UTC|GMT|Z)?\s*$", re.IGNORECASE)
NEAR_DAYS: Final = 3
MONTH_DAYS: Final = range(26, 36)
FARTHEST_WITHOUT_YEAR: Final = 45
FARTHEST_DOWN: Final = 300


@dataclass(frozen=True, slots=True)
class Day:
    """A day as a text gives it; `year` is None when it does not say. `end` is where the mention ends in the text."""

    day: int
    month: int
    year: int | None
    start: int
    end: int
    clock: str = ""

    def near(self, field: date) -> date | None:
        """The day in its own year, or in the year that brings it nearest to `field`; None when there is no such day."""
        years = [self.year] if self.year is not None else [field.year - 1, field.year, field.year + 1]
        days = [day for year in years if (day := _date(year, self.month, self.day)) is not None]
        return min(days, key=lambda day: abs((day - field).days), default=None)


def days(text: str, field: date | None = None) -> list[Day]:
    """All days that a text gives for the event, in order. A year of two digits must lie within two years of `field`."""
    found = []
    cues = patterns("dates")
    for one in DAY_PATTERN.finditer(text):
        if cues["other_day"].search(text, max(0, one.start() - 40), one.start()) or cues["other_day_after"].match(text, one.end()):
            continue
        part = one.groupdict()
        style = next(number for number in "1234" if part[f"d{number}"])
        month_text = part[f"m{style}"]
        month = int(month_text) if style == "1" else MONTHS.index(month_text[:3].lower()) + 1
        day = int(part[f"d{style}"])
        if 1 <= day <= 31 and 1 <= month <= 12:
            year = _year(part[f"y{style}"], field)
            found.append(Day(day, month, year, one.start(), one.end(), part["t2"] or ""))
    return found


def _year(text: str | None, field: date | None) -> int | None:
    if not text:
        return None
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    year = int(digits) + (1900 if int(digits) >= 70 else 2000)
    return year if field is None or abs(year - field.year) <= 2 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_when(draft: Draft, text: str, facts: Facts) -> None:
    """Fill day, moment, precision and warnings of `facts` by the rule at the top of this module."""
    field = draft.occurred_on or (draft.occurred_at.date() if draft.occurred_at else None)
    facts.occurred_on, facts.occurred_at, facts.time_precision = field, draft.occurred_at, draft.time_precision
    mentions = days(text, field) if text else []
    stated = _told_day(text, mentions, field)
    if stated is not None and stated[0] != field:
        _settle(draft, stated, field, facts)
    if facts.occurred_at is None and facts.occurred_on is not None:
        _read_moment(draft, text, stated[1] if stated else None, facts)
    _check_reference(draft, facts)


def _told_day(text: str, mentions: list[Day], field: date | None) -> tuple[date, Day] | None:
    """The day the text gives for the event: its first one, unless the field's stands there too and the first is of something else."""
    stated = _first_day(mentions, field)
    if stated is None or field is None or abs((stated[0] - field).days) <= NEAR_DAYS:
        return stated
    if patterns("dates")["event_day"].search(text, max(0, stated[1].start - 30), stated[1].start):
        return stated
    return next(((field, one) for one in mentions if one.near(field) == field), stated)


def _first_day(mentions: list[Day], field: date | None) -> tuple[date, Day] | None:
    for mention in mentions:
        if field is None and mention.year is None:
            continue
        day = mention.near(field or date(mention.year or 2000, 1, 1))
        if day is not None and day.year >= 1900:
            return day, mention
    return None


def _settle(draft: Draft, stated: tuple[date, Day], field: date | None, facts: Facts) -> None:
    day, mention = stated
    if field is None:
        facts.occurred_on = day
        return
    apart = abs((day - field).days)
    if apart <= NEAR_DAYS:
        facts.issues.append("date_conflict_near")
    elif apart in MONTH_DAYS or (day.day == field.day and (day.year * 12 + day.month - field.year * 12 - field.month) in (-1, 1)):
        facts.issues.append("date_conflict_month")
    else:
        facts.issues.append("date_conflict_far")
    far_down = mention.start > FARTHEST_DOWN and apart > NEAR_DAYS
    if _is_too_late(draft, day) or (mention.year is None and (apart > FARTHEST_WITHOUT_YEAR or far_down)):
        return
    if (day.month, day.day) == (field.month, field.day) and day.year != reference_year(draft.native_ref):
        return
    facts.occurred_on = day
    if facts.occurred_at is not None:
        facts.occurred_at, facts.time_precision = None, "day"


def _is_too_late(draft: Draft, day: date) -> bool:
    if any(moment is not None and day > moment.date() + timedelta(days=1) for moment in (draft.reported_at, draft.published_at)):
        return True
    year = reference_year(draft.native_ref)
    return year is not None and day.year > year


def reference_year(native_ref: str) -> int | None:
    """The year in a reference such as 2021-161; None for references of another shape."""
    found = re.match(r"((?:19|20)\d\d)-\d+$", native_ref)
    return int(found.group(1)) if found else None


def _check_reference(draft: Draft, facts: Facts) -> None:
    year = reference_year(draft.native_ref)
    if year is not None and facts.occurred_on is not None and facts.occurred_on.year != year:
        facts.issues.append("reference_year_differs")


def _read_moment(draft: Draft, text: str, mention: Day | None, facts: Facts) -> None:
    """The moment from a date-time group, from a time near the day in the text, else from the field `time`."""
    day = facts.occurred_on
    if day is None:
        return
    if mention is not None and mention.clock:
        _set_moment(facts, day, int(mention.clock[:2]), int(mention.clock[2:]), "minute")
        return
    window = text[max(0, mention.start - 60) : mention.end + 140] if mention else text[:250]
    if (time := TIME_PATTERN.search(window)) is not None:
        zone, offset = time["zone"].lower(), time["offset"]
        if zone in ("utc", "gmt", "z") or offset:
            precision = "hour" if time["about"] else "minute"
            shift = int(offset.replace(" ", "")) if offset and -12 <= int(offset.replace(" ", "")) <= 14 else 0
            _set_moment(facts, day, int(time["hour"]), int(time["minute"]), precision, shift)
        return
    if (clock := FIELD_TIME.match(draft.said.get("time", ""))) is not None and clock[3]:
        _set_moment(facts, day, int(clock[1]), int(clock[2]), "minute")


def _set_moment(facts: Facts, day: date, hour: int, minute: int, precision: str, shift_hours: int = 0) -> None:
    if hour > 23 or minute > 59:
        return
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=shift_hours)
    facts.occurred_at, facts.occurred_on, facts.time_precision = moment, moment.date(), precision
