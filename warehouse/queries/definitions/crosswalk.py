"""Incidents by what definitions look at."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import filtered


def crosswalk_cells(con: duckdb.DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """Incidents per year, sea_region, area, category, act, severity, waters, of_imb, of_imo, of_recaap (the bodies they come from)."""
    found: pd.DataFrame = filtered(con, "crosswalk_cells", filters).to_pandas()
    return found
