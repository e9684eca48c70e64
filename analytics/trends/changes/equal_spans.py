"""The days in question against as many days before them, both cut to what some source watched of both."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from analytics.coverage.periods_watched import Days
from analytics.coverage.policies import Strictness
from analytics.coverage.source_watch import SourceWatch, last_day_watched
from analytics.describe.words import span_in_words
from analytics.trends.scope import TrendScope
from warehouse.contract.dates import day_in_words

MONTHS: Final = 12
"""Months compared where the reader named no first day."""
FEWEST_DAYS: Final = 28
"""Days of both spans without which nothing is compared, unless fewer were asked for."""


@dataclass(frozen=True, slots=True)
class EqualSpans:
    """First and last day of the span in question and of that before it; `is_cut` where fewer days were watched than asked for."""

    now: Days
    before: Days
    is_cut: bool = False

    @property
    def now_title(self) -> str:
        """`2023`, `12 months to 25 June 2024`, `27 May to 25 June 2024`."""
        return _title(self.now)

    @property
    def before_title(self) -> str:
        """`2022`, `the 12 before`, `27 April to 26 May 2024`."""
        return f"the {MONTHS} before" if _title(self.now).startswith(f"{MONTHS} months") else _title(self.before)

    @property
    def days(self) -> tuple[float, float]:
        """Days of either span, equal where both are as many months."""
        return (1.0, 1.0) if _whole_months(self.now) else (float(_length(self.now)), float(_length(self.before)))


def equal_spans(scope: TrendScope) -> EqualSpans | None:
    """The spans for the dates shown, or for the last 12 watched months; None where no source watched enough of both."""
    now = _days_asked(scope)
    before = days_before(now)
    reach = max((_days_reached(watcher, now, before) for watcher in scope.watchers), default=0)
    if reach < min(FEWEST_DAYS, _length(now)):
        return None
    if reach >= _length(now):
        return EqualSpans(now, before)
    return EqualSpans(cut_to(now, reach, now), cut_to(before, reach, now), is_cut=True)


def carriers(watchers: Iterable[SourceWatch], spans: EqualSpans) -> tuple[SourceWatch, ...]:
    """The sources that watched all days of both spans and whose reports on them are in."""
    return tuple(watcher for watcher in watchers if _days_reached(watcher, spans.now, spans.before) >= _length(spans.now))


def days_before(days: Days) -> Days:
    """As many months, or days where they are not whole months, right before `days`."""
    first, last = days
    if months := _whole_months(days):
        return _add_months(first, -months), first - timedelta(days=1)
    return first - (last - first) - timedelta(days=1), first - timedelta(days=1)


def cut_to(days: Days, number: int, like: Days) -> Days:
    """The first `number` days; of a span that begins on the same day of the year as `like`, up to the same day of the year."""
    end = like[0] + timedelta(days=number - 1)
    if (days[0].month, days[0].day) == (like[0].month, like[0].day):
        return days[0], _add_months(end, 12 * (days[0].year - like[0].year))
    return days[0], days[0] + timedelta(days=number - 1)


def _days_asked(scope: TrendScope) -> Days:
    filters = scope.request.filters
    recent = scope.request.recent_day or last_day_watched(scope.everyone)
    last = min(filters.date_to or recent, scope.span[1])
    first = filters.date_from or _add_months(last + timedelta(days=1), -MONTHS)
    return min(first, last), last


def _days_reached(watcher: SourceWatch, now: Days, before: Days) -> int:
    """Days from the first on that the source watched of both spans and its reports of which are in; all of them with the tolerance."""
    reached = _length(now)
    for first, last in (now, before):
        tolerance = timedelta(days=min(10, _length((first, last)) // 10))
        reach = watcher.complete_from(first, last, Strictness(tolerance))
        if reach is None or reach < first:
            return 0
        if reach < last - tolerance:
            reached = min(reached, _length((first, reach)))
    return reached


def _title(days: Days) -> str:
    first, last = days
    if days == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return str(first.year)
    return f"{MONTHS} months to {day_in_words(last)}" if _whole_months(days) == MONTHS else span_in_words(days)


def _length(days: Days) -> int:
    return (days[1] - days[0]).days + 1


def _whole_months(days: Days) -> int:
    """How many whole months the days fill from the first on; 0 where they fill none exactly. 365 days are a year, with a leap day too."""
    first, after = days[0], days[1] + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    if months > 0 and (_add_months(first, months) == after or (months == MONTHS and _length(days) == 365)):
        return months
    return 0


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = max(year, date.min.year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
