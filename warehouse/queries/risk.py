"""What the forecast of regional risk counts: incidents by day, sea region, group of categories and who reports them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtered import filtered


def daily(con: duckdb.DuckDBPyConnection, filters: Filters, groups: Mapping[str, str], first: date, last: date) -> pd.DataFrame:
    """Incidents from `first` to `last` per day: day (since 1970), sea_region (null: no position), grp, sources, incidents.

    `groups`: category to group; categories that are not named are left out. `sources` are ids joined by a blank. The
    filters' own days, places and sources do not count: the forecast needs the whole history.
    """
    values = {**_mapping(groups), "first": first, "last": last}
    found: pd.DataFrame = filtered(con, "risk_daily", _history(filters), values).to_pandas()
    return found


def severity(
    con: duckdb.DuckDBPyConnection, filters: Filters, groups: Mapping[str, str], last: date, half_life_days: float
) -> pd.DataFrame:
    """Incidents up to `last`, weighed by age, per sea_region, grp, sources and severity (null: not known): column incidents."""
    values = {**_mapping(groups), "last": last, "half_life": half_life_days}
    found: pd.DataFrame = filtered(con, "risk_severity", _history(filters), values).to_pandas()
    return found


def _history(filters: Filters) -> Filters:
    return replace(filters, date_from=None, date_to=None, regions=(), areas=(), sources=())


def _mapping(groups: Mapping[str, str]) -> dict[str, list[str]]:
    return {"group_categories": list(groups), "group_codes": list(groups.values())}
