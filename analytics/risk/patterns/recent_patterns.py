"""Hot spots and near repeats of the last years, from a snapshot's incidents."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import duckdb
import numpy as np

from analytics.risk.groups import ALL_KINDS, GROUPS
from analytics.risk.patterns import hotspots, near_repeat
from analytics.risk.patterns.hotspots import HotSpots
from analytics.risk.patterns.near_repeat import NearRepeats
from warehouse.filters import Filters
from warehouse.queries.incidents.hexagons import hexagon_counts
from warehouse.queries.risk import daily

HOT_DAYS: Final = 3 * 365
REPEAT_DAYS: Final = 5 * 365


def recent_hot_spots(con: duckdb.DuckDBPyConnection, as_of: date, group: str) -> HotSpots:
    """Hot hexagons of the last HOT_DAYS days up to `as_of`, for one group of categories or ALL_KINDS."""
    # Hexagons with an incident of any kind at any time stand for waters in which ships sail and somebody reports.
    ever = Filters(date_to=as_of)
    recent = Filters(date_from=as_of - timedelta(days=HOT_DAYS - 1), date_to=as_of, categories=_group_categories(group))
    resolution = hotspots.RESOLUTION
    return hotspots.find_hot_spots(hexagon_counts(con, recent, resolution, "number"), hexagon_counts(con, ever, resolution, "number"))


def recent_near_repeats(con: duckdb.DuckDBPyConnection, as_of: date, group: str, region: str | None) -> NearRepeats:
    """The near-repeat test over the last REPEAT_DAYS days up to `as_of`, for one sea region or (None) all waters."""
    first = as_of - timedelta(days=REPEAT_DAYS - 1)
    filters = Filters(date_from=first, date_to=as_of, regions=(region,) if region else (), categories=_group_categories(group))
    events = daily.newest_events(con, filters, near_repeat.WITHIN_KM, near_repeat.MOST_EVENTS)
    days = events["day"].to_numpy().astype(np.int64)
    latitudes, longitudes = (events[name].to_numpy().astype(np.float64) for name in ("latitude", "longitude"))
    return near_repeat.near_repeat_test(days, latitudes, longitudes, near_repeat.blocks_of(days, events["sea_region"].to_pylist()))


def _group_categories(group: str) -> tuple[str, ...]:
    return () if group == ALL_KINDS else GROUPS[group].categories
