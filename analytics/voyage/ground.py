"""What voyages are judged by, as known on one day: forecasts, density, who watches, transits. It costs most, and serves all alternatives.

The day is today, or the day of departure where that is past. Every sea region has its own last well-watched day (`recent_end`), and what
is known of it is as of that day; where that lies more than STALE_DAYS back, nobody watches it now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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
    """`day` is that on which all this is known. `known_until` is each region's last well-watched day (none: never watched).

    `tables` are the forecasts by day known and horizon; `incidents` as `placed_incidents_between` gives them, `placed` how many of them
    the density rests on, by sea region; `rates` per transit, by sea region.
    """

    day: date
    watchkeeping: Watchkeeping
    known_until: Mapping[str, date]
    tables: Mapping[tuple[date, int], RiskTable]
    density: Density
    incidents: pd.DataFrame
    placed: Mapping[str, int]
    rates: Mapping[str, StraitRates]

    def is_watched(self, region: str) -> bool:
        """Whether somebody watches a region now, as near as `day` is to its last well-watched day."""
        until = self.known_until.get(region)
        return until is not None and (self.day - until).days <= STALE_DAYS

    def horizon_of(self, region: str, last: date) -> int:
        """Days of the forecast that is used of a region for a passage that ends on the day `last`."""
        until = self.known_until.get(region, self.day)
        return HORIZONS[0] if (last - until).days <= HORIZONS[0] else HORIZONS[-1]

    def forecast(self, region: str, last: date) -> Forecast | None:
        """That forecast; None where nobody ever watched the region."""
        until = self.known_until.get(region)
        return None if until is None else self.tables[until, self.horizon_of(region, last)].forecast_for(region)

    def incidents_in(self, region: str) -> int:
        """Incidents with a position that the density knows of a region."""
        return self.placed.get(region, 0)


def ground_of(read: Read, day: date, straits: tuple[StraitTransits, ...] = ()) -> Ground:
    """What is known on `day` of all waters."""
    moment = datetime.combine(day, time.max, UTC)
    watchkeeping: Watchkeeping = read(keep_watch, moment, AS_DESCRIBED)
    ends = {region: recent_end(watchkeeping.watches, moment, {region: 1.0}) for region in sea_regions()}
    # A report may be dated ahead of the clock; what is known ends today at the latest.
    known_until = {region: min(end.day, day) for region, end in ends.items() if end is not None}
    days = sorted(set(known_until.values()))
    everything = Filters()
    tables = {(known, horizon): read(assess_regions, everything, known, horizon, moment) for known in days for horizon in HORIZONS}
    newest = max(days, default=day)
    begin = newest - timedelta(days=365 * DENSITY_YEARS)
    density = density_of(read, Filters(date_from=begin, date_to=newest), newest)
    first = min(days, default=day) - timedelta(days=366 * YEARS_BACK)
    incidents: pd.DataFrame = read(placed_incidents_between, first, day)
    counted = incidents.loc[incidents["occurred_on"].between(begin, newest), "sea_region"].value_counts()
    placed = {str(region): int(count) for region, count in counted.items()}
    return Ground(day, watchkeeping, known_until, tables, density, incidents, placed, _rates(read, straits, known_until, moment))


def _rates(read: Read, straits: tuple[StraitTransits, ...], known_until: Mapping[str, date], moment: datetime) -> dict[str, StraitRates]:
    rates: dict[str, StraitRates] = {}
    for strait in straits:
        if strait.sea_region is None or strait.sea_region not in known_until:
            continue
        known = known_until[strait.sea_region]
        severities = ((), GRAVE, (NOT_STATED,))
        rates_here = [read(strait_rates, (strait,), known, ALL_KINDS, moment, Filters(severities=codes)) for codes in severities]
        if all(rates_here):
            rates[strait.sea_region] = StraitRates(*(rate[0] for rate in rates_here))
    return rates
