"""On which days which source reported from which waters."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.queries.frames import frame


def report_days(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Reports per source, sea region (null: no position) and day: source, sea_region, occurred_on, reports."""
    return frame(con, "report_days")


def references(con: duckdb.DuckDBPyConnection, source: str) -> pd.DataFrame:
    """The references of a source's reports with the day of the event: native_ref, occurred_on."""
    return frame(con, "references_of", {"source": source})
