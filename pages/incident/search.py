"""Which incident to show: named by the address, or found by its id, its ship or its place."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import pyarrow as pa
import streamlit as st

from analytics.incidents import search
from pages.charts import cards
from pages.shell import data, page_links
from pages.shell.text import plain
from warehouse.filters import LONGEST_TEXT, Filters
from warehouse.view import SnapshotView

PARAMETER: Final = "id"
_ID: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
MOST: Final = 50


def id_in_address() -> str:
    """The id in the address; empty where there is none, or none of the form of an id."""
    incident_id = st.query_params.get(PARAMETER, "")
    return incident_id if _ID.fullmatch(incident_id) else ""


def show_search(snapshot: SnapshotView, today: date) -> None:
    """A search field and its results: by id, or by words in the name of a ship, a place or a report."""
    with st.container(key="controls"):
        words = st.text_input(
            "Find an incident",
            placeholder="Id of an incident or report, ship, place, or words in a report",
            max_chars=LONGEST_TEXT,
            key="find",
            bind="query-params",
            icon=":material/search:",
        )
    # Without words these are the latest incidents, so nothing dated in the future by mistake may head the list.
    filters = Filters(text=words or "", date_to=None if words else today)
    results = data.query(search.find_incidents, snapshot, words.strip() if words else "", filters, MOST)
    links = [page_links.incident_link(incident_id, data.as_of()) for incident_id in results["id"].to_pylist()]
    title = f"Incidents with “{plain(filters.text)}”, newest first" if filters.text else "Latest incidents"
    cards.show_table(
        title,
        results.append_column("link", pa.array(links, pa.string())),
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
        empty="Nothing found. Try fewer words, or look on the map.",
    )
