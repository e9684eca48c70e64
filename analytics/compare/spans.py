"""The days of either side of a comparison as words of an address: a year, two days, the latest months, those before.

latest                  the last 12 months that somebody watched
before                  as many months, or days, before the other side's
same                    the other side's days
2020                    a calendar year
2020-03-11..            the 12 months from a day on
2020-03-11..2020-06-30  any days
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

Days = tuple[date, date]
LATEST: Final = "latest"
BEFORE: Final = "before"
SAME: Final = "same"
YEARS: Final = (1900, 2100)
"""The first and last year that can be asked for."""
MONTHS: Final = 12

_SPAN: Final = re.compile(r"(?:(\d{4})|(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})?)", re.ASCII)
_ONE_DAY: Final = timedelta(days=1)


def parse_span(word: str) -> Days | None:
    """First and last day of a word that names days itself; None for anything else."""
    match = _SPAN.fullmatch(word)
    if match is None:
        return None
    year, first, last = match.groups()
    try:
        if year:
            days = date(int(year), 1, 1), date(int(year), 12, 31)
        else:
            begin = date.fromisoformat(first)
            days = begin, date.fromisoformat(last) if last else add_months(begin, MONTHS) - _ONE_DAY
    except (ValueError, OverflowError):
        return None
    return days if days[0] <= days[1] and YEARS[0] <= days[0].year and days[1].year <= YEARS[1] else None


def latest_months(day: date) -> Days:
    """The 12 months that end on a day."""
    return add_months(day + _ONE_DAY, -MONTHS), day


def days_before(days: Days) -> Days:
    """As many months, or days where they are not whole months, right before `days`."""
    first, last = days
    if months := whole_months(days):
        return add_months(first, -months), first - _ONE_DAY
    return first - (last - first) - _ONE_DAY, first - _ONE_DAY


def whole_months(days: Days) -> int:
    """How many whole months the days fill, counted from the first of them; 0 where they fill none exactly."""
    first, after = days[0], days[1] + _ONE_DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if months > 0 and add_months(first, months) == after else 0


def length(days: Days) -> int:
    """Number of days."""
    return (days[1] - days[0]).days + 1


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last day where it is shorter. Raises ValueError beyond what a date can hold."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def are_as_long(one: Days, other: Days) -> bool:
    """True when both have equally many days, or whole months, or run between the same days of the year: 2020 is as long as 2019."""
    same_dates = all((day.month, day.day) == (as_day.month, as_day.day) for day, as_day in zip(one, other, strict=True))
    in_years = one[1].year - one[0].year == other[1].year - other[0].year
    return length(one) == length(other) or 0 < whole_months(one) == whole_months(other) or (same_dates and in_years)


def cut_to(days: Days, until: float, other: Days) -> Days:
    """At most the first `until` days, ending on the same day of the year as the `other` side's where both begin on one."""
    first, last = days
    if until >= length(days):
        return days
    end = first + timedelta(days=until - 1)
    if (first.month, first.day) == (other[0].month, other[0].day):
        end = add_months(other[0] + timedelta(days=until - 1), 12 * (first.year - other[0].year))
    return first, min(last, end)
