"""Rates per transit of the straits that are sea regions, from a snapshot's incidents."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import duckdb
import numpy as np

from analytics.risk.assessment import EARLIEST, LOOKBACK_DAYS, who_watches
from analytics.risk.groups import ALL, group_of
from analytics.risk.patterns.transit_rates import Rate, rate
from analytics.risk.recent import last_basis
from analytics.risk.records import reported
from warehouse.exposure import Strait
from warehouse.filters import Filters
from warehouse.queries.risk import daily as risk


def rates(
    con: duckdb.DuckDBPyConnection, straits: tuple[Strait, ...], as_of: date, group: str, now: datetime | None = None
) -> tuple[Rate, ...]:
    """The rate of every strait over the year up to `as_of`, highest first; straits without enough days are left out."""
    watched = who_watches(con, now or datetime.now(UTC))
    daily = risk.daily(con, Filters(), group_of(), EARLIEST, as_of)
    first = as_of - timedelta(days=LOOKBACK_DAYS - 1)
    found = []
    for strait in straits:
        region = strait.sea_region
        if region is None or region not in watched.there:
            continue
        own = last_basis(watched.there[region], as_of)
        kept = daily[reported(daily, [region], {region: own}) & ((daily["grp"] == group).to_numpy() | (group == ALL))]
        days = np.repeat(kept["day"].to_numpy(dtype=np.int64), kept["incidents"].to_numpy(dtype=np.int64))
        used = [one for one in watched.there[region] if one.source in own.sources]
        found.append(rate(strait, used, days, first, as_of))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (-one.rate, one.strait)))
