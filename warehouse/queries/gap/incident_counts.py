"""Incidents counted by whether authorities were told, and by everything that the bodies' definitions look at."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered


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
