"""The year so far against the same days of earlier years: like for like, up to the day by which nearly all reports are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from analytics.coverage.policies import YEAR_TO_DATE
from analytics.coverage.source_watch import SourceWatch, first_day_watched
from analytics.describe.charts import Chart, Mark, Series
from analytics.describe.colours import NEUTRAL
from analytics.describe.periods import Period, periods_between
from analytics.describe.words import join_words
from analytics.trends import rates, sentences
from analytics.trends.annotations import LEVEL_COLOUR, TrendChart, source_strips, titles_or_range
from analytics.trends.counts import reported_by
from analytics.trends.rates import Ratio
from analytics.trends.scope import QueryRunner, TrendRequest, TrendScope, query_frame, scope_of
from analytics.trends.timeline import subject_of
from warehouse.contract.dates import day_and_month, day_in_words, short_day_and_month
from warehouse.filters import Filters
from warehouse.queries.trends import cubes as queries

YEARS: Final = 10
"""Earlier years shown, from which the dispersion between years is estimated too."""
# The same five years as the comparison on the overview (`situation.comparison.YEARS`).
MEAN_OF: Final = 5
# In January, before four weeks are in, the year before is still the one worth comparing.
FEWEST_DAYS: Final = 28


@dataclass(frozen=True, slots=True)
class ComparableYear:
    """The days of a year that can be compared: 1 January to `until`, over the sources that cover them."""

    year: int
    until: date
    sources: tuple[SourceWatch, ...]

    @property
    def days(self) -> int:
        return (self.until - date(self.year, 1, 1)).days + 1


def year_to_date(run_query: QueryRunner, request: TrendRequest) -> TrendChart | None:
    """Incidents in the latest year to date, with a bar per year for the same days; None where no source reports.

    The year is the latest whose beginning some source covers. It runs to the day by which nearly all its reports are in.
    In every year, only incidents reported by one of the sources that cover all these days are counted; years that they do
    not all cover are gaps.
    """
    scope = scope_of(run_query, request)
    if scope is None:
        return None
    comparable = latest_comparable_year(scope)
    if comparable is None:
        note = "No source covers any year shown from its first day, so there is no year to date to compare."
        return TrendChart(_empty_chart(scope), (), (note,), ())
    days = reported_by(
        query_frame(run_query, queries.counts_by_day, _without_first_day(request)), {watcher.source for watcher in comparable.sources}
    )
    years = [year for year in range(comparable.year - YEARS, comparable.year + 1) if year >= first_day_watched(comparable.sources).year]
    counts = {year: _count_to_date(days, year, comparable.until) for year in years if _year_covered(comparable, year)}
    earlier = [year for year in counts if year < comparable.year]
    subject = subject_of(scope)
    sentence = _to_date_sentence(subject, comparable, counts, earlier)
    picture = _year_bars(scope, subject, comparable, years, counts, earlier[-MEAN_OF:])
    return TrendChart(
        picture, (sentence,), _to_date_notes(scope, comparable), tuple(sorted(watcher.title for watcher in comparable.sources))
    )


def running_total(run_query: QueryRunner, request: TrendRequest) -> TrendChart | None:
    """The running total of the year by week, against the mean and range of the last comparable years."""
    scope = scope_of(run_query, request)
    comparable = latest_comparable_year(scope) if scope is not None else None
    if scope is None or comparable is None:
        return None
    days = reported_by(
        query_frame(run_query, queries.counts_by_day, _without_first_day(request)), {watcher.source for watcher in comparable.sources}
    )
    full = [
        year
        for year in range(comparable.year - YEARS, comparable.year)
        if _year_covered(ComparableYear(comparable.year, date(comparable.year, 12, 31), comparable.sources), year)
    ][-MEAN_OF:]
    # Weeks counted from 1 January, not calendar weeks: they begin on the same day in every year.
    weeks = [date(comparable.year, 1, 1) + timedelta(days=7 * week + 6) for week in range(52)]
    now = tuple(float(_count_to_date(days, comparable.year, week)) if week <= comparable.until else None for week in weeks)
    past = np.array([[_count_to_date(days, year, week) for week in weeks] for year in full], float).reshape(len(full), len(weeks))
    series = [Series(f"{comparable.year}, to {day_in_words(comparable.until)}", "line", now, (NEUTRAL,))]
    if full:
        mean, low, high = (tuple(float(value) for value in figure) for figure in (past.mean(axis=0), past.min(axis=0), past.max(axis=0)))
        name = f"{full[0]}–{full[-1]}: mean and range" if len(full) > 1 else str(full[0])
        series.append(Series(name, "line", mean, (LEVEL_COLOUR,), low, high, decimals=1, dashed=True))
    subject, total = subject_of(scope), _count_to_date(days, comparable.year, comparable.until)
    picture = Chart(
        name="trends_through_the_year",
        title=f"{subject}: running total of {comparable.year}" + (f" against {join_words([str(year) for year in full])}" if full else ""),
        unit="incidents since 1 January",
        place_title="Week ending",
        places=tuple(short_day_and_month(week) for week in weeks),
        series=tuple(series),
        alt=f"Running total of incidents in {comparable.year}, {total:,} up to {day_in_words(comparable.until)}.",
        footnotes=(_counted_note(comparable),),
        height=300,
    )
    return TrendChart(picture, (), (), tuple(sorted(watcher.title for watcher in comparable.sources)))


def _without_first_day(request: TrendRequest) -> Filters:
    """The filters without their first day: a year before it would count as zero, as if nothing had happened in it."""
    return request.filters.without("date_from")


def latest_comparable_year(scope: TrendScope) -> ComparableYear | None:
    """The latest year whose beginning a source covers, up to the last day for which nearly all reports are in."""
    last = _last_day(scope)
    for year in range(last.year, scope.span[0].year - 1, -1):
        begin = date(year, 1, 1)
        if begin < scope.span[0]:
            # The filter cuts the year: its count would not be a year to date, nor would any earlier one.
            return None
        end = min(last, date(year, 12, 31))
        reach = {watcher: watcher.complete_from(begin, end, YEAR_TO_DATE) for watcher in scope.watchers}
        until = max((day for day in reach.values() if day is not None), default=None)
        if until is None or (until - begin).days + 1 < FEWEST_DAYS:
            continue
        # A source that reaches nearly as far is kept, and the span ends where the first of them ends.
        near = {watcher: day for watcher, day in reach.items() if day is not None and until - day <= timedelta(days=FEWEST_DAYS)}
        return ComparableYear(year, min(near.values()), tuple(sorted(near, key=lambda watcher: watcher.source)))
    return None


def _last_day(scope: TrendScope) -> date:
    """The last day requested; without one, the last well-watched day: a source of few waters does not stand for all of them."""
    day = scope.request.recent_day
    if day is None or scope.request.filters.date_to is not None or day < scope.span[0]:
        return scope.span[1]
    return min(day, scope.span[1])


def _year_covered(comparable: ComparableYear, year: int) -> bool:
    """True when all the sources also covered the same days of another year."""
    first, last = date(year, 1, 1), _same_day(comparable.until, year)
    return all(watcher.covers(first, last, YEAR_TO_DATE) for watcher in comparable.sources)


def _same_day(day: date, year: int) -> date:
    # 28 February stands for 29 February, also in another leap year: all years are then counted over equally many days or one more.
    return date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _count_to_date(days: pd.DataFrame, year: int, until: date) -> int:
    first, last = ((day - date(1970, 1, 1)).days for day in (date(year, 1, 1), _same_day(until, year)))
    return int(days["incidents"].to_numpy()[days["day"].between(first, last).to_numpy()].sum())


def ratio_to_earlier(comparable: ComparableYear, counts: dict[int, int], earlier: Sequence[int]) -> Ratio:
    """The year to date over the mean of the last five comparable years; the interval allows for how much years differ."""
    base = earlier[-MEAN_OF:]
    lengths = [float((_same_day(comparable.until, year) - date(year, 1, 1)).days + 1) for year in earlier]
    dispersion = _year_dispersion([float(counts[year]) for year in earlier], lengths)
    return rates.rate_ratio(
        counts[comparable.year], sum(counts[year] for year in base), comparable.days, sum(lengths[-len(base) :]), dispersion
    )


def _year_dispersion(counts: Sequence[float], lengths: Sequence[float]) -> float:
    """Pearson dispersion of the years around their mean, at least 1; with so few years no test is required first."""
    observed, watched = np.asarray(counts), np.asarray(lengths)
    if len(observed) < 2 or not observed.sum():
        return 1.0
    expected = watched * observed.sum() / watched.sum()
    return max(1.0, float(((observed - expected) ** 2 / expected).sum()) / (len(observed) - 1))


def _to_date_sentence(subject: str, comparable: ComparableYear, counts: dict[int, int], earlier: Sequence[int]) -> str:
    now = f"1 January to {day_in_words(comparable.until)}"
    base = earlier[-MEAN_OF:]
    if not base:
        return f"{subject}, {now}: {counts.get(comparable.year, 0):,}. No earlier year had the same coverage, so no comparison is made."
    ratio = ratio_to_earlier(comparable, counts, earlier)
    past = [counts[year] for year in base]
    mean = sum(past) / len(past)
    years = f"{base[0]} to {base[-1]}" if len(base) > 1 else str(base[0])
    spread = f"mean {mean:,.0f}, range {min(past):,} to {max(past):,}" if len(base) > 1 else f"{past[0]:,}"
    verdict = sentences.change_in_words(ratio) if sum(past) or ratio.now else ""
    return f"{subject}, {now}: {counts[comparable.year]:,}, against the same days of {years} ({spread}){verdict}."


def _year_bars(
    scope: TrendScope, subject: str, comparable: ComparableYear, years: Sequence[int], counts: dict[int, int], base: Sequence[int]
) -> Chart:
    axis: tuple[Period, ...] = periods_between(date(years[0], 1, 1), date(years[-1], 1, 1), "year")
    values = tuple(float(counts[year]) if year in counts else None for year in years)
    colours = tuple(NEUTRAL if year == comparable.year else LEVEL_COLOUR for year in years)
    mean = sum(counts[year] for year in base) / len(base) if base else None
    gaps = [str(year) for year in years if year not in counts]
    return Chart(
        name="trends_year_to_date",
        title=f"{subject}, 1 January to {day_and_month(comparable.until)}, by year",
        unit="incidents",
        place_title="Year",
        places=tuple(str(year) for year in years),
        series=(Series("Incidents to date", "bar", values, colours),),
        alt=f"Yearly bars of incidents from 1 January to {day_and_month(comparable.until)}; "
        f"{comparable.year}: {counts.get(comparable.year, 0):,}.",
        marks=(Mark(mean, ""),) if mean is not None else (),
        lifetimes=source_strips(scope, axis=axis),
        footnotes=(
            _counted_note(comparable),
            *((f"Dashed: mean of {base[0]} to {base[-1]} ({mean:,.0f}).",) if mean is not None else ()),
            *((f"Gap, coverage differed: {titles_or_range(gaps)}.",) if gaps else ()),
        ),
        height=320 + 16 * len(scope.watchers),
    )


def _counted_note(comparable: ComparableYear) -> str:
    return f"Incidents reported by {join_words(sorted(watcher.title for watcher in comparable.sources))}, in every year."


def _to_date_notes(scope: TrendScope, comparable: ComparableYear) -> tuple[str, ...]:
    lines = []
    if comparable.until < scope.span[1]:
        still_reporting = [watcher for watcher in comparable.sources if watcher.is_open]
        why = (
            "later reports are still to come"
            if still_reporting
            else "no source that covers the year from its beginning reports beyond that day"
        )
        lines.append(f"Up to {day_in_words(comparable.until)}: {why}.")
    left_out = [
        watcher
        for watcher in scope.watchers
        if watcher not in comparable.sources and watcher.touches(date(comparable.year, 1, 1), comparable.until)
    ]
    if left_out:
        names = join_words(sorted(watcher.title for watcher in left_out))
        lines.append(f"Left out because they do not cover all of these days: {names}.")
    return tuple(lines)


def _empty_chart(scope: TrendScope) -> Chart:
    return Chart("trends_year_to_date", f"{subject_of(scope)}, year to date", "incidents", "Year", (), (), "Nothing to compare.")
