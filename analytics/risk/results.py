"""The results of an assessment: plain values for pages and documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from analytics.coverage.constant_sources import SourceBasis
from analytics.risk.groups import ALL_KINDS, GROUP_TITLES
from analytics.risk.levels import RiskLevel

WatchState = Literal["incidents", "none", "not_watched"]
STATE_TITLES: dict[WatchState, str] = {
    "incidents": "Incidents recorded",
    "none": "Watched, none recorded",
    "not_watched": "Not watched",
}


@dataclass(frozen=True, slots=True)
class ForecastNumbers:
    """Incidents that the basis is expected to record within the horizon: the mean, and the bounds of the 80% and 95% intervals
    (whole numbers, equal-tailed). `score` is the mean weighted by severity, per 30 days; `at_least_one` is a probability. `shape` is
    that of the negative binomial: 1 / shape is the squared relative uncertainty of the rate."""

    expected: float
    low80: int
    high80: int
    low95: int
    high95: int
    score: float
    at_least_one: float
    shape: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast for one sea region and group of categories (or ALL_KINDS).

    `numbers` is None where nobody watches or the history is too short; `level` is None there too, and where the expected number
    is too uncertain; `reason` says why. `state` describes the year before the day of the forecast. The counts (`recorded` in all,
    `last_year`, `year_before`, and `same_days`, the same days in the last five years, oldest first) are those of the basis'
    sources alone; None where the basis does not cover the days.
    """

    region: str
    title: str
    area: str
    group: str
    state: WatchState
    numbers: ForecastNumbers | None
    level: RiskLevel | None
    reason: str
    weight: float
    recorded: int
    last_year: int
    year_before: int | None
    same_days: tuple[int | None, ...]
    season: float
    basis: SourceBasis


@dataclass(frozen=True, slots=True)
class RiskTable:
    """The forecasts of all regions and groups for the `horizon` days after `as_of`.

    `settled` is the last day whose reports are taken to be in. `source_titles` by id. `parameters_from`: the parameters were
    estimated on data before this day. `notes` must accompany the table wherever it is shown.
    """

    as_of: date
    horizon: int
    settled: date
    forecasts: tuple[Forecast, ...]
    source_titles: dict[str, str]
    parameters_from: date
    incidents: int
    unplaced: int
    notes: tuple[str, ...]

    def of_group(self, group: str = ALL_KINDS) -> tuple[Forecast, ...]:
        """One forecast per region, highest score first, then those without numbers."""
        return tuple(forecast for forecast in self.forecasts if forecast.group == group)

    def region(self, code: str) -> tuple[Forecast, ...]:
        """The forecasts of one region: ALL_KINDS first, then by group."""
        return tuple(forecast for forecast in self.forecasts if forecast.region == code)

    def forecast_for(self, region: str, group: str = ALL_KINDS) -> Forecast | None:
        """The forecast for a region and group; None when there is no such region."""
        return next((forecast for forecast in self.forecasts if forecast.region == region and forecast.group == group), None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Titles of all the sources on which some region's counts rest."""
        used = sorted({source for forecast in self.forecasts for source in forecast.basis.sources})
        return tuple(self.source_titles.get(source, source) for source in used)

    def to_frame(self) -> pd.DataFrame:
        """One row per region and group, for tables and downloads."""
        return pd.DataFrame([_frame_row(forecast, self) for forecast in self.forecasts])


def _frame_row(forecast: Forecast, table: RiskTable) -> dict[str, object]:
    numbers = forecast.numbers
    return {
        "sea_region": forecast.region,
        "title": forecast.title,
        "area": forecast.area,
        "group": GROUP_TITLES[forecast.group],
        "state": STATE_TITLES[forecast.state],
        "level": forecast.level.title if forecast.level else None,
        "reason": forecast.reason,
        "expected": numbers and round(numbers.expected, 2),
        "low_80": numbers and numbers.low80,
        "high_80": numbers and numbers.high80,
        "low_95": numbers and numbers.low95,
        "high_95": numbers and numbers.high95,
        "at_least_one": numbers and round(numbers.at_least_one, 3),
        "score_per_30_days": numbers and round(numbers.score, 2),
        "severity_weight": round(forecast.weight, 2),
        "recorded": forecast.recorded,
        "recorded_last_year": forecast.last_year,
        "recorded_year_before": forecast.year_before,
        "counted_since": forecast.basis.since,
        "sources": ", ".join(table.source_titles.get(source, source) for source in forecast.basis.sources),
        "horizon_days": table.horizon,
        "as_of": table.as_of,
    }
