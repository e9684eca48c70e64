"""What a full card says beyond the incident itself: its neighbours, its likes, and how its reports came to say what they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.queries.run import run

Row = dict[str, Any]


def around(
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
    return run(con, "incidents_around", values)


def by_id(con: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> dict[str, Row]:
    """What a table says of the incidents named, by id; those that there are."""
    return {row["incident_id"]: row for row in run(con, "incidents_by_id", {"ids": list(ids)}).to_pylist()}


def similar(con: duckdb.DuckDBPyConnection, incident_id: str, limit: int) -> list[Row]:
    """The `limit` incidents most like this one: `bits`, and under the name of each fact the bits that agreeing in it gives."""
    rows: list[Row] = run(con, "similar_incidents", {"incident_id": incident_id, "limit": limit}).to_pylist()
    return rows


def history(con: duckdb.DuckDBPyConnection, incident_id: str) -> list[Row]:
    """All columns of every revision of its reports, in the order of landing per report, and `source_title`."""
    rows: list[Row] = run(con, "report_history", {"incident_id": incident_id}).to_pylist()
    return rows
