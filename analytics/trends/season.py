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
from analytics.describe.periods import MONTHS, Period, periods
from analytics.trends import rates, words
from analytics.trends.annotations import TrendChart
from analytics.trends.counts import Numbers, table
from analytics.trends.rates import Evenness, Share
from analytics.trends.scope import TrendRequest, QueryRunner, TrendScope, query_frame, scope_of
from analytics.trends.timeline import subject_of
from warehouse.queries.trends import cubes as queries

FEWEST_YEARS: Final = 2
FEWEST: Final = 20
"""Incidents that a season needs."""


def seasons(read: QueryRunner, asked: TrendRequest) -> TrendChart | None:
    """Incidents by month of the year, against the mean month, over the years that one set of sources watched whole."""
    found = scope_of(read, asked)
    if found is None:
        return None
    cube = query_frame(read, queries.codes, asked.filters, "none")
    years, counts = _whole_years(found, cube)
    allowed, freedom = rates.table_dispersion(counts.astype(float)) if len(years) else (1.0, 0)
    days = np.array([[month.days for month in _months(year)] for year in years], float).sum(axis=0) if years else np.ones(12)
    sums = counts.sum(axis=0) if years else np.zeros(12)
    evenness = rates.even(sums.tolist(), days.tolist(), allowed, freedom)
    ratios = [
        _against_mean(float(count), float(sums.sum()), float(one / days.sum()), allowed) for count, one in zip(sums, days, strict=True)
    ]
    usable = len(years) >= FEWEST_YEARS and sums.sum() >= FEWEST
    span = _years(years)
    what = subject_of(found)
    chart = Chart(
        name="trends_season",
        title=f"{what} by month of the year, {span}" if years else f"{what} by month of the year",
        unit="times the mean month",
        place_title="Month",
        places=MONTHS,
        series=_dots(ratios if usable else [], sums.tolist()),
        alt=f"Dots with intervals for the twelve months, {span}; 1 is the mean month.",
        marks=(Mark(1.0, ""),) if usable else (),
        footnotes=(
            f"n = {int(sums.sum()):,} incidents of {len(years)} years in which the same sources watched all months.",
            "95% intervals; months are brought to equal length. Dashed: the mean month.",
            *((words.dispersion_sentence(allowed),) if allowed > 1 else ()),
        ),
        height=300,
    )
    said = (_season_words(ratios, evenness, span),) if usable else ()
    notes = (
        ()
        if usable
        else (f"Too little for a season: {len(years)} years alike watched from January to December, {int(sums.sum())} incidents.",)
    )
    return TrendChart(chart, said, notes, tuple(found.titles(one.source for one in found.watchers)))


def _whole_years(found: TrendScope, cube: pd.DataFrame) -> tuple[list[int], Numbers]:
    """The years of which one set of sources watched every month, and their counts by month."""
    years, rows = [], []
    for year in range(found.shown[0].year, found.shown[1].year + 1):
        months = _months(year)
        seen = [periods_watched.watched(found.watchers, month, found.shown, found.today) for month in months]
        if all(one.state == "whole" and one.whole == seen[0].whole for one in seen):
            years.append(year)
            rows.append(table(cube, months, found.only).values.sum(axis=0))
    return years, np.array(rows, np.int64).reshape(len(rows), 12)


def _months(year: int) -> tuple[Period, ...]:
    return periods(date(year, 1, 1), date(year, 12, 31), "month")


def _against_mean(count: float, total: float, expected: float, allowed: float) -> Share:
    """The rate of one month over the mean of all, with its interval."""
    found = rates.share(count, total, allowed)
    return Share(found.value / expected, found.low / expected, found.high / expected)


def _dots(ratios: Sequence[Share], sums: Sequence[float]) -> tuple[Series, ...]:
    if not ratios:
        return ()
    values, lows, highs = (tuple(getattr(one, name) for one in ratios) for name in ("value", "low", "high"))
    return (
        Series("Times the mean month, 95% interval", "dot", values, (NEUTRAL,), lows, highs, decimals=2),
        Series("Incidents", "number", tuple(float(one) for one in sums), (NEUTRAL,)),
    )


def _season_words(ratios: Sequence[Share], evenness: Evenness, span: str) -> str:
    if evenness.p >= rates.ALPHA:
        return f"No clear season in {span}: the months differ no more than chance would have them ({words.format_p(evenness.p)})."
    top = max(range(12), key=lambda month: ratios[month].value)
    low = min(range(12), key=lambda month: ratios[month].value)
    return (
        f"The months of {span} differ ({words.format_p(evenness.p)}): most in {MONTHS[top]}, {_times(ratios[top])}, "
        f"least in {MONTHS[low]}, {_times(ratios[low])}."
    )


def _times(one: Share) -> str:
    return f"{words.format_number(one.value)} times the mean month (95% {words.format_number(one.low)} to {words.format_number(one.high)})"


def _years(years: Sequence[int]) -> str:
    """`2012–2015, 2017`."""
    stretches: list[list[int]] = []
    for year in years:
        if stretches and stretches[-1][-1] == year - 1:
            stretches[-1].append(year)
        else:
            stretches.append([year])
    return ", ".join(str(one[0]) if len(one) == 1 else f"{one[0]}–{one[-1]}" for one in stretches) or "no year"
