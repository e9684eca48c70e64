"""What is new, against before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from warehouse.queries.frames import frame
from warehouse.queries.run import run


@dataclass(frozen=True, slots=True)
class Delay:
    """How many days after the event a source has published half, and nine tenths, of its reports; and its last day of publishing."""

    source: str
    reports: int
    half_days: float
    nine_tenths_days: float
    last_published_on: date


def tallies(
    con: duckdb.DuckDBPyConnection, spans: Sequence[tuple[str, date, date]], sources: tuple[str, ...] | None = None
) -> pd.DataFrame:
    """The measures of `metrics.MEASURES` per span, category and sea region.

    `spans` are (name, first day, last day), both days included. With `sources`, only incidents that at least one of
    them reports. Columns: span, category, sea_region (null: no position), and one whole number a measure; spans
    without incidents have no row.
    """
    values = {
        "names": [name for name, _, _ in spans],
        "firsts": [first for _, first, _ in spans],
        "lasts": [last for _, _, last in spans],
        "sources": None if sources is None else list(sources),
    }
    return frame(con, "overview_tallies", values)


def latest(con: duckdb.DuckDBPyConnection, first: date, last: date, limit: int) -> pd.DataFrame:
    """The latest incidents from `first` to `last`, newest first, at most `limit`; sea_region is the region's title."""
    return frame(con, "latest_incidents", {"first": first, "last": last, "limit": limit})


def reporting_delays(con: duckdb.DuckDBPyConnection) -> tuple[Delay, ...]:
    """The delay of every source whose reports state when they were published."""
    return tuple(Delay(**row) for row in run(con, "reporting_delays").to_pylist())
