"""In which months of the year incidents happen, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from analytics.coverage import periods_watched
from analytics.describe.charts import Chart, Mark, Series
from analytics.describe.colours import NEUTRAL
from analytics.describe.periods import MONTHS, Period, periods_between
from analytics.trends import rates, sentences
from analytics.trends.annotations import TrendChart
from analytics.trends.counts import CountArray, count_table
from analytics.trends.rates import Evenness, Share
from analytics.trends.scope import QueryRunner, TrendRequest, TrendScope, query_frame, scope_of
from analytics.trends.timeline import subject_of
from warehouse.queries.trends import cubes as queries

# With one year a season cannot be told from what happened that year.
FEWEST_YEARS: Final = 2
FEWEST: Final = 20
"""Fewest incidents for a season."""


def by_month_of_year(run_query: QueryRunner, request: TrendRequest) -> TrendChart | None:
    """Incidents by month of the year relative to the mean month, over the years that one set of sources covered in full."""
    scope = scope_of(run_query, request)
    if scope is None:
        return None
    cube = query_frame(run_query, queries.counts_by_code, request.filters, "none")
    years, counts = _whole_years(scope, cube)
    dispersion, freedom = rates.table_dispersion(counts.astype(float)) if len(years) else (1.0, 0)
    days = np.array([[month.days for month in _months_of_year(year)] for year in years], float).sum(axis=0) if years else np.ones(12)
    sums = counts.sum(axis=0) if years else np.zeros(12)
    # Tested against the days of each month: February would otherwise look calm.
    evenness = rates.evenness_test(sums.tolist(), days.tolist(), dispersion, freedom)
    ratios = [
        _relative_to_mean(float(count), float(sums.sum()), float(days_of_month / days.sum()), dispersion)
        for count, days_of_month in zip(sums, days, strict=True)
    ]
    usable = len(years) >= FEWEST_YEARS and sums.sum() >= FEWEST
    span = _year_ranges(years)
    subject = subject_of(scope)
    chart = Chart(
        name="trends_season",
        title=f"{subject} by month of the year, {span}" if years else f"{subject} by month of the year",
        unit="times the mean month",
        place_title="Month",
        places=MONTHS,
        series=_month_dots(ratios if usable else [], sums.tolist()),
        alt=f"Dots with intervals for the twelve months, {span}; 1 is the mean month.",
        marks=(Mark(1.0, ""),) if usable else (),
        footnotes=(
            f"n = {int(sums.sum()):,} incidents in {len(years)} years in which the same sources covered every month.",
            "95% intervals, allowing for the length of each month. Dashed: the mean month.",
            f"Chi-square test of even months: {sentences.format_p(evenness.p)}.",
            *((sentences.dispersion_sentence(dispersion),) if dispersion > 1 else ()),
        ),
        height=300,
    )
    season_sentences = (_season_sentence(ratios, evenness, span),) if usable else ()
    notes = (
        ()
        if usable
        else (
            f"Too few data for a season: {len(years)} years of unchanged coverage from January to December, {int(sums.sum())} incidents.",
        )
    )
    return TrendChart(chart, season_sentences, notes, scope.counted_titles)


def _whole_years(scope: TrendScope, cube: pd.DataFrame) -> tuple[list[int], CountArray]:
    """The years in which one set of sources watched every month, and their counts [year, month]."""
    years, rows = [], []
    for year in range(scope.span[0].year, scope.span[1].year + 1):
        months = _months_of_year(year)
        watches = [periods_watched.watch_of_period(scope.watchers, month, scope.span, scope.today) for month in months]
        if all(watch.state == "whole" and watch.whole == watches[0].whole for watch in watches):
            years.append(year)
            rows.append(count_table(cube, months, scope.only).values.sum(axis=0))
    return years, np.array(rows, np.int64).reshape(len(rows), 12)


def _months_of_year(year: int) -> tuple[Period, ...]:
    return periods_between(date(year, 1, 1), date(year, 12, 31), "month")


def _relative_to_mean(count: float, total: float, expected: float, dispersion: float) -> Share:
    """The rate in one month over the mean rate, with its interval; `expected` is the month's share of the year's days."""
    share = rates.share_interval(count, total, dispersion)
    return Share(share.value / expected, share.low / expected, share.high / expected)


def _month_dots(ratios: Sequence[Share], sums: Sequence[float]) -> tuple[Series, ...]:
    if not ratios:
        return ()
    values, lows, highs = (tuple(getattr(ratio, name) for ratio in ratios) for name in ("value", "low", "high"))
    return (
        Series("Times the mean month, 95% interval", "dot", values, (NEUTRAL,), lows, highs, decimals=2),
        Series("Incidents", "number", tuple(float(count) for count in sums), (NEUTRAL,)),
    )


def _season_sentence(ratios: Sequence[Share], evenness: Evenness, span: str) -> str:
    if evenness.p >= rates.ALPHA:
        return f"No clear season in {span}: the months differ no more than chance would explain."
    top = max(range(12), key=lambda month: ratios[month].value)
    low = min(range(12), key=lambda month: ratios[month].value)
    return (
        f"The months of {span} differ by more than chance: most in {MONTHS[top]}, {_against_the_mean(ratios[top])}, "
        f"fewest in {MONTHS[low]}, {_against_the_mean(ratios[low])}."
    )


def _against_the_mean(ratio: Share) -> str:
    percent = round(100 * (ratio.value - 1))
    return f"{abs(percent)}% {'above' if percent >= 0 else 'below'} the mean month"


def _year_ranges(years: Sequence[int]) -> str:
    """Years as ranges: `2012–2015, 2017`."""
    stretches: list[list[int]] = []
    for year in years:
        if stretches and stretches[-1][-1] == year - 1:
            stretches[-1].append(year)
        else:
            stretches.append([year])
    return ", ".join(str(stretch[0]) if len(stretch) == 1 else f"{stretch[0]}–{stretch[-1]}" for stretch in stretches) or "no year"
