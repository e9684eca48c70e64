"""The incidents around a port."""

from __future__ import annotations

import math
from datetime import date

import duckdb
import pandas as pd

from warehouse.queries.frames import query_frame


def incidents_around(
    con: duckdb.DuckDBPyConnection, latitude: float, longitude: float, within_nm: float, first: date, last: date
) -> pd.DataFrame:
    """Every incident with a position in a box that holds the circle of `within_nm`, on the days from `first` to `last`, newest first.

    incident_id, occurred_on, latitude, longitude, position_precision_km, category, also, act, severity, vessel_status, vessel_type,
    attackers, attackers_max, weapons, crew_harm, stolen, sources (ids joined by a blank), hour (local sun, or null).
    """
    # A little more than a sixtieth of a degree each, as the earth is no sphere.
    reach = within_nm / 59
    sideways = min(reach / max(math.cos(math.radians(min(abs(latitude) + reach, 89.0))), 0.01), 179.9)
    box = {"south": latitude - reach, "north": latitude + reach, "west": longitude - sideways, "width": 2 * sideways}
    return query_frame(con, "port_incidents", {**box, "first": first, "last": last})
