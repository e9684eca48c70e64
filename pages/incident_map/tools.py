"""The buttons on the map: how it is drawn, what it shows, pictures of it, waters by route or corners, and play through time."""

from __future__ import annotations

import streamlit as st

from analytics.density import Heat
from analytics.incidents import map_rows
from analytics.incidents.map_rows import MapRows
from pages.incident_map import downloads, route_form, state, time_bar
from pages.incident_map import view as map_view
from pages.incident_map.view import AUTOMATIC, COLOURS, MODES, MapView
from pages.shell.text import plain
from warehouse.areas.shapes import area_code
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents.hexagons import Colour
from warehouse.queries.incidents.incidents import Summary
from warehouse.view import SnapshotView


def show_tools(
    snapshot: SnapshotView, filters: Filters, view: MapView, choices: Choices, rows: MapRows | Heat, colour: Colour, summary: Summary
) -> None:
    """One row over the map's corner."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content", key="map_tools"):
        with st.popover("Map", icon=":material/layers:", help="How it is drawn, where it looks, and pictures of it"):
            _show_drawing(view, rows, colour)
            _show_place(view, filters, choices)
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                st.markdown("Picture")
                downloads.show_picture_downloads(snapshot, filters, choices, view.colour, summary.placed)
        # The key follows the waters chosen: a new one closes the menu, which would hide them.
        key = f"map_route_{area_code(filters.within) if filters.within else ''}"
        with st.popover("Route", icon=":material/route:", help="Incidents near a route, or within corners of your own", key=key):
            route_form.show_route_form(filters)
        time_bar.show_play_button(bool(view.time))


def _show_drawing(view: MapView, rows: MapRows | Heat, colour: Colour) -> None:
    # A point stands for one incident, so there is no number to colour it by.
    offered = [code for code in COLOURS if code != "number" or not isinstance(rows, map_rows.PointRows)]
    st.session_state.update({"map_mode": view.mode, "map_colour": colour, "map_rings": view.rings, "map_advisories": view.advisories})
    st.segmented_control(
        "Draw as", list(MODES), key="map_mode", format_func=MODES.__getitem__, required=True, on_change=_on_control, args=("mode",)
    )
    if not isinstance(rows, Heat):
        st.segmented_control(
            "Colour by", offered, key="map_colour", format_func=COLOURS.__getitem__, required=True, on_change=_on_control, args=("colour",)
        )
    if isinstance(rows, map_rows.PointRows):
        st.toggle("Show how far off positions may be", key="map_rings", on_change=_on_control, args=("rings",))
    st.toggle("Outline advisories in force", key="map_advisories", on_change=_on_control, args=("advisories",))


def _show_place(view: MapView, filters: Filters, choices: Choices) -> None:
    presets = map_view.named_views(choices)
    auto = map_view.place_title(map_view.automatic_place(filters, choices), choices)
    places = [AUTOMATIC, *presets] if view.place in presets or not view.place else [AUTOMATIC, view.place, *presets]
    st.session_state["map_place"] = view.place
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        st.selectbox(
            "Zoom to",
            places,
            key="map_place",
            format_func=lambda code: f"{auto} (follows the filters)" if not code else map_view.place_title(code, choices),
            on_change=_on_control,
            args=("place",),
            width=250,
        )
        st.button(":material/center_focus_strong:", on_click=state.recentre_map, key="map_recentre", help=plain("Recentre the map"))


def _on_control(name: str) -> None:
    state.change_view(**{name: st.session_state[f"map_{name}"]})
