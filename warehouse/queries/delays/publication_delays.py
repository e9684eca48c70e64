"""How long after the event reports were published, and what totals were before and are now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered
from warehouse.queries.frames import query_frame

DELAY_FILTERS = ("date_from", "date_to", "regions", "areas", "categories", "severities")
"""The filters that `delay_counts` applies."""


def delay_counts(con: duckdb.DuckDBPyConnection, filters: Filters, longest: int) -> pd.DataFrame:
    """Two histograms per cell: source, by (source, sea_region, category), cell, basis, kind, days, reports.

    `kind` is `delay` (days from event to publication; null where unknown, negative where the date of the event must be
    wrong, `longest` + 1 for all beyond) or `age` (days from the event to the source's last publication, of the reports
    with a delay from 0 to `longest`). `basis`: stated, landed, unknown. `cell` is null where no position is known. Only
    DELAY_FILTERS apply.
    """
    counts = query_frame(con, "delay_counts", {**filters.to_params(), "longest": longest})
    # One query gives all three groupings; GROUPING() is 0 where the column is part of the row's own grouping.
    of_region, of_category = counts["whole_region"] == 0, counts["whole_category"] == 0
    cells = counts["source"].where(~of_region, counts["sea_region"]).where(~of_category, counts["category"])
    by = pd.Series("source", index=counts.index).mask(of_region, "sea_region").mask(of_category, "category")
    return counts.assign(by=by, cell=cells)[["source", "by", "cell", "basis", "kind", "days", "reports"]]


def publication_days(con: duckdb.DuckDBPyConnection, filters: Filters, sources: Sequence[str], since: date) -> pd.DataFrame:
    """Incidents after `since` per day of the event and first day of publication by one of `sources`: occurred_on, published_on, incidents.

    `published_on` is null where it is not known.
    """
    days: pd.DataFrame = run_filtered(con, "publication_days", filters, {"sources": list(sources), "since": since}).to_pandas()
    return days


def revised_totals(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Reports of a year that each source had published when it was over, and has now.

    Columns: source, year, sea_region, basis, then_at, said_then, says_now. `basis`: `landed` (by the first landing after the year, for
    sources that landed again later) or `stated` (by the stated publication dates). A source with one landing and no such dates has no
    row: its earlier totals are not known.
    """
    return query_frame(con, "revised_totals")


def incident_totals(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Incidents per year and sea region (null: no position) of this snapshot: year, sea_region, incidents."""
    return query_frame(con, "incident_totals")
