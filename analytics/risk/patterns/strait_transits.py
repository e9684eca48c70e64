"""Incidents per transit of the straits that are sea regions, from a snapshot's incidents."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import duckdb
import numpy as np

from analytics.coverage.constant_sources import latest_constant_set, members
from analytics.coverage.policies import RISK_BASIS
from analytics.coverage.watchkeeping import keep_watch
from analytics.risk.assessment import EARLIEST, LOOKBACK_DAYS
from analytics.risk.groups import ALL_KINDS, group_by_category
from analytics.risk.patterns.transit_rates import TransitRate, transit_rate
from analytics.risk.records import reported_by_basis
from warehouse.exposure import StraitTransits
from warehouse.filters import Filters
from warehouse.queries.risk import daily as risk
from warehouse.reference import geography


def strait_rates(
    con: duckdb.DuckDBPyConnection,
    straits: tuple[StraitTransits, ...],
    as_of: date,
    group: str,
    now: datetime | None = None,
    filters: Filters = Filters(),  # noqa: B008 - frozen
) -> tuple[TransitRate, ...]:
    """The rate of every strait over the year up to `as_of`, highest first; straits with too few days are left out.

    Of the filters those for kinds, acts and severities count.
    """
    watchkeeping = keep_watch(con, now or datetime.now(UTC), RISK_BASIS)
    daily = risk.daily_counts(con, filters, group_by_category(), EARLIEST, as_of)
    first = as_of - timedelta(days=LOOKBACK_DAYS - 1)
    rates = []
    for strait in straits:
        region = strait.sea_region
        if region is None or region not in geography.sea_regions():
            continue
        watchers = watchkeeping.in_region(region)
        basis_here = latest_constant_set(watchers, as_of)
        rows = daily[reported_by_basis(daily, [region], {region: basis_here}) & ((daily["grp"] == group).to_numpy() | (group == ALL_KINDS))]
        days = np.repeat(rows["day"].to_numpy(dtype=np.int64), rows["incidents"].to_numpy(dtype=np.int64))
        rates.append(transit_rate(strait, members(basis_here, watchers), days, first, as_of))
    return tuple(sorted((rate for rate in rates if rate is not None), key=lambda rate: (-rate.rate, rate.strait)))
