"""Which incident a full card is of: by the page's address, or found by its id, its ship or its place."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import duckdb
import pyarrow as pa
import streamlit as st

from pages.charts import cards
from pages.shell import data, page_links
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.filters import LONGEST_TEXT, Filters
from warehouse.queries.incidents import incidents
from warehouse.queries.review import review_queue
from warehouse.queries.sources.sources import region_titles

PARAMETER: Final = "id"
_ID: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
MOST: Final = 50


def asked() -> str:
    """The id in the address; empty when there is none that could be one."""
    found = st.query_params.get(PARAMETER, "")
    return found if _ID.fullmatch(found) else ""


def show(snapshot: Snapshot, today: date) -> None:
    """A field to search with, and what was found: an id, or words that a ship, a place or a report holds."""
    with st.container(key="controls"):
        words = st.text_input(
            "Find an incident",
            placeholder="Id of an incident or a report, ship, place, or words of a report",
            max_chars=LONGEST_TEXT,
            key="find",
            bind="query-params",
            icon=":material/search:",
        )
    filters = Filters(text=words or "", date_to=None if words else today)
    found = data.query(_found, snapshot, words.strip() if words else "", filters, data.as_of())
    title = f"Incidents with “{cards.plain(filters.text)}”, newest first" if filters.text else "Latest incidents"
    cards.table(
        title,
        found,
        snapshot,
        [],
        name="found",
        alt="Incidents found, newest first, each with a link to its card",
        columns={
            "day": st.column_config.DateColumn("Day", format="D MMM YYYY", width=92),
            "vessel": st.column_config.TextColumn("Ship", width=170),
            "category": st.column_config.TextColumn("Category", width=170),
            "act": st.column_config.TextColumn("Act", width=100),
            "region": st.column_config.TextColumn("Sea region", width=170),
            "id": st.column_config.TextColumn("Id", width=150),
            "link": st.column_config.LinkColumn("Card", display_text="Open", width=58),
        },
        footnotes=(f"At most {MOST} are listed.",),
        empty="Nothing was found. Try fewer words, or look on the map.",
    )


def _found(con: duckdb.DuckDBPyConnection, words: str, filters: Filters, kept: str | None) -> pa.Table:
    rows = incidents.listing(con, filters, MOST).to_pylist()
    if words:
        named = {row["incident_id"] for row in review_queue.incidents_with(con, (words,))}
        listed = {row["incident_id"] for row in rows}
        rows = [one for found in sorted(named - listed) if (one := incidents.incident(con, found))] + rows
    titles = region_titles(con)
    return pa.table(
        {
            "day": pa.array([row["occurred_on"] for row in rows], pa.date32()),
            "vessel": [row["vessel_name"] or "Not named" for row in rows],
            "category": [CATEGORY[row["category"]].title for row in rows],
            "act": [ACT[row["act"]].title if row["act"] in ACT else "" for row in rows],
            "region": [titles.get(row["sea_region"], "No position") for row in rows],
            "id": [row["incident_id"] for row in rows],
            "link": [page_links.incident(row["incident_id"], kept) for row in rows],
        }
    )
