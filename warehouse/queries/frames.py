"""Results as data frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pandas as pd

from warehouse.queries.run import run


def frame(con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """The result of `sql/<name>.sql` as a data frame; days are `datetime.date`, times are UTC."""
    found: pd.DataFrame = run(con, name, values).to_pandas()
    return found
