"""What an assessment says: plain values for pages and documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from analytics.coverage.constant_sources import Basis
from analytics.risk.groups import ALL, TITLES
from analytics.risk.levels import Level

State = Literal["incidents", "none", "not_watched"]
STATE_TITLES: dict[State, str] = {
    "incidents": "Incidents recorded",
    "none": "Watched, none recorded",
    "not_watched": "Not watched",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Incidents that the basis is expected to record in the horizon: mean, and bounds of the 80% and 95% intervals (whole
    numbers, equal-tailed). `score` is the mean weighed by severity per 30 days; `at_least_one` a probability."""

    expected: float
    low80: int
    high80: int
    low95: int
    high95: int
    score: float
    at_least_one: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """One sea region and group of categories (or ALL).

    `numbers` is None where nobody watches or the history is too short; `level` is None there and where the expected number
    is too uncertain: `reason` says why. `state` looks at the `lookback` days before the day of the forecast. Counts
    (`recorded` in all, `last_year`, `year_before`, `same_days`: the same days of the last five years, oldest first, None
    where the basis does not cover them) are those of the basis' sources alone.
    """

    region: str
    title: str
    area: str
    group: str
    state: State
    numbers: Numbers | None
    level: Level | None
    reason: str
    weight: float
    recorded: int
    last_year: int
    year_before: int | None
    same_days: tuple[int | None, ...]
    season: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class RiskTable:
    """The forecasts of all regions and groups for the `horizon` days after `as_of`.

    `settled` is the last day whose records are taken to be in. `source_titles` by id. `parameters_from`: the parameters
    were estimated on data before this day. `notes` are said wherever the table is shown.
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

    def of(self, group: str = ALL) -> tuple[Forecast, ...]:
        """One forecast per region, highest score first, then those without numbers."""
        return tuple(one for one in self.forecasts if one.group == group)

    def region(self, code: str) -> tuple[Forecast, ...]:
        """The forecasts of one region: ALL first, then by group."""
        return tuple(one for one in self.forecasts if one.region == code)

    def one(self, region: str, group: str = ALL) -> Forecast | None:
        """The forecast of a region and group; None when there is no such region."""
        return next((one for one in self.forecasts if one.region == region and one.group == group), None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Titles of all sources that some region's counts rest on."""
        used = sorted({source for one in self.forecasts for source in one.basis.sources})
        return tuple(self.source_titles.get(source, source) for source in used)

    def frame(self) -> pd.DataFrame:
        """A row per region and group, for tables and downloads."""
        return pd.DataFrame([_row(one, self) for one in self.forecasts])


def _row(one: Forecast, table: RiskTable) -> dict[str, object]:
    numbers = one.numbers
    return {
        "sea_region": one.region,
        "title": one.title,
        "area": one.area,
        "group": TITLES[one.group],
        "state": STATE_TITLES[one.state],
        "level": one.level.title if one.level else None,
        "reason": one.reason,
        "expected": numbers and round(numbers.expected, 2),
        "low_80": numbers and numbers.low80,
        "high_80": numbers and numbers.high80,
        "low_95": numbers and numbers.low95,
        "high_95": numbers and numbers.high95,
        "at_least_one": numbers and round(numbers.at_least_one, 3),
        "score_per_30_days": numbers and round(numbers.score, 2),
        "severity_weight": round(one.weight, 2),
        "recorded": one.recorded,
        "recorded_last_year": one.last_year,
        "recorded_year_before": one.year_before,
        "counted_since": one.basis.since,
        "sources": ", ".join(table.source_titles.get(source, source) for source in one.basis.sources),
        "horizon_days": table.horizon,
        "as_of": table.as_of,
    }
