"""What stands beside the map: the list of incidents, or the card of the one selected."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.incident_map import state
from pages.incident_map.view import MapView
from pages.incidents import card, card_links
from pages.maps.map import HEIGHT
from pages.maps.rows import second_line
from pages.shell import data
from pages.shell.filters import clear
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.incidents import Summary

ROWS: Final = 200
MOST_HERE: Final = 50
COLUMNS: Final = {
    "day": st.column_config.DateColumn("Date", format="D MMM YYYY", width=92, pinned=True),
    "act": st.column_config.TextColumn("Act", width=88),
    "region": st.column_config.TextColumn("Sea region", width=140),
    "vessel": st.column_config.TextColumn("Ship", width=140),
    "category": st.column_config.TextColumn("Category", width=150),
    "severity": st.column_config.TextColumn("Severity", width=80),
    "reports": st.column_config.NumberColumn("Reports", width=70),
}


def show(snapshot: Snapshot, filters: Filters, view: MapView, choices: Choices, summary: Summary, place: str) -> None:
    """The panel. `place` is what the map shows now: a selection leaves it there."""
    if not summary.incidents and view.incident is None:
        _nothing()
        return
    rows = data.query(listing, snapshot, filters, view.cell, view.unplaced)
    if view.incident is not None:
        _card(snapshot, filters, view.incident, list(rows["incident_id"]), place)
    else:
        _list(rows, view, choices, summary, place)


def listing(con: Any, filters: Filters, cell: int | None, unplaced: bool) -> pd.DataFrame:
    """The newest incidents as a data frame."""
    found: pd.DataFrame = incidents.listing(con, filters, ROWS, cell, unplaced).to_pandas()
    return found


def _nothing() -> None:
    with st.container(border=True, height=HEIGHT, vertical_alignment="center", horizontal_alignment="center"):
        st.markdown("**No incident matches these filters**", text_alignment="center")
        st.caption("Widen the dates or remove a filter in the sidebar.", text_alignment="center")
        st.button("Clear all filters", icon=":material/filter_alt_off:", on_click=_clear_all, key="clear_in_panel")


def _clear_all() -> None:
    clear()
    state.change(cell=None, unplaced=False)
    st.rerun()


def _list(rows: pd.DataFrame, view: MapView, choices: Choices, summary: Summary, place: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{_title(len(rows), view, summary)}**", width="content")
        if view.cell is not None:
            st.button("All", icon=":material/close:", type="tertiary", on_click=state.select, key="leave_cell", help="Leave the hexagon")
        elif summary.unplaced:
            st.session_state["map_unplaced"] = view.unplaced
            st.toggle(f"Without position · {summary.unplaced:,}", key="map_unplaced", on_change=_unplaced)
    if rows.empty:
        st.caption("No incident of these filters lies here.")
        return
    titles = {code: region.title for code, region in choices.regions.items()}
    shown = pd.DataFrame(
        {
            "day": rows["occurred_on"],
            "vessel": rows["vessel_name"],
            "act": [ACT[code].title if code in ACT else None for code in rows["act"]],
            "category": [CATEGORY[code].title for code in rows["category"]],
            "severity": [_severity(level) for level in rows["severity"]],
            "region": [titles.get(code, "No position") for code in rows["sea_region"]],
            "reports": rows["report_count"],
        }
    )
    key = f"listing_{state.clicks()}_{view.cell}_{view.unplaced}"
    st.dataframe(
        shown,
        hide_index=True,
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        placeholder="–",
        height=HEIGHT - 52,
        key=key,
        on_select=lambda: _row_chosen(key, list(rows["incident_id"]), place),
        selection_mode="single-row",
        alt="Incidents of the map, newest first; choose a row to see the incident's card",
    )


def _title(count: int, view: MapView, summary: Summary) -> str:
    if view.cell is not None:
        return f"{'The newest ' if count == ROWS else ''}{count:,} in this hexagon"
    total = summary.unplaced if view.unplaced else summary.incidents
    where = " without position" if view.unplaced else ""
    return f"Newest {count:,} of {total:,}{where}" if total > count else f"{total:,} incident{'' if total == 1 else 's'}{where}"


def _severity(level: float | None) -> str | None:
    return None if pd.isna(level) else "Attempted" if level == 0 else SEVERITY[int(level)].title.rsplit(" ", 1)[0][:5]


def _unplaced() -> None:
    state.change(unplaced=st.session_state["map_unplaced"])


def _row_chosen(key: str, ids: list[str], place: str) -> None:
    chosen = st.session_state[key]["selection"]["rows"]
    if chosen and chosen[0] < len(ids):
        state.select(incident=ids[chosen[0]], place=place)


def _card(snapshot: Snapshot, filters: Filters, incident_id: str, ids: list[str], place: str) -> None:
    at = ids.index(incident_id) if incident_id in ids else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("List", icon=":material/arrow_back:", on_click=state.select, key="leave_card", help="Back to the list")
        st.space("stretch")
        for label, icon, step in (("Newer", ":material/keyboard_arrow_up:", -1), ("Older", ":material/keyboard_arrow_down:", 1)):
            other = ids[at + step] if at is not None and 0 <= at + step < len(ids) else None
            st.button(label, icon=icon, type="tertiary", key=label, on_click=_go, args=(other, place), disabled=other is None)
    _others_here(snapshot, filters, incident_id, place)
    found = data.query(incidents.incident, snapshot, incident_id)
    with st.container(border=True, height=HEIGHT - 52, key="incident_card"):
        if found is None:
            st.warning("This incident is not in the data shown.", title="No such incident", icon=":material/search_off:")
            return
        card_links.moved(incident_id, found)
        card.show(found, data.query(incidents.incident_reports, snapshot, found["incident_id"]))


def _go(incident_id: str | None, place: str) -> None:
    if incident_id is not None:
        state.select(incident=incident_id, place=place)


def _others_here(snapshot: Snapshot, filters: Filters, incident_id: str, place: str) -> None:
    """A choice among the incidents at one position, which hide one another on the map."""
    here = {row["incident_id"]: row for row in data.query(incidents.at_position, snapshot, filters, incident_id, MOST_HERE)}
    if len(here) < 2 or incident_id not in here:
        return
    key = "incident_here"
    st.session_state[key] = incident_id
    count = f"{MOST_HERE} or more" if len(here) == MOST_HERE else f"{len(here)}"
    st.selectbox(
        f"{count} incidents at this position",
        list(here),
        key=key,
        format_func=lambda one: second_line({"severity": None, **here[one]}),
        on_change=lambda: _go(st.session_state[key], place),
    )
