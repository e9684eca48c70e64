"""Incidents under filters: how many, where, the newest, one with its reports, all for a download."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import filtered, filtered_stream
from warehouse.queries.run import run
from warehouse.reference.cells import FINEST, masks, resolution_of

COARSE_KM: Final = 25.0
"""Positions known less well than this are drawn as a ring of their precision, not as a place."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What filters leave: `placed` incidents have a position, `coarse` of those one known to more than COARSE_KM."""

    incidents: int
    reports: int
    placed: int
    coarse: int
    first_on: date | None
    last_on: date | None

    @property
    def unplaced(self) -> int:
        return self.incidents - self.placed


def summary(con: duckdb.DuckDBPyConnection, filters: Filters) -> Summary:
    """Counts and first and last day of the incidents that `filters` leave."""
    return Summary(**filtered(con, "summary", filters, {"coarse_km": COARSE_KM}).to_pylist()[0])


def points(con: duckdb.DuckDBPyConnection, filters: Filters) -> pa.Table:
    """One row per incident with a position: what a map draws of it. Ask `summary` first how many that are."""
    return filtered(con, "points", filters)


def listing(con: duckdb.DuckDBPyConnection, filters: Filters, limit: int, cell: int | None = None, unplaced: bool = False) -> pa.Table:
    """The newest `limit` incidents; only those in the H3 cell `cell`, or only those without position, where asked."""
    keep, fill = masks(resolution_of(cell) if cell is not None else FINEST)
    values = {"limit": limit, "cell": cell, "keep": keep, "fill": fill, "unplaced": unplaced or None}
    # The day first, from one narrow column, then the rows from there on: half the time of one statement at a million.
    since = filtered(con, "listing_since", filters, values)["since"].to_pylist()
    return filtered(con, "listing", filters, {**values, "since": since[0] if since else None})


def incident(con: duckdb.DuckDBPyConnection, incident_id: str) -> dict[str, Any] | None:
    """All columns of the incident with this id, or that holds the report with this id, and `sea_region_title`; None when there is none."""
    rows = run(con, "incident", {"incident_id": incident_id}).to_pylist()
    if not rows:
        # In two steps, each by one column: a twentieth of the time of one statement at a million.
        [held] = run(con, "incident_with_report", {"report_id": incident_id})["incident_id"].to_pylist()
        rows = run(con, "incident", {"incident_id": held}).to_pylist()
    return rows[0] if rows else None


def incident_reports(con: duckdb.DuckDBPyConnection, incident_id: str) -> list[dict[str, Any]]:
    """All columns of the reports behind one incident, with how each was linked and its source's title and attribution."""
    rows: list[dict[str, Any]] = run(con, "incident_reports", {"incident_id": incident_id}).to_pylist()
    return rows


def at_position(con: duckdb.DuckDBPyConnection, filters: Filters, incident_id: str, limit: int) -> list[dict[str, Any]]:
    """The newest `limit` incidents that `filters` leave where this one happened, to about 100 m; points hide one another."""
    rows: list[dict[str, Any]] = filtered(con, "at_position", filters, {"incident_id": incident_id, "limit": limit}).to_pylist()
    return rows


def export(con: duckdb.DuckDBPyConnection, filters: Filters) -> pa.RecordBatchReader:
    """Every incident that `filters` leave, oldest first, with the attribution of its sources, in batches."""
    return filtered_stream(con, "export_incidents", filters)


def export_reports(con: duckdb.DuckDBPyConnection, filters: Filters) -> pa.RecordBatchReader:
    """Every report of the incidents that `filters` leave, oldest first, with `incident_ids` and its source's attribution, in batches."""
    return filtered_stream(con, "export_reports", filters)


def count_reports(con: duckdb.DuckDBPyConnection, filters: Filters) -> int:
    """How many reports `export_reports` gives."""
    return int(filtered(con, "count_reports", filters).to_pylist()[0]["reports"])
