"""Incidents under filters: counts, positions, the newest, one with its reports, and all of them for an export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb
import pyarrow as pa
from h3.api import basic_int as h3

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered, stream_filtered
from warehouse.queries.run import run_query
from warehouse.reference.cells import FINEST, parent_masks

COARSE_KM: Final = 25.0
"""Positions less precise than this are drawn as a ring of their precision instead of a point."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The incidents that filters leave: `placed` of them have a position, of which `coarse` are less precise than COARSE_KM."""

    incidents: int
    reports: int
    placed: int
    coarse: int
    first_on: date | None
    last_on: date | None

    @property
    def unplaced(self) -> int:
        return self.incidents - self.placed


def summarise_incidents(con: duckdb.DuckDBPyConnection, filters: Filters) -> Summary:
    """Counts and first and last day of the incidents that `filters` leave."""
    return Summary(**run_filtered(con, "summary", filters, {"coarse_km": COARSE_KM}).to_pylist()[0])


def incidents_by_region(con: duckdb.DuckDBPyConnection, filters: Filters) -> list[tuple[str, int]]:
    """Code of each sea region with its incidents under `filters`, the most first; incidents without a region are left out."""
    rows = run_filtered(con, "by_region", filters).to_pylist()
    return [(row["sea_region"], row["incidents"]) for row in rows]


def incident_points(con: duckdb.DuckDBPyConnection, filters: Filters) -> pa.Table:
    """One row for each incident with a position, with what a map shows of it. Call `summarise_incidents` first: there may be a million."""
    return run_filtered(con, "points", filters)


def newest_incidents(
    con: duckdb.DuckDBPyConnection, filters: Filters, limit: int, cell: int | None = None, unplaced: bool = False
) -> pa.Table:
    """The newest `limit` incidents; optionally only those in the H3 cell `cell`, or only those without a position."""
    # A number that is not a cell, from an address, matches nothing at any resolution.
    keep, fill = parent_masks(h3.get_resolution(cell) if cell is not None and h3.is_valid_cell(cell) else FINEST)
    values = {"limit": limit, "cell": cell, "keep": keep, "fill": fill, "unplaced": unplaced or None}
    # First the day of the last row, from one narrow column, then the rows from that day on: half the time of one statement at a million.
    since = run_filtered(con, "listing_since", filters, values)["since"].to_pylist()
    return run_filtered(con, "listing", filters, {**values, "since": since[0] if since else None})


def incident_by_id(con: duckdb.DuckDBPyConnection, incident_id: str) -> dict[str, Any] | None:
    """The incident with this id, or that contains the report with this id: all columns and `sea_region_title`. None where there is none."""
    rows = run_query(con, "incident", {"incident_id": incident_id}).to_pylist()
    if not rows:
        # In two steps, each filtering one column: a twentieth of the time of one statement at a million.
        [held] = run_query(con, "incident_with_report", {"report_id": incident_id})["incident_id"].to_pylist()
        rows = run_query(con, "incident", {"incident_id": held}).to_pylist()
    return rows[0] if rows else None


def incident_reports(con: duckdb.DuckDBPyConnection, incident_id: str) -> list[dict[str, Any]]:
    """The reports behind one incident: all columns, how each was linked, and its source's title and attribution."""
    rows: list[dict[str, Any]] = run_query(con, "incident_reports", {"incident_id": incident_id}).to_pylist()
    return rows


def incidents_at_position(con: duckdb.DuckDBPyConnection, filters: Filters, incident_id: str, limit: int) -> list[dict[str, Any]]:
    """The newest `limit` incidents under `filters` within about 100 m of this one, whose points hide one another on a map."""
    rows: list[dict[str, Any]] = run_filtered(con, "at_position", filters, {"incident_id": incident_id, "limit": limit}).to_pylist()
    return rows


def stream_incidents(con: duckdb.DuckDBPyConnection, filters: Filters) -> pa.RecordBatchReader:
    """Every incident that `filters` leave, in batches, oldest first, with the attribution of its sources."""
    return stream_filtered(con, "export_incidents", filters)


def stream_reports(con: duckdb.DuckDBPyConnection, filters: Filters) -> pa.RecordBatchReader:
    """Every report of these incidents, in batches, oldest first, with `incident_ids` and its source's attribution."""
    return stream_filtered(con, "export_reports", filters)


def count_reports(con: duckdb.DuckDBPyConnection, filters: Filters) -> int:
    """The number of reports that `stream_reports` gives."""
    return int(run_filtered(con, "count_reports", filters).to_pylist()[0]["reports"])
