"""Whether coastal authorities were told, for the incidents that the filters leave: pictures with their explanations."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from analytics.authorities import charts, notification
from analytics.describe.explained import Explained
from warehouse.filters import Filters
from warehouse.queries.gap import incident_counts
from warehouse.queries.sources import sources


@dataclass(frozen=True, slots=True)
class ExplainedShares:
    """The share not told by year and by sea region, and the titles of the sources with reports."""

    by_year: Explained
    by_region: Explained
    source_titles: tuple[str, ...]


def explained_shares(con: duckdb.DuckDBPyConnection, filters: Filters) -> ExplainedShares:
    """The share of incidents of which no authority was told, under `filters`."""
    counts = incident_counts.authority_counts(con, filters)
    years = notification.notification_shares_by(counts, "year")
    return ExplainedShares(
        charts.by_year_chart(years, notification.overall_share(counts)),
        charts.by_region_chart(notification.notification_shares_by(counts, "sea_region"), sources.region_titles(con)),
        tuple(source.title for source in sources.all_sources(con) if source.reports),
    )
