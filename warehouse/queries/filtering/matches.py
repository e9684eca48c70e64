"""Searches for a text or in an area: each is made once for a snapshot, and what it found is kept in the snapshot's in-memory database."""

from __future__ import annotations

import threading
from dataclasses import asdict
from typing import Final

import duckdb
import pandas as pd

from warehouse.areas.inside import frame_of, is_inside
from warehouse.areas.shapes import Area, area_code
from warehouse.queries.run import load_sql, run_query

SEARCHES_REMEMBERED: Final = 20
"""A search among a million incidents takes up to a second, and every query of a page needs its result."""

_ONE_AT_A_TIME: Final = threading.Lock()


def remember_matches(con: duckdb.DuckDBPyConnection, text: str | None, area: Area | None) -> None:
    """Make sure that the table `matches` holds the incidents that contain `text` and those in `area`; nothing for None."""
    # Sessions share the database: two that make the same search at once would insert its matches twice.
    with _ONE_AT_A_TIME:
        con.execute(load_sql("match_tables"))
        if text and not _is_remembered(con, text):
            con.execute(load_sql("text_search"), {"text": text, "search": text})
            _note_search(con, text)
        if area and not _is_remembered(con, area_code(area)):
            _find_in_area(con, area)
            _note_search(con, area_code(area))


def _find_in_area(con: duckdb.DuckDBPyConnection, area: Area) -> None:
    rows = run_query(con, "area_candidates", asdict(frame_of(area)))
    inside = is_inside(area, rows["latitude"].to_numpy(), rows["longitude"].to_numpy())
    ids = rows["incident_id"].filter(inside)
    con.append("matches", pd.DataFrame({"search": area_code(area), "incident_id": ids.to_pandas()}))


def _is_remembered(con: duckdb.DuckDBPyConnection, search: str) -> bool:
    return bool(run_query(con, "match_known", {"search": search}).num_rows)


def _note_search(con: duckdb.DuckDBPyConnection, search: str) -> None:
    con.execute(load_sql("match_note"), {"search": search})
    con.execute(load_sql("match_forget"), {"kept": SEARCHES_REMEMBERED})
    con.execute(load_sql("match_forget_rows"))
