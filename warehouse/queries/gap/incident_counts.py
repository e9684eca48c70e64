"""Incidents counted by whether authorities were told, and by everything that the bodies' definitions look at."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered
from warehouse.queries.run import run_query


def authority_counts(con: duckdb.DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """Incidents per year and sea region, by whether an authority was told: year, sea_region, area, told, not_told, silent."""
    counts: pd.DataFrame = run_filtered(con, "authority_counts", filters).to_pandas()
    return counts


def definition_cells(con: duckdb.DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """Incidents per year, sea_region, area, category, act, severity, waters, and of_imb, of_imo, of_recaap (the bodies they come from)."""
    cells: pd.DataFrame = run_filtered(con, "definition_cells", filters).to_pandas()
    return cells


def reason_counts(con: duckdb.DuckDBPyConnection, filters: Filters) -> dict[str, int]:
    """Members' reports by their reason for not having told an authority (codes of `reason_not_reported`)."""
    counts = run_filtered(con, "reason_counts", filters)
    return dict(zip(counts["reason"].to_pylist(), counts["reports"].to_pylist(), strict=True))


def members_added(con: duckdb.DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """Incidents per sea region (null without position), and those of which members alone tell: sea_region, incidents, from_members."""
    counts: pd.DataFrame = run_filtered(con, "members_added", filters).to_pandas()
    return counts


def report_place(con: duckdb.DuckDBPyConnection, report_id: str) -> tuple[date, str | None] | None:
    """Day and sea region of a report; None where no report with this id counts."""
    rows = run_query(con, "report_place", {"report_id": report_id}).to_pylist()
    return (rows[0]["occurred_on"], rows[0]["sea_region"]) if rows else None
