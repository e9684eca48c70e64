"""Doubtful links: the queue that an analyst works through, one pair with its evidence and rivals, and past decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from warehouse.queries.review.link_filters import LinkFilters
from warehouse.queries.run import run_query

MOST_LINKS: Final = 500
"""Most judged pairs of one incident's reports that are shown."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReportPair:
    """Two reports (all columns, and `source_title`, `body` of their source), and how they were judged.

    `link` is the row of `links`; None when the pair never came close enough to be judged.
    """

    a: Row
    b: Row
    link: Row | None

    @property
    def key(self) -> str:
        return f"{self.a['report_id']}|{self.b['report_id']}"

    @property
    def ids(self) -> tuple[str, str]:
        return self.a["report_id"], self.b["report_id"]


def queue_items(con: duckdb.DuckDBPyConnection, filters: LinkFilters, settled: tuple[str, ...], after: int, limit: int) -> list[Row]:
    """`limit` items of the queue after place `after` (0: from the top), without those in `settled` (keys).

    A pair's `key` is its two report ids joined by a bar, an incident's its id. `severity_rank` is 1 to 4, 5 for
    attempted, 6 for not known; `reasons` are codes of LINK_REASON or DOUBT; `place` counts from 1.
    """
    rows: list[Row] = run_query(con, "review_page", {**_queue_parameters(filters, settled), "after": after, "limit": limit}).to_pylist()
    return rows


def queue_place(con: duckdb.DuckDBPyConnection, filters: LinkFilters, settled: tuple[str, ...], key: str) -> int | None:
    """Place of one item in the queue, from 1; None when it is not in it."""
    rows = run_query(con, "review_place", {**_queue_parameters(filters, settled), "key": key}).to_pylist()
    return int(rows[0]["place"]) if rows else None


def queue_counts(con: duckdb.DuckDBPyConnection, filters: LinkFilters, settled: tuple[str, ...]) -> dict[str, int]:
    """Number of items by kind that the filters, except that by kind, leave."""
    return {row["kind"]: row["items"] for row in run_query(con, "review_counts", _queue_parameters(filters, settled)).to_pylist()}


def report_years(con: duckdb.DuckDBPyConnection) -> tuple[int, int] | None:
    """First and last year of the reports; None without any date."""
    row = run_query(con, "review_years").to_pylist()[0]
    return None if row["first_year"] is None else (row["first_year"], row["last_year"])


def reports_by_id(con: duckdb.DuckDBPyConnection, ids: tuple[str, ...]) -> dict[str, Row]:
    """The given reports, by id, with `source_title` and `body`; unknown ids are left out."""
    return {row["report_id"]: row for row in run_query(con, "reports_by_id", {"ids": list(ids)}).to_pylist()}


def report_pair(con: duckdb.DuckDBPyConnection, key: str) -> ReportPair | None:
    """The pair whose report ids, joined by a bar, are `key`, in either order; None when a report does not exist."""
    for first_id, second_id in _split_key(key):
        found_reports = reports_by_id(con, (first_id, second_id))
        if first_id != second_id and len(found_reports) == 2:
            # Judged pairs are stored once, the smaller id first.
            first, second = sorted((first_id, second_id))
            links = run_query(con, "link_pair", {"first": first, "second": second}).to_pylist()
            return ReportPair(found_reports[first], found_reports[second], links[0] if links else None)
    return None


def incidents_with(con: duckdb.DuckDBPyConnection, ids: tuple[str, ...]) -> list[Row]:
    """Every report of the incidents that contain one of the given reports: the row of `incident_reports` and main facts."""
    rows: list[Row] = run_query(con, "incidents_with", {"ids": list(ids)}).to_pylist()
    return rows


def links_of(con: duckdb.DuckDBPyConnection, ids: tuple[str, ...]) -> list[Row]:
    """The judged pairs with one of the given reports, linked and unsure first, then by weight; at most MOST_LINKS."""
    rows: list[Row] = run_query(con, "links_of", {"ids": list(ids), "limit": MOST_LINKS}).to_pylist()
    return rows


def decisions_on(con: duckdb.DuckDBPyConnection, ids: tuple[str, ...]) -> list[Row]:
    """Decisions about the given reports, latest first."""
    rows: list[Row] = run_query(con, "decisions_on", {"ids": list(ids)}).to_pylist()
    return rows


def decision_ids(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Ids of the decisions that the snapshot knows, in force or not."""
    return frozenset(run_query(con, "decision_ids")["decision_id"].to_pylist())


def _split_key(key: str) -> list[tuple[str, str]]:
    """The ways to split `key` at a bar; a report's own reference may contain one too."""
    # A hostile address could be all bars; twenty are more than any real pair has.
    bars = [at for at, character in enumerate(key) if character == "|"][:20]
    return [(key[:at], key[at + 1 :]) for at in bars]


def _queue_parameters(filters: LinkFilters, settled: Sequence[str]) -> Row:
    return {**filters.to_params(), "settled": list(settled) or None}
