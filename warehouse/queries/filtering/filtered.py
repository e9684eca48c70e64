"""Runs the .sql files that query the incidents which filters leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.filters import Filters
from warehouse.queries.matching.matches import remember_matches
from warehouse.queries.run import run_query, stream_query


def run_filtered(con: duckdb.DuckDBPyConnection, name: str, filters: Filters, values: Mapping[str, Any] | None = None) -> pa.Table:
    """The result of a .sql file that includes `kept`, under `filters`, with further parameter values."""
    return run_query(con, name, _filter_params(con, filters, values))


def stream_filtered(
    con: duckdb.DuckDBPyConnection, name: str, filters: Filters, values: Mapping[str, Any] | None = None
) -> pa.RecordBatchReader:
    """The same in batches (see `run.stream`)."""
    return stream_query(con, name, _filter_params(con, filters, values))


def _filter_params(con: duckdb.DuckDBPyConnection, filters: Filters, values: Mapping[str, Any] | None) -> dict[str, Any]:
    params = filters.to_params()
    remember_matches(con, filters.text or None, filters.within)
    return {**params, **(values or {})}
