"""What alerts compare between two snapshots, and what they tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import duckdb

from warehouse.queries.run import run_query


class NewsIncident(NamedTuple):
    """An incident as alerts tell of it; `report_ids`: the reports behind it."""

    incident_id: str
    occurred_on: date | None
    occurred_at: datetime | None
    first_published_at: datetime
    category: str
    act: str | None
    severity: int | None
    status: str
    sea_region: str | None
    region_title: str | None
    place: str | None
    latitude: float | None
    longitude: float | None
    position_precision_km: float | None
    vessel_name: str | None
    vessel_type: str | None
    vessel_status: str
    sources: tuple[str, ...]
    tlp: str
    report_ids: tuple[str, ...]


class KnownIncident(NamedTuple):
    """An incident to which a report belongs."""

    report_id: str
    incident_id: str
    severity: int | None
    status: str


def incidents_since(con: duckdb.DuckDBPyConnection, since: date) -> list[NewsIncident]:
    """The incidents from a day on, by id; those whose day is not known by the day on which they were first published."""
    return _incidents(con, since=since)


def incidents_by_ids(con: duckdb.DuckDBPyConnection, ids: Collection[str]) -> list[NewsIncident]:
    """The incidents with these ids, by id; those that are not there, or not for this reader, are left out."""
    return _incidents(con, ids=sorted(ids)) if ids else []


def known_incidents(con: duckdb.DuckDBPyConnection, report_ids: Sequence[str]) -> list[KnownIncident]:
    """The incidents to which these reports belong."""
    rows = run_query(con, "known_incidents", {"report_ids": list(report_ids)}).to_pylist() if report_ids else []
    return [KnownIncident(**row) for row in rows]


def _incidents(con: duckdb.DuckDBPyConnection, **only: Any) -> list[NewsIncident]:
    rows = run_query(con, "news_incidents", only).to_pylist()
    return [NewsIncident(**row | {"sources": tuple(row["sources"]), "report_ids": tuple(row["report_ids"])}) for row in rows]
