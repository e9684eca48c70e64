"""The sources, their landings, quarantined records, and warnings on reports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import duckdb
import pandas as pd

from warehouse.queries.frames import query_frame
from warehouse.queries.run import run_query

ROWS_ON_A_PAGE = 200
"""Quarantined records, or reports with a warning, on one page."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of the table `sources`; `narrative` is None in snapshots published before its rule was stated, `advisories` for sources
    that give none."""

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
    advisories: int | None = None


def all_sources(con: duckdb.DuckDBPyConnection) -> tuple[SourceRow, ...]:
    """Every source, those with most reports first."""
    rows: list[dict[str, Any]] = run_query(con, "sources").to_pylist()
    # The table may have columns that a newer version added; only those that the class knows are taken.
    names = [f.name for f in fields(SourceRow)]
    return tuple(SourceRow(**({name: row[name] for name in names} | {"watches": tuple(row["watches"])})) for row in rows)


def reports_by_year(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Reports per source and year of the event: source, year, reports."""
    return query_frame(con, "reports_by_year")


def accounting_by_source(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The accounting of all landings of each source together: the counts of `landings`, `landings`, `adds_up`."""
    return query_frame(con, "accounting_by_source")


def landing_accounts(con: duckdb.DuckDBPyConnection, source: str | None = None) -> pd.DataFrame:
    """The accounting of every landing, latest first: the columns of `landings` and `adds_up`."""
    return query_frame(con, "landings", {"source": source})


def quarantine_counts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Quarantined records per source and reason: source, reason, records."""
    return query_frame(con, "quarantine_counts")


def quarantine_page(con: duckdb.DuckDBPyConnection, source: str | None, reason: str | None, offset: int = 0) -> pd.DataFrame:
    """Up to ROWS_ON_A_PAGE quarantined records from row `offset`, with `origin` and the first 300 characters of `raw`."""
    values = {"source": source, "reason": reason, "limit": ROWS_ON_A_PAGE, "offset": offset}
    return query_frame(con, "quarantine_rows", values)


def quarantine_raw(con: duckdb.DuckDBPyConnection, source: str, landing_id: str, raw_locator: str) -> str:
    """The raw text of one quarantined record as far as it is kept; empty where there is none. Untrusted: escape it before display."""
    rows = run_query(con, "quarantine_raw", {"source": source, "landing_id": landing_id, "raw_locator": raw_locator}).to_pylist()
    return str(rows[0]["raw"]) if rows else ""


def issue_counts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Reports with each warning code: source, issue, reports, share of the source's reports (0 to 1)."""
    return query_frame(con, "issue_counts")


def flagged_reports(con: duckdb.DuckDBPyConnection, issue: str, source: str | None = None, offset: int = 0) -> pd.DataFrame:
    """Up to ROWS_ON_A_PAGE reports that carry a warning, the most severe first, from row `offset`, with the start of their text."""
    return query_frame(con, "flagged_reports", {"issue": issue, "source": source, "limit": ROWS_ON_A_PAGE, "offset": offset})


def region_titles(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Titles of the sea regions by code."""
    return {row["sea_region"]: row["title"] for row in run_query(con, "region_titles").to_pylist()}


def source_titles(con: duckdb.DuckDBPyConnection, codes: tuple[str, ...]) -> list[str]:
    """Titles of the sources with these ids, in their order; an unknown id stands for itself."""
    titles = {source.source: source.title for source in all_sources(con)}
    return [titles.get(code, code) for code in codes]


def row_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of the tables `reports`, `incidents`, `quarantine` and `links`."""
    counts: dict[str, int] = run_query(con, "row_counts").to_pylist()[0]
    return counts
