"""The panel over the map, only while something is selected: the incidents of a hexagon, or the card of one incident."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st
from h3.api import basic_int as h3

from analytics.incidents.map_rows import incident_subtitle
from pages.incident_map import route_form, state
from pages.incident_map.listing import newest_rows, show_rows
from pages.incident_map.view import MapView
from pages.incidents import card, card_links
from pages.shell import data, recent_span
from pages.shell.filters import clear_filters
from pages.shell.text import plain
from warehouse.areas.shapes import Circle
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.incidents import Summary
from warehouse.view import SnapshotView

MOST_HERE: Final = 50
"""Incidents at one position that a reader can choose among."""
DISTANCES_NM: Final = (10, 20, 50, 100, 200)


def show_panel(snapshot: SnapshotView, filters: Filters, view: MapView, summary: Summary, place: str) -> None:
    """The panel, if any. `place` is the part of the sea that the map shows now; a selection leaves it there."""
    if view.incident is not None:
        with st.container(key="map_panel", gap="small"):
            _show_selected(snapshot, filters, view.incident, place)
    elif view.cell is not None:
        with st.container(key="map_panel", gap="small"):
            _show_cell(snapshot, filters, view.cell, place)
    elif not summary.incidents and not view.time:
        with st.container(key="map_nothing", gap="small", horizontal_alignment="center"):
            _show_nothing(recent_span.none_known(snapshot, filters))


def _show_nothing(watched: str) -> None:
    st.markdown("**No incident matches these filters**", text_alignment="center")
    st.markdown(plain(watched), text_alignment="center")
    st.button("Clear all filters", icon=":material/filter_alt_off:", on_click=_clear_all, key="clear_in_panel")


def _clear_all() -> None:
    clear_filters()
    state.change_view(cell=None, unplaced=False)
    st.rerun()


def _show_cell(snapshot: SnapshotView, filters: Filters, cell: int, place: str) -> None:
    rows = newest_rows(snapshot, filters, cell)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False):
        count = len(rows)
        st.markdown(f"**{plain(f'{count:,} in this hexagon' if count < state.MOST_ROWS else f'The newest {count:,} in this hexagon')}**")
        st.button(
            "Close", icon=":material/close:", type="tertiary", on_click=state.select_on_map, key="leave_cell", help="Leave the hexagon"
        )
    _show_within(*h3.cell_to_latlng(cell))
    show_rows(rows, "cell", place)


def _show_selected(snapshot: SnapshotView, filters: Filters, incident_id: str, place: str) -> None:
    ids = [row["incident_id"] for row in newest_rows(snapshot, filters)]
    at = ids.index(incident_id) if incident_id in ids else None
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xsmall"):
        for label, icon, step in (("Newer", ":material/keyboard_arrow_up:", -1), ("Older", ":material/keyboard_arrow_down:", 1)):
            other = ids[at + step] if at is not None and 0 <= at + step < len(ids) else None
            st.button(label, icon=icon, type="tertiary", key=label, on_click=_select, args=(other, place), disabled=other is None)
        st.space("stretch")
        st.button("Close", icon=":material/close:", type="tertiary", on_click=state.select_on_map, key="leave_card", help="Back to the map")
    _show_others_here(snapshot, filters, incident_id, place)
    incident = data.query(incidents.incident_by_id, snapshot, incident_id)
    with st.container(key="incident_card"):
        if incident is None:
            st.warning("This incident is not in the data shown.", title="No such incident", icon=":material/search_off:")
            return
        card_links.show_moved(incident_id, incident)
        if incident["latitude"] is not None:
            _show_within(incident["latitude"], incident["longitude"])
        card.show_card(incident, data.query(incidents.incident_reports, snapshot, incident["incident_id"]))


def _show_within(latitude: float, longitude: float) -> None:
    """What else happened around a place: a distance makes it the filter of the page."""
    titles = {f"{distance} nm": float(distance) for distance in DISTANCES_NM}
    st.menu_button(
        "Incidents within … of here",
        list(titles),
        key="map_within_here",
        icon=":material/adjust:",
        on_click=lambda: _take_circle(latitude, longitude, titles.get(st.session_state["map_within_here"])),
    )


def _take_circle(latitude: float, longitude: float, radius_nm: float | None) -> None:
    if radius_nm is None:
        return
    route_form.set_area(Circle(latitude, longitude, radius_nm))
    state.select_on_map()
    st.rerun()


def _select(incident_id: str | None, place: str) -> None:
    if incident_id is not None:
        state.select_on_map(incident=incident_id, place=place)


def _show_others_here(snapshot: SnapshotView, filters: Filters, incident_id: str, place: str) -> None:
    """A choice among the incidents at the same position, which hide one another on the map."""
    rows = data.query(incidents.incidents_at_position, snapshot, filters, incident_id, MOST_HERE)
    at_position: dict[str, dict[str, Any]] = {row["incident_id"]: row for row in rows}
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
