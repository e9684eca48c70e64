"""The year so far against the same days of earlier years: like for like, up to the day whose reports are out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from analytics.coverage.periods_watched import Watcher
from analytics.describe.charts import Chart, Mark, Series
from analytics.describe.colours import NEUTRAL
from analytics.describe.periods import Period, periods
from analytics.trends import annotations as furniture
from analytics.trends import rates, words
from analytics.trends.annotations import LEVEL_COLOUR, TrendChart
from analytics.trends.counts import seen_by
from analytics.trends.rates import Ratio
from analytics.trends.scope import TrendRequest, QueryRunner, TrendScope, query_frame, scope_of
from analytics.trends.timeline import subject_of
from warehouse.contract.dates import day_and_month, short_day_and_month
from warehouse.filters import Filters
from warehouse.queries.trends import cubes as queries

YEARS: Final = 10
"""Earlier years that are shown, and from which the spread between years is taken."""
MEAN_OF: Final = 5
FEWEST_DAYS: Final = 28
SLACK: Final = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Part:
    """The days of a year that can be compared: 1 January to `until`, over the sources that cover them."""

    year: int
    until: date
    sources: tuple[Watcher, ...]

    @property
    def days(self) -> int:
        return (self.until - date(self.year, 1, 1)).days + 1


def year_to_date(read: QueryRunner, asked: TrendRequest) -> TrendChart | None:
    """Incidents of the latest year so far, a bar a year for the same days; None where no source reports.

    The year is the latest whose beginning some source covers. It runs to the day up to which nearly all its reports are
    out. Counted are the incidents that one of the sources covering all these days saw, in every year; years that they
    do not all cover are gaps.
    """
    found = scope_of(read, asked)
    if found is None:
        return None
    part = latest_part(found)
    if part is None:
        note = "No source covers any of the years shown from its first day, so there is no year to date to compare."
        return TrendChart(_empty(found), (), (note,), ())
    days = seen_by(query_frame(read, queries.days, _all_years(asked)), {one.source for one in part.sources})
    years = [year for year in range(part.year - YEARS, part.year + 1) if year >= min(one.first for one in part.sources).year]
    counts = {year: _count(days, year, part.until) for year in years if _covered(part, year)}
    earlier = [year for year in counts if year < part.year]
    what = subject_of(found)
    sentence = _sentence(what, part, counts, earlier)
    picture = _bars(found, what, part, years, counts, earlier[-MEAN_OF:])
    return TrendChart(picture, (sentence,), _notes(found, part), tuple(sorted(one.title for one in part.sources)))


def through_the_year(read: QueryRunner, asked: TrendRequest) -> TrendChart | None:
    """The running total of the year by week, against the range and mean of the last comparable years."""
    found = scope_of(read, asked)
    part = latest_part(found) if found is not None else None
    if found is None or part is None:
        return None
    days = seen_by(query_frame(read, queries.days, _all_years(asked)), {one.source for one in part.sources})
    full = [year for year in range(part.year - YEARS, part.year) if _covered(Part(part.year, date(part.year, 12, 31), part.sources), year)][
        -MEAN_OF:
    ]
    weeks = [date(part.year, 1, 1) + timedelta(days=7 * week + 6) for week in range(52)]
    now = tuple(float(_count(days, part.year, week)) if week <= part.until else None for week in weeks)
    past = np.array([[_count(days, year, week) for week in weeks] for year in full], float).reshape(len(full), len(weeks))
    series = [Series(f"{part.year}, to {words.format_day(part.until)}", "line", now, (NEUTRAL,))]
    if full:
        mean, low, high = (tuple(float(one) for one in figure) for figure in (past.mean(axis=0), past.min(axis=0), past.max(axis=0)))
        name = f"{full[0]}–{full[-1]}: mean and range" if len(full) > 1 else str(full[0])
        series.append(Series(name, "line", mean, (LEVEL_COLOUR,), low, high, decimals=1, dashed=True))
    what = subject_of(found)
    picture = Chart(
        name="trends_through_the_year",
        title=f"{what}: running total of {part.year}" + (f" against {words.join_words([str(year) for year in full])}" if full else ""),
        unit="incidents since 1 January",
        place_title="Week ending",
        places=tuple(short_day_and_month(week) for week in weeks),
        series=tuple(series),
        alt=f"Running total of incidents in {part.year}, {_count(days, part.year, part.until):,} up to {words.format_day(part.until)}.",
        footnotes=(f"Incidents that {words.join_words(sorted(one.title for one in part.sources))} saw, in all years alike.",),
        height=300,
    )
    return TrendChart(picture, (), (), tuple(sorted(one.title for one in part.sources)))


def _all_years(asked: TrendRequest) -> Filters:
    """The filters without their first day: a year that they cut off would stand at zero, as if nothing had happened in it."""
    return asked.filters.without("date_from")


def latest_part(found: TrendScope) -> Part | None:
    """The latest year whose beginning a source covers, up to the last day whose reports are nearly all out."""
    for year in range(found.shown[1].year, found.shown[0].year - 1, -1):
        begin = date(year, 1, 1)
        if begin < found.shown[0]:
            return None
        reach = {one: _reach(one, begin, found) for one in found.watchers}
        until = max((day for day in reach.values() if day is not None), default=None)
        if until is None or (until - begin).days + 1 < FEWEST_DAYS:
            continue
        # A source that reaches nearly as far counts in full: the span ends where the first of them ends.
        near = {one: day for one, day in reach.items() if day is not None and until - day <= timedelta(days=FEWEST_DAYS)}
        return Part(year, min(near.values()), tuple(sorted(near, key=lambda one: one.source)))
    return None


def _reach(one: Watcher, begin: date, found: TrendScope) -> date | None:
    """How far into the year a source covers every day from the first on."""
    for first, last in one.spells:
        if first <= begin + SLACK and last > begin:
            end = min(last, one.settled) if one.is_open and last == one.last else last
            return min(end, found.shown[1], date(begin.year, 12, 31))
    return None


def _covered(part: Part, year: int) -> bool:
    """True when all sources of the part covered the same days of another year."""
    first, last = date(year, 1, 1), _in_year(part.until, year)
    return all(one.covers(first, last, SLACK) for one in part.sources)


def _in_year(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _count(days: pd.DataFrame, year: int, until: date) -> int:
    first, last = ((day - date(1970, 1, 1)).days for day in (date(year, 1, 1), _in_year(until, year)))
    return int(days["incidents"].to_numpy()[days["day"].between(first, last).to_numpy()].sum())


def against(part: Part, counts: dict[int, int], earlier: Sequence[int]) -> Ratio:
    """The year so far over the mean of the last five comparable ones; the interval allows for how years differ."""
    base = earlier[-MEAN_OF:]
    lengths = [float((_in_year(part.until, year) - date(year, 1, 1)).days + 1) for year in earlier]
    varied = _between([float(counts[year]) for year in earlier], lengths)
    return rates.rate_ratio(counts[part.year], sum(counts[year] for year in base), part.days, sum(lengths[-len(base) :]), varied)


def _between(counts: Sequence[float], lengths: Sequence[float]) -> float:
    """Pearson dispersion of the years around their mean, at least 1; so few years that no test is asked first."""
    observed, watched = np.asarray(counts), np.asarray(lengths)
    if len(observed) < 2 or not observed.sum():
        return 1.0
    expected = watched * observed.sum() / watched.sum()
    return max(1.0, float(((observed - expected) ** 2 / expected).sum()) / (len(observed) - 1))


def _sentence(what: str, part: Part, counts: dict[int, int], earlier: Sequence[int]) -> str:
    now = f"1 January to {words.format_day(part.until)}"
    base = earlier[-MEAN_OF:]
    if not base:
        return f"{what}, {now}: {counts.get(part.year, 0):,}. No earlier year was watched alike, so it is not compared."
    ratio = against(part, counts, earlier)
    past = [counts[year] for year in base]
    mean = sum(past) / len(past)
    years = f"{base[0]} to {base[-1]}" if len(base) > 1 else str(base[0])
    spread = f"mean {mean:,.1f}, range {min(past):,} to {max(past):,}" if len(base) > 1 else f"{past[0]:,}"
    judged = f": {words.ratio_text(ratio)}: {words.change_verdict(ratio)}" if sum(past) or ratio.now else ""
    return f"{what}, {now}: {counts[part.year]:,}, against the same days of {years} ({spread}){judged}."


def _bars(found: TrendScope, what: str, part: Part, years: Sequence[int], counts: dict[int, int], base: Sequence[int]) -> Chart:
    axis: tuple[Period, ...] = periods(date(years[0], 1, 1), date(years[-1], 1, 1), "year")
    values = tuple(float(counts[year]) if year in counts else None for year in years)
    colours = tuple(NEUTRAL if year == part.year else LEVEL_COLOUR for year in years)
    mean = sum(counts[year] for year in base) / len(base) if base else None
    gaps = [str(year) for year in years if year not in counts]
    return Chart(
        name="trends_year_to_date",
        title=f"{what}, 1 January to {day_and_month(part.until)}, by year",
        unit="incidents",
        place_title="Year",
        places=tuple(str(year) for year in years),
        series=(Series("Incidents to date", "bar", values, colours),),
        alt=f"Bars a year of incidents from 1 January to {day_and_month(part.until)}; {part.year}: {counts.get(part.year, 0):,}.",
        marks=(Mark(mean, ""),) if mean is not None else (),
        lifetimes=furniture.source_strips(found, axis=axis),
        footnotes=(
            f"Incidents that {words.join_words(sorted(one.title for one in part.sources))} saw, in all years alike.",
            *((f"Dashed: mean of {base[0]} to {base[-1]} ({mean:,.1f}).",) if mean is not None else ()),
            *((f"Gap, not watched alike: {furniture.titles_or_range(gaps)}.",) if gaps else ()),
        ),
        height=320 + 16 * len(found.watchers),
    )


def _notes(found: TrendScope, part: Part) -> tuple[str, ...]:
    said = []
    if part.until < found.shown[1]:
        open_ones = [one for one in part.sources if one.is_open]
        why = "later reports are still to come" if open_ones else "no source that covers the year from its beginning reports after that day"
        said.append(f"Up to {words.format_day(part.until)}: {why}.")
    left = [one for one in found.watchers if one not in part.sources and one.touches(date(part.year, 1, 1), part.until)]
    if left:
        names = words.join_words(sorted(one.title for one in left))
        said.append(f"Left out, because not all of these days are covered: {names}.")
    return tuple(said)


def _empty(found: TrendScope) -> Chart:
    return Chart("trends_year_to_date", f"{subject_of(found)}, year to date", "incidents", "Year", (), (), "Nothing to compare.")
