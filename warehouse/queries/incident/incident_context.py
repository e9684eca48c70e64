"""What a full card shows beyond the incident itself: incidents nearby, similar ones, and the revisions of its reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.queries.run import run_query

Row = dict[str, Any]

LIKENESS: Final = ("category", "act", "sea_region", "vessel_type", "vessel_status", "weapons", "crew_harm", "stolen")
"""Columns in which incidents can agree."""


def incidents_around(
    con: duckdb.DuckDBPyConnection, incident_id: str, centre: tuple[float, float], box: tuple[float, float], span: tuple[date, date]
) -> pa.Table:
    """Incidents other than this one in a box around `centre` (latitude, longitude), in the span of days.

    `box` is how far it reaches north and south, and east and west, in degrees. Columns: incident_id, occurred_on,
    latitude, longitude, position_precision_km.
    """
    values = {
        "incident_id": incident_id,
        "latitude": centre[0],
        "longitude": centre[1],
        "north": box[0],
        "east": box[1],
        "first": span[0],
        "last": span[1],
    }
    return run_query(con, "incidents_around", values)


def incidents_by_id(con: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> dict[str, Row]:
    """The table rows of the given incidents, by id; unknown ids are left out."""
    return {row["incident_id"]: row for row in run_query(con, "incidents_by_id", {"ids": list(ids)}).to_pylist()}


def similar_incidents(con: duckdb.DuckDBPyConnection, incident_id: str, facts: Mapping[str, Any], limit: int) -> list[Row]:
    """The `limit` incidents, other than this one, that agree most with `facts`.

    `facts` are values by the columns of LIKENESS; those that are missing or None are not compared. A row has `bits`, and
    under the name of each fact the bits for agreeing in it. Lists agree when they are equal, those of `stolen`
    when they share an entry.
    """
    values = {fact: facts.get(fact) for fact in LIKENESS} | {"incident_id": incident_id, "limit": limit}
    rows: list[Row] = run_query(con, "similar_incidents", values).to_pylist()
    return rows


def report_history(con: duckdb.DuckDBPyConnection, incident_id: str) -> list[Row]:
    """Every revision of the incident's reports with all columns and `source_title`, report by report in the order of landing."""
    rows: list[Row] = run_query(con, "report_history", {"incident_id": incident_id}).to_pylist()
    return rows
