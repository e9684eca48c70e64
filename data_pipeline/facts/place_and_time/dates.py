"""Dates and times: those a text states, and whether the field's or the text's is kept.

The rules, in this order:

1. The first day that the text gives for the event itself counts; days introduced as those of a report, a departure,
   a release and the like do not. Nor does a day that differs from the field's if the deed nearest to it in its sentence is a
   release, a rescue or an arrest, or if it lies far off in a sentence without any deed after the attack has been told. A day
   without a year takes the year that brings it nearest to the field's.
2. If the fields give no day, the text's is taken.
3. If the two agree, the field's is kept.
4. If they differ, the text's day wins, since a narrative is written from the message and a field is typed, unless
   a. it lies after the record was reported or published, or in a later year than the record's own reference,
   b. the field's day also occurs in the text, the two are more than three days apart, and the first day in the text does
      not follow a word for the event,
   c. it has no year of its own and lies more than 45 days off, or more than three days off and beyond the first 300
      characters of the text (it may then be another event's day),
   d. only the years differ and the reference does not support the text's (a slip in the year).
   `date_conflict_near` is one to three days, `date_conflict_month` 26 to 35 days or the same day of an adjacent month,
   `date_conflict_far` anything else. One day may be no more than local time against UTC.
5. A time marked UTC, GMT or Z gives the moment; local time only with a stated offset. Otherwise only the day, as the
   report states it, is kept. "About" and "approximately" reduce the precision from minute to hour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from data_pipeline.facts.data_files import read_patterns
from data_pipeline.model import Draft, Facts

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary|ury)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may(?!\s+(?:have|be|not)\b)|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# Digits before a clock word are a time, not a year: "5 March 2014 UTC" is fourteen minutes past eight in the evening.
_CLOCK = r"utc|local|lt|z|gmt|hrs|hours"
_YEAR = rf"((?:19|20)\d\d(?!\s?(?:{_CLOCK})\b)|'?\d\d(?![\d:.]|-\d|\s?(?:{_CLOCK}|armed|pirates|men|persons)\b))"
_TH = r"(?:st|nd|rd|th)?"
# Four spellings, with groups numbered alike: 05.03.2014; the date-time group 052303Z MAR 14; 5 March 2014; March 5, 2014.
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
FIELD_TIME: Final = re.compile(r"^\s*(\d{1,2}):?(\d\d)\s*+(UTC|GMT|Z)?\s*+$", re.IGNORECASE)
NEAR_DAYS: Final = 3
MONTH_DAYS: Final = range(26, 36)
MAX_DAYS_WITHOUT_YEAR: Final = 45
CLOCKS_DIFFER: Final = timedelta(minutes=5)
MAX_OFFSET: Final = 300
"""Characters from the beginning within which a day is still the event's."""

_DayInText = tuple[date, "DayMention"]


@dataclass(frozen=True, slots=True)
class DayMention:
    """A day as a text gives it at `start` to `end`; `year` is None where the text gives none; `clock` is hhmm of a date-time group."""

    day: int
    month: int
    year: int | None
    start: int
    end: int
    clock: str = ""

    def nearest_to(self, field: date) -> date | None:
        """The day in its own year, or in the year that brings it nearest to `field`; None when there is no such day."""
        years = [self.year] if self.year is not None else [field.year - 1, field.year, field.year + 1]
        days = [day for year in years if (day := _date_or_none(year, self.month, self.day)) is not None]
        return min(days, key=lambda day: abs((day - field).days), default=None)


def find_days(text: str, field: date | None = None) -> list[DayMention]:
    """All days that a text gives for the event, in order. A two-digit year more than two years from `field` is not believed."""
    mentions = []
    cues = read_patterns("place_and_time/dates")
    for match in DAY_PATTERN.finditer(text):
        if cues["other_day"].search(text, max(0, match.start() - 40), match.start()) or cues["other_day_after"].match(text, match.end()):
            continue
        groups = match.groupdict()
        spelling = next(number for number in "1234" if groups[f"d{number}"])
        month_text = groups[f"m{spelling}"]
        month = int(month_text) if spelling == "1" else MONTHS.index(month_text[:3].lower()) + 1
        day = int(groups[f"d{spelling}"])
        if 1 <= day <= 31 and 1 <= month <= 12:
            year = _parse_year(groups[f"y{spelling}"], field)
            mentions.append(DayMention(day, month, year, match.start(), match.end(), groups["t2"] or ""))
    return mentions


def _parse_year(text: str | None, field: date | None) -> int | None:
    if not text:
        return None
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    # The oldest records are of 1978, so 70 to 99 belong to the last century.
    year = int(digits) + (1900 if int(digits) >= 70 else 2000)
    return year if field is None or abs(year - field.year) <= 2 else None


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_date_and_time(draft: Draft, text: str, facts: Facts) -> None:
    """Set day, moment, precision and warnings in `facts` by the rules at the top of this module."""
    field = draft.occurred_on or (draft.occurred_at.date() if draft.occurred_at else None)
    facts.occurred_on, facts.occurred_at, facts.time_precision = field, draft.occurred_at, draft.time_precision
    mentions = find_days(text, field) if text else []
    stated = _event_day(text, mentions, field)
    if stated is not None and stated[0] != field:
        _resolve_conflict(draft, stated, field, facts)
    if facts.occurred_at is None and facts.occurred_on is not None:
        _read_moment(draft, text, stated[1] if stated else None, facts)
    _compare_with_report(draft, facts)
    _compare_with_reference(draft, facts)


def _compare_with_report(draft: Draft, facts: Facts) -> None:
    """An event does not follow its report: such a time is not kept."""
    reports = [moment for moment in (draft.reported_at, draft.published_at) if moment is not None]
    if facts.occurred_at is not None and any(facts.occurred_at > moment + CLOCKS_DIFFER for moment in reports):
        facts.issues.append("time_after_report")
        facts.occurred_at, facts.time_precision = None, "day"


def _event_day(text: str, mentions: list[DayMention], field: date | None) -> _DayInText | None:
    """The day the text gives for the event: the first, unless the field's also occurs and the first belongs to something else."""
    if field is not None:
        mentions = [mention for mention in mentions if mention.nearest_to(field) == field or _is_of_the_attack(text, mention, field)]
    stated = _first_day(mentions, field)
    if stated is None or field is None or abs((stated[0] - field).days) <= NEAR_DAYS:
        return stated
    if read_patterns("place_and_time/dates")["event_day"].search(text, max(0, stated[1].start - 30), stated[1].start):
        return stated
    return next(((field, mention) for mention in mentions if mention.nearest_to(field) == field), stated)


def _is_of_the_attack(text: str, mention: DayMention, field: date) -> bool:
    """Whether a day that differs from the field's is that of the attack: by the deed nearest to it in its sentence.

    Without any deed it is, within three days of the field or where no attack has been told before. A slip in the month is one in any
    sentence that begins the text.
    """
    start = max(text.rfind(". ", 0, mention.start), text.rfind("\n", 0, mention.start)) + 1
    end = next((place for mark in (". ", "\n") if (place := text.find(mark, mention.end)) >= 0), len(text))
    cues = read_patterns("place_and_time/dates")
    near = [
        (deed.start() - mention.end if deed.start() >= mention.end else mention.start - deed.end(), is_attack)
        for cue, is_attack in (("attack_deed", True), ("later_deed", False))
        for deed in cues[cue].finditer(text, start, end)
    ]
    day = mention.nearest_to(field)
    if near and (start > 0 or day is None or not _is_month_apart(day, field)):
        return min(near)[1]
    return day is None or abs((day - field).days) <= NEAR_DAYS or cues["attack_deed"].search(text, 0, start) is None


def _is_month_apart(day: date, field: date) -> bool:
    """Whether two days are the same day of adjacent months, or about as far apart."""
    months = day.year * 12 + day.month - field.year * 12 - field.month
    return abs((day - field).days) in MONTH_DAYS or (day.day == field.day and months in (-1, 1))


def _first_day(mentions: list[DayMention], field: date | None) -> _DayInText | None:
    for mention in mentions:
        if field is None and mention.year is None:
            continue
        day = mention.nearest_to(field or date(mention.year or 2000, 1, 1))
        if day is not None and day.year >= 1900:
            return day, mention
    return None


def _resolve_conflict(draft: Draft, stated: _DayInText, field: date | None, facts: Facts) -> None:
    day, mention = stated
    if field is None:
        facts.occurred_on = day
        return
    apart = abs((day - field).days)
    if apart <= NEAR_DAYS:
        facts.issues.append("date_conflict_near")
    elif _is_month_apart(day, field):
        facts.issues.append("date_conflict_month")
    else:
        facts.issues.append("date_conflict_far")
    is_far_down = mention.start > MAX_OFFSET and apart > NEAR_DAYS
    if _is_too_late(draft, day) or (mention.year is None and (apart > MAX_DAYS_WITHOUT_YEAR or is_far_down)):
        return
    if (day.month, day.day) == (field.month, field.day) and day.year != reference_year(draft.native_ref):
        return
    facts.occurred_on = day
    # A time that came with a wrong day is not the event's either.
    if facts.occurred_at is not None:
        facts.occurred_at, facts.time_precision = None, "day"


def _is_too_late(draft: Draft, day: date) -> bool:
    # A day's grace: local time may be ahead of UTC.
    if any(moment is not None and day > moment.date() + timedelta(days=1) for moment in (draft.reported_at, draft.published_at)):
        return True
    year = reference_year(draft.native_ref)
    return year is not None and day.year > year


def reference_year(native_ref: str) -> int | None:
    """The year in a reference such as 2021-161; None for references of any other form."""
    match = re.match(r"((?:19|20)\d\d)-\d+$", native_ref)
    return int(match.group(1)) if match else None


def _compare_with_reference(draft: Draft, facts: Facts) -> None:
    year = reference_year(draft.native_ref)
    if year is not None and facts.occurred_on is not None and facts.occurred_on.year != year:
        facts.issues.append("reference_year_differs")


def _read_moment(draft: Draft, text: str, mention: DayMention | None, facts: Facts) -> None:
    """Set the moment from a date-time group, else from a time near the day in the text, else from the field `time`."""
    day = facts.occurred_on
    if day is None:
        return
    if mention is not None and mention.clock:
        _set_moment(facts, day, int(mention.clock[:2]), int(mention.clock[2:]), "minute")
        return
    # A time belongs to the day it stands next to; further away it may be that of a report or a rescue.
    window = text[max(0, mention.start - 60) : mention.end + 140] if mention else text[:250]
    if (time := TIME_PATTERN.search(window)) is not None:
        zone, offset = time["zone"].lower(), time["offset"]
        if zone in ("utc", "gmt", "z") or offset:
            precision = "hour" if time["about"] else "minute"
            shift = int(offset.replace(" ", "")) if offset and -12 <= int(offset.replace(" ", "")) <= 14 else 0
            _set_moment(facts, day, int(time["hour"]), int(time["minute"]), precision, shift)
        return
    if (clock := FIELD_TIME.match(draft.field_texts.get("time", ""))) is not None and clock[3]:
        _set_moment(facts, day, int(clock[1]), int(clock[2]), "minute")


def _set_moment(facts: Facts, day: date, hour: int, minute: int, precision: str, shift_hours: int = 0) -> None:
    # 2400 is written for midnight, but of which day is not clear.
    if hour > 23 or minute > 59:
        return
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=shift_hours)
    facts.occurred_at, facts.occurred_on, facts.time_precision = moment, moment.date(), precision
