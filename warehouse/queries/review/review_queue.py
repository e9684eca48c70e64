"""Doubtful links: the queue an analyst works through, one pair with its evidence and rivals, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from warehouse.queries.review.link_filters import LinkFilters
from warehouse.queries.run import run

MOST_LINKS: Final = 500
"""Judged pairs of one incident's reports that are shown."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports (all columns, and `source_title`, `body` of their source), and how they were judged.

    `link` is the row of `links`; None when the pair never was one that came close.
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


def queue(con: duckdb.DuckDBPyConnection, filters: LinkFilters, settled: tuple[str, ...], after: int, limit: int) -> list[Row]:
    """`limit` items of the queue after place `after` (0: from the top), without those in `settled` (keys).

    A pair's `key` is its two report ids joined by a bar, an incident's its id. `severity_rank` is 1 to 4, 5 for
    attempted, 6 for not known; `reasons` are codes of LINK_REASON or DOUBT; `place` counts from 1.
    """
    rows: list[Row] = run(con, "review_page", {**_params(filters, settled), "after": after, "limit": limit}).to_pylist()
    return rows


def place(con: duckdb.DuckDBPyConnection, filters: LinkFilters, settled: tuple[str, ...], key: str) -> int | None:
    """Place of one item in the queue, from 1; None when it does not stand there."""
    rows = run(con, "review_place", {**_params(filters, settled), "key": key}).to_pylist()
    return int(rows[0]["place"]) if rows else None


def counts(con: duckdb.DuckDBPyConnection, filters: LinkFilters, settled: tuple[str, ...]) -> dict[str, int]:
    """Kind to the number of items that the filters, except that of kind, leave."""
    return {row["kind"]: row["items"] for row in run(con, "review_counts", _params(filters, settled)).to_pylist()}


def years(con: duckdb.DuckDBPyConnection) -> tuple[int, int] | None:
    """First and last year of the reports; None without any day."""
    row = run(con, "review_years").to_pylist()[0]
    return None if row["first_year"] is None else (row["first_year"], row["last_year"])


def reports(con: duckdb.DuckDBPyConnection, ids: tuple[str, ...]) -> dict[str, Row]:
    """The reports named that there are, by id, with `source_title` and `body`."""
    return {row["report_id"]: row for row in run(con, "reports_by_id", {"ids": list(ids)}).to_pylist()}


def pair(con: duckdb.DuckDBPyConnection, key: str) -> Pair | None:
    """The pair whose report ids, joined by a bar, are `key`, in either order; None when a report is not there."""
    for one, other in _splits(key):
        found = reports(con, (one, other))
        if one != other and len(found) == 2:
            first, second = sorted((one, other))
            links = run(con, "link_pair", {"first": first, "second": second}).to_pylist()
            return Pair(found[first], found[second], links[0] if links else None)
    return None


def incidents_with(con: duckdb.DuckDBPyConnection, ids: tuple[str, ...]) -> list[Row]:
    """Every report of the incidents that hold one of the reports named: the row of `incident_reports` and main facts."""
    rows: list[Row] = run(con, "incidents_with", {"ids": list(ids)}).to_pylist()
    return rows


def links_of(con: duckdb.DuckDBPyConnection, ids: tuple[str, ...]) -> list[Row]:
    """The judged pairs with one of the reports named, linked and unsure first, then by weight; at most MOST_LINKS."""
    rows: list[Row] = run(con, "links_of", {"ids": list(ids), "limit": MOST_LINKS}).to_pylist()
    return rows


def decisions_on(con: duckdb.DuckDBPyConnection, ids: tuple[str, ...]) -> list[Row]:
    """Decisions about one of the reports named, latest first."""
    rows: list[Row] = run(con, "decisions_on", {"ids": list(ids)}).to_pylist()
    return rows


def decision_ids(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Ids of the decisions that the snapshot knows, in force or not."""
    return frozenset(run(con, "decision_ids")["decision_id"].to_pylist())


def _splits(key: str) -> list[tuple[str, str]]:
    """The ways to part `key` at a bar; a report's own reference may hold one too."""
    bars = [at for at, character in enumerate(key) if character == "|"][:20]
    return [(key[:at], key[at + 1 :]) for at in bars]


def _params(filters: LinkFilters, settled: Sequence[str]) -> Row:
    return {**filters.to_params(), "settled": list(settled) or None}
