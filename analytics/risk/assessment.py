"""The assessment of one day: forecasts and levels of every sea region and group, from a snapshot's incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.coverage import silence
from analytics.coverage.constant_sources import LEAST_DAYS, Basis, Listener, basis, listeners, settled
from analytics.risk import words
from analytics.risk.groups import ALL, CODES, group_of
from analytics.risk.history import History, known, outcome
from analytics.risk.levels import MOST_STEPS, NOT_WATCHED, SEVERITY_WEIGHT, TOO_THIN, WEIGHT_PRIOR, Level, level, score, steps
from analytics.risk.model import SLOW, Prediction, predict
from analytics.risk.parameters import parameters
from analytics.risk.predictive import distribution, interval, pooled, rate_interval
from analytics.risk.records import Cells, day_number, first_day, history, severity_weights
from analytics.risk.results import Forecast, Numbers, RiskTable, State
from warehouse.filters import Filters
from warehouse.queries.risk import daily as risk
from warehouse.queries.situation import spans
from warehouse.queries.sources import report_days, sources
from warehouse.queries.sources.sources import Source
from warehouse.reference import geography

Array = npt.NDArray[np.float64]

EARLIEST: Final = date(1900, 1, 1)
LOOKBACK_DAYS: Final = 365
YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class Watched:
    """Who watches each region, and up to which day the records are in."""

    there: Mapping[str, tuple[Listener, ...]]
    lives: tuple[silence.Lifetime, ...]
    titles: dict[str, str]
    delays: dict[str, float]
    last_published: dict[str, date]


def assess(con: duckdb.DuckDBPyConnection, filters: Filters, as_of: date, horizon: int, now: datetime | None = None) -> RiskTable:
    """Forecasts for the `horizon` (30 or 90) days after `as_of`, of the incidents that `filters` leave.

    Of the filters, days do not count; regions and areas choose the rows; sources limit whose records may be used; the rest
    limits what is counted. `now`: how the sources stand (default: the present). Raises ValueError for another horizon.
    """
    watched = who_watches(con, now or datetime.now(UTC), filters.sources)
    cells = sea_cells()
    bases = {region: basis(watched.there[region], as_of) for region in cells.regions}
    used = {source for one in bases.values() for source in one.sources}
    until = settled(as_of, watched.last_published, watched.delays, used)
    daily = risk.daily(con, filters, group_of(), EARLIEST, as_of)
    counted = history(daily, cells, bases, watched.there, first_day(bases, until), until)
    estimated, before = parameters(as_of, horizon)
    ready = known(_extended(counted, as_of), [as_of + timedelta(days=1)], (SLOW, estimated.half_life))
    made = predict(ready, horizon, estimated)
    weights = severity_weights(risk.severity(con, filters, group_of(), until, SLOW), cells, bases, SEVERITY_WEIGHT, WEIGHT_PRIOR)
    parts = _Parts(cells, bases, counted, made, weights, _recently(daily, as_of), until, horizon, _same_days(counted, as_of, horizon))
    rows = [
        parts.row(region, group)
        for region in cells.regions
        if (not filters.regions or region in filters.regions) and (not filters.areas or cells.areas[region] in filters.areas)
        for group in (ALL, *CODES)
    ]
    rows.sort(key=lambda one: (one.numbers is None, -(one.numbers.score if one.numbers else 0.0), not one.basis.watched, one.title))
    recent = daily[daily["day"] > day_number(as_of) - LOOKBACK_DAYS]
    unplaced = int(recent.loc[recent["sea_region"].isna(), "incidents"].sum())
    notes = words.notes(as_of, until, horizon, rows, watched.titles, unplaced)
    return RiskTable(as_of, horizon, until, tuple(rows), watched.titles, before, int(counted.counts.sum()), unplaced, notes)


def who_watches(con: duckdb.DuckDBPyConnection, now: datetime, only: tuple[str, ...] = ()) -> Watched:
    """Who watches which region when, found in the sources' own gaps; only the sources named, if any are."""
    described: list[Source] = [one for one in sources.sources(con) if not only or one.source in only]
    days = report_days.report_days(con)
    lives = silence.lifetimes(days, silence.ears(described, now))
    changes = silence.breaks(lives, days, EARLIEST, now.date())
    delays = [one for one in spans.reporting_delays(con) if any(one.source == life.source and life.state != "closed" for life in lives)]
    return Watched(
        listeners(lives, changes, described, geography.regions()),
        lives,
        {life.source: life.title for life in lives},
        {one.source: one.nine_tenths_days for one in delays},
        {one.source: one.last_published_on for one in delays},
    )


def sea_cells() -> Cells:
    """Every sea region with every group."""
    regions = geography.regions()
    return Cells(tuple(sorted(regions)), {code: region.area for code, region in regions.items()})


def _extended(counted: History, as_of: date) -> History:
    """The history up to `as_of`, the days that are not settled added as not watched."""
    more = max((as_of - counted.first).days + 1 - counted.days, 0)
    nothing = np.zeros((len(counted.counts), more))
    return History(counted.first, np.hstack([counted.counts, nothing]), np.hstack([counted.watched, nothing]), counted.parent)


def _recently(daily: pd.DataFrame, as_of: date) -> dict[tuple[str, str], int]:
    """Incidents of the last year by region and group, whoever reports them."""
    rows = daily[daily["day"] > day_number(as_of) - LOOKBACK_DAYS]
    sums = rows.groupby(["sea_region", "grp"], observed=True)["incidents"].sum().reset_index()
    found: dict[tuple[str, str], int] = {}
    for region, group, incidents in sums.itertuples(index=False):
        for code in (group, ALL):
            found[region, code] = found.get((region, code), 0) + int(incidents)
    return found


def _same_days(counted: History, as_of: date, horizon: int) -> list[Array]:
    """The counts of the forecast's days in each of the last five years, oldest first: [cell, 1] each."""
    return [outcome(counted, [as_of + timedelta(days=1)], horizon, back) for back in range(YEARS, 0, -1)]


@dataclass(frozen=True, slots=True)
class _Parts:
    """All that a row is made from."""

    cells: Cells
    bases: Mapping[str, Basis]
    counted: History
    made: Prediction
    weights: Array
    recently: Mapping[tuple[str, str], int]
    until: date
    horizon: int
    same_days: list[Array]

    def row(self, region: str, group: str) -> Forecast:
        numbers_of = [self.cells.number(region, code) for code in (CODES if group == ALL else (group,))]
        of = geography.regions()[region]
        own = self.bases[region]
        recent = self.recently.get((region, group), 0)
        state: State = "incidents" if recent else "none" if own.watched else "not_watched"
        means, shapes = self.made.mean[numbers_of], self.made.shape[numbers_of]
        mean, shape = pooled(means, shapes, 0)
        weight = float((means[:, 0] * self.weights[numbers_of]).sum() / max(float(means.sum()), 1e-12))
        enough = own.days >= LEAST_DAYS
        numbers = _numbers(mean, shape, weight, self.horizon) if enough else None
        given, reason = _level(own, numbers, mean, shape, weight, self.horizon)
        counts, watched = self.counted.counts[numbers_of].sum(axis=0), self.counted.watched[numbers_of[0]]
        year = _last_days(counts, watched, 0)
        return Forecast(
            region, of.title, of.area, group, state, numbers, given, reason, weight,
            int(counts.sum()), year or 0, _last_days(counts, watched, 1),
            tuple(_whole(float(one[numbers_of, 0].sum())) for one in self.same_days),
            float(self.made.season[numbers_of, 0] @ means[:, 0] / max(float(means.sum()), 1e-12)), own,
        )  # fmt: skip


def _numbers(mean: Array, shape: Array, weight: float, horizon: int) -> Numbers:
    low80, high80 = interval(0.8, mean, shape)
    low95, high95 = interval(0.95, mean, shape)
    none = float(distribution(np.zeros(1), mean, shape)[0])
    expected = float(mean[0])
    return Numbers(expected, int(low80[0]), int(high80[0]), int(low95[0]), int(high95[0]), score(expected, weight, horizon), 1 - none)


def _level(own: Basis, numbers: Numbers | None, mean: Array, shape: Array, weight: float, horizon: int) -> tuple[Level | None, str]:
    if not own.watched:
        return None, NOT_WATCHED
    if numbers is None:
        return None, f"{TOO_THIN}: {own.days} days watched by the same sources, {LEAST_DAYS} are needed"
    low, high = rate_interval(0.8, mean, shape)
    span = [score(float(one[0]), weight, horizon) for one in (low, high)]
    if steps(*span) > MOST_STEPS:
        reach = f"{level(span[0]).title.lower()} to {level(span[1]).title.lower()}"
        return None, f"{TOO_THIN}: what is known allows levels from {reach}"
    return level(numbers.score), ""


def _last_days(counts: Array, watched: Array, years_back: int) -> int | None:
    """Incidents in the last 365 days, or in those before; None where the basis did not watch all but a few of them."""
    stop = len(counts) - LOOKBACK_DAYS * years_back
    if stop < LOOKBACK_DAYS or watched[stop - LOOKBACK_DAYS : stop].sum() < LOOKBACK_DAYS * 0.95:
        return None
    return int(counts[stop - LOOKBACK_DAYS : stop].sum())


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
