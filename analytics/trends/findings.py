"""What can be said about counts over time: only between periods that the same sources covered in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.coverage import periods_watched
from analytics.coverage.periods_watched import PeriodRun, PeriodWatch
from analytics.coverage.source_watch import SourceWatch
from analytics.describe.periods import A_YEAR, Period, periods_between
from analytics.trends import models, rates
from analytics.trends.counts import CountArray, count_table
from analytics.trends.levels import LevelStretch, level_stretches
from analytics.trends.models import Trend
from analytics.trends.rates import Ratio
from analytics.trends.scope import TrendScope

YEARS_OF_SPREAD = 5
"""Years before a pair from which the dispersion of months is estimated: enough months for a test, and recent ones."""


@dataclass(frozen=True, slots=True)
class PeriodPair:
    """Two places on the axis that may be compared: the same season in two consecutive years, covered by the same sources."""

    now: int
    before: int
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Findings:
    """What can be said about a total: the latest pair with its ratio, the latest run of the same sources with its trend, the levels."""

    pair: PeriodPair | None = None
    ratio: Ratio | None = None
    run: PeriodRun | None = None
    trend: Trend | None = None
    levels: tuple[LevelStretch, ...] = ()


def findings_of_total(scope: TrendScope, total: CountArray, cube: pd.DataFrame) -> Findings:
    """All that can be said about `total` (one count per period; `cube` holds the months behind it); nothing where nobody watched."""
    if not scope.watchers:
        return Findings()
    pair = latest_pair(scope.watched, scope.a_year)
    compared = pair_ratio(total, scope.axis, pair, month_dispersion(scope, cube, pair)) if pair else None
    run = latest_run(scope.runs, max(models.FEWEST, scope.a_year))
    trended = latest_trend(scope, total, [run]) if run else None
    levels = level_stretches(scope, total)
    if run is None or trended is None:
        return Findings(pair, compared, levels=levels)
    return Findings(pair, compared, run, trended[1], levels)


def latest_pair(axis: Sequence[PeriodWatch], a_year: int) -> PeriodPair | None:
    """The latest complete period that can be compared with the same period a year earlier; None where there is none."""
    for now in range(len(axis) - 1, a_year - 1, -1):
        watch, year_before = axis[now], axis[now - a_year]
        if watch.state == year_before.state == "whole" and watch.whole == year_before.whole:
            return PeriodPair(now, now - a_year, watch.whole)
    return None


def pair_ratio(counts: CountArray, axis: Sequence[Period], pair: PeriodPair, dispersion: float = 1.0) -> Ratio:
    """The rate in one period over the rate in another; the exposure is the number of days."""
    now, before = pair.now, pair.before
    return rates.rate_ratio(int(counts[now]), int(counts[before]), axis[now].days, axis[before].days, dispersion)


def month_dispersion(
    scope: TrendScope, cube: pd.DataFrame, pair: PeriodPair, watchers: Sequence[SourceWatch] | None = None, code: str | None = None
) -> float:
    """How much more the months up to the end of a pair vary than Poisson counts would, within years of unchanged coverage."""
    last = scope.axis[pair.now].last
    begin = scope.axis[pair.now].first.replace(year=scope.axis[pair.now].first.year - YEARS_OF_SPREAD)
    months = periods_between(max(begin, scope.axis[0].first), last, "month")
    counted = count_table(cube, months, scope.only)
    values = counted.values.sum(axis=0) if code is None else counted.row(code)
    today = scope.today
    watches = [periods_watched.watch_of_period(watchers or scope.watchers, month, scope.span, today) for month in months]
    # By calendar year: within one the rate is taken to be constant, so that a trend over years does not count as dispersion.
    groups: dict[int, tuple[list[float], list[float]]] = {}
    for month, count, watch in zip(months, values, watches, strict=True):
        if watch.state == "whole" and watch.whole == pair.sources:
            counts, days = groups.setdefault(month.first.year, ([], []))
            counts.append(float(count))
            days.append(float(month.days))
    return rates.pearson_dispersion(list(groups.values()))


def latest_run(runs: Sequence[PeriodRun], fewest: int) -> PeriodRun | None:
    """The latest run of at least `fewest` periods with unchanged coverage; None where there is none."""
    long = [run for run in runs if run.length >= fewest]
    return long[-1] if long else None


def latest_trend(scope: TrendScope, counts: CountArray, runs: Sequence[PeriodRun]) -> tuple[PeriodRun, Trend] | None:
    """The trend over the latest run that the same sources covered in full; None where none is long enough."""
    run = latest_run(runs, max(models.FEWEST, A_YEAR[scope.grain]))
    if run is None:
        return None
    fitted = models.fit_trend(counts[run.first : run.last + 1].tolist(), _run_days(scope, run), scope.a_year)
    return (run, fitted) if fitted else None


def _run_days(scope: TrendScope, run: PeriodRun) -> list[float]:
    return [float(period.days) for period in scope.axis[run.first : run.last + 1]]
