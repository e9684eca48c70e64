"""Which sources hold which incidents, for estimates of what none of them holds."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtered import filtered


def source_histories(con: duckdb.DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """Incidents that the filters leave, counted.

    Columns: year, area, sea_region, category, severity, vessel_type (null where not known), `sources` (list of source ids),
    `repeats` (list of 'a>b': all that source a says of the incident it credits to the body of source b), and `incidents`.
    A filter by source leaves the incidents that the source reports, seen by all sources: for estimates leave it empty.
    """
    found: pd.DataFrame = filtered(con, "source_histories", filters).to_pandas()
    return found
