"""How long after the event reports became known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import filtered
from warehouse.queries.frames import frame

DELAY_FILTERS = ("date_from", "date_to", "regions", "areas", "categories", "severities")
"""The filters that `delay_counts` heeds."""


def delay_counts(con: duckdb.DuckDBPyConnection, filters: Filters, longest: int) -> pd.DataFrame:
    """Two histograms per cell: source, by (source, sea_region, category), cell, basis, kind, days, reports.

    `kind` is `delay` (days from event to publication; null where unknown, negative where the day of the event must be
    wrong, `longest` + 1 for all beyond) or `age` (days from the event to the source's last publication, of the reports
    with a delay from 0 to `longest`). `basis`: stated, landed, unknown. `cell` is null where no position is known. Of
    the filters only DELAY_FILTERS count.
    """
    found = frame(con, "delay_counts", {**filters.to_params(), "longest": longest})
    of_region, of_category = found["whole_region"] == 0, found["whole_category"] == 0
    cells = found["source"].where(~of_region, found["sea_region"]).where(~of_category, found["category"])
    by = pd.Series("source", index=found.index).mask(of_region, "sea_region").mask(of_category, "category")
    return found.assign(by=by, cell=cells)[["source", "by", "cell", "basis", "kind", "days", "reports"]]


def publication_days(con: duckdb.DuckDBPyConnection, filters: Filters, sources: Sequence[str], since: date) -> pd.DataFrame:
    """Incidents after `since` per day of the event and first day of publication by one of `sources`: occurred_on, published_on, incidents.

    `published_on` is null where nothing tells it.
    """
    found: pd.DataFrame = filtered(con, "publication_days", filters, {"sources": list(sources), "since": since}).to_pandas()
    return found
