"""The incidents among which those along a voyage are looked for."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from warehouse.queries.frames import query_frame


def placed_incidents_between(con: duckdb.DuckDBPyConnection, first: date, last: date) -> pd.DataFrame:
    """Every incident with a position on the days from `first` to `last`, a row each, by day.

    incident_id, occurred_on, latitude, longitude, position_precision_km, sea_region, category, act, severity, vessel_status,
    vessel_type, sources (ids joined by a blank), hour (local sun; null where the time is not known to the hour).
    """
    return query_frame(con, "corridor_incidents", {"first": first, "last": last})
