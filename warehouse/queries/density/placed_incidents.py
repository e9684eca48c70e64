"""Where the incidents under filters happened, gathered so finely that a density of the sea can be estimated from them."""

from __future__ import annotations

from typing import Literal

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered

Parts = Literal["", "season", "hours"]


def placed_incidents(con: duckdb.DuckDBPyConnection, filters: Filters, reaches: tuple[float, ...], by: Parts = "") -> pd.DataFrame:
    """One row for each small square, sea region, precision and part: sea_region, vague, part, longitude, latitude, incidents.

    Positions are means in degrees. `vague` is how many of `reaches` (km, ascending) are finer than the positions are known.
    """
    frame: pd.DataFrame = run_filtered(con, "placed_incidents", filters, {"reaches": list(reaches), "by": by}).to_pandas()
    return frame
