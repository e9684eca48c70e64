"""The incident map with its controls and the panel beside it: one fragment, so that a click leaves the rest alone."""

from __future__ import annotations

from typing import cast

import streamlit as st

from pages.incident_map import panel, state
from pages.incident_map import view as map_view
from pages.incident_map.view import AUTOMATIC, COLOURS, MODES, MapView
from pages.maps import map as the_map
from pages.maps import rows as map_rows
from pages.maps import words
from pages.maps.map import Ground, Selection
from pages.maps.rows import MOST_POINTS
from pages.shell import data, lasting_link, theme
from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.hexagons import Colour
from warehouse.queries.incidents.incidents import Summary
from warehouse.reference.geography import View


@st.fragment(key="incident_map_picture")
def show(snapshot: Snapshot, filters: Filters, choices: Choices, summary: Summary) -> None:
    """Controls, map, legend and panel for one set of filters; keeps the address up to date."""
    view = state.view_now()
    place = view.place or map_view.automatic_place(filters, choices)
    look = map_view.look(view, filters, choices)
    colour, drawn = rows(snapshot, filters, view, look, summary)
    _controls(view, filters, choices, drawn, colour)
    beside = st.columns([3, 2], gap="small")
    with beside[0]:
        if why := words.gathered(drawn, view.mode, summary.placed):
            st.caption(f":material/hexagon: {why}")
        text = words.title(summary, filters, choices)
        ground = Ground(_outlined(filters), settings.load().basemap, state.clicks(), state.recentred())
        deck = the_map.deck(drawn, colour, look, _chosen(snapshot, view), dark=theme.is_dark(), ground=ground)
        the_map.draw(deck, words.alt(text, drawn, colour), lambda: _clicked(place))
        words.legend(the_map.legend(drawn, colour), f"{COLOURS[colour]} of incidents" if colour == "number" else COLOURS[colour])
        words.caption([*words.notes(drawn, view.mode, summary), words.sources(filters, choices, snapshot)])
    with beside[1]:
        panel.show(snapshot, filters, view, choices, summary, place)
    state.write()
    with beside[0]:
        # Only now, and in the fragment: it names what the address says.
        lasting_link.show(snapshot)


def rows(snapshot: Snapshot, filters: Filters, view: MapView, look: View, summary: Summary) -> tuple[Colour, words.Drawn]:
    """What is drawn and by which colour: points while they are few, else hexagons."""
    resolution = map_rows.resolution_for(look.zoom)
    if view.mode == "heat":
        return "number", data.query(map_rows.heat_rows, snapshot, filters, resolution)
    if view.mode == "points" and summary.placed <= MOST_POINTS:
        colour: Colour = "severity" if view.colour == "severity" else "category"
        return colour, data.query(map_rows.point_rows, snapshot, filters, colour)
    colour = cast(Colour, view.colour or "number")
    return colour, data.query(map_rows.cell_rows, snapshot, filters, resolution, colour)


def _controls(view: MapView, filters: Filters, choices: Choices, drawn: words.Drawn, colour: Colour) -> None:
    offered = [code for code in COLOURS if code != "number" or not isinstance(drawn, map_rows.Points)]
    named = map_view.presets(choices)
    auto = named[map_view.automatic_place(filters, choices)][0]
    places = [AUTOMATIC, *named] if view.place in named or not view.place else [AUTOMATIC, view.place, *named]
    st.session_state.update({"map_mode": view.mode, "map_colour": colour, "map_place": view.place})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="controls"):
        st.segmented_control(
            "Draw as", list(MODES), key="map_mode", format_func=MODES.__getitem__, required=True, on_change=_set, args=("mode",)
        )
        if not isinstance(drawn, map_rows.Heat):
            st.segmented_control(
                "Colour by", offered, key="map_colour", format_func=COLOURS.__getitem__, required=True, on_change=_set, args=("colour",)
            )
        st.selectbox(
            "Zoom to",
            places,
            key="map_place",
            format_func=lambda code: f"{auto} (follows the filters)" if not code else named[code][0] if code in named else "This place",
            on_change=_set,
            args=("place",),
            width=290,
        )
        st.button(":material/center_focus_strong:", on_click=state.recentre, key="map_recentre", help="Recentre the map")


def _set(name: str) -> None:
    state.change(**{name: st.session_state[f"map_{name}"]})


def _clicked(place: str) -> None:
    row = the_map.clicked()
    if "i" in row:
        state.select(incident=str(row["i"]), place=place)
    elif "h" in row:
        state.select(cell=int(str(row["h"]), 16), place=place)


def _chosen(snapshot: Snapshot, view: MapView) -> Selection:
    if view.incident is not None:
        found = data.query(incidents.incident, snapshot, view.incident)
        if found is not None and found["latitude"] is not None:
            return Selection(position=(found["longitude"], found["latitude"]))
    return Selection(cell=f"{view.cell:x}" if view.cell is not None else None)


def _outlined(filters: Filters) -> str | None:
    return filters.regions[0] if len(filters.regions) == 1 else None
