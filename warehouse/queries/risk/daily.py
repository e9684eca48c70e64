"""What the forecast of regional risk counts: incidents by day, sea region, group of categories and reporting sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import duckdb
import pandas as pd
import pyarrow as pa

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered


def daily_counts(con: duckdb.DuckDBPyConnection, filters: Filters, groups: Mapping[str, str], first: date, last: date) -> pd.DataFrame:
    """Incidents from `first` to `last` per day: day (since 1970), sea_region (null: no position), grp, sources, incidents.

    `groups`: category to group; categories that are not named are left out. `sources` are ids joined by a blank. Texts are
    categories, rows in no order. The filters' own days, places and sources do not count: the forecast needs the whole history.
    """
    values = {**_group_parameters(groups), "first": first, "last": last}
    return _categorical_frame(run_filtered(con, "risk_daily", _whole_history(filters), values))


def severity_counts(
    con: duckdb.DuckDBPyConnection, filters: Filters, groups: Mapping[str, str], last: date, half_life_days: float
) -> pd.DataFrame:
    """Incidents up to `last`, weighted by age, per sea_region, grp, sources and severity (null: unknown): column incidents."""
    values = {**_group_parameters(groups), "last": last, "half_life": half_life_days}
    return _categorical_frame(run_filtered(con, "risk_severity", _whole_history(filters), values))


def newest_events(con: duckdb.DuckDBPyConnection, filters: Filters, within_km: float, limit: int) -> pa.Table:
    """The newest `limit` incidents whose position is known to `within_km`: day (since 1970), latitude, longitude, sea_region."""
    return run_filtered(con, "risk_events", filters, {"within_km": within_km, "limit": limit})


def _whole_history(filters: Filters) -> Filters:
    # The caller limits days, places and sources itself: the model needs the history of a region's neighbours too.
    return replace(filters, date_from=None, date_to=None, regions=(), areas=(), sources=())


def _group_parameters(groups: Mapping[str, str]) -> dict[str, list[str]]:
    # Two parallel lists, which the SQL unnests side by side into a table.
    return {"group_categories": list(groups), "group_codes": list(groups.values())}


def _categorical_frame(table: pa.Table) -> pd.DataFrame:
    """Texts as categories: a million rows hold only a few dozen different ones."""
    for place, name in enumerate(table.column_names):
        if name in ("sea_region", "grp", "sources"):
            table = table.set_column(place, name, table[name].dictionary_encode())
    frame: pd.DataFrame = table.to_pandas()
    return frame
