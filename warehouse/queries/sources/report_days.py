"""The days on which each source reported from each sea region."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.queries.frames import query_frame


def report_days(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Reports per source, sea region (null: no position) and day: source, sea_region, occurred_on, reports."""
    return query_frame(con, "report_days")


def report_references(con: duckdb.DuckDBPyConnection, source: str) -> pd.DataFrame:
    """The references of a source's reports with the day of the event: native_ref, occurred_on."""
    return query_frame(con, "references_of", {"source": source})
