"""Totals that moved after they were first said."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.queries.frames import frame


def moved_totals(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """What each source had said of a year when it was over, and says now: source, year, sea_region, basis, then_at, said_then, says_now.

    Reports. `basis`: `landed` (the first landing after the year, of sources that landed again later) or `stated` (by the
    stated days of publication). A source with one landing and no such days has no row: nothing is known of what it said.
    """
    return frame(con, "moved_totals")


def incident_totals(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Incidents per year and sea region (null: no position) of this snapshot: year, sea_region, incidents."""
    return frame(con, "incident_totals")
