"""Incidents over spans of days, how soon sources publish, and what changed since a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered
from warehouse.queries.frames import query_frame
from warehouse.queries.run import run_query

EVERYTHING: Final = Filters()


FEWEST_FOR_DELAY: Final = 30
"""Reports of a source that must state when they were published before its delay is told: of fewer, one more report moves it by days."""


@dataclass(frozen=True, slots=True)
class ReportingDelay:
    """Days after the event by which a source has published half, and 90%, of its reports; and the last day on which it published."""

    source: str
    reports: int
    half_days: float
    nine_tenths_days: float
    last_published_on: date

    @property
    def is_measured(self) -> bool:
        """Whether the delay rests on enough reports to be told."""
        return self.reports >= FEWEST_FOR_DELAY


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """Incidents after a moment: `new` were not known before (`new_recent` of them happened recently), `joined` were known and have
    another report, `revised` were known and had a report changed; `known` counts all incidents there are."""

    new: int
    new_recent: int
    joined: int
    revised: int
    known: int


@dataclass(frozen=True, slots=True)
class LandedRecords:
    """What one source delivered after a moment: records `new` and `revised`, and files that `failed`."""

    source: str
    first_landed_at: datetime
    last_landed_at: datetime
    new: int
    revised: int
    failed: int


def span_tallies(
    con: duckdb.DuckDBPyConnection,
    spans: Sequence[tuple[str, date, date]],
    sources: tuple[str, ...] | None = None,
    filters: Filters = EVERYTHING,
) -> pd.DataFrame:
    """The measures of `warehouse.measures.MEASURES` per span, category and sea region.

    `spans` are (name, first day, last day), both days included. With `sources`, only incidents that at least one of
    them reports; only those that `filters` leave. Columns: span, category, sea_region (null: no position), and one whole
    number per measure; spans without incidents have no row.
    """
    # Parallel lists, unnested side by side in the SQL: all spans are counted in one pass over the incidents.
    values = {
        "names": [name for name, _, _ in spans],
        "firsts": [first for _, first, _ in spans],
        "lasts": [last for _, _, last in spans],
        "only": None if sources is None else list(sources),
    }
    frame: pd.DataFrame = run_filtered(con, "overview_tallies", filters, values).to_pandas()
    return frame


def incidents_by_region(con: duckdb.DuckDBPyConnection) -> dict[str | None, int]:
    """Incidents of all time by code of the sea region; None: no position."""
    return {row["sea_region"]: row["incidents"] for row in run_query(con, "incidents_by_region").to_pylist()}


def latest_incidents(con: duckdb.DuckDBPyConnection, first: date, last: date, limit: int) -> pd.DataFrame:
    """The latest incidents from `first` to `last`, newest first, at most `limit`; sea_region is the region's title."""
    return query_frame(con, "latest_incidents", {"first": first, "last": last, "limit": limit})


def span_incidents(con: duckdb.DuckDBPyConnection, first: date, last: date, filters: Filters = EVERYTHING) -> list[dict[str, Any]]:
    """Every incident from `first` to `last` that `filters` leave, newest first."""
    rows: list[dict[str, Any]] = run_filtered(con, "span_incidents", filters, {"first": first, "last": last}).to_pylist()
    return rows


def marks_between(con: duckdb.DuckDBPyConnection, first: date, last: date) -> tuple[str, ...]:
    """The TLP marks of the incidents from `first` to `last`."""
    return tuple(row["tlp"] for row in run_query(con, "marks_between", {"first": first, "last": last}).to_pylist())


def worst_spell(con: duckdb.DuckDBPyConnection, since: date, until: date, days: int) -> tuple[str, date, int] | None:
    """The sea region, last day and number of hijackings and kidnappings of the `days` days within `since` to `until` that had most."""
    rows = run_query(con, "worst_spell", {"since": since, "until": until, "days": days}).to_pylist()
    return (rows[0]["sea_region"], rows[0]["last_day"], rows[0]["incidents"]) if rows else None


def reporting_delays(con: duckdb.DuckDBPyConnection) -> tuple[ReportingDelay, ...]:
    """The delay of every source whose reports state when they were published."""
    return tuple(ReportingDelay(**row) for row in run_query(con, "reporting_delays").to_pylist())


def change_counts(con: duckdb.DuckDBPyConnection, since: datetime, recent: date) -> ChangeCounts:
    """What changed after `since`; `recent` is the first day that counts as recent."""
    return ChangeCounts(**run_query(con, "change_counts", {"since": since, "recent": recent}).to_pylist()[0])


def changed_incidents(con: duckdb.DuckDBPyConnection, since: datetime, limit: int) -> pd.DataFrame:
    """The incidents that changed after `since`, latest event first, at most `limit`: `kind` is new, joined or revised."""
    return query_frame(con, "changes", {"since": since, "limit": limit})


def landed_since(con: duckdb.DuckDBPyConnection, since: datetime) -> tuple[LandedRecords, ...]:
    """For every source with a landing, what came after `since`."""
    return tuple(LandedRecords(**row) for row in run_query(con, "landed_since", {"since": since}).to_pylist())


def decisions_since(con: duckdb.DuckDBPyConnection, since: datetime) -> dict[str, int]:
    """By verdict, the number of decisions in force that were made after `since`."""
    return {row["verdict"]: row["decisions"] for row in run_query(con, "decisions_since", {"since": since}).to_pylist()}
