"""What was recorded recently: by month and group, and by category, per sea region, each over one constant set of sources.

A region that nobody watches now keeps the set that watched it last; the months since then are unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.coverage.constant_sources import is_mostly_watched, latest_constant_set, members
from analytics.coverage.policies import RISK_BASIS
from analytics.coverage.source_watch import SourceWatch
from analytics.coverage.watchkeeping import keep_watch
from analytics.risk.assessment import EARLIEST, LOOKBACK_DAYS, sea_cells
from analytics.risk.groups import ALL_KINDS, GROUP_CODES, group_by_category
from analytics.risk.records import code_places, day_number, reported_by_basis
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import Filters
from warehouse.queries.risk import daily as risk

MONTHS: Final = 60
WHOLE: Final = 0.8
"""Share of a month's days that must be watched for its count to be shown."""

Counts = dict[tuple[str, str], tuple[int | None, ...]]


@dataclass(frozen=True, slots=True)
class RecentCounts:
    """`monthly` by region and group (ALL too) for each of `months` (`2024-06`, the last one up to `as_of`); `yearly` by
    region and category for the last LOOKBACK_DAYS. None where the set of sources did not watch (nearly) all days.

    `partial` marks the months that are not over or still filling up. `lifetimes`: region to every source that
    ever watched it.
    """

    as_of: date
    months: tuple[str, ...]
    partial: tuple[bool, ...]
    monthly: Counts
    yearly: dict[tuple[str, str], int | None]
    lifetimes: dict[str, tuple[SourceWatch, ...]]
    sources: dict[str, tuple[str, ...]]


def recent_counts(con: duckdb.DuckDBPyConnection, filters: Filters, as_of: date, until: date, now: datetime | None = None) -> RecentCounts:
    """The counts up to `as_of`; for days after `until` reports are still to come. Of the filters, days and places are ignored."""
    cells = sea_cells()
    watchers = keep_watch(con, now or datetime.now(UTC), RISK_BASIS, filters.sources).by_region(cells.regions)
    bases = {region: latest_constant_set(watchers[region], as_of) for region in cells.regions}
    daily = risk.daily_counts(con, filters, {code: code for code in CATEGORY}, EARLIEST, as_of)
    rows_kept = daily[reported_by_basis(daily, cells.regions, bases)]
    edges = _month_edges(as_of)
    by_month = _count_cube(rows_kept, cells.regions, np.array([day_number(edge) for edge in edges], dtype=np.int64))
    year = np.array([day_number(as_of) - LOOKBACK_DAYS + 1, day_number(as_of) + 1], dtype=np.int64)
    by_year = _count_cube(rows_kept, cells.regions, year)[:, :, 0]
    of_group = group_by_category()
    monthly: Counts = {}
    yearly: dict[tuple[str, str], int | None] = {}
    for place, region in enumerate(cells.regions):
        used = members(bases[region], watchers[region])
        known_months = [is_mostly_watched(used, first, last - timedelta(days=1), WHOLE) for first, last in pairwise(edges)]
        for group in (ALL_KINDS, *GROUP_CODES):
            rows = [number for number, code in enumerate(CATEGORY) if group in (ALL_KINDS, of_group[code])]
            counts = by_month[place, rows].sum(axis=0)
            monthly[region, group] = tuple(int(count) if is_known else None for count, is_known in zip(counts, known_months, strict=True))
        year_watched = is_mostly_watched(used, as_of - timedelta(days=LOOKBACK_DAYS - 1), as_of, WHOLE)
        yearly |= {(region, code): int(by_year[place, number]) if year_watched else None for number, code in enumerate(CATEGORY)}
    # The last edge is the day after `as_of`: that month is partial unless it ends there.
    return RecentCounts(
        as_of,
        tuple(f"{edge:%Y-%m}" for edge in edges[:-1]),
        tuple(last - timedelta(days=1) > until or (last > as_of and not _is_month_end(as_of)) for last in edges[1:]),
        monthly,
        yearly,
        watchers,
        {region: basis_here.sources for region, basis_here in bases.items()},
    )


def _month_edges(as_of: date) -> list[date]:
    """The first days of the last MONTHS months, and the day after `as_of`."""
    # Months as one running number: counting back then needs no care at the turn of a year.
    number = as_of.year * 12 + as_of.month - 1
    firsts = [date(month_number // 12, month_number % 12 + 1, 1) for month_number in range(number - MONTHS + 1, number + 1)]
    return [*firsts, as_of + timedelta(days=1)]


def _is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _count_cube(rows: pd.DataFrame, regions: tuple[str, ...], edges: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Incidents by region, category and span between neighbouring edges (days since 1970): [region, category, span]."""
    cube = np.zeros((len(regions), len(CATEGORY), len(edges) - 1), dtype=np.int64)
    span = np.searchsorted(edges, rows["day"].to_numpy(dtype=np.int64), side="right") - 1
    inside = (span >= 0) & (span < len(edges) - 1)
    where = (code_places(rows["sea_region"], regions), code_places(rows["grp"], list(CATEGORY)), span)
    np.add.at(cube, tuple(part[inside] for part in where), rows["incidents"].to_numpy(dtype=np.int64)[inside])
    return cube


def month_place(months: tuple[str, ...], day: date) -> float:
    """Where a day lies on an axis of months, in months from the beginning of the first."""
    first = date.fromisoformat(f"{months[0]}-01")
    months_before = (day.year - first.year) * 12 + day.month - first.month
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return months_before + (day.day - 1) / (following - day.replace(day=1)).days
