"""The incidents found for a text, closest first, and what is needed to say why."""

from __future__ import annotations

from typing import Any

import duckdb

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered
from warehouse.queries.run import run_query

Row = dict[str, Any]


def ranked_incidents(con: duckdb.DuckDBPyConnection, filters: Filters, limit: int) -> list[Row]:
    """At most `limit` incidents that `filters.text` and the other filters leave.

    Columns: those of the incidents, sea_region_title, and closeness, from 0 for a reference.
    """
    rows: list[Row] = run_filtered(con, "ranked_incidents", filters, {"limit": limit}).to_pylist()
    return rows


def reports_of(con: duckdb.DuckDBPyConnection, incident_ids: list[str]) -> dict[str, list[Row]]:
    """The reports of each incident with what a search looks at: report_id, native_ref, vessel_name, place, narrative, imo_number."""
    reports: dict[str, list[Row]] = {incident_id: [] for incident_id in incident_ids}
    for row in run_query(con, "told_of_incidents", {"ids": incident_ids}).to_pylist():
        reports[row["incident_id"]].append(row)
    return reports


def numbers_given(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """The number of incidents that this reader may see, and how many of them have an IMO number."""
    [row] = run_query(con, "numbers_given").to_pylist()
    return row["incidents"], row["imo_number"]
