"""What voyages are judged by, as known on one day: forecasts, density, who watches, transits. It costs most, and serves all alternatives.

The day is today, or the day of departure where that is past. Every sea region has its own last well-watched day (`recent_end`), and what
is known of it is as of that day; where that lies more than STALE_DAYS back, nobody watches it now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final

import pandas as pd

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.recent_end import recent_end
from analytics.coverage.watchkeeping import Watchkeeping, keep_watch
from analytics.density.density import Density, density_of
from analytics.risk.assessment import assess_regions
from analytics.risk.groups import ALL_KINDS
from analytics.risk.patterns.strait_transits import strait_rates
from analytics.risk.patterns.transit_rates import TransitRate
from analytics.risk.results import Forecast, RiskTable
from analytics.voyage.placed import PlacedIncidents, place_incidents
from warehouse.exposure import StraitTransits
from warehouse.filters import NOT_STATED, Filters
from warehouse.queries.voyage.corridor_incidents import placed_incidents_between
from warehouse.reference.geography import sea_regions

Read = Callable[..., Any]
"""Gives the result of a query: called with a function that takes a connection first, and that function's other arguments."""

HORIZONS: Final = (30, 90)
STALE_DAYS: Final = 90
"""Days after the last well-watched one for which a forecast is made; later, nobody is taken to watch."""
DENSITY_YEARS: Final = 5
EVERYTHING: Final = Filters()
YEARS_BACK: Final = 6
"""Years of incidents that are looked through: the last twelve months, and five seasons before."""
GRAVE: Final = ("1", "2")
"""Severities CAT 1 and CAT 2."""


@dataclass(frozen=True, slots=True)
class StraitRates:
    """Incidents per transit of one strait over the same days: all, those of CAT 1 and 2, and those of unknown severity."""

    every: TransitRate
    grave: TransitRate
    ungraded: TransitRate


@dataclass(frozen=True, eq=False)
class Ground:
    """What is known on `day`. `known_until` is each region's last well-watched day (none: never watched).

    Forecasts, density and incidents are read when first asked for: a voyage in waters that nobody watches needs none of the first two.
    """

    day: date
    read: Read
    watchkeeping: Watchkeeping
    known_until: Mapping[str, date]
    straits: tuple[StraitTransits, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Titles of all sources with reports."""
        return tuple(self.watchkeeping.titles.values())

    def is_watched(self, region: str) -> bool:
        """Whether somebody watches a region now, as near as `day` is to its last well-watched day."""
        until = self.known_until.get(region)
        return until is not None and (self.day - until).days <= STALE_DAYS

    def horizon_of(self, region: str, last: date) -> int:
        """Days of the forecast that is used of a region for a passage that ends on the day `last`."""
        until = self.known_until.get(region, self.day)
        return HORIZONS[0] if (last - until).days <= HORIZONS[0] else HORIZONS[-1]

    def forecast_until(self, region: str) -> date:
        """The last day for which a region's longest forecast is made."""
        return self.known_until.get(region, self.day) + timedelta(days=HORIZONS[-1])

    def forecast(self, region: str, last: date) -> Forecast | None:
        """That forecast; None where nobody watches the region."""
        if not self.is_watched(region):
            return None
        horizon = self.horizon_of(region, last)
        table: RiskTable = self.read(assess_regions, EVERYTHING, self.known_until[region], horizon, self.watchkeeping.moment)
        return table.forecast_for(region)

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """Incidents with a position up to `day`, as `placed_incidents_between` gives them."""
        # Whole years, so that the grounds of neighbouring days share one result.
        first = date(min(self.known_until.values(), default=self.day).year - YEARS_BACK, 1, 1)
        frame: pd.DataFrame = self.read(placed_incidents_between, first, date(self.day.year, 12, 31))
        return frame[frame["occurred_on"] <= self.day]

    @cached_property
    def placed_incidents(self) -> PlacedIncidents:
        """The same incidents, column by column."""
        return place_incidents(self.incidents)

    @cached_property
    def density(self) -> Density:
        """Where incidents happened in the last years before the newest well-watched day."""
        first, last = self._density_days
        return density_of(self.read, Filters(date_from=first, date_to=last), last)

    @cached_property
    def placed(self) -> Mapping[str, int]:
        """How many incidents with a position the density rests on, by sea region."""
        days = self.incidents["occurred_on"]
        counts = self.incidents.loc[days.between(*self._density_days), "sea_region"].value_counts()
        return {str(region): int(count) for region, count in counts.items()}

    @cached_property
    def rates(self) -> Mapping[str, StraitRates]:
        """Incidents per transit, by sea region, where the ships that pass are counted."""
        rates: dict[str, StraitRates] = {}
        for strait in self.straits:
            region = strait.sea_region or ""
            if region in self.known_until and (rate := self._rates_of(strait, region)):
                rates[region] = rate
        return rates

    @property
    def _density_days(self) -> tuple[date, date]:
        newest = max(self.known_until.values(), default=self.day)
        return newest - timedelta(days=365 * DENSITY_YEARS), newest

    def _rates_of(self, strait: StraitTransits, region: str) -> StraitRates | None:
        known, moment = self.known_until[region], self.watchkeeping.moment
        by_severity = [
            self.read(strait_rates, (strait,), known, ALL_KINDS, moment, Filters(severities=codes)) for codes in ((), GRAVE, (NOT_STATED,))
        ]
        return StraitRates(*(rates[0] for rates in by_severity)) if all(by_severity) else None


def ground_of(read: Read, day: date, straits: tuple[StraitTransits, ...] = ()) -> Ground:
    """What is known on `day` of all waters."""
    moment = datetime.combine(day, time.max, UTC)
    watchkeeping: Watchkeeping = read(keep_watch, moment, AS_DESCRIBED)
    ends = {region: recent_end(watchkeeping.watches, moment, {region: 1.0}) for region in sea_regions()}
    # A report may be dated ahead of the clock; what is known ends today at the latest.
    known_until = {region: min(end.day, day) for region, end in ends.items() if end is not None}
    return Ground(day, read, watchkeeping, known_until, straits)
