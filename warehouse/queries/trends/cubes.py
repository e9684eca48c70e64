"""Incidents over time under filters: the small tables from which every trend chart is drawn."""

from __future__ import annotations

from typing import Final, Literal

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered

By = Literal["none", "category", "sea_region", "act", "severity", "vessel_type", "vessel_status", "weapon", "crew_harm"]
BY: Final[tuple[By, ...]] = ("none", "category", "sea_region", "act", "severity", "vessel_type", "vessel_status", "weapon", "crew_harm")


MULTI_VALUED: Final[tuple[By, ...]] = ("weapon", "crew_harm")
"""Columns with several codes to an incident: their counts do not add up to the incidents."""


def counts_by_code(con: duckdb.DuckDBPyConnection, filters: Filters, by: By) -> pd.DataFrame:
    """Incidents per month, code of the column `by`, and set of sources: month, code, sources, incidents.

    `month` counts from January 1970 (0). `sources` is a sorted tuple of source ids; `code` is `filters.NOT_STATED` for null (for
    crew harm: none reported) and empty for `none`. By weapon and by crew harm an incident counts once under each of its codes.
    """
    # Lists need an unnest, which would cost the other columns a second pass.
    sql = "trends_lists" if by in MULTI_VALUED else "trends_codes"
    return _with_source_tuples(run_filtered(con, sql, filters, {"by": by}).to_pandas())


def counts_by_day(con: duckdb.DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """Incidents per day and set of sources: day (since 1 January 1970), sources, incidents."""
    return _with_source_tuples(run_filtered(con, "trends_days", filters).to_pandas())


def counts_by_hour(con: duckdb.DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """Incidents per hour and weekday: hour_utc, hour_local (0 to 23), weekday (1 Monday to 7), sources, incidents; null where unknown."""
    return _with_source_tuples(run_filtered(con, "trends_clock", filters).to_pandas())


def _with_source_tuples(frame: pd.DataFrame) -> pd.DataFrame:
    # DuckDB hands lists out as arrays, which cannot be hashed or compared as a set of sources must be.
    frame["sources"] = [tuple(sources) for sources in frame["sources"]]
    return frame
