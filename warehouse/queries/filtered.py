"""Runs the .sql files that look at the incidents which filters leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.filters import Filters
from warehouse.queries.run import run
from warehouse.queries.text import remember


def filtered(con: duckdb.DuckDBPyConnection, name: str, filters: Filters, values: Mapping[str, Any] | None = None) -> pa.Table:
    """The result of a .sql file that includes `kept`, under `filters`, with further parameter values."""
    params = filters.to_params()
    remember(con, params["text"])
    return run(con, name, {**params, **(values or {})})
