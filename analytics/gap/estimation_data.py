"""What estimates of the reporting gap are made from: incidents by source, who was at work, and the links in doubt.

Pages and documents read it here, so that both estimate from the same data by the same limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb
import pandas as pd

from analytics.coverage.source_watch import SourceWatch, sources_at_work
from analytics.gap import cell_estimates
from analytics.gap.capture_histories import histories_by_origin, histories_by_source
from analytics.gap.cell_estimates import Cell, estimate_from_lists
from analytics.gap.recapture.histories import Histories
from analytics.gap.recapture.results import GapEstimate
from warehouse.filters import Filters
from warehouse.queries.gap import source_histories
from warehouse.queries.gap.source_histories import UncertainLinks

YEARS_A_PERIOD: Final = 5
YEARS_COMPARED: Final = 10
"""Regions and categories are compared over the last so many years in which two sources were at work."""

MOST_INCIDENTS_WITH_LINK_DOUBT: Final = 100_000
"""Incidents up to which the doubt about links goes into the intervals.

Without it intervals are too narrow (by 6 to 61% for ASAM beside IMB), so it is left out only where it would cost too much: 200 draws
of the links take about 3 seconds of a processor for every 100,000 incidents, and a page estimates three times.
"""
LINK_DOUBT_OMITTED: Final = (
    f"Above {MOST_INCIDENTS_WITH_LINK_DOUBT:,} incidents, the intervals leave out the uncertainty about links between reports."
)


@dataclass(frozen=True)
class EstimationData:
    """Counted incidents (`frame`, of `queries.gap.source_histories`), what each source watched, and the links in doubt.

    `links` is None where the doubt about them is left out; `notes` then say so.
    """

    frame: pd.DataFrame
    watching: tuple[SourceWatch, ...]
    links: UncertainLinks | None = None
    notes: tuple[str, ...] = ()

    def estimates_by_period(self, years_a_period: int = YEARS_A_PERIOD) -> tuple[Cell, ...]:
        """The estimate of every period of so many years, oldest first."""
        return cell_estimates.estimates_by_period(self.frame, self.watching, years_a_period, self.links)

    @property
    def years_compared(self) -> tuple[int, int] | None:
        """First and last of the years that regions are compared over; None where no two sources were at work."""
        if self.frame.empty:
            return None
        regions = {region if isinstance(region, str) else None for region in self.frame["sea_region"]}
        first, last = int(self.frame["year"].min()), int(self.frame["year"].max())
        # The last years in which any region had two sources, not the last calendar years: bodies close.
        common = cell_estimates.years_with_two_sources(self.watching, regions, first, last)
        return (common[-YEARS_COMPARED:][0], common[-1]) if common else None


def estimation_data(
    con: duckdb.DuckDBPyConnection, filters: Filters, watching: tuple[SourceWatch, ...], by: tuple[str, ...] = (), link_doubt: bool = True
) -> EstimationData:
    """The incidents under `filters`, counted by year, sea region and the columns `by`; with the links in doubt where few enough."""
    frame = source_histories.source_histories(con, filters, by)
    if not link_doubt:
        return EstimationData(frame, watching)
    if int(frame["incidents"].sum()) > MOST_INCIDENTS_WITH_LINK_DOUBT:
        return EstimationData(frame, watching, notes=(LINK_DOUBT_OMITTED,))
    return EstimationData(frame, watching, source_histories.uncertain_links(con, filters))


@dataclass(frozen=True)
class CommonPart:
    """The incidents of the years and waters that the same two or more sources watched: those with most incidents."""

    lists: tuple[str, ...]
    by_origin: Histories
    by_source: Histories
    incidents: int
    estimate: GapEstimate


def rows_of_common_sources(
    frame: pd.DataFrame, watching: Sequence[SourceWatch], first_year: int, last_year: int
) -> tuple[tuple[str, ...], pd.DataFrame]:
    """The set of two or more sources that watched most of the incidents in `frame`, and the rows that it watched.

    No source and no row where no two watched.
    """
    rows = frame[frame["year"].between(first_year, last_year)]
    lists_of_row = pd.Series(
        [
            sources_at_work(watching, date(int(year), 1, 1), date(int(year), 12, 31), region if isinstance(region, str) else None)
            for year, region in zip(rows["year"], rows["sea_region"], strict=True)
        ],
        index=rows.index,
        dtype=object,
    )
    sums = {lists: int(rows.loc[lists_of_row == lists, "incidents"].sum()) for lists in set(lists_of_row) if len(lists) > 1}
    if not sums:
        return (), rows.iloc[:0]
    # Sorted first, so that of two sets with equally many incidents always the same one is taken.
    largest = max(sorted(sums), key=lambda lists: sums[lists])
    return largest, rows[lists_of_row == largest]


def largest_common_part(frame: pd.DataFrame, watching: Sequence[SourceWatch], first_year: int, last_year: int) -> CommonPart | None:
    """The largest part of `frame` that one set of sources watched; None where no two watched."""
    lists, rows = rows_of_common_sources(frame, watching, first_year, last_year)
    if not lists:
        return None
    observed = int(rows["incidents"].sum())
    return CommonPart(lists, histories_by_origin(rows, lists), histories_by_source(rows, lists), observed, estimate_from_lists(rows, lists))
