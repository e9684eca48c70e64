"""Incidents over time under filters: the small tables that every picture of a trend is made from."""

from __future__ import annotations

from typing import Final, Literal

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import filtered

By = Literal["none", "category", "sea_region", "act", "severity", "vessel_type", "vessel_status", "weapon", "crew_harm"]
BY: Final[tuple[By, ...]] = ("none", "category", "sea_region", "act", "severity", "vessel_type", "vessel_status", "weapon", "crew_harm")


SEVERAL: Final[tuple[By, ...]] = ("weapon", "crew_harm")
"""An incident may stand under several codes of these: their counts do not add up."""


def codes(con: duckdb.DuckDBPyConnection, filters: Filters, by: By) -> pd.DataFrame:
    """Incidents per month, code of the column `by`, and set of sources: month, code, sources, incidents.

    Months count from January 1970, which is 0.

    `sources` is a tuple of source ids, sorted; `code` is `filters.NOT_STATED` for null (for crew harm: none is told) and
    empty for `none`. By weapon and by crew harm an incident counts once under each of its codes.
    """
    sql = "trends_lists" if by in SEVERAL else "trends_codes"
    return _frame(filtered(con, sql, filters, {"by": by}).to_pandas())


def days(con: duckdb.DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """Incidents per day and set of sources: day (since 1 January 1970), sources, incidents."""
    return _frame(filtered(con, "trends_days", filters).to_pandas())


def clock(con: duckdb.DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """Incidents per hour and weekday: hour_utc, hour_local (0 to 23), weekday (1 Monday to 7), sources, incidents; null where not known."""
    return _frame(filtered(con, "trends_clock", filters).to_pandas())


def _frame(found: pd.DataFrame) -> pd.DataFrame:
    found["sources"] = [tuple(sources) for sources in found["sources"]]
    return found
