"""What is new, against before, and what changed since a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import filtered
from warehouse.queries.frames import frame
from warehouse.queries.run import run

EVERYTHING: Final = Filters()


@dataclass(frozen=True, slots=True)
class Delay:
    """How many days after the event a source has published half, and nine tenths, of its reports; and its last day of publishing."""

    source: str
    reports: int
    half_days: float
    nine_tenths_days: float
    last_published_on: date


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """Incidents after a moment: `new` not known before (`new_recent` of them happened lately), `joined` known ones with
    another report, `revised` known ones of which a report changed; `known` is all incidents there are."""

    new: int
    new_recent: int
    joined: int
    revised: int
    known: int


@dataclass(frozen=True, slots=True)
class Landed:
    """What one source brought after a moment: records `new` and `revised`, files that `failed`."""

    source: str
    first_landed_at: datetime
    last_landed_at: datetime
    new: int
    revised: int
    failed: int


def tallies(
    con: duckdb.DuckDBPyConnection,
    spans: Sequence[tuple[str, date, date]],
    sources: tuple[str, ...] | None = None,
    filters: Filters = EVERYTHING,
) -> pd.DataFrame:
    """The measures of `metrics.MEASURES` per span, category and sea region.

    `spans` are (name, first day, last day), both days included. With `sources`, only incidents that at least one of
    them reports; only those that `filters` leave. Columns: span, category, sea_region (null: no position), and one whole
    number a measure; spans without incidents have no row.
    """
    values = {
        "names": [name for name, _, _ in spans],
        "firsts": [first for _, first, _ in spans],
        "lasts": [last for _, _, last in spans],
        "only": None if sources is None else list(sources),
    }
    found: pd.DataFrame = filtered(con, "overview_tallies", filters, values).to_pandas()
    return found


def latest(con: duckdb.DuckDBPyConnection, first: date, last: date, limit: int) -> pd.DataFrame:
    """The latest incidents from `first` to `last`, newest first, at most `limit`; sea_region is the region's title."""
    return frame(con, "latest_incidents", {"first": first, "last": last, "limit": limit})


def span_incidents(con: duckdb.DuckDBPyConnection, first: date, last: date, filters: Filters = EVERYTHING) -> list[dict[str, Any]]:
    """Every incident from `first` to `last` that `filters` leave, newest first."""
    rows: list[dict[str, Any]] = filtered(con, "span_incidents", filters, {"first": first, "last": last}).to_pylist()
    return rows


def reporting_delays(con: duckdb.DuckDBPyConnection) -> tuple[Delay, ...]:
    """The delay of every source whose reports state when they were published."""
    return tuple(Delay(**row) for row in run(con, "reporting_delays").to_pylist())


def change_counts(con: duckdb.DuckDBPyConnection, since: datetime, recent: date) -> ChangeCounts:
    """What changed after `since`; `recent` is the first day of what counts as lately."""
    return ChangeCounts(**run(con, "change_counts", {"since": since, "recent": recent}).to_pylist()[0])


def changes(con: duckdb.DuckDBPyConnection, since: datetime, limit: int) -> pd.DataFrame:
    """The incidents that changed after `since`, the latest happened first, at most `limit`: `kind` is new, joined or revised."""
    return frame(con, "changes", {"since": since, "limit": limit})


def landed_since(con: duckdb.DuckDBPyConnection, since: datetime) -> tuple[Landed, ...]:
    """For every source with a landing, what came after `since`."""
    return tuple(Landed(**row) for row in run(con, "landed_since", {"since": since}).to_pylist())


def decisions_since(con: duckdb.DuckDBPyConnection, since: datetime) -> dict[str, int]:
    """Verdict to the number of decisions in force that were made after `since`."""
    return {row["verdict"]: row["decisions"] for row in run(con, "decisions_since", {"since": since}).to_pylist()}
