"""Which incident to show: named by the address, or found by a ship, a place, a number or words."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import pyarrow as pa
import streamlit as st

from analytics.incidents import search
from analytics.incidents.search import Hit, SearchResult
from pages.charts import cards
from pages.incident import results_map
from pages.server import first_paint
from pages.shell import data, page_links, page_top, theme
from pages.shell.text import Markdown, plain
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import ACT, CATEGORY, act_or_category
from warehouse.filters import LONGEST_TEXT, Filters
from warehouse.view import SnapshotView

PARAMETER: Final = "id"
_ID: Final = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
MOST: Final = 50
CLOSEST: Final = 6
"""Results that are listed as links above the table: what fits on the first screen."""


def id_in_address() -> str:
    """The id in the address; empty where there is none, or none of the form of an id."""
    incident_id = st.query_params.get(PARAMETER, "")
    return incident_id if _ID.fullmatch(incident_id) else ""


def show_search(snapshot: SnapshotView, today: date) -> None:
    """A search field, the closest results as links with the reason for each, and all of them as a table."""
    with st.container(key="controls"):
        text = st.text_input(
            "Find an incident",
            placeholder="Ship, place, year, IMO number, reference or words in a report",
            max_chars=LONGEST_TEXT,
            key="find",
            bind="query-params",
            icon=":material/search:",
            label_visibility="collapsed",
        )
    # Without a text these are the latest incidents, so nothing dated in the future by mistake may head the list.
    filters = Filters(text=text or "", date_to=None if text else today)
    result: SearchResult = data.query(search.find_incidents, snapshot, filters, MOST)
    page_top.show_answer(" ".join([_answer(filters.text, result), *result.notes]))
    if not result.hits:
        return
    closest, place = st.columns([3, 2], gap="medium")
    with closest:
        st.markdown("\n".join(f"1. {_result_line(hit)}" for hit in result.hits[:CLOSEST]))
        first_paint.note_light_parts()
    with place:
        results_map.show_results_map(result.hits, theme.is_dark())
    if len(result.hits) > CLOSEST:
        _show_table(filters.text, result, snapshot)


def _answer(text: str, result: SearchResult) -> str:
    if not text:
        return "The latest incidents"
    if not result.hits:
        return f"Nothing found for “{text}”."
    order = ", closest first" if result.number > 1 else ""
    return f"{result.number:,} incident{'' if result.number == 1 else 's'} with “{text}”{order}."


def _result_line(hit: Hit) -> Markdown:
    """A link with the ship and what happened, then day, place and reason."""
    incident = hit.incident
    act = act_or_category(incident["act"], incident["category"])
    address = page_links.incident_link(incident["incident_id"], data.as_of())
    ship = incident["vessel_name"] or "Ship not named"
    day = short_day(incident["occurred_on"]) if incident["occurred_on"] else "day not known"
    where = incident["place"] or incident["sea_region_title"] or "no position"
    reason = f" · *{plain(hit.reason)}*" if hit.reason else ""
    return Markdown(f"[{plain(ship)}: {plain(act.lower())}]({address}), {plain(day)}, {plain(where)}{reason}")


def _show_table(text: str, result: SearchResult, snapshot: SnapshotView) -> None:
    rows = [_table_row(hit) for hit in result.hits]
    texts = ("vessel", "act", "region", "why", "category", "id", "link")
    more = f"The first {len(rows)} of {result.number:,}." if result.number > len(rows) else ""
    cards.show_table(
        "All results" if text else "Latest incidents",
        pa.Table.from_pylist(rows, schema=pa.schema({"day": pa.date32(), **dict.fromkeys(texts, pa.string())})),
        snapshot,
        [],
        name="found",
        alt="Incidents found, each with the reason and a link to its card",
        columns={
            "day": st.column_config.DateColumn("Day", format="D MMM YYYY", width=90),
            "vessel": st.column_config.TextColumn("Ship", width=150),
            "act": st.column_config.TextColumn("Act", width=130),
            "region": st.column_config.TextColumn("Sea region", width=150),
            "why": st.column_config.TextColumn("Found by", width=150) if text else None,
            "category": st.column_config.TextColumn("Category", width=165),
            "id": st.column_config.TextColumn("Id", width=105),
            "link": st.column_config.LinkColumn("Card", display_text="Open", width=58),
        },
        footnotes=(more,) if more else (),
    )


def _table_row(hit: Hit) -> dict[str, Any]:
    incident = hit.incident
    return {
        "day": incident["occurred_on"],
        "vessel": incident["vessel_name"] or "Not named",
        "act": ACT[incident["act"]].title if incident["act"] in ACT else "",
        "region": incident["sea_region_title"] or "No position",
        "why": hit.reason,
        "category": CATEGORY[incident["category"]].title,
        "id": incident["incident_id"],
        "link": page_links.incident_link(incident["incident_id"], data.as_of()),
    }
