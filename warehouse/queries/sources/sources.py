"""What the sources are, what landed, what was set aside, and what is odd about the reports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import duckdb
import pandas as pd

from warehouse.queries.frames import frame
from warehouse.queries.run import run

QUARANTINE_ROWS = 200
"""Rows of quarantine shown at a time."""


@dataclass(frozen=True, slots=True)
class Source:
    """One row of the table `sources`; `narrative` is None in snapshots published before its rule was stated."""

    source: str
    title: str
    body: str
    description: str
    url: str | None
    licence: str
    attribution: str
    cadence_days: float | None
    closed_on: date | None
    watches: tuple[str, ...]
    state: str
    state_reason: str
    reports: int
    first_occurred_on: date | None
    last_occurred_on: date | None
    last_landed_at: datetime | None
    narrative: str | None = None


def sources(con: duckdb.DuckDBPyConnection) -> tuple[Source, ...]:
    """Every source, those with most reports first."""
    rows: list[dict[str, Any]] = run(con, "sources").to_pylist()
    names = [f.name for f in fields(Source)]
    return tuple(Source(**({name: row[name] for name in names} | {"watches": tuple(row["watches"])})) for row in rows)


def reports_by_year(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Reports per source and year of the event: source, year, reports."""
    return frame(con, "reports_by_year")


def accounting(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The accounting of all landings of each source together: the counts of `landings`, `landings`, `adds_up`."""
    return frame(con, "accounting_by_source")


def landings(con: duckdb.DuckDBPyConnection, source: str | None = None) -> pd.DataFrame:
    """The accounting of every landing, latest first: the columns of `landings` and `adds_up`."""
    return frame(con, "landings", {"source": source})


def quarantine_counts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Quarantined records per source and reason: source, reason, records."""
    return frame(con, "quarantine_counts")


def quarantine(con: duckdb.DuckDBPyConnection, source: str | None, reason: str | None, offset: int = 0) -> pd.DataFrame:
    """Up to QUARANTINE_ROWS quarantined records from `offset` on, with `origin` and the first 300 characters of `raw`."""
    values = {"source": source, "reason": reason, "limit": QUARANTINE_ROWS, "offset": offset}
    return frame(con, "quarantine_rows", values)


def quarantine_raw(con: duckdb.DuckDBPyConnection, source: str, landing_id: str, raw_locator: str) -> str:
    """The raw text of one quarantined record as far as it is kept; empty when there is none. Hostile until escaped."""
    found = run(con, "quarantine_raw", {"source": source, "landing_id": landing_id, "raw_locator": raw_locator}).to_pylist()
    return str(found[0]["raw"]) if found else ""


def issue_counts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Reports with each warning code: source, issue, reports, share of the source's reports (0 to 1)."""
    return frame(con, "issue_counts")


def region_titles(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Titles of the sea regions by code."""
    return {row["sea_region"]: row["title"] for row in run(con, "region_titles").to_pylist()}
