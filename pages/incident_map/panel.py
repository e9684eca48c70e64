"""The panel beside the map: the list of incidents, or the card of the selected one."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from analytics.incidents.map_rows import incident_subtitle
from pages.incident_map import state
from pages.incident_map.view import MapView
from pages.incidents import card, card_links
from pages.maps.incident_deck import HEIGHT
from pages.shell import data, recent_span
from pages.shell.filters import clear_filters
from pages.shell.text import plain
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.incidents import Summary
from warehouse.view import SnapshotView

ROWS: Final = 200
"""Incidents in the list: enough to scroll through, few enough to send at once."""

MOST_HERE: Final = 50
"""Incidents at one position that a reader can choose among."""

COLUMNS: Final = {
    "day": st.column_config.DateColumn("Date", format="D MMM YYYY", width=92, pinned=True),
    "act": st.column_config.TextColumn("Act", width=88),
    "region": st.column_config.TextColumn("Sea region", width=140),
    "vessel": st.column_config.TextColumn("Ship", width=140),
    "category": st.column_config.TextColumn("Category", width=150),
    "severity": st.column_config.TextColumn("Severity", width=130),
    "reports": st.column_config.NumberColumn("Reports", width=70),
}


def show_panel(snapshot: SnapshotView, filters: Filters, view: MapView, choices: Choices, summary: Summary, place: str) -> None:
    """The panel. `place` is the part of the sea that the map shows now; a selection leaves it there."""
    if not summary.incidents and view.incident is None:
        _show_nothing(recent_span.none_known(snapshot, filters))
        return
    rows = data.query(incidents.newest_incidents, snapshot, filters, ROWS, view.cell, view.unplaced).to_pandas()
    if view.incident is not None:
        _show_selected(snapshot, filters, view.incident, list(rows["incident_id"]), place)
    else:
        _show_list(rows, view, choices, summary, place)


def _show_nothing(watched: str) -> None:
    with st.container(border=True, height=HEIGHT, vertical_alignment="center", horizontal_alignment="center"):
        st.markdown("**No incident matches these filters**", text_alignment="center")
        st.markdown(plain(watched), text_alignment="center")
        st.caption("Widen the dates or remove a filter in the sidebar.", text_alignment="center")
        st.button("Clear all filters", icon=":material/filter_alt_off:", on_click=_clear_all, key="clear_in_panel")


def _clear_all() -> None:
    clear_filters()
    state.change_view(cell=None, unplaced=False)
    st.rerun()


def _show_list(rows: pd.DataFrame, view: MapView, choices: Choices, summary: Summary, place: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{plain(_list_title(len(rows), view, summary))}**", width="content")
        if view.cell is not None:
            st.button(
                "All", icon=":material/close:", type="tertiary", on_click=state.select_on_map, key="leave_cell", help="Leave the hexagon"
            )
        elif summary.unplaced:
            st.session_state["map_unplaced"] = view.unplaced
            st.toggle(f"Without position · {summary.unplaced:,}", key="map_unplaced", on_change=_on_unplaced)
    if rows.empty:
        st.caption("No incident under these filters is here.")
        return
    titles = {code: region.title for code, region in choices.regions.items()}
    table = pd.DataFrame(
        {
            "day": rows["occurred_on"],
            "vessel": rows["vessel_name"],
            "act": [ACT[code].title if code in ACT else None for code in rows["act"]],
            "category": [CATEGORY[code].title for code in rows["category"]],
            "severity": [_short_severity(level) for level in rows["severity"]],
            "region": [titles.get(code, "No position") for code in rows["sea_region"]],
            "reports": rows["report_count"],
        }
    )
    # A new key for each selection: the table would otherwise keep its selected row, and choosing that row again do nothing.
    key = f"listing_{state.click_count()}_{view.cell}_{view.unplaced}"
    st.dataframe(
        table,
        hide_index=True,
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        placeholder="–",
        height=HEIGHT - 52,
        key=key,
        on_select=lambda: _on_row(key, list(rows["incident_id"]), place),
        selection_mode="single-row",
        alt="Incidents on the map, newest first; choose a row to see its card",
    )


def _list_title(count: int, view: MapView, summary: Summary) -> str:
    if view.cell is not None:
        return f"{'The newest ' if count == ROWS else ''}{count:,} in this hexagon"
    total = summary.unplaced if view.unplaced else summary.incidents
    where = " without position" if view.unplaced else ""
    return f"Newest {count:,} of {total:,}{where}" if total > count else f"{total:,} incident{'' if total == 1 else 's'}{where}"


def _short_severity(level: float | None) -> str | None:
    return None if pd.isna(level) else SEVERITY[int(level)].title


def _on_unplaced() -> None:
    state.change_view(unplaced=st.session_state["map_unplaced"])


def _on_row(key: str, ids: list[str], place: str) -> None:
    chosen = st.session_state[key]["selection"]["rows"]
    if chosen and chosen[0] < len(ids):
        state.select_on_map(incident=ids[chosen[0]], place=place)


def _show_selected(snapshot: SnapshotView, filters: Filters, incident_id: str, ids: list[str], place: str) -> None:
    at = ids.index(incident_id) if incident_id in ids else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("List", icon=":material/arrow_back:", on_click=state.select_on_map, key="leave_card", help="Back to the list")
        st.space("stretch")
        for label, icon, step in (("Newer", ":material/keyboard_arrow_up:", -1), ("Older", ":material/keyboard_arrow_down:", 1)):
            other = ids[at + step] if at is not None and 0 <= at + step < len(ids) else None
            st.button(label, icon=icon, type="tertiary", key=label, on_click=_select, args=(other, place), disabled=other is None)
    _others_here(snapshot, filters, incident_id, place)
    incident = data.query(incidents.incident_by_id, snapshot, incident_id)
    with st.container(border=True, height=HEIGHT - 52, key="incident_card"):
        if incident is None:
            st.warning("This incident is not in the data shown.", title="No such incident", icon=":material/search_off:")
            return
        card_links.show_moved(incident_id, incident)
        card.show_card(incident, data.query(incidents.incident_reports, snapshot, incident["incident_id"]))


def _select(incident_id: str | None, place: str) -> None:
    if incident_id is not None:
        state.select_on_map(incident=incident_id, place=place)


def _others_here(snapshot: SnapshotView, filters: Filters, incident_id: str, place: str) -> None:
    """A choice among the incidents at the same position, which hide one another on the map."""
    rows = data.query(incidents.incidents_at_position, snapshot, filters, incident_id, MOST_HERE)
    at_position = {row["incident_id"]: row for row in rows}
    if len(at_position) < 2 or incident_id not in at_position:
        return
    key = "incident_here"
    st.session_state[key] = incident_id
    count = f"{MOST_HERE} or more" if len(at_position) == MOST_HERE else f"{len(at_position)}"
    st.selectbox(
        f"{count} incidents at this position",
        list(at_position),
        key=key,
        format_func=lambda other_id: incident_subtitle({"severity": None, **at_position[other_id]}),
        on_change=lambda: _select(st.session_state[key], place),
    )
