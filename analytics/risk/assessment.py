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

from analytics.coverage.constant_sources import LEAST_DAYS, SourceBasis
from analytics.coverage.policies import RISK_BASIS
from analytics.coverage.watchkeeping import keep_watch
from analytics.risk import sentences
from analytics.risk.groups import ALL_KINDS, GROUP_CODES, group_by_category
from analytics.risk.history import CellHistory, counts_in_window, known_before
from analytics.risk.levels import (
    MOST_STEPS,
    NOT_WATCHED,
    SEVERITY_WEIGHT,
    TOO_THIN,
    WEIGHT_PRIOR,
    RiskLevel,
    level_of,
    levels_apart,
    severity_score,
)
from analytics.risk.model import SLOW, Prediction, predict
from analytics.risk.parameters import parameters_for
from analytics.risk.predictive import count_interval, cumulative_probability, rate_interval, sum_of_cells
from analytics.risk.records import ModelCells, count_history, day_number, first_covered_day, severity_weights
from analytics.risk.results import Forecast, ForecastNumbers, RiskTable, WatchState
from warehouse.filters import Filters
from warehouse.queries.risk import daily as risk
from warehouse.reference import geography

Array = npt.NDArray[np.float64]

# Earlier than any report: the forecast's history is limited by its basis, not by this day.
EARLIEST: Final = date(1900, 1, 1)
LOOKBACK_DAYS: Final = 365
# Earlier years whose same days are shown beside the forecast.
YEARS: Final = 5


def assess_regions(con: duckdb.DuckDBPyConnection, filters: Filters, as_of: date, horizon: int, now: datetime | None = None) -> RiskTable:
    """Forecasts for the `horizon` (30 or 90) days after `as_of`, of the incidents that `filters` leave.

    Of the filters, days are ignored; regions and areas choose the rows; sources limit whose records may be used; the rest limits
    what is counted. `now` is the moment at which the state of the sources is judged (default: the present). Raises ValueError
    for another horizon.
    """
    watchkeeping = keep_watch(con, now or datetime.now(UTC), RISK_BASIS, filters.sources)
    cells = sea_cells()
    bases = {region: watchkeeping.constant_set(region, as_of) for region in cells.regions}
    sources_used = {source for basis_here in bases.values() for source in basis_here.sources}
    until = watchkeeping.settled_until(as_of, sources_used)
    daily = risk.daily_counts(con, filters, group_by_category(), EARLIEST, as_of)
    counts = count_history(daily, cells, bases, watchkeeping.by_region(cells.regions), first_covered_day(bases, until), until)
    estimated, estimated_before = parameters_for(as_of, horizon)
    before = known_before(_extend_unwatched(counts, as_of), [as_of + timedelta(days=1)], (SLOW, estimated.half_life))
    prediction = predict(before, horizon, estimated)
    weights = severity_weights(
        risk.severity_counts(con, filters, group_by_category(), until, SLOW), cells, bases, SEVERITY_WEIGHT, WEIGHT_PRIOR
    )
    row_maker = _ForecastRows(
        cells, bases, counts, prediction, weights, _recent_incidents(daily, as_of), horizon, _same_days(counts, as_of, horizon)
    )
    rows = [
        row_maker.forecast_row(region, group)
        for region in cells.regions
        if (not filters.regions or region in filters.regions) and (not filters.areas or cells.areas[region] in filters.areas)
        for group in (ALL_KINDS, *GROUP_CODES)
    ]
    # Highest score first; then regions that are watched but cannot be forecast; last, those that nobody watches.
    rows.sort(key=lambda row: (row.numbers is None, -(row.numbers.score if row.numbers else 0.0), not row.basis.watched, row.title))
    recent = daily[daily["day"] > day_number(as_of) - LOOKBACK_DAYS]
    unplaced = int(recent.loc[recent["sea_region"].isna(), "incidents"].sum())
    notes = sentences.risk_notes(as_of, until, horizon, rows, watchkeeping.titles, unplaced)
    return RiskTable(as_of, horizon, until, tuple(rows), watchkeeping.titles, estimated_before, int(counts.counts.sum()), unplaced, notes)


def sea_cells() -> ModelCells:
    """Every sea region with every group."""
    regions = geography.sea_regions()
    return ModelCells(tuple(sorted(regions)), {code: region.area for code, region in regions.items()})


def _extend_unwatched(counted: CellHistory, as_of: date) -> CellHistory:
    """The history up to `as_of`, with the days for which reports are still to come added as not watched."""
    more = max((as_of - counted.first).days + 1 - counted.days, 0)
    nothing = np.zeros((len(counted.counts), more))
    return CellHistory(counted.first, np.hstack([counted.counts, nothing]), np.hstack([counted.watched, nothing]), counted.parent)


def _recent_incidents(daily: pd.DataFrame, as_of: date) -> dict[tuple[str, str], int]:
    """Incidents in the last year by region and group, whoever reports them."""
    rows = daily[daily["day"] > day_number(as_of) - LOOKBACK_DAYS]
    sums = rows.groupby(["sea_region", "grp"], observed=True)["incidents"].sum().reset_index()
    counts: dict[tuple[str, str], int] = {}
    for region, group, incidents in sums.itertuples(index=False):
        for code in (group, ALL_KINDS):
            counts[region, code] = counts.get((region, code), 0) + int(incidents)
    return counts


def _same_days(counted: CellHistory, as_of: date, horizon: int) -> list[Array]:
    """The counts on the forecast's days in each of the last five years, oldest first: an array [cell, 1] each."""
    return [counts_in_window(counted, [as_of + timedelta(days=1)], horizon, back) for back in range(YEARS, 0, -1)]


@dataclass(frozen=True, slots=True)
class _ForecastRows:
    """All that the rows of the table are made from."""

    cells: ModelCells
    bases: Mapping[str, SourceBasis]
    counted: CellHistory
    prediction: Prediction
    weights: Array
    recent: Mapping[tuple[str, str], int]
    horizon: int
    same_days: list[Array]

    def forecast_row(self, region: str, group: str) -> Forecast:
        """The forecast of one region and group (or ALL_KINDS, the sum of all groups)."""
        numbers_of = [self.cells.number(region, code) for code in (GROUP_CODES if group == ALL_KINDS else (group,))]
        region_reference = geography.sea_regions()[region]
        basis_here = self.bases[region]
        # Any source's incident shows that something happens there, even one that the forecast cannot use.
        recent = self.recent.get((region, group), 0)
        state: WatchState = "incidents" if recent else "none" if basis_here.watched else "not_watched"
        means, shapes = self.prediction.mean[numbers_of], self.prediction.shape[numbers_of]
        mean, shape = sum_of_cells(means, shapes, 0)
        # Groups weigh as much as incidents of theirs are expected.
        weight = float((means[:, 0] * self.weights[numbers_of]).sum() / max(float(means.sum()), 1e-12))
        enough = basis_here.days >= LEAST_DAYS
        numbers = _forecast_numbers(mean, shape, weight, self.horizon) if enough else None
        level, reason = _level_or_reason(basis_here, numbers, mean, shape, weight, self.horizon)
        counts, watched = self.counted.counts[numbers_of].sum(axis=0), self.counted.watched[numbers_of[0]]
        last_year = _count_of_year(counts, watched, 0)
        return Forecast(
            region, region_reference.title, region_reference.area, group, state, numbers, level, reason, weight,
            int(counts.sum()), last_year or 0, _count_of_year(counts, watched, 1),
            tuple(_int_or_none(float(counts_back[numbers_of, 0].sum())) for counts_back in self.same_days),
            float(self.prediction.season[numbers_of, 0] @ means[:, 0] / max(float(means.sum()), 1e-12)), basis_here,
        )  # fmt: skip


def _forecast_numbers(mean: Array, shape: Array, weight: float, horizon: int) -> ForecastNumbers:
    low80, high80 = count_interval(0.8, mean, shape)
    low95, high95 = count_interval(0.95, mean, shape)
    none = float(cumulative_probability(np.zeros(1), mean, shape)[0])
    expected = float(mean[0])
    return ForecastNumbers(
        expected, int(low80[0]), int(high80[0]), int(low95[0]), int(high95[0]), severity_score(expected, weight, horizon), 1 - none,
        float(shape[0]),
    )  # fmt: skip


def _level_or_reason(
    basis_here: SourceBasis, numbers: ForecastNumbers | None, mean: Array, shape: Array, weight: float, horizon: int
) -> tuple[RiskLevel | None, str]:
    if not basis_here.watched:
        return None, NOT_WATCHED
    if numbers is None:
        return None, f"{TOO_THIN}: {basis_here.days} days watched by the same sources, and {LEAST_DAYS} are needed"
    # The interval of the rate, not of the count: a level is about what is expected, and counts vary around that anyway.
    low, high = rate_interval(0.8, mean, shape)
    scores = [severity_score(float(rate[0]), weight, horizon) for rate in (low, high)]
    if levels_apart(*scores) > MOST_STEPS:
        level_range = f"{level_of(scores[0]).title.lower()} to {level_of(scores[1]).title.lower()}"
        return None, f"{TOO_THIN}: the data are consistent with levels from {level_range}"
    return level_of(numbers.score), ""


def _count_of_year(counts: Array, watched: Array, years_back: int) -> int | None:
    """Incidents in the last 365 days, or `years_back` years before; None where the basis did not watch nearly all of them."""
    stop = len(counts) - LOOKBACK_DAYS * years_back
    if stop < LOOKBACK_DAYS or watched[stop - LOOKBACK_DAYS : stop].sum() < LOOKBACK_DAYS * 0.95:
        return None
    return int(counts[stop - LOOKBACK_DAYS : stop].sum())


def _int_or_none(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
