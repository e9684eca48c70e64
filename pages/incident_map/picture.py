"""The incident map with its controls and the panel beside it: one fragment, so that a click does not rerun the rest of the page."""

from __future__ import annotations

from typing import cast

import streamlit as st

from analytics.incidents import map_rows
from analytics.incidents.map_rows import MOST_POINTS, MapRows
from pages.incident_map import panel, state
from pages.incident_map import view as map_view
from pages.incident_map.view import AUTOMATIC, COLOURS, MODES, MapView
from pages.maps import incident_deck, map_texts
from pages.maps.incident_deck import MapContext, Selection
from pages.shell import data, lasting_link, recent_span, theme
from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.hexagons import Colour
from warehouse.queries.incidents.incidents import Summary
from warehouse.reference.geography import MapPreset
from warehouse.view import SnapshotView


@st.fragment(key="incident_map_picture")
def show_picture(snapshot: SnapshotView, filters: Filters, choices: Choices, summary: Summary) -> None:
    """Controls, map, legend and panel under the filters; keeps the address up to date."""
    with data.page_left_open(snapshot):
        _show_parts(snapshot, filters, choices, summary)


def _show_parts(snapshot: SnapshotView, filters: Filters, choices: Choices, summary: Summary) -> None:
    view = state.current_view()
    place = view.place or map_view.automatic_place(filters, choices)
    look = map_view.view_of(view, filters, choices)
    colour, rows = rows_to_draw(snapshot, filters, view, look, summary)
    _show_controls(view, filters, choices, rows, colour)
    beside = st.columns([3, 2], gap="small")
    with beside[0]:
        if why := map_texts.gathering_reason(rows, view.mode, summary.placed):
            st.caption(f":material/hexagon: {plain(why)}")
        text = map_texts.map_title(summary, filters, choices)
        context = MapContext(_outlined_region(filters), settings.load().basemap, state.click_count(), state.recentre_count())
        deck = incident_deck.incident_deck(rows, colour, look, _selection(snapshot, view), dark=theme.is_dark(), context=context)
        incident_deck.show_deck(deck, map_texts.alt_text(text, rows, colour), lambda: _on_click(place))
        heading = f"{COLOURS[colour]} of incidents" if colour == "number" else COLOURS[colour]
        map_texts.show_legend(incident_deck.legend_entries(rows, colour), heading)
        notes = map_texts.reading_notes(rows, view.mode, summary)
        map_texts.show_caption([*notes, map_texts.sources_line(filters, choices, snapshot)])
    with beside[1]:
        panel.show_panel(snapshot, filters, view, choices, summary, place)
    state.write_address()
    with beside[0]:
        # In the fragment and after the address has been written, which it repeats.
        lasting_link.show_lasting_link(snapshot, **recent_span.days_in_address(filters))


def rows_to_draw(snapshot: SnapshotView, filters: Filters, view: MapView, look: MapPreset, summary: Summary) -> tuple[Colour, MapRows]:
    """What is drawn, and coloured by what: points while they are few enough, otherwise hexagons."""
    resolution = map_rows.resolution_for(look.zoom)
    if view.mode == "heat":
        return "number", data.query(map_rows.heat_rows, snapshot, filters, resolution)
    if view.mode == "points" and summary.placed <= MOST_POINTS:
        colour: Colour = "severity" if view.colour == "severity" else "category"
        return colour, data.query(map_rows.point_rows, snapshot, filters, colour)
    colour = cast(Colour, view.colour or "number")
    return colour, data.query(map_rows.cell_rows, snapshot, filters, resolution, colour)


def _show_controls(view: MapView, filters: Filters, choices: Choices, rows: MapRows, colour: Colour) -> None:
    # A point stands for one incident, so there is no number to colour it by.
    offered = [code for code in COLOURS if code != "number" or not isinstance(rows, map_rows.PointRows)]
    presets = map_view.named_views(choices)
    auto = presets[map_view.automatic_place(filters, choices)][0]
    places = [AUTOMATIC, *presets] if view.place in presets or not view.place else [AUTOMATIC, view.place, *presets]
    st.session_state.update({"map_mode": view.mode, "map_colour": colour, "map_place": view.place})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="controls"):
        st.segmented_control(
            "Draw as", list(MODES), key="map_mode", format_func=MODES.__getitem__, required=True, on_change=_on_control, args=("mode",)
        )
        if not isinstance(rows, map_rows.HeatRows):
            st.segmented_control(
                "Colour by",
                offered,
                key="map_colour",
                format_func=COLOURS.__getitem__,
                required=True,
                on_change=_on_control,
                args=("colour",),
            )
        st.selectbox(
            "Zoom to",
            places,
            key="map_place",
            format_func=lambda code: f"{auto} (follows the filters)" if not code else presets[code][0] if code in presets else "This place",
            on_change=_on_control,
            args=("place",),
            width=290,
        )
        st.button(":material/center_focus_strong:", on_click=state.recentre_map, key="map_recentre", help="Recentre the map")


def _on_control(name: str) -> None:
    state.change_view(**{name: st.session_state[f"map_{name}"]})


def _on_click(place: str) -> None:
    incident, cell = incident_deck.clicked_incident(), incident_deck.clicked_cell()
    if incident is not None or cell is not None:
        state.select_on_map(incident=incident, cell=cell, place=place)


def _selection(snapshot: SnapshotView, view: MapView) -> Selection:
    if view.incident is not None:
        incident = data.query(incidents.incident_by_id, snapshot, view.incident)
        if incident is not None and incident["latitude"] is not None:
            return Selection(position=(incident["longitude"], incident["latitude"]))
    return Selection(cell=f"{view.cell:x}" if view.cell is not None else None)


def _outlined_region(filters: Filters) -> str | None:
    return filters.regions[0] if len(filters.regions) == 1 else None
