"""What was recorded lately: by month and group, and by category, per sea region, each over one constant set of sources.

A region that nobody watches now keeps the set that watched it last; the months since then are not known.
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

from analytics.coverage.constant_sources import Basis, Listener, Span, basis, common_spans
from analytics.risk.assessment import EARLIEST, LOOKBACK_DAYS, Watched, sea_cells, who_watches
from analytics.risk.groups import ALL, CODES, group_of
from analytics.risk.records import codes, day_number, reported
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import Filters
from warehouse.queries.risk import daily as risk

MONTHS: Final = 60
WHOLE: Final = 0.8
"""Share of a month's days that must be watched for its count to be shown."""

Counts = dict[tuple[str, str], tuple[int | None, ...]]


@dataclass(frozen=True, slots=True)
class Recent:
    """`monthly` by region and group (ALL too) for each of `months` (`2024-06`, the last one up to `as_of`); `yearly` by
    region and category for the last LOOKBACK_DAYS. None where the set of sources did not watch (nearly) all days.

    `partial` marks the months that are not over or still filling up. `lifetimes`: region to the title and the spans of
    every source that ever watched it.
    """

    as_of: date
    months: tuple[str, ...]
    partial: tuple[bool, ...]
    monthly: Counts
    yearly: dict[tuple[str, str], int | None]
    lifetimes: dict[str, tuple[tuple[str, str, tuple[Span, ...]], ...]]
    sources: dict[str, tuple[str, ...]]


def recent(con: duckdb.DuckDBPyConnection, filters: Filters, as_of: date, until: date, now: datetime | None = None) -> Recent:
    """The counts up to `as_of`; days after `until` are still filling up. Of the filters, days and places do not count."""
    watched = who_watches(con, now or datetime.now(UTC), filters.sources)
    cells = sea_cells()
    bases = {region: last_basis(watched.there[region], as_of) for region in cells.regions}
    daily = risk.daily(con, filters, {code: code for code in CATEGORY}, EARLIEST, as_of)
    kept = daily[reported(daily, cells.regions, bases)]
    edges = _month_edges(as_of)
    by_month = _table(kept, cells.regions, np.array([day_number(edge) for edge in edges], dtype=np.int64))
    year = np.array([day_number(as_of) - LOOKBACK_DAYS + 1, day_number(as_of) + 1], dtype=np.int64)
    by_year = _table(kept, cells.regions, year)[:, :, 0]
    of_group = group_of()
    monthly: Counts = {}
    yearly: dict[tuple[str, str], int | None] = {}
    for place, region in enumerate(cells.regions):
        used = [one for one in watched.there[region] if one.source in bases[region].sources]
        shown = [_watched(used, first, last - timedelta(days=1)) for first, last in pairwise(edges)]
        for group in (ALL, *CODES):
            rows = [number for number, code in enumerate(CATEGORY) if group in (ALL, of_group[code])]
            counts = by_month[place, rows].sum(axis=0)
            monthly[region, group] = tuple(int(count) if known else None for count, known in zip(counts, shown, strict=True))
        whole = _watched(used, as_of - timedelta(days=LOOKBACK_DAYS - 1), as_of)
        yearly |= {(region, code): int(by_year[place, number]) if whole else None for number, code in enumerate(CATEGORY)}
    return Recent(
        as_of,
        tuple(f"{edge:%Y-%m}" for edge in edges[:-1]),
        tuple(last - timedelta(days=1) > until or (last > as_of and not _month_ends(as_of)) for last in edges[1:]),
        monthly,
        yearly,
        _lifetimes(watched),
        {region: one.sources for region, one in bases.items()},
    )


def last_basis(there: tuple[Listener, ...], as_of: date) -> Basis:
    """The set of sources that watches on the day; where none does, the one that did last before it."""
    now = basis(there, as_of)
    ends = [stop for one in there for _, stop in one.spans if stop <= as_of]
    return now if now.watched or not ends else basis(there, max(ends))


def _month_edges(as_of: date) -> list[date]:
    """The first days of the last MONTHS months, and the day after `as_of`."""
    number = as_of.year * 12 + as_of.month - 1
    firsts = [date(one // 12, one % 12 + 1, 1) for one in range(number - MONTHS + 1, number + 1)]
    return [*firsts, as_of + timedelta(days=1)]


def _month_ends(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _table(rows: pd.DataFrame, regions: tuple[str, ...], edges: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Incidents by region, category and span between edges (days since 1970)."""
    found = np.zeros((len(regions), len(CATEGORY), len(edges) - 1), dtype=np.int64)
    span = np.searchsorted(edges, rows["day"].to_numpy(dtype=np.int64), side="right") - 1
    inside = (span >= 0) & (span < len(edges) - 1)
    where = (codes(rows["sea_region"], regions), codes(rows["grp"], list(CATEGORY)), span)
    np.add.at(found, tuple(part[inside] for part in where), rows["incidents"].to_numpy(dtype=np.int64)[inside])
    return found


def _watched(used: list[Listener], first: date, last: date) -> bool:
    days = (last - first).days + 1
    return bool(used) and sum((stop - begin).days + 1 for begin, stop in common_spans(used, first, last)) >= WHOLE * days


def _lifetimes(watched: Watched) -> dict[str, tuple[tuple[str, str, tuple[Span, ...]], ...]]:
    return {region: tuple((one.source, one.title, one.spans) for one in there) for region, there in watched.there.items()}


def month_place(months: tuple[str, ...], day: date) -> float:
    """Where a day lies on an axis of months: 0 is the beginning of the first."""
    first = date.fromisoformat(f"{months[0]}-01")
    whole = (day.year - first.year) * 12 + day.month - first.month
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return whole + (day.day - 1) / (following - day.replace(day=1)).days
