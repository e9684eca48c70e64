"""Spans of days that are compared: how long they are, which days lie before them, how two are cut alike, and what they are called."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from analytics.describe.words import span_in_words
from warehouse.contract.dates import day_in_words

Days = tuple[date, date]
"""First and last day, both included."""
MONTHS: Final = 12
A_YEAR: Final = 365
"""Days that mean twelve months where a reader chooses the last so many days."""
_ONE_DAY: Final = timedelta(days=1)


def length(days: Days) -> int:
    """Number of days."""
    return (days[1] - days[0]).days + 1


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last day where it is shorter. Raises ValueError beyond what a date can hold."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(days: Days) -> int:
    """How many whole months the days fill, counted from the first of them; 0 where they fill none exactly."""
    first, after = days[0], days[1] + _ONE_DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if months > 0 and add_months(first, months) == after else 0


def latest_months(day: date) -> Days:
    """The 12 months that end on a day."""
    return add_months(day + _ONE_DAY, -MONTHS), day


def last_days(day: date, number: int) -> Days:
    """The last `number` days up to `day`; A_YEAR of them are the 12 months that end on it, with a leap day too."""
    return latest_months(day) if number == A_YEAR else (day - timedelta(days=number - 1), day)


def days_before(days: Days) -> Days:
    """As many months, or days where they are not whole months, right before `days`."""
    first, last = days
    if months := whole_months(days):
        return add_months(first, -months), first - _ONE_DAY
    return first - (last - first) - _ONE_DAY, first - _ONE_DAY


def without_years_to_come(days: Days, today: date) -> Days:
    """The days up to the end of today's year at most.

    Days that nobody can have watched yet would move what lies before them into a distant past; the rest of this year is kept, so
    that a year still running is compared with the same days of the year before.
    """
    first, last = days
    return first, max(first, min(last, date(today.year, 12, 31)))


def are_as_long(days: Days, other: Days) -> bool:
    """True when both have equally many days, or whole months, or run between the same days of the year: 2020 is as long as 2019."""
    same_dates = all((day.month, day.day) == (as_day.month, as_day.day) for day, as_day in zip(days, other, strict=True))
    in_years = days[1].year - days[0].year == other[1].year - other[0].year
    return length(days) == length(other) or 0 < whole_months(days) == whole_months(other) or (same_dates and in_years)


def exposures(days: Days, other: Days) -> tuple[float, float]:
    """The days by which counts of two spans are divided before they are compared; 1 for both that are as long as one another."""
    return (1.0, 1.0) if are_as_long(days, other) else (float(length(days)), float(length(other)))


def cut_to(days: Days, until: float, other: Days) -> Days:
    """At most the first `until` days, ending on the same day of the year as the `other` side's where both begin on one."""
    first, last = days
    if until >= length(days):
        return days
    end = first + timedelta(days=until - 1)
    if (first.month, first.day) == (other[0].month, other[0].day):
        end = add_months(other[0] + timedelta(days=until - 1), 12 * (first.year - other[0].year))
    return first, min(last, end)


def span_title(days: Days) -> str:
    """`2020`, or `27 May to 25 June 2024`."""
    year = days[0].year
    return str(year) if days == (date(year, 1, 1), date(year, 12, 31)) else span_in_words(days)


def titles_of_spans(days: Days, other: Days) -> tuple[str, str]:
    """What two spans are called side by side.

    `2020` and `2019`; where the other lies right before and is as long, `12 months to 25 June 2024` and `the 12 months before`, or
    `27 May to 25 June 2024` and `the 30 days before`; else the dates of both.
    """
    title = span_title(days)
    if title.isdigit() or other != days_before(days):
        return title, span_title(other)
    if not (months := whole_months(days)):
        return title, "the day before" if length(days) == 1 else f"the {length(days):,} days before"
    number = "" if months == 1 else f"{months} "
    unit = "month" if months == 1 else "months"
    return f"{number}{unit} to {day_in_words(days[1])}", f"the {number}{unit} before"


def in_span(title: str) -> str:
    """A title of a span in a sentence: `in 2020`, `in the 12 months to 25 June 2024`, `from 27 May to 25 June 2024`."""
    if title.isdigit() or title.startswith("the "):
        return f"in {title}"
    return f"in the {title}" if "month" in title else f"from {title}"
