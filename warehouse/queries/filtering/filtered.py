"""Runs the .sql files that look at the incidents which filters leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.filters import Filters
from warehouse.queries.filtering.text import remember
from warehouse.queries.run import run, stream


def filtered(con: duckdb.DuckDBPyConnection, name: str, filters: Filters, values: Mapping[str, Any] | None = None) -> pa.Table:
    """The result of a .sql file that includes `kept`, under `filters`, with further parameter values."""
    return run(con, name, _params(con, filters, values))


def filtered_stream(con: duckdb.DuckDBPyConnection, name: str, filters: Filters) -> pa.RecordBatchReader:
    """The result in batches (see `run.stream`)."""
    return stream(con, name, _params(con, filters, None))


def _params(con: duckdb.DuckDBPyConnection, filters: Filters, values: Mapping[str, Any] | None) -> dict[str, Any]:
    params = filters.to_params()
    remember(con, params["text"])
    return {**params, **(values or {})}
