"""Waters by a route or by corners, typed as places or positions: a corridor or a drawn area becomes a filter of the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from pages.shell import filters as filter_widgets
from pages.shell.text import plain
from warehouse.areas.shapes import WIDEST_ROUTE_NM, Area, AreaError
from warehouse.filters import Filters
from warehouse.queries.searching.places import USUAL_RADIUS_NM, area_title
from warehouse.queries.searching.typed_areas import LONGEST, typed_polygon, typed_route
from warehouse.reference.typed_positions import PositionError

SHAPES: Final = {"route": "Near a route", "corners": "Within corners"}
_REFUSED: Final = "map_route_refused"


def show_route_form(filters: Filters) -> None:
    """Fields for waypoints or corners and a distance; the area they give replaces the one that is chosen."""
    with st.form("map_route", border=False):
        shape = st.segmented_control(
            "Waters", list(SHAPES), default="route", format_func=SHAPES.__getitem__, required=True, key="map_shape"
        )
        st.text_area(
            "Waypoints or corners, one a line",
            key="map_waypoints",
            placeholder="Singapore\n5-50N 095-00E\nColombo",
            max_chars=LONGEST,
            height=110,
            help=plain("Ports, straits or positions in any usual form. Between waypoints a ship keeps her course (a rhumb line)."),
        )
        st.number_input(
            "Distance from the route, nm", 1.0, WIDEST_ROUTE_NM, USUAL_RADIUS_NM, step=10.0, format="%.0f", key="map_within_nm", width=200
        )
        if st.form_submit_button("Show", type="primary", key="map_route_show"):
            _apply(str(shape))
    if refused := st.session_state.get(_REFUSED):
        st.caption(f":material/error: {plain(refused)}")
    if filters.within is not None:
        title = area_title(filters.within)
        st.caption(plain(f"Shown: incidents {title}"))
        st.button("All waters", icon=":material/close:", key="map_route_clear", on_click=_clear)


def _apply(shape: str) -> None:
    text = st.session_state.get("map_waypoints") or ""
    try:
        area: Area = typed_polygon(text) if shape == "corners" else typed_route(text, st.session_state["map_within_nm"])
    except (AreaError, PositionError) as refusal:
        st.session_state[_REFUSED] = str(refusal)
        return
    set_area(area)
    st.rerun()


def set_area(area: Area | None) -> None:
    """Show the incidents in these waters only."""
    st.session_state[_REFUSED] = ""
    filter_widgets.set_filters(replace(filter_widgets.current_filters(), within=area))


def _clear() -> None:
    set_area(None)
    st.rerun()
