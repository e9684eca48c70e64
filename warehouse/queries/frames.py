"""Query results as data frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pandas as pd

from warehouse.queries.run import run_query


def query_frame(con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """The result of `<name>.sql` as a data frame; days are `datetime.date`, times are UTC."""
    result: pd.DataFrame = run_query(con, name, values).to_pandas()
    return result
