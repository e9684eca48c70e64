"""Whether coastal authorities were told."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import filtered


def authority_counts(con: duckdb.DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """Incidents per year and sea region: year, sea_region, area, told, not_told, silent."""
    found: pd.DataFrame = filtered(con, "authority_counts", filters).to_pandas()
    return found
